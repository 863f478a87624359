/** The health endpoint of a program: what answering a probe takes, and what the answer is. */
import * as z from 'zod';
import { APPLICATION } from '../defaults.ts';
import { distribution } from './distribution.ts';
import { share } from './parts.ts';

const DEFAULTS = APPLICATION.health;

/** Fields of `health`, wherever it stands. */
export const healthFields = {
  serviceTime: distribution('Time to answer one probe.').default(DEFAULTS.serviceTime),
  status: z.int().min(100).max(599).default(DEFAULTS.status).meta({
    description:
      'What httpGet hears of a program that is well; 200 to 399 is success, redirects included. Default: 200.',
  }),
  failureRatio: share('Share of probes that a program that is well fails all the same. Default: 0.').default(
    DEFAULTS.failureRatio,
  ),
  errorRatio: share(
    'Share of attempts of httpGet and exec probes that end in an error of the prober, such as an answer that breaks off: tried three times, then without any effect. Default: 0.',
  ).default(DEFAULTS.errorRatio),
};

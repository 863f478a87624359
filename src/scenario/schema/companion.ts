/** Schema of one entry of `applications.<workload>.containers`: a container that is not the one behind the Service. */
import * as z from 'zod';
import { APPLICATION } from '../defaults.ts';
import { distribution } from './distribution.ts';
import { failuresSchema } from './failures.ts';
import { healthFields } from './health.ts';
import { duration } from './parts.ts';

const DEFAULTS = APPLICATION.companion;

export const companionSchema = z
  .strictObject({
    startup: distribution('Container start until it listens and its probes succeed.').default(
      DEFAULTS.startup,
    ),
    runTime: distribution('Of an init container that is no sidecar: from its start to its end.').default(
      DEFAULTS.runTime,
    ),
    failures: failuresSchema
      .optional()
      .meta({ description: 'Runs of an init container that end with exit code 1. Default: none.' }),
    termination: distribution('From SIGTERM until its process exits.').default(DEFAULTS.termination),
    health: z.strictObject(healthFields).prefault({}).meta({ description: 'Its health endpoint.' }),
    preStop: duration('Length of a preStop hook that the manifest cannot say.').default(APPLICATION.preStop),
    postStart: duration('Length of a postStart hook that the manifest cannot say.').default(
      APPLICATION.postStart,
    ),
    postStartFailures: failuresSchema
      .optional()
      .meta({ description: 'Failures of its postStart hook, which kill it. Default: none.' }),
  })
  .meta({ id: 'Companion', description: 'How a container beside the one behind the Service behaves.' });

export type Companion = z.output<typeof companionSchema>;

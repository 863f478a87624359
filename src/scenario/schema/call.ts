/** Schema of one entry of `applications.<name>.calls`: a request that a pod sends to serve another one. */
import * as z from 'zod';
import { CALL, TRAFFIC } from '../defaults.ts';
import { choice, positiveDuration, share } from './parts.ts';
import { connections, dns, environment, port, retries } from './traffic.ts';

export const callSchema = z
  .strictObject({
    to: z.string().min(1).meta({ description: 'Name of the Service.' }),
    port,
    probability: share('Share of the requests that make the call.').default(CALL.probability),
    mode: choice(
      ['sequential', 'parallel'],
      [],
      'After the calls before it, or together with those beside it that are parallel too.',
    ).default(CALL.mode),
    connections,
    dns,
    environment,
    timeout: positiveDuration('A duration.')
      .nullable()
      .default(TRAFFIC.timeout)
      .meta({ description: 'From the call until the pod gives it up; null: never.' }),
    retries,
  })
  .meta({
    id: 'Call',
    description:
      'A call to another service, after the own work on a request, which keeps its slot until then.',
  });

export type Call = z.output<typeof callSchema>;

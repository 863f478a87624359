/**
 * Schema of one entry of `events`: what changes underneath the service, and when.
 */
import * as z from 'zod';
import { valueAt } from '../text/path.ts';
import { arrivals } from './arrivals.ts';
import { at } from './event-parts.ts';
import { registryOutage } from './failures.ts';
import { NODE_EVENTS, nodeEvents } from './node-events.ts';
import { choice, choiceSentence } from './parts.ts';
import { POD_FAULTS, podFaultSchemas } from './pod-faults.ts';
import { WORKLOAD_EVENTS, workloadEventSchemas } from './workload-events.ts';

const EVENTS = [...WORKLOAD_EVENTS, ...POD_FAULTS, ...NODE_EVENTS, 'registryOutage', 'setTraffic'] as const;

const TRAFFIC_WORDS = 'expected a source of requests such as "traffic/users"';

const setTraffic = z.strictObject({
  at,
  do: choice(['setTraffic'], [], 'From now on a source of requests has other arrivals.'),
  target: z
    .string({ error: TRAFFIC_WORDS })
    .regex(/^traffic\/./, { error: TRAFFIC_WORDS })
    .meta({ description: 'The source, such as "traffic/users".' }),
  arrivals,
});

const wrongAction = choiceSentence(EVENTS, []);

export const eventSchema = z
  .discriminatedUnion(
    'do',
    [...workloadEventSchemas, ...podFaultSchemas, ...nodeEvents, registryOutage, setTraffic],
    { error: ({ input }) => wrongAction({ input: valueAt(input, ['do']) }) },
  )
  .meta({ id: 'Event', description: 'One change underneath the service.' });

export type ScenarioEvent = z.output<typeof eventSchema>;

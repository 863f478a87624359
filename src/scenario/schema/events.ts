/**
 * Schema of one entry of `events`: what changes underneath the service, and when.
 */
import * as z from 'zod';
import { valueAt } from '../text/path.ts';
import { arrivals } from './arrivals.ts';
import { at, target } from './event-parts.ts';
import { NODE_EVENTS, nodeEvents } from './node-events.ts';
import { choice, choiceSentence } from './parts.ts';
import { POD_FAULTS, podFaultSchemas } from './pod-faults.ts';

const EVENTS = ['rolloutRestart', 'scale', 'setTraffic', ...POD_FAULTS, ...NODE_EVENTS] as const;
const EVENTS_LATER = ['setImage', 'applyManifest'];

const TRAFFIC_WORDS = 'expected a source of requests such as "traffic/users"';

const rolloutRestart = z.strictObject({
  at,
  do: choice(['rolloutRestart'], [], 'As `kubectl rollout restart`.'),
  target,
});

const scale = z.strictObject({
  at,
  do: choice(['scale'], [], 'As `kubectl scale`.'),
  target,
  replicas: z.int().min(0).max(10_000).meta({ description: 'New number of replicas.' }),
});

const setTraffic = z.strictObject({
  at,
  do: choice(['setTraffic'], [], 'From now on a source of requests has other arrivals.'),
  target: z
    .string({ error: TRAFFIC_WORDS })
    .regex(/^traffic\/./, { error: TRAFFIC_WORDS })
    .meta({ description: 'The source, such as "traffic/users".' }),
  arrivals,
});

const wrongAction = choiceSentence(EVENTS, EVENTS_LATER);

export const eventSchema = z
  .discriminatedUnion('do', [rolloutRestart, scale, setTraffic, ...podFaultSchemas, ...nodeEvents], {
    error: ({ input }) => wrongAction({ input: valueAt(input, ['do']) }),
  })
  .meta({ id: 'Event', description: 'One change underneath the service.' });

export type ScenarioEvent = z.output<typeof eventSchema>;

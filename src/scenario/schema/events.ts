/**
 * Schema of one entry of `events`: what changes underneath the service, and when.
 */
import * as z from 'zod';
import { valueAt } from '../text/path.ts';
import { at, target } from './event-parts.ts';
import { NODE_EVENTS, nodeEvents } from './node-events.ts';
import { choice, choiceSentence } from './parts.ts';
import { POD_FAULTS, podFaultSchemas } from './pod-faults.ts';

const EVENTS = ['rolloutRestart', 'scale', ...POD_FAULTS, ...NODE_EVENTS] as const;
const EVENTS_LATER = ['setImage', 'applyManifest', 'setTraffic'];

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

const wrongAction = choiceSentence(EVENTS, EVENTS_LATER);

export const eventSchema = z
  .discriminatedUnion('do', [rolloutRestart, scale, ...podFaultSchemas, ...nodeEvents], {
    error: ({ input }) => wrongAction({ input: valueAt(input, ['do']) }),
  })
  .meta({ id: 'Event', description: 'One change underneath the service.' });

export type ScenarioEvent = z.output<typeof eventSchema>;

/**
 * Schema of one entry of `events`: what changes underneath the service, and when.
 */
import * as z from 'zod';
import { valueAt } from '../text/path.ts';
import { choice, choiceSentence, duration } from './parts.ts';

const EVENTS = ['rolloutRestart', 'scale'] as const;
const EVENTS_LATER = [
  'setImage',
  'applyManifest',
  'killPod',
  'crashPod',
  'hangPod',
  'slowPod',
  'drainNode',
  'failNode',
  'recoverNode',
  'partition',
  'setTraffic',
];

const TARGET_WORDS = 'expected a target such as "deployment/web"';

const at = duration('When it happens, from the start of the run.');
const target = z
  .string({ error: TARGET_WORDS })
  .regex(/^[A-Za-z]+\/[^/\s]+$/, { error: TARGET_WORDS })
  .meta({ description: 'What it happens to, such as "deployment/web".' });

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
  .discriminatedUnion('do', [rolloutRestart, scale], {
    error: ({ input }) => wrongAction({ input: valueAt(input, ['do']) }),
  })
  .meta({ id: 'Event', description: 'One change underneath the service.' });

export type ScenarioEvent = z.output<typeof eventSchema>;

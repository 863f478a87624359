/**
 * Schema of one entry of `events`: what changes underneath the service, and when.
 */
import * as z from 'zod';
import { valueAt } from '../text/path.ts';
import { arrivals } from './arrivals.ts';
import { choice, choiceSentence, duration } from './parts.ts';

const EVENTS = ['rolloutRestart', 'scale', 'crashPod', 'setTraffic'] as const;
const EVENTS_LATER = [
  'setImage',
  'applyManifest',
  'killPod',
  'hangPod',
  'slowPod',
  'drainNode',
  'failNode',
  'recoverNode',
  'partition',
];

const TARGET_WORDS = 'expected a target such as "deployment/web"';

const TRAFFIC_WORDS = 'expected a source of requests such as "traffic/users"';

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

const crashPod = z.strictObject({
  at,
  do: choice(['crashPod'], [], 'The process in a pod exits by itself; the kubelet starts it again.'),
  target,
  count: z
    .int()
    .min(1)
    .max(10_000)
    .default(1)
    .meta({ description: 'Pods that crash at the same time, the oldest that run. Default: 1.' }),
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
  .discriminatedUnion('do', [rolloutRestart, scale, crashPod, setTraffic], {
    error: ({ input }) => wrongAction({ input: valueAt(input, ['do']) }),
  })
  .meta({ id: 'Event', description: 'One change underneath the service.' });

export type ScenarioEvent = z.output<typeof eventSchema>;

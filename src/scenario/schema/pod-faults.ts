/** Schemas of the events that befall single pods of a workload. */
import * as z from 'zod';
import { at, target } from './event-parts.ts';
import { choice, exitCode, positiveDuration } from './parts.ts';

export const POD_FAULTS = ['crashPod', 'oomKillPod', 'hangPod', 'slowPod', 'killPod'] as const;

const count = z
  .int()
  .min(1)
  .max(10_000)
  .default(1)
  .meta({ description: 'So many pods at the same time, the oldest that it can befall. Default: 1.' });

const oomKillPod = z.strictObject({
  at,
  do: choice(['oomKillPod'], [], 'The kernel kills the process in a pod for want of memory (OOMKilled).'),
  target,
  count,
  container: z
    .string()
    .min(1)
    .optional()
    .meta({ description: 'Name of the container. Default: the one behind the Service.' }),
});

const crashPod = z.strictObject({
  ...oomKillPod.shape,
  do: choice(['crashPod'], [], 'The process in a pod exits by itself.'),
  exitCode: exitCode.optional(),
});

const hangPod = z.strictObject({
  at,
  do: choice(
    ['hangPod'],
    [],
    'The process in a pod goes on accepting connections and answers nothing any more, until it is killed.',
  ),
  target,
  count,
});

const slowPod = z.strictObject({
  at,
  do: choice(['slowPod'], [], 'What the process in a pod does takes longer.'),
  target,
  count,
  factor: z
    .number()
    .gt(0)
    .max(1_000_000)
    .meta({ description: 'Multiplier of the service times of requests and probes; below 1 it is faster.' }),
  duration: positiveDuration('For how long. Default: until the process ends.').optional(),
});

const killPod = z.strictObject({
  at,
  do: choice(
    ['killPod'],
    [],
    'As `kubectl delete pod`: it terminates, and its controller makes another in its place.',
  ),
  target,
  count,
  gracePeriodSeconds: z.int().min(0).max(1_000_000_000).optional().meta({
    description:
      "As `--grace-period`; 0 is `--force`: the object is gone at once. Default: the pod's terminationGracePeriodSeconds.",
  }),
});

export const podFaultSchemas = [crashPod, oomKillPod, hangPod, slowPod, killPod] as const;
export type ScenarioPodFault = z.output<(typeof podFaultSchemas)[number]>;

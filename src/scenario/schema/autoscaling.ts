/**
 * Schema of what autoscaling needs besides the HorizontalPodAutoscalers themselves: the controller's flags, the way of
 * the metrics, the values of external metrics, and what of a service time is work of the CPU.
 */
import * as z from 'zod';
import { AUTOSCALING, CPU } from '../defaults.ts';
import { parseMilli, QUANTITY_WORDS } from '../values/quantity.ts';
import { duration, positiveDuration, share } from './parts.ts';

/** A quantity ≥ 0. */
export function quantity(description: string) {
  const words = { error: QUANTITY_WORDS };
  return z
    .union([z.string(words), z.number(words).min(0, words)], words)
    .refine((value) => parseMilli(value) !== null, words)
    .meta({ description });
}

/** A quantity > 0. */
export function positiveQuantity(description: string) {
  const words = { error: `${QUANTITY_WORDS}, above 0` };
  return quantity(description).refine((value) => parseMilli(value) !== 0, words);
}

export const autoscalingSchema = z
  .strictObject({
    syncPeriod: positiveDuration('Each autoscaler is looked at again after this time.').default(
      AUTOSCALING.syncPeriod,
    ),
    tolerance: z
      .number()
      .min(0)
      .max(1)
      .default(AUTOSCALING.tolerance)
      .meta({ description: 'Share by which a metric may miss its target without consequence.' }),
    downscaleStabilization: duration(
      'No fewer replicas than were recommended within this time; behavior.scaleDown may say another.',
    ).default(AUTOSCALING.downscaleStabilization),
    cpuInitializationPeriod: duration(
      'While a pod is younger, its CPU counts only as far as it was measured after it was ready.',
    ).default(AUTOSCALING.cpuInitializationPeriod),
    initialReadinessDelay: duration(
      'A pod that became unready sooner after its start was never ready.',
    ).default(AUTOSCALING.initialReadinessDelay),
    metricResolution: positiveDuration('metrics-server asks all kubelets this often.').default(
      AUTOSCALING.metricResolution,
    ),
    housekeepingInterval: positiveDuration('A kubelet reads the usage of its containers this often.').default(
      AUTOSCALING.housekeepingInterval,
    ),
  })
  .meta({ description: 'Flags of kube-controller-manager, metrics-server and kubelet.' });

const value = z.strictObject({
  at: duration('From when on.'),
  value: quantity('The value, such as 30 or "2500m".'),
});

export const metricsSchema = z
  .record(z.string(), z.array(value).min(1))
  .meta({ description: 'Object and External metrics by name: their values over time, in order.' });

export const cpuSchema = z
  .strictObject({
    share: share('Share of a service time that is work of the CPU; the rest is waiting.').default(CPU.share),
    cores: quantity(
      'With "discipline": "processorSharing": the cores that requests share, each on one of them at most. Default: 1.',
    )
      .refine((cores) => parseMilli(cores) !== 0, { error: `${QUANTITY_WORDS}, above 0` })
      .optional(),
    idle: quantity('What a running container uses besides, in cores such as "20m".').default(CPU.idle),
  })
  .meta({
    description: 'What requests cost of the CPU: what autoscalers see, and what a CPU limit throttles.',
  });

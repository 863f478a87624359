/**
 * A recommendation brought within what is allowed: minReplicas, maxReplicas and the speed of change.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/podautoscaler/horizontal.go (convertDesiredReplicasWithRules, convertDesiredReplicasWithBehaviorRate)
 */
import { scaleDownLimit, scaleUpLimit, type Behavior, type ScaleEvents } from './scaling-rules.ts';

export interface Bounds {
  readonly minReplicas: number;
  readonly maxReplicas: number;
}

export interface Limited {
  readonly replicas: number;
  /** Which limit was met, in Kubernetes' word; `DesiredWithinRange`: none. */
  readonly reason:
    'DesiredWithinRange' | 'TooFewReplicas' | 'TooManyReplicas' | 'ScaleUpLimit' | 'ScaleDownLimit';
}

/** Without spec.behavior a sync may double the replicas, or go to 4. */
const SCALE_UP_FACTOR = 2;
const SCALE_UP_MINIMUM = 4;

/** Without spec.behavior: there is no limit to the speed of scaling down, and no memory. */
export function limitWithoutBehavior(
  current: number,
  desired: number,
  { minReplicas, maxReplicas }: Bounds,
): Limited {
  const fastest = Math.max(SCALE_UP_FACTOR * current, SCALE_UP_MINIMUM);
  if (desired < minReplicas) return { replicas: minReplicas, reason: 'TooFewReplicas' };
  if (desired > Math.min(fastest, maxReplicas)) return atMost(fastest, maxReplicas);
  return { replicas: desired, reason: 'DesiredWithinRange' };
}

/** With spec.behavior; its limits hold a change back but never turn it round. */
export function limitByBehavior(
  current: number,
  desired: number,
  { minReplicas, maxReplicas }: Bounds,
  behavior: Behavior,
  events: ScaleEvents,
  nowMs: number,
): Limited {
  if (desired > current) {
    const fastest = Math.max(scaleUpLimit(current, events, behavior.scaleUp, nowMs), current);
    if (desired > Math.min(fastest, maxReplicas)) return atMost(fastest, maxReplicas);
  } else if (desired < current) {
    const fastest = Math.min(scaleDownLimit(current, events, behavior.scaleDown, nowMs), current);
    if (desired < Math.max(fastest, minReplicas)) {
      return fastest > minReplicas
        ? { replicas: fastest, reason: 'ScaleDownLimit' }
        : { replicas: minReplicas, reason: 'TooFewReplicas' };
    }
  }
  return { replicas: desired, reason: 'DesiredWithinRange' };
}

function atMost(fastest: number, maxReplicas: number): Limited {
  return fastest < maxReplicas
    ? { replicas: fastest, reason: 'ScaleUpLimit' }
    : { replicas: maxReplicas, reason: 'TooManyReplicas' };
}

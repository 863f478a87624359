/**
 * The arithmetic of a Deployment's rolling update, as pure functions over sizes: how far the new ReplicaSet may grow
 * and how far the old ones may shrink in one sync. Nothing here waits, writes or draws.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/deployment/rolling.go
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/deployment/util/deployment_util.go
 */
import type { IntOrPercent } from '../options.ts';

/** Sizes of one ReplicaSet as the Deployment controller reads them. */
export interface ReplicaSetSize {
  /** spec.replicas */
  readonly replicas: number;
  /** status.availableReplicas */
  readonly available: number;
}

export interface RollingLimits {
  readonly maxSurge: number;
  readonly maxUnavailable: number;
}

/** Percentages of `total`, surge rounded up and unavailable down; both 0 becomes 1 unavailable (ResolveFenceposts). */
export function resolveFenceposts(
  maxSurge: IntOrPercent,
  maxUnavailable: IntOrPercent,
  desired: number,
): RollingLimits {
  const surge = scaled(maxSurge, desired, Math.ceil);
  const unavailable = scaled(maxUnavailable, desired, Math.floor);
  return { maxSurge: surge, maxUnavailable: surge === 0 && unavailable === 0 ? 1 : unavailable };
}

/** The unavailable pods a rollout may cause: never more than there are replicas (MaxUnavailable). */
export function allowedUnavailable(limits: RollingLimits, desired: number): number {
  return Math.min(limits.maxUnavailable, desired);
}

/**
 * Size of the new ReplicaSet after this sync (NewRSNewReplicas).
 * @param total sum of spec.replicas over all ReplicaSets, the new one included: not the number of live pods.
 */
export function newReplicaSetSize(desired: number, maxSurge: number, total: number, current: number): number {
  const room = desired + maxSurge - total;
  return room <= 0 ? current : current + Math.min(room, desired - current);
}

/**
 * Sizes of the old ReplicaSets (oldest first) after this sync: unhealthy pods go first, then available ones as far
 * as enough stay available (reconcileOldReplicaSets).
 */
export function oldReplicaSetSizes(
  old: readonly ReplicaSetSize[],
  fresh: ReplicaSetSize,
  desired: number,
  limits: RollingLimits,
): number[] {
  const minAvailable = desired - allowedUnavailable(limits, desired);
  const total = old.reduce((sum, set) => sum + set.replicas, fresh.replicas);
  const budget = total - minAvailable - (fresh.replicas - fresh.available);
  const sizes = old.map((set) => set.replicas);
  if (total === fresh.replicas || budget <= 0) return sizes;
  cleanUpUnhealthy(sizes, old, budget);
  const available = old.reduce((sum, set) => sum + set.available, fresh.available);
  scaleDown(sizes, available - minAvailable);
  return sizes;
}

/** Takes up to `budget` pods that are not available (cleanupUnhealthyReplicas). Changes `sizes`. */
function cleanUpUnhealthy(sizes: number[], old: readonly ReplicaSetSize[], budget: number): void {
  let left = budget;
  old.forEach((set, i) => {
    if (set.replicas === 0 || set.replicas === set.available) return;
    const taken = Math.min(left, Math.max(0, set.replicas - set.available));
    sizes[i]! -= taken;
    left -= taken;
  });
}

/** Takes up to `budget` pods, oldest ReplicaSet first (scaleDownOldReplicaSetsForRollingUpdate). Changes `sizes`. */
function scaleDown(sizes: number[], budget: number): void {
  let left = Math.max(0, budget);
  sizes.forEach((size, i) => {
    const taken = Math.min(size, left);
    sizes[i] = size - taken;
    left -= taken;
  });
}

/** GetScaledValueFromIntOrPercent */
function scaled(value: IntOrPercent, total: number, round: (x: number) => number): number {
  return typeof value === 'number' ? value : round((value.percent * total) / 100);
}

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

/**
 * The unavailable pods a rollout may cause: never more than there are replicas (MaxUnavailable).
 * @param limits `null`: Recreate, which reckons with none.
 */
export function allowedUnavailable(limits: RollingLimits | null, desired: number): number {
  return limits === null ? 0 : Math.min(limits.maxUnavailable, desired);
}

/** The pods that stay available through a rollout (MinAvailable). @param limits `null`: Recreate, which keeps none. */
export function minAvailable(limits: RollingLimits | null, desired: number): number {
  return limits === null ? 0 : desired - allowedUnavailable(limits, desired);
}

/**
 * Size of the new ReplicaSet after this sync (NewRSNewReplicas).
 * @param maxSurge `null`: Recreate, which has no old pods left to reckon with.
 * @param total sum of spec.replicas over all ReplicaSets, the new one included: not the number of live pods.
 */
export function newReplicaSetSize(
  desired: number,
  maxSurge: number | null,
  total: number,
  current: number,
): number {
  if (maxSurge === null) return desired;
  const room = desired + maxSurge - total;
  return room <= 0 ? current : current + Math.min(room, desired - current);
}

/** The same for a set that exists: one that is too large shrinks at once (reconcileNewReplicaSet). */
export function reconciledSize(desired: number, maxSurge: number, total: number, current: number): number {
  return current >= desired ? desired : newReplicaSetSize(desired, maxSurge, total, current);
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
  const mustStay = minAvailable(limits, desired);
  const total = old.reduce((sum, set) => sum + set.replicas, fresh.replicas);
  const budget = total - mustStay - (fresh.replicas - fresh.available);
  if (total === fresh.replicas || budget <= 0) return old.map((set) => set.replicas);
  const available = old.reduce((sum, set) => sum + set.available, fresh.available);
  return scaledDown(cleanedUp(old, budget), available - mustStay);
}

/** Sizes without up to `budget` pods that are not available, oldest ReplicaSet first (cleanupUnhealthyReplicas). */
export function cleanedUp(old: readonly ReplicaSetSize[], budget: number): number[] {
  let left = budget;
  return old.map(({ replicas, available }) => {
    const taken = Math.min(left, Math.max(0, replicas - available));
    left -= taken;
    return replicas - taken;
  });
}

/** Sizes without up to `budget` pods, oldest ReplicaSet first (scaleDownOldReplicaSetsForRollingUpdate). */
export function scaledDown(sizes: readonly number[], budget: number): number[] {
  let left = Math.max(0, budget);
  return sizes.map((size) => {
    const taken = Math.min(size, left);
    left -= taken;
    return size - taken;
  });
}

/** GetScaledValueFromIntOrPercent */
function scaled(value: IntOrPercent, total: number, round: (x: number) => number): number {
  return typeof value === 'number' ? value : round((value.percent * total) / 100);
}

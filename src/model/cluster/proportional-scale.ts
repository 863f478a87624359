/**
 * How a change of spec.replicas is carried out by the ReplicaSets: by the only one there is, or, in the middle of a
 * rollout, by all of them in proportion. Pure functions.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/deployment/sync.go (scale)
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/deployment/util/deployment_util.go (GetProportion, IsSaturated)
 */

export interface ScalableReplicaSet {
  readonly replicas: number;
  /** Larger is newer. */
  readonly age: number;
  /** spec.replicas of the Deployment when the set was last sized (its desired-replicas annotation). */
  readonly desiredReplicas: number | null;
  /** replicas + surge of the Deployment then (its max-replicas annotation); `null` or 0: unknown. */
  readonly maxReplicas: number | null;
  /** status.availableReplicas */
  readonly available: number;
}

/** The Deployment that is scaled. */
export interface Scaling {
  /** spec.replicas */
  readonly desired: number;
  readonly maxSurge: number;
  /** status.replicas; stands in for a max-replicas annotation that is missing. */
  readonly statusReplicas: number;
}

/**
 * The sets to be written with their new sizes, in the order given, including those whose size stays: their
 * annotations change.
 * @param fresh the set of the present template, if there is one; one of `sets`.
 * @param scaling maxSurge `null`: Recreate, which shares nothing.
 */
export function resizedSets<T extends ScalableReplicaSet>(
  sets: readonly T[],
  fresh: T | undefined,
  scaling: Omit<Scaling, 'maxSurge'> & { readonly maxSurge: number | null },
): (readonly [set: T, replicas: number])[] {
  const active = sets.filter(({ replicas }) => replicas > 0);
  if (active.length <= 1) {
    const only = active[0] ?? fresh ?? sets.toSorted((a, b) => b.age - a.age)[0];
    return only === undefined ? [] : [[only, scaling.desired]];
  }
  if (fresh !== undefined && isSaturated(fresh, scaling.desired)) {
    return active.filter((set) => set !== fresh).map((set) => [set, 0]);
  }
  const { maxSurge } = scaling;
  if (maxSurge === null) return [];
  const sizes = proportionalSizes(active, { ...scaling, maxSurge });
  return active.map((set, i) => [set, sizes[i]!]);
}

/** The set is all that the Deployment wants. */
function isSaturated({ replicas, desiredReplicas, available }: ScalableReplicaSet, desired: number): boolean {
  return replicas === desired && desiredReplicas === desired && available === desired;
}

/** New sizes in the order given; the leftover of rounding goes to the largest set. */
export function proportionalSizes(sets: readonly ScalableReplicaSet[], scaling: Scaling): number[] {
  const total = sets.reduce((sum, set) => sum + set.replicas, 0);
  const allowed = scaling.desired === 0 ? 0 : scaling.desired + scaling.maxSurge;
  let left = allowed - total;
  const sizes = sets.map((set) => set.replicas);
  if (left === 0) return sizes;
  const growing = left > 0;
  const order = sets
    .map((_, i) => i)
    .toSorted(
      (a, b) => sets[b]!.replicas - sets[a]!.replicas || (growing ? 1 : -1) * (sets[b]!.age - sets[a]!.age),
    );
  for (const i of order) {
    if (left === 0 || sizes[i] === 0) continue;
    const fraction = replicaSetFraction(sets[i]!, scaling);
    const share = growing ? Math.min(fraction, left) : Math.max(fraction, left);
    sizes[i]! += share;
    left -= share;
  }
  const first = order[0];
  if (first !== undefined) sizes[first] = Math.max(0, sizes[first]! + left);
  return sizes;
}

/** By how much the set changes if it keeps its share of all that is allowed (getReplicaSetFraction). */
export function replicaSetFraction(
  { replicas, maxReplicas }: Pick<ScalableReplicaSet, 'replicas' | 'maxReplicas'>,
  { desired, maxSurge, statusReplicas }: Scaling,
): number {
  if (desired === 0) return -replicas;
  const before = maxReplicas || statusReplicas;
  if (before === 0) return 0;
  return Math.round((replicas * (desired + maxSurge)) / before) - replicas;
}

/**
 * How a change of spec.replicas in the middle of a rollout is shared among the ReplicaSets, as a pure function.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/deployment/sync.go (scale)
 */

export interface ScalableReplicaSet {
  readonly replicas: number;
  /** Larger is newer. */
  readonly age: number;
  /** replicas + surge of the Deployment when the set was last sized (its max-replicas annotation). */
  readonly maxReplicas: number;
}

/** New sizes in the order given; the leftover of rounding goes to the largest set. */
export function proportionalSizes(sets: readonly ScalableReplicaSet[], allowed: number): number[] {
  const total = sets.reduce((sum, set) => sum + set.replicas, 0);
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
    const fraction = Math.round((sizes[i]! * allowed) / sets[i]!.maxReplicas) - sizes[i]!;
    const share = growing ? Math.min(Math.max(fraction, 0), left) : Math.max(Math.min(fraction, 0), left);
    sizes[i]! += share;
    left -= share;
  }
  const first = order[0];
  if (first !== undefined) sizes[first] = Math.max(0, sizes[first]! + left);
  return sizes;
}

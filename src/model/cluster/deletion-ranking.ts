/**
 * Which pods a ReplicaSet deletes first: the first difference decides.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/controller_utils.go (ActivePodsWithRanks)
 */

export interface RankedPod {
  readonly assigned: boolean;
  readonly phase: 'Pending' | 'Unknown' | 'Running';
  readonly ready: boolean;
  /** controller.kubernetes.io/pod-deletion-cost; 0 when missing. */
  readonly deletionCost: number;
  /** Active pods of the same owner on its node. */
  readonly rank: number;
  /** Age since it became ready; `null` when unknown, which counts as newest. */
  readonly readyForMs: number | null;
  readonly restarts: number;
  /** `null` counts as newest. */
  readonly ageMs: number | null;
  /** Decides between pods of the same logarithmic age. */
  readonly uid: string;
}

/**
 * The `count` items that are deleted first, in that order; of equals the earlier ones. One pass that looks at every
 * item once, keeping the best: O(items), and O(log count) comparisons for each that is kept for a while.
 */
export function firstToDelete<T>(items: Iterable<T>, count: number, rankOf: (item: T) => RankedPod): T[] {
  const chosen: { readonly item: T; readonly rank: RankedPod }[] = [];
  for (const item of items) {
    const rank = rankOf(item);
    if (chosen.length === count && compareForDeletion(rank, chosen[count - 1]!.rank) >= 0) continue;
    let at = 0;
    for (let end = chosen.length; at < end;) {
      const middle = (at + end) >>> 1;
      if (compareForDeletion(rank, chosen[middle]!.rank) < 0) end = middle;
      else at = middle + 1;
    }
    chosen.splice(at, 0, { item, rank });
    if (chosen.length > count) chosen.pop();
  }
  return chosen.map(({ item }) => item);
}

const PHASE_ORDER = { Pending: 0, Unknown: 1, Running: 2 } as const;

/**
 * How the ages of pods compare: by their logarithm (LogarithmicScaleDown, as ReplicaSets do), or as they are (as Jobs
 * do, and all did before).
 */
export type AgeOrder = 'logarithmic' | 'exact';

/** Negative when `a` is deleted before `b`. */
export function compareForDeletion(a: RankedPod, b: RankedPod, ages: AgeOrder = 'logarithmic'): number {
  if (a.assigned !== b.assigned) return a.assigned ? 1 : -1;
  if (a.phase !== b.phase) return PHASE_ORDER[a.phase] - PHASE_ORDER[b.phase];
  if (a.ready !== b.ready) return a.ready ? 1 : -1;
  if (a.deletionCost !== b.deletionCost) return a.deletionCost - b.deletionCost;
  if (a.rank !== b.rank) return b.rank - a.rank;
  if (a.ready && a.readyForMs !== b.readyForMs)
    return compareAges(a.readyForMs, b.readyForMs, a.uid, b.uid, ages);
  if (a.restarts !== b.restarts) return b.restarts - a.restarts;
  if (a.ageMs !== b.ageMs) return compareAges(a.ageMs, b.ageMs, a.uid, b.uid, ages);
  return 0;
}

/** Why the first of two pods is deleted before the second: the difference that {@link compareForDeletion} finds. */
export function whyFirst(a: RankedPod, b: RankedPod): string {
  if (a.assigned !== b.assigned) return 'it has no node yet';
  if (a.phase !== b.phase) return `it is ${a.phase}`;
  if (a.ready !== b.ready) return 'it is not ready';
  if (a.deletionCost !== b.deletionCost) return 'its deletion cost is lower';
  if (a.rank !== b.rank) return `${a.rank} of them are on its node`;
  if (a.ready && a.readyForMs !== b.readyForMs) {
    return whyYounger('it became ready last', a.readyForMs, b.readyForMs);
  }
  if (a.restarts !== b.restarts) return 'it was restarted more often';
  return a.ageMs === b.ageMs ? 'all are as old as it' : whyYounger('it is the youngest', a.ageMs, b.ageMs);
}

function whyYounger(words: string, a: number | null, b: number | null): string {
  const isYounger = a === null || b === null || logarithmicAge(a) !== logarithmicAge(b);
  return isYounger ? words : 'others are about as old, and its UID is smaller';
}

/** The younger goes first; of those that count as equally old, the one with the smaller UID. */
function compareAges(
  a: number | null,
  b: number | null,
  uidA: string,
  uidB: string,
  order: AgeOrder,
): number {
  if (a === null || b === null) return a === null ? -1 : 1;
  if (order === 'exact') return a - b;
  const byLogarithm = logarithmicAge(a) - logarithmicAge(b);
  if (byLogarithm !== 0) return byLogarithm;
  if (uidA === uidB) return 0;
  return uidA < uidB ? -1 : 1;
}

/** Of the age in nanoseconds. */
function logarithmicAge(ageMs: number): number {
  const ns = Math.floor(ageMs * 1e6);
  return ns <= 0 ? 0 : Math.floor(Math.log2(ns));
}

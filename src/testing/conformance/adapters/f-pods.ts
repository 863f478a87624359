/** Tables of a ReplicaSet's pods: which of them count, and which it deletes first. */
import { isActive } from '../../../model/cluster/active-pods.ts';
import { compareForDeletion, type RankedPod } from '../../../model/cluster/deletion-ranking.ts';
import type { Comparison, Comparisons } from '../comparison.ts';

interface PodColumns {
  readonly name: string;
  readonly node: string;
  readonly phase: RankedPod['phase'];
  readonly ready: boolean;
  readonly restarts?: number;
  readonly containerRestarts?: readonly number[];
  readonly readySinceAgeSeconds: number | null;
  readonly createdAgeSeconds: number | null;
  readonly deletionCost?: number | null;
  readonly uid?: string;
}

function ageMs(seconds: number | null): number | null {
  return seconds === null ? null : 1000 * seconds;
}

function rankedPod(pod: PodColumns, rank: number, knowsCost: boolean): RankedPod {
  return {
    assigned: pod.node !== '',
    phase: pod.phase,
    ready: pod.ready,
    deletionCost: knowsCost ? (pod.deletionCost ?? 0) : 0,
    rank,
    readyForMs: ageMs(pod.readySinceAgeSeconds),
    restarts: Math.max(0, pod.restarts ?? 0, ...(pod.containerRestarts ?? [])),
    ageMs: ageMs(pod.createdAgeSeconds),
    uid: pod.uid ?? '',
  };
}

interface FilterRow {
  readonly pods: readonly {
    readonly name: string;
    readonly phase: string | null;
    readonly deleting?: boolean;
  }[];
  readonly expectedActive: readonly string[];
}

function active({ pods, expectedActive }: FilterRow): Comparison {
  const kept = pods.filter(({ phase, deleting = false }) => isActive(phase, deleting));
  return { expected: expectedActive, actual: kept.map(({ name }) => name) };
}

interface OrderRow {
  readonly pods: readonly PodColumns[];
  readonly expectedDeletionOrder: readonly string[];
}

/** From the reverse of what is expected, so that nothing passes by chance. */
function order({ pods, expectedDeletionOrder }: OrderRow): Comparison {
  const place = new Map(expectedDeletionOrder.map((name, i) => [name, i]));
  const given = pods.toSorted((a, b) => place.get(b.name)! - place.get(a.name)!);
  const ranked = given.map((pod) => ({ name: pod.name, rank: rankedPod(pod, 0, false) }));
  const sorted = ranked.toSorted((a, b) => compareForDeletion(a.rank, b.rank, 'exact'));
  return { expected: expectedDeletionOrder, actual: sorted.map(({ name }) => name) };
}

interface RankingRow {
  readonly kind: 'equivalent' | 'firstDeletedBeforeSecond';
  readonly first: string;
  readonly firstRank: number;
  readonly second: string;
  readonly secondRank: number;
  readonly podDeletionCostEnabled: boolean;
}

function ranking(
  row: RankingRow,
  table: { readonly pods: Readonly<Record<string, PodColumns>> },
): Comparison {
  const first = rankedPod(table.pods[row.first]!, row.firstRank, row.podDeletionCostEnabled);
  const second = rankedPod(table.pods[row.second]!, row.secondRank, row.podDeletionCostEnabled);
  const isBefore = row.kind === 'firstDeletedBeforeSecond';
  return {
    expected: [isBefore, false],
    actual: [compareForDeletion(first, second) < 0, compareForDeletion(second, first) < 0],
  };
}

export const podOrder: Comparisons = {
  f_active_pod_filter: active,
  f_pod_deletion_order_simple: order,
  f_pod_deletion_ranking: ranking,
};

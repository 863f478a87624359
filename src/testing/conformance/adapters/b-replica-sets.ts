/** Tables of what a Deployment does to its ReplicaSets, and of how a ReplicaSet makes its pods. */
import { beyondHistory } from '../../../model/cluster/deployment-status.ts';
import { resizedSets } from '../../../model/cluster/proportional-scale.ts';
import {
  cleanedUp,
  minAvailable,
  oldReplicaSetSizes,
  reconciledSize,
  scaledDown,
} from '../../../model/cluster/rolling-update.ts';
import { slowStart } from '../../../model/cluster/slow-start.ts';
import type { Comparison, Comparisons } from '../comparison.ts';
import { limitsOf, type StrategyRow } from './a-deployments.ts';

interface HistoryRow {
  readonly oldReplicaSets: readonly {
    readonly specReplicas: number;
    readonly statusReplicas: number;
    readonly deleting: boolean;
  }[];
  readonly revisionHistoryLimit: number | null;
  readonly expectedDeletions: number;
}

function history({ oldReplicaSets, revisionHistoryLimit, expectedDeletions }: HistoryRow): Comparison {
  const old = oldReplicaSets.map((set) => ({ ...set, replicas: set.specReplicas }));
  return { expected: expectedDeletions, actual: beyondHistory(old, revisionHistoryLimit).length };
}

interface OldSetRow extends StrategyRow {
  readonly deploymentReplicas: number;
  readonly oldReplicaSetReplicas: number;
  readonly oldAvailable: number;
}

function unhealthy(
  row: OldSetRow & { readonly maxCleanupCount: number; readonly expectedCleanedUp: number },
): Comparison {
  const old = { replicas: row.oldReplicaSetReplicas, available: row.oldAvailable };
  const [size] = cleanedUp([old], row.maxCleanupCount);
  return { expected: row.expectedCleanedUp, actual: old.replicas - size! };
}

interface Expected {
  readonly scaleExpected: boolean;
  readonly expectedOldReplicas?: number | null;
  readonly expectedNewReplicas?: number | null;
}

/** Whether it was scaled, and to what size if the table says so. */
function scaled(
  before: number,
  after: number,
  wasExpected: boolean,
  size: number | null | undefined,
): Comparison {
  const expected = size ?? null;
  return { expected: [wasExpected, expected], actual: [after !== before, expected === null ? null : after] };
}

function scaleDown(row: OldSetRow & Expected): Comparison {
  const desired = row.deploymentReplicas;
  const budget = row.oldAvailable - minAvailable(limitsOf(row, desired), desired);
  const [size] = scaledDown([row.oldReplicaSetReplicas], budget);
  return scaled(row.oldReplicaSetReplicas, size!, row.scaleExpected, row.expectedOldReplicas);
}

interface PairRow extends OldSetRow, Expected {
  readonly newReplicaSetReplicas: number;
  readonly newAvailable: number;
}

function reconcileNew(row: PairRow): Comparison {
  const desired = row.deploymentReplicas;
  const total = row.oldReplicaSetReplicas + row.newReplicaSetReplicas;
  const size = reconciledSize(desired, limitsOf(row, desired).maxSurge, total, row.newReplicaSetReplicas);
  return scaled(row.newReplicaSetReplicas, size, row.scaleExpected, row.expectedNewReplicas);
}

function reconcileOld(row: PairRow): Comparison {
  const desired = row.deploymentReplicas;
  const old = { replicas: row.oldReplicaSetReplicas, available: row.oldAvailable };
  const fresh = { replicas: row.newReplicaSetReplicas, available: row.newAvailable };
  const [size] = oldReplicaSetSizes([old], fresh, desired, limitsOf(row, desired));
  return scaled(old.replicas, size!, row.scaleExpected, row.expectedOldReplicas);
}

interface ScaledSet {
  readonly name: string;
  readonly replicas: number;
  readonly createdRank: number;
  readonly desiredReplicasAnnotation: number | null;
  readonly maxReplicasAnnotation: number | null;
  readonly available: number;
}

interface ScaleRow extends StrategyRow {
  readonly deploymentReplicas: number;
  readonly newReplicaSet: ScaledSet | null;
  readonly oldReplicaSets: readonly ScaledSet[];
  readonly expectedNewReplicas: number | null;
  readonly expectedOldReplicas: Readonly<Record<string, number>>;
  /** Their writes fail. */
  readonly replicaSetsWhoseUpdateIsIgnored: readonly string[];
}

function scale(row: ScaleRow): Comparison {
  const desired = row.deploymentReplicas;
  const given = row.newReplicaSet === null ? row.oldReplicaSets : [...row.oldReplicaSets, row.newReplicaSet];
  const sets = given.map((set) => ({
    name: set.name,
    replicas: set.replicas,
    age: set.createdRank,
    desiredReplicas: set.desiredReplicasAnnotation,
    maxReplicas: set.maxReplicasAnnotation,
    available: set.available,
  }));
  const fresh = sets.find(({ name }) => name === row.newReplicaSet?.name);
  const { maxSurge } = limitsOf(row, desired);
  const sizes = new Map(sets.map(({ name, replicas }) => [name, replicas]));
  for (const [{ name }, size] of resizedSets(sets, fresh, { desired, maxSurge, statusReplicas: 0 })) {
    if (!row.replicaSetsWhoseUpdateIsIgnored.includes(name)) sizes.set(name, size);
  }
  const expected = Object.keys(row.expectedOldReplicas).toSorted();
  return {
    expected: [row.expectedNewReplicas, expected.map((name) => row.expectedOldReplicas[name])],
    actual: [fresh === undefined ? null : sizes.get(fresh.name), expected.map((name) => sizes.get(name))],
  };
}

interface SlowStartRow {
  readonly count: number;
  readonly initialBatchSize: number;
  readonly callsThatSucceedBeforeFailing: number;
  readonly expectedSuccesses: number;
  readonly expectError: boolean;
  readonly expectedCalls: number;
  readonly batches?: readonly number[];
}

function slowStartBatch(row: SlowStartRow): Comparison {
  const batches: number[] = [];
  let left = row.callsThatSucceedBeforeFailing;
  let successes = -1;
  const call = (size: number, done: (succeeded: number) => void) => {
    const succeeded = Math.min(size, left);
    batches.push(size);
    left -= succeeded;
    done(succeeded);
  };
  slowStart(row.count, row.initialBatchSize, call, (succeeded) => {
    successes = succeeded;
  });
  const calls = batches.reduce((sum, size) => sum + size, 0);
  const expectedBatches = row.batches ?? null;
  return {
    expected: [row.expectedSuccesses, row.expectError, row.expectedCalls, expectedBatches],
    actual: [successes, successes < row.count, calls, expectedBatches === null ? null : batches],
  };
}

export const replicaSetSteps: Comparisons = {
  b_cleanup_deployment_history: history,
  b_cleanup_unhealthy_replicas: unhealthy,
  b_scale_down_old_replica_sets: scaleDown,
  b_reconcile_new_replica_set: reconcileNew,
  b_reconcile_old_replica_sets: reconcileOld,
  b_proportional_scale: scale,
  b_slow_start_batch: slowStartBatch,
};

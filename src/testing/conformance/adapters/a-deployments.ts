/** Tables of a Deployment's arithmetic and status: limits of a rolling update, sizes, progress. */
import {
  hasProgressed,
  hasTimedOut,
  isComplete,
  type DeploymentStatus,
} from '../../../model/cluster/deployment-status.ts';
import { replicaSetFraction } from '../../../model/cluster/proportional-scale.ts';
import {
  allowedUnavailable,
  minAvailable,
  newReplicaSetSize,
  resolveFenceposts,
} from '../../../model/cluster/rolling-update.ts';
import type { IntOrPercent } from '../../../model/options.ts';
import type { Comparison, Comparisons } from '../comparison.ts';

/** A count, a percentage such as `"25%"`, or nothing, which counts as 0. */
type Amount = number | string | null;

export interface StrategyRow {
  readonly strategy?: string;
  readonly maxSurge: Amount;
  readonly maxUnavailable: Amount;
}

/** @throws {Error} on words that are no amount, as the API does. */
function amountOf(amount: Amount): IntOrPercent {
  if (typeof amount !== 'string') return amount ?? 0;
  if (!/^\d+%$/.test(amount)) throw new Error(`no amount: ${amount}`);
  return { percent: Number.parseInt(amount, 10) };
}

export function limitsOf({ maxSurge, maxUnavailable }: StrategyRow, desired: number) {
  return resolveFenceposts(amountOf(maxSurge), amountOf(maxUnavailable), desired);
}

/** `null`: Recreate. */
function strategyLimits(row: StrategyRow, desired: number) {
  return row.strategy === 'Recreate' ? null : limitsOf(row, desired);
}

interface FencepostsRow extends StrategyRow {
  readonly desiredReplicas: number;
  readonly expectedSurge: number;
  readonly expectedUnavailable: number;
  readonly expectError: boolean;
}

function fenceposts(row: FencepostsRow): Comparison {
  const resolve = () => {
    try {
      const { maxSurge, maxUnavailable } = limitsOf(row, row.desiredReplicas);
      return [maxSurge, maxUnavailable, false];
    } catch {
      return [0, 0, true];
    }
  };
  return { expected: [row.expectedSurge, row.expectedUnavailable, row.expectError], actual: resolve() };
}

interface AvailabilityRow extends StrategyRow {
  readonly replicas: number | null;
  readonly expectedMaxUnavailable?: number;
  readonly expectedMinAvailable?: number;
}

function unavailable(row: AvailabilityRow): Comparison {
  const desired = row.replicas ?? 0;
  const actual = allowedUnavailable(strategyLimits(row, desired), desired);
  return { expected: row.expectedMaxUnavailable, actual };
}

function available(row: AvailabilityRow): Comparison {
  const desired = row.replicas ?? 0;
  const actual = minAvailable(strategyLimits(row, desired), desired);
  return { expected: row.expectedMinAvailable, actual };
}

interface NewReplicasRow extends StrategyRow {
  readonly deploymentReplicas: number;
  readonly newReplicaSetReplicas: number;
  readonly sumOfReplicasOverAllReplicaSets: number;
  readonly expectedNewReplicaSetReplicas: number;
}

function newReplicas(row: NewReplicasRow): Comparison {
  const { deploymentReplicas: desired, sumOfReplicasOverAllReplicaSets: total } = row;
  const maxSurge = strategyLimits(row, desired)?.maxSurge ?? null;
  const actual = newReplicaSetSize(desired, maxSurge, total, row.newReplicaSetReplicas);
  return { expected: row.expectedNewReplicaSetReplicas, actual };
}

interface FractionRow extends StrategyRow {
  readonly deploymentReplicas: number;
  readonly deploymentStatusReplicas: number;
  readonly replicaSetReplicas: number;
  readonly maxReplicasAnnotation: number | null;
  readonly expectedFraction: number;
}

function fraction(row: FractionRow): Comparison {
  const desired = row.deploymentReplicas;
  const set = { replicas: row.replicaSetReplicas, maxReplicas: row.maxReplicasAnnotation };
  const { maxSurge } = limitsOf(row, desired);
  const scaling = { desired, maxSurge, statusReplicas: row.deploymentStatusReplicas };
  // Kubernetes' integers have no -0.
  return { expected: row.expectedFraction, actual: replicaSetFraction(set, scaling) + 0 };
}

interface CompleteRow {
  readonly desired: number;
  readonly statusReplicas: number;
  readonly updatedReplicas: number;
  readonly availableReplicas: number;
  readonly expectedComplete: boolean;
}

function complete(row: CompleteRow): Comparison {
  const actual = isComplete({ ...row, replicas: row.statusReplicas }, row.desired);
  return { expected: row.expectedComplete, actual };
}

interface ProgressingRow {
  readonly oldStatus: DeploymentStatus;
  readonly newStatus: DeploymentStatus;
  readonly expectedProgressing: boolean;
}

function progressing({ oldStatus, newStatus, expectedProgressing }: ProgressingRow): Comparison {
  return { expected: expectedProgressing, actual: hasProgressed(oldStatus, newStatus) };
}

interface TimedOutRow {
  readonly progressDeadlineSeconds: number | null;
  readonly progressingReason: string;
  readonly secondsSinceLastProgressUpdate: number | null;
  readonly expectedTimedOut: boolean;
}

function timedOut(row: TimedOutRow): Comparison {
  // A zero time in Kubernetes lies before all others.
  const updatedMs = -1000 * (row.secondsSinceLastProgressUpdate ?? Infinity);
  const condition = { reason: row.progressingReason, updatedMs };
  return {
    expected: row.expectedTimedOut,
    actual: hasTimedOut(condition, row.progressDeadlineSeconds, 0),
  };
}

export const deploymentArithmetic: Comparisons = {
  a_resolve_fenceposts: fenceposts,
  a_max_unavailable: unavailable,
  a_min_available: available,
  a_new_rs_new_replicas: newReplicas,
  a_replica_set_fraction: fraction,
  a_deployment_complete: complete,
  a_deployment_progressing: progressing,
  a_deployment_timed_out: timedOut,
};

/**
 * What a Deployment's status says of its rollout, and which old ReplicaSets it keeps. Pure functions.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/deployment/util/deployment_util.go (DeploymentComplete, DeploymentProgressing, DeploymentTimedOut)
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/deployment/sync.go (cleanupDeployment)
 */

/** Fields of status; each is a sum over ReplicaSets. */
export interface DeploymentStatus {
  readonly replicas: number;
  /** Of the newest template. */
  readonly updatedReplicas: number;
  readonly readyReplicas: number;
  readonly availableReplicas: number;
}

/** Every replica is updated and available, and no old one is left. */
export function isComplete(
  { replicas, updatedReplicas, availableReplicas }: Omit<DeploymentStatus, 'readyReplicas'>,
  desired: number,
): boolean {
  return updatedReplicas === desired && replicas === desired && availableReplicas === desired;
}

/** More pods are updated, ready or available, or fewer are old: this restarts the clock of the deadline. */
export function hasProgressed(before: DeploymentStatus, after: DeploymentStatus): boolean {
  return (
    after.updatedReplicas > before.updatedReplicas ||
    after.replicas - after.updatedReplicas < before.replicas - before.updatedReplicas ||
    after.readyReplicas > before.readyReplicas ||
    after.availableReplicas > before.availableReplicas
  );
}

/** The condition Progressing as last written. */
export interface ProgressCondition {
  readonly reason: string;
  readonly updatedMs: number;
}

/** The largest int32 stands for no deadline and no limit. */
const UNLIMITED = 2 ** 31 - 1;

/**
 * No progress within the deadline. It is only reported; the controller goes on. Once over, it stays over until there
 * is progress.
 */
export function hasTimedOut(
  condition: ProgressCondition | null,
  deadlineSeconds: number | null,
  nowMs: number,
): boolean {
  if (deadlineSeconds === null || deadlineSeconds === UNLIMITED || condition === null) return false;
  if (condition.reason === 'NewReplicaSetAvailable') return false;
  if (condition.reason === 'ProgressDeadlineExceeded') return true;
  return condition.updatedMs + deadlineSeconds * 1000 < nowMs;
}

export interface OldReplicaSet {
  /** spec.replicas and status.replicas */
  readonly replicas: number;
  readonly statusReplicas: number;
  readonly deleting: boolean;
}

/**
 * The old ReplicaSets that a complete Deployment deletes: the oldest beyond the limit, unless they have pods still.
 * @param old oldest first. @param limit `null` or the largest int32: all are kept.
 */
export function beyondHistory<T extends OldReplicaSet>(old: readonly T[], limit: number | null): T[] {
  if (limit === null || limit === UNLIMITED) return [];
  const there = old.filter(({ deleting }) => !deleting);
  const excess = there.slice(0, Math.max(0, there.length - limit));
  return excess.filter(({ replicas, statusReplicas }) => replicas === 0 && statusReplicas === 0);
}

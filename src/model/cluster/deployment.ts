/** A Deployment object as stored, with its ReplicaSets (oldest first). */
import type { DeploymentOptions } from '../options.ts';
import type { DeploymentStatus, ProgressCondition } from './deployment-status.ts';
import { templateKey } from './pod-template.ts';
import type { ReplicaSet } from './replica-set.ts';
import { resolveFenceposts, type RollingLimits } from './rolling-update.ts';

export interface Deployment {
  readonly index: number;
  spec: DeploymentOptions;
  /** {@link templateKey} of its template. */
  key: string;
  deleted: boolean;
  replicaSets: ReplicaSet[];
  /** [1 + nodes] Pods of all its ReplicaSets that are not being deleted: without a node, then by node. */
  readonly activeByNode: Int32Array;
  status: DeploymentStatus;
  /** Progressing; `null` before there is any. */
  condition: ProgressCondition | null;
  /** The status says that the newest template is fully rolled out. */
  complete: boolean;
  /** A new template is being rolled out. */
  rolling: boolean;
}

/** A Deployment without ReplicaSets. */
export function newDeployment(index: number, spec: DeploymentOptions, nodes: number): Deployment {
  return {
    index,
    spec,
    key: templateKey(spec),
    deleted: false,
    replicaSets: [],
    activeByNode: new Int32Array(1 + nodes),
    status: { replicas: 0, updatedReplicas: 0, readyReplicas: 0, availableReplicas: 0 },
    condition: null,
    complete: true,
    rolling: false,
  };
}

/** The oldest ReplicaSet of the present template, if there is one (FindNewReplicaSet). */
export function newReplicaSet({ replicaSets, key }: Deployment): ReplicaSet | undefined {
  return replicaSets.find((set) => set.key === key);
}

/** All the others, oldest first. */
export function oldReplicaSets(deployment: Deployment): ReplicaSet[] {
  const fresh = newReplicaSet(deployment);
  return deployment.replicaSets.filter((set) => set !== fresh);
}

/** Sum of spec.replicas over all ReplicaSets. */
export function totalReplicas(deployment: Deployment): number {
  return deployment.replicaSets.reduce((sum, set) => sum + set.replicas, 0);
}

/** The revision that the set of the present template has, or is to be given. */
export function nextRevision(deployment: Deployment): number {
  return 1 + Math.max(0, ...oldReplicaSets(deployment).map(({ revision }) => revision));
}

/** The one before the newest, to which `kubectl rollout undo` goes back. */
export function previousReplicaSet({ replicaSets }: Deployment): ReplicaSet | undefined {
  return replicaSets.toSorted((a, b) => b.revision - a.revision)[1];
}

/** `null`: Recreate. @param desired replicas that percentages are taken of. */
export function limitsOf({ spec }: Deployment, desired: number = spec.replicas): RollingLimits | null {
  const { strategy } = spec;
  if (strategy === 'Recreate') return null;
  return resolveFenceposts(strategy.maxSurge, strategy.maxUnavailable, desired);
}

/** spec.replicas and what may surge above them. */
export function maxReplicas(deployment: Deployment, desired: number = deployment.spec.replicas): number {
  return desired + (limitsOf(deployment, desired)?.maxSurge ?? 0);
}

export function deploymentStatus(
  { replicaSets }: Deployment,
  fresh: ReplicaSet | undefined,
): DeploymentStatus {
  const sum = (of: (set: ReplicaSet) => number) => replicaSets.reduce((total, set) => total + of(set), 0);
  return {
    replicas: sum(({ status }) => status.replicas),
    updatedReplicas: fresh?.status.replicas ?? 0,
    readyReplicas: sum(({ status }) => status.ready),
    availableReplicas: sum(({ status }) => status.available),
  };
}

/** A Deployment object as stored, with its ReplicaSets (oldest first). */
import type { DeploymentOptions } from '../options.ts';
import type { ReplicaSet } from './pod.ts';

export interface Deployment {
  readonly index: number;
  readonly options: DeploymentOptions;
  /** spec.replicas */
  replicas: number;
  /** Grows with every change of the template. */
  revision: number;
  readonly replicaSets: ReplicaSet[];
  /** [1 + nodes] Pods of all its ReplicaSets that are not being deleted: without a node, then by node. */
  readonly activeByNode: Int32Array;
  /** The status says that the newest template is fully rolled out. */
  complete: boolean;
  /** A new template is being rolled out. */
  rolling: boolean;
}

/** The ReplicaSet of the present template, if it has been created. */
export function newReplicaSet(deployment: Deployment): ReplicaSet | undefined {
  return deployment.replicaSets.find((set) => set.revision === deployment.revision);
}

/** The other ones that still want pods, oldest first. */
export function oldReplicaSets(deployment: Deployment): ReplicaSet[] {
  return deployment.replicaSets.filter((set) => set.revision !== deployment.revision && set.replicas > 0);
}

/** Sum of spec.replicas over all ReplicaSets. */
export function totalReplicas(deployment: Deployment): number {
  return deployment.replicaSets.reduce((sum, set) => sum + set.replicas, 0);
}

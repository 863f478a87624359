/** A ReplicaSet as stored: one of a Deployment's, or one of its own; or a ReplicationController. */
import type { ReplicaSetStatus } from './active-pods.ts';
import type { PodOwner } from './pod.ts';

export interface ReplicaSet extends PodOwner {
  /** spec.replicas */
  replicas: number;
  minReadySeconds: number;
  /** Annotations deployment.kubernetes.io/desired-replicas and max-replicas; 0 without a Deployment. */
  desiredReplicas: number;
  maxReplicas: number;
  /** As last written. */
  status: ReplicaSetStatus;
  /** Its object has been deleted: its pods are no longer its. */
  deleted: boolean;
}

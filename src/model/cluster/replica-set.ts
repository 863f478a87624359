/** A ReplicaSet as stored: one of a Deployment's, or one of its own; or a ReplicationController. */
import type { ReplicaSetStatus } from './active-pods.ts';
import type { PodOwner } from './pod.ts';

/** What is different in a status: `1 more pod, 2 became ready`. */
export function statusChangeWords(before: ReplicaSetStatus, after: ReplicaSetStatus): string {
  const pods = after.replicas - before.replicas;
  const ready = after.ready - before.ready;
  const available = after.available - before.available;
  const words = [
    pods === 0 ? '' : `${Math.abs(pods)} ${pods > 0 ? 'more' : 'fewer'}`,
    ready === 0 ? '' : `${Math.abs(ready)} ${ready > 0 ? 'more ready' : 'fewer ready'}`,
    available === 0 ? '' : `${Math.abs(available)} ${available > 0 ? 'more available' : 'fewer available'}`,
  ];
  return words.filter((each) => each !== '').join(', ');
}

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

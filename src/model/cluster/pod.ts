/** A pod object as the API server stores it, and the ReplicaSet it belongs to. What runs inside is elsewhere. */
import type { PodOptions } from '../options.ts';
import { NONE } from '../none.ts';
import type { ActivePods, ReplicaSetStatus } from './active-pods.ts';

export interface Pod {
  /** Index into the pod table; the order of creation. */
  readonly number: number;
  readonly name: string;
  /** Index of the workload. */
  readonly workload: number;
  readonly replicaSet: ReplicaSet;
  readonly template: PodOptions;
  readonly createdMs: number;
  /** Container start → listens → initialised, drawn at creation. */
  readonly startupMs: number;
  readonly initializationMs: number;
  /** NONE until bound. */
  node: number;
  /** An address is known once the kubelet has reported the running pod. */
  hasAddress: boolean;
  ready: boolean;
  /** When Ready last became true, as stored. */
  readySinceMs: number;
  /** Restart count of its container. */
  restarts: number;
  deletionRequested: boolean;
  /** Whose wish it was, in words. */
  deletionReason: string | null;
  /** metadata.deletionGracePeriodSeconds, where it is not the template's. */
  deletionGraceSeconds: number | null;
  /** The object is no longer stored. */
  gone: boolean;
  /** It has an object still, or stands in some node's rules. For the report only. */
  remains: boolean;
}

export interface ReplicaSet {
  readonly name: string;
  readonly workload: number;
  /** Of the Deployment's template; 1 is the first. */
  readonly revision: number;
  /** spec.replicas */
  replicas: number;
  /** Annotations deployment.kubernetes.io/desired-replicas and max-replicas. */
  desiredReplicas: number;
  maxReplicas: number;
  readonly active: ActivePods;
  /** As last written. */
  status: ReplicaSetStatus;
  /** Pods of it that {@link Pod.remains} says of. */
  remaining: number;
}

export function isBound(pod: Pod): boolean {
  return pod.node !== NONE;
}

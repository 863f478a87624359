/** A pod object as the API server stores it, and the ReplicaSet it belongs to. What runs inside is elsewhere. */
import type { PodOptions } from '../options.ts';
import { NONE } from '../none.ts';

export interface Pod {
  /** Index into the pod table; the order of creation. */
  readonly number: number;
  readonly name: string;
  /** Index of the Deployment. */
  readonly deployment: number;
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
  deletionRequested: boolean;
  /** The object is no longer stored. */
  gone: boolean;
}

export interface ReplicaSet {
  readonly name: string;
  readonly deployment: number;
  /** Of the Deployment's template; 1 is the first. */
  readonly revision: number;
  /** spec.replicas */
  replicas: number;
  /** Annotations deployment.kubernetes.io/desired-replicas and max-replicas. */
  desiredReplicas: number;
  maxReplicas: number;
  /** Every pod ever created for it that still has an object. */
  readonly pods: Pod[];
  status: { replicas: number; ready: number; available: number };
}

/** Neither being deleted nor gone: what controllers count (FilterActivePods). */
export function isActive(pod: Pod): boolean {
  return !pod.deletionRequested && !pod.gone;
}

/** Ready for at least `minReadySeconds` (IsPodAvailable). */
export function isAvailable(pod: Pod, minReadySeconds: number, nowMs: number): boolean {
  return pod.ready && (minReadySeconds === 0 || pod.readySinceMs + minReadySeconds * 1000 <= nowMs);
}

export function isBound(pod: Pod): boolean {
  return pod.node !== NONE;
}

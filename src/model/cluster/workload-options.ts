/**
 * The objects that make pods, as plain data: what their users write in `spec`.
 */
import type { PodOptions } from '../options.ts';

/** A count, or a percentage of the replicas. */
export type IntOrPercent = number | { readonly percent: number };

/** What makes pods and replaces them; the spec of an object. */
export type WorkloadOptions =
  DeploymentOptions | ReplicaSetOptions | StatefulSetOptions | DaemonSetOptions | BarePodOptions;

export type WorkloadKind = WorkloadOptions['kind'];

/** What pods are made from. A change of it is a rollout, where the kind knows rollouts. */
export interface PodTemplate {
  /** Which Services select by. */
  readonly labels: Readonly<Record<string, string>>;
  readonly pod: PodOptions;
}

interface AnyWorkload extends PodTemplate {
  readonly name: string;
  /** There is none at the beginning: an event creates it. */
  readonly absent?: boolean;
}

interface ReplicatedWorkload extends AnyWorkload {
  readonly replicas: number;
  /** Seconds a pod must have been ready before it counts as available. */
  readonly minReadySeconds: number;
}

export interface DeploymentOptions extends ReplicatedWorkload {
  readonly kind: 'Deployment';
  readonly strategy: RollingUpdateOptions | 'Recreate';
  /** No rollout proceeds while it is paused; left out: it is not. */
  readonly paused?: boolean;
  /** Left out: there is no deadline. */
  readonly progressDeadlineSeconds?: number;
  /** Old ReplicaSets that are kept; left out: all of them. */
  readonly revisionHistoryLimit?: number;
}

interface RollingUpdateOptions {
  readonly maxSurge: IntOrPercent;
  readonly maxUnavailable: IntOrPercent;
}

/** A ReplicaSet without a Deployment, or a ReplicationController, which does the same. */
export interface ReplicaSetOptions extends ReplicatedWorkload {
  readonly kind: 'ReplicaSet' | 'ReplicationController';
}

export interface StatefulSetOptions extends ReplicatedWorkload {
  readonly kind: 'StatefulSet';
  readonly podManagementPolicy: 'OrderedReady' | 'Parallel';
  /** Of RollingUpdate: ordinals below it keep the template they have; `null`: OnDelete. */
  readonly partition: number | null;
  /** Of RollingUpdate: pods that may be away, of percentages of the replicas at least 1; left out: 1. */
  readonly maxUnavailable?: IntOrPercent;
}

/** One pod on every node that its template's nodeSelector and tolerations admit. */
export interface DaemonSetOptions extends AnyWorkload {
  readonly kind: 'DaemonSet';
  /** Seconds a pod must have been ready before it counts as available. */
  readonly minReadySeconds: number;
  /** Of RollingUpdate, percentages of the nodes it wants to run on, one of the two 0; `null`: OnDelete. */
  readonly rollingUpdate: RollingUpdateOptions | null;
}

/** A pod that nobody makes again. */
export interface BarePodOptions extends AnyWorkload {
  readonly kind: 'Pod';
}

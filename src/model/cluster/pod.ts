/** A pod object as the API server stores it, and what it belongs to. What runs inside is elsewhere. */
import type { PodOptions, PodTemplate, WorkloadKind } from '../options.ts';
import { NONE } from '../none.ts';
import { ActivePods } from './active-pods.ts';
import { templateKey } from './pod-template.ts';

export interface Pod {
  /** Index into the pod table; the order of creation. */
  readonly number: number;
  readonly name: string;
  /** Index of the workload. */
  readonly workload: number;
  readonly owner: PodOwner;
  /** That of its owner when it was created. */
  readonly revision: number;
  readonly template: PodOptions;
  readonly createdMs: number;
  /** Container start → listens → initialised, drawn at creation. */
  readonly startupMs: number;
  readonly initializationMs: number;
  /** The only node that may take it, for a pod of a DaemonSet; NONE: any may. */
  readonly onlyNode: number;
  /** NONE until bound. */
  node: number;
  /** An address is known once the kubelet has reported the running pod. */
  hasAddress: boolean;
  ready: boolean;
  /** When Ready last became true, as stored. */
  readySinceMs: number;
  /** Restart counts of its containers by name; `null`: of its only one. Those that never were started again are not in it. */
  readonly restarts: Map<string | null, number>;
  /** The highest of a container that is no init container. */
  mostRestarts: number;
  deletionRequested: boolean;
  /** Whose wish it was, in words. */
  deletionReason: string | null;
  /** metadata.deletionGracePeriodSeconds, where it is not the template's. */
  deletionGraceSeconds: number | null;
  /** status.phase, once it is one that lasts: its containers have ended, and none is started again. */
  terminalPhase: 'Succeeded' | 'Failed' | null;
  /** The object is no longer stored. */
  gone: boolean;
  /** It has an object still, or stands in some node's rules. For the report only. */
  remains: boolean;
}

/** The pods that were made from one template of a workload, and what made them. */
export interface PodOwner {
  /** Of the controller that makes them; of a Deployment's ReplicaSet: `ReplicaSet`. */
  readonly kind: WorkloadKind;
  readonly name: string;
  /** Index of the workload. */
  readonly workload: number;
  template: PodTemplate;
  /** {@link templateKey} of the template. */
  key: string;
  /** Grows with every change of the workload's template, also with one that goes back; 1 is the first. */
  revision: number;
  readonly active: ActivePods;
  /** Pods of it with an object, those that are being deleted included. */
  stored: number;
  /** Pods of it that {@link Pod.remains} says of. */
  remaining: number;
}

/** An owner without pods. @param byNode shared by the owners of one workload: see {@link ActivePods}. */
export function newOwner(
  head: Pick<PodOwner, 'kind' | 'name' | 'workload' | 'revision'>,
  template: PodTemplate,
  byNode: Int32Array,
): PodOwner {
  const { labels, pod } = template;
  return {
    ...head,
    template: { labels, pod },
    key: templateKey(template),
    active: new ActivePods(byNode),
    stored: 0,
    remaining: 0,
  };
}

/** A pod of an owner as it is first stored: not on any node, without address, not ready. */
export function newPod(
  owner: PodOwner,
  own: Pick<Pod, 'number' | 'name' | 'createdMs' | 'startupMs' | 'initializationMs' | 'onlyNode'>,
): Pod {
  // Key by key: begun with a spread, an object of so many keys took V8 some 50 µs, most of what a pod cost.
  return {
    number: own.number,
    name: own.name,
    workload: owner.workload,
    owner,
    revision: owner.revision,
    template: owner.template.pod,
    createdMs: own.createdMs,
    startupMs: own.startupMs,
    initializationMs: own.initializationMs,
    onlyNode: own.onlyNode,
    node: NONE,
    hasAddress: false,
    ready: false,
    readySinceMs: -Infinity,
    restarts: new Map(),
    mostRestarts: 0,
    deletionRequested: false,
    deletionReason: null,
    deletionGraceSeconds: null,
    terminalPhase: null,
    gone: false,
    remains: false,
  };
}

/** Starts of its containers after the first of each. */
export function totalRestarts({ restarts }: Pod): number {
  let total = 0;
  for (const count of restarts.values()) total += count;
  return total;
}

/** Seconds that its containers are given, once it is being deleted. */
export function graceOf({ deletionGraceSeconds, template }: Pod): number {
  return deletionGraceSeconds ?? template.terminationGracePeriodSeconds;
}

/** Why its object, which is gone, did not wait for a kubelet; `null`: it did. */
export function whyGoneAtOnce(pod: Pod): string | null {
  if (!isBound(pod)) return `${pod.deletionReason}; it was on no node`;
  if (pod.terminalPhase !== null) return 'its containers had ended before';
  return graceOf(pod) === 0 ? 'without grace an object does not wait for its containers' : null;
}

export function isBound(pod: Pod): boolean {
  return pod.node !== NONE;
}

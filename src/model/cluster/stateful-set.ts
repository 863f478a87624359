/**
 * What one sync of a StatefulSet does, from the state of its pods by ordinal: a pure function, so that the order of
 * things can be read and tested alone.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/statefulset/stateful_set_control.go (updateStatefulSet)
 */

import type { IntOrPercent } from '../options.ts';

/** The pod of one ordinal, as stored. */
export interface OrdinalPod {
  readonly ordinal: number;
  readonly terminating: boolean;
  readonly ready: boolean;
  /** Ready for minReadySeconds. */
  readonly available: boolean;
  /** Of the newest template. */
  readonly isUpdated: boolean;
}

export interface StatefulSetWish {
  readonly replicas: number;
  /** OrderedReady: one thing at a time, and only while all pods before it are well. */
  readonly ordered: boolean;
  /** Ordinals from here on get the newest template; `null`: OnDelete, whoever is deleted comes back as the newest. */
  readonly partition: number | null;
  /** Pods that may be away during an update, ≥ 1, whatever takes them away. */
  readonly maxUnavailable: number;
}

interface StatefulSetWait {
  readonly what: string;
  readonly why: string;
}

export interface StatefulSetStep {
  readonly create: readonly number[];
  readonly remove: readonly { readonly ordinal: number; readonly why: string }[];
  /** What it waits for, and why; `null`: it is done, or has something to do. */
  readonly waitsFor: StatefulSetWait | null;
}

const NOTHING: StatefulSetStep = { create: [], remove: [], waitsFor: null };
/** Why it waits for a pod. */
const WHY = {
  create: 'OrderedReady: one thing at a time, from the lowest ordinal up',
  condemn: 'OrderedReady: one pod goes at a time, the highest ordinal first',
  update: 'as many pods as maxUnavailable allows are away',
} as const;
const waiting = (what: string, why: string): StatefulSetStep => ({ ...NOTHING, waitsFor: { what, why } });

/** @param pods those with an object; not more than one per ordinal. */
export function statefulSetStep(pods: readonly OrdinalPod[], wish: StatefulSetWish): StatefulSetStep {
  const byOrdinal = new Map(pods.map((pod) => [pod.ordinal, pod]));
  const create: number[] = [];
  for (let ordinal = 0; ordinal < wish.replicas; ordinal++) {
    const pod = byOrdinal.get(ordinal);
    if (pod === undefined) create.push(ordinal);
    if (!wish.ordered) continue;
    if (pod === undefined) return { ...NOTHING, create };
    const obstacle = obstacleOf(pod);
    if (obstacle !== null) return waiting(obstacle, WHY.create);
  }
  const condemned = pods.filter(({ ordinal }) => ordinal >= wish.replicas);
  if (wish.ordered && condemned.length > 0) return condemnLast(condemned);
  const remove = condemned
    .filter(({ terminating }) => !terminating)
    .map(({ ordinal }) => ({ ordinal, why: `its StatefulSet wants ${wish.replicas} replicas` }));
  if (create.length > 0) return { create, remove, waitsFor: null };
  return updateStep(byOrdinal, wish, remove);
}

/** Highest ordinal first, one at a time; one that is not well waits, unless it is the first of all that are not. */
function condemnLast(condemned: readonly OrdinalPod[]): StatefulSetStep {
  const sorted = condemned.toSorted((a, b) => b.ordinal - a.ordinal);
  const [last] = sorted;
  const obstacle = obstacleOf(last!);
  const firstUnhealthy = sorted.findLast((pod) => !isHealthy(pod));
  if (obstacle !== null && (last!.terminating || last !== firstUnhealthy))
    return waiting(obstacle, WHY.condemn);
  const why = 'it has the highest ordinal, and its StatefulSet wants fewer replicas';
  return { ...NOTHING, remove: [{ ordinal: last!.ordinal, why }] };
}

/**
 * From the highest ordinal down: those that are not of the newest template, as many as may go besides the pods that are
 * away already. A pod that is not well counts as away even if it is of an older template, and below the partition.
 * @see updateStatefulSetAfterInvariantEstablished
 */
function updateStep(
  byOrdinal: ReadonlyMap<number, OrdinalPod>,
  { replicas, partition, maxUnavailable }: StatefulSetWish,
  remove: StatefulSetStep['remove'],
): StatefulSetStep {
  if (partition === null) return { ...NOTHING, remove };
  const highestFirst = Array.from({ length: replicas }, (_, i) => byOrdinal.get(replicas - 1 - i)!);
  const obstacles = highestFirst.flatMap((pod) => obstacleOf(pod) ?? []);
  const old = highestFirst.filter(
    ({ ordinal, isUpdated, terminating }) => ordinal >= partition && !isUpdated && !terminating,
  );
  const mayGo = Math.max(0, maxUnavailable - obstacles.length);
  const why = `it is the highest of an older template; ${obstacles.length} of ${maxUnavailable} that may be are away`;
  const updated = old.slice(0, mayGo).map(({ ordinal }) => ({ ordinal, why }));
  if (updated.length > 0 || obstacles.length === 0) return { ...NOTHING, remove: [...remove, ...updated] };
  return { ...waiting(obstacles[0]!, WHY.update), remove };
}

/** A percentage of the replicas is rounded down, but never to none: getStatefulSetMaxUnavailable. */
export function mostUnavailable(maxUnavailable: IntOrPercent, replicas: number): number {
  if (typeof maxUnavailable === 'number') return Math.max(1, maxUnavailable);
  return Math.max(1, Math.floor((maxUnavailable.percent * replicas) / 100));
}

function isHealthy({ ready, terminating }: OrdinalPod): boolean {
  return ready && !terminating;
}

function obstacleOf({ ordinal, terminating, ready, available }: OrdinalPod): string | null {
  if (terminating) return `pod ${ordinal} to be gone`;
  if (!ready) return `pod ${ordinal} to be ready`;
  return available ? null : `pod ${ordinal} to be available`;
}

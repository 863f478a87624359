/**
 * Which endpoints of a Service a proxy may send a connection to: the ready ones; without any, those that still serve
 * while they terminate; never a mixture. It follows the stored versions one by one.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/proxy/topology.go (CategorizeEndpoints)
 */
import type { Endpoint, EndpointChange } from '../cluster/endpoint-slices.ts';

/** Ascending pod numbers. */
export type PodList = Int32Array;

/** What became usable and what is no longer; ascending. */
export interface UsableChange {
  readonly added: readonly number[];
  readonly removed: readonly number[];
}

export class UsableEndpoints {
  /** A new one for every change: whoever holds an older one keeps the endpoints of that time. */
  list: PodList = new Int32Array(0);
  private readonly ready = new Set<number>();
  /** Serving while they terminate. */
  private readonly leaving = new Set<number>();

  /**
   * Takes over a version's changes, which come in ascending order of pods. O(changes), except when the last ready
   * endpoint goes or the first comes, which changes every rule; and a copy, four bytes an endpoint, of the list.
   */
  follow(changes: readonly EndpointChange[]): UsableChange {
    const hadReady = this.ready.size > 0;
    for (const { pod, after } of changes) {
      keep(this.ready, pod, isReady(after));
      keep(this.leaving, pod, isLeaving(after));
    }
    const hasReady = this.ready.size > 0;
    const change = hadReady === hasReady ? changeAmong(changes, hasReady) : this.changeOfKind(hasReady);
    if (change.added.length + change.removed.length > 0) this.list = changed(this.list, change);
    return change;
  }

  /** The ready ones, and those that serve while they terminate; copies. O(n log n) */
  snapshot(): { readonly ready: PodList; readonly leaving: PodList } {
    return {
      ready: Int32Array.from(this.ready).toSorted(),
      leaving: Int32Array.from(this.leaving).toSorted(),
    };
  }

  private changeOfKind(hasReady: boolean): UsableChange {
    const next = Int32Array.from(hasReady ? this.ready : this.leaving).toSorted();
    return { added: difference(next, this.list), removed: difference(this.list, next) };
  }
}

function isReady(endpoint: Endpoint | null): boolean {
  return endpoint !== null && endpoint.ready;
}

function isLeaving(endpoint: Endpoint | null): boolean {
  return endpoint !== null && endpoint.serving && endpoint.terminating;
}

function keep(pods: Set<number>, pod: number, member: boolean): void {
  if (member) pods.add(pod);
  else pods.delete(pod);
}

/** While the usable endpoints are of the same kind, before and after. */
function changeAmong(changes: readonly EndpointChange[], hasReady: boolean): UsableChange {
  const isUsable = hasReady ? isReady : isLeaving;
  const added = changes.filter(({ before, after }) => !isUsable(before) && isUsable(after));
  const removed = changes.filter(({ before, after }) => isUsable(before) && !isUsable(after));
  return { added: added.map(({ pod }) => pod), removed: removed.map(({ pod }) => pod) };
}

/** A changed copy. What lies between two changes is copied in one piece. */
function changed(list: PodList, { added, removed }: UsableChange): PodList {
  const next = new Int32Array(list.length + added.length - removed.length);
  let from = 0;
  let to = 0;
  for (let a = 0, r = 0; a < added.length || r < removed.length;) {
    const adds = r === removed.length || added[a]! < removed[r]!;
    const pod = adds ? added[a++]! : removed[r++]!;
    const at = firstNotBelow(list, pod, from);
    next.set(list.subarray(from, at), to);
    to += at - from;
    from = adds ? at : at + 1;
    if (adds) next[to++] = pod;
  }
  next.set(list.subarray(from), to);
  return next;
}

/** Whether they hold the same pods. O(n), unless they are one. */
export function sameList(a: PodList, b: PodList): boolean {
  return a === b || (a.length === b.length && a.every((pod, i) => pod === b[i]));
}

/** Whether the pod is in the list. O(log n) */
export function contains(list: PodList, pod: number): boolean {
  return list[firstNotBelow(list, pod, 0)] === pod;
}

/** Index of the first element from `start` on that is not below `pod`. */
function firstNotBelow(list: PodList, pod: number, start: number): number {
  let low = start;
  for (let high = list.length; low < high;) {
    const middle = (low + high) >>> 1;
    if (list[middle]! < pod) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** What several changes, one after the other, come to. O(n log n) in their members. */
export function netChange(steps: readonly UsableChange[]): UsableChange {
  const net = new Map<number, number>();
  const count = (pods: readonly number[], by: 1 | -1): void =>
    pods.forEach((pod) => net.set(pod, (net.get(pod) ?? 0) + by));
  for (const { added, removed } of steps) {
    count(added, 1);
    count(removed, -1);
  }
  const pods = [...net.keys()].toSorted((a, b) => a - b);
  return {
    added: pods.filter((pod) => net.get(pod) === 1),
    removed: pods.filter((pod) => net.get(pod) === -1),
  };
}

/** Members of `a` that are not in `b`; both ascending. O(a + b). */
function difference(a: PodList, b: PodList): number[] {
  const missing: number[] = [];
  let j = 0;
  for (const pod of a) {
    while (j < b.length && b[j]! < pod) j++;
    if (b[j] !== pod) missing.push(pod);
  }
  return missing;
}

/**
 * The pods of one ReplicaSet that are neither being deleted nor gone (FilterActivePods), counted as its status counts
 * them. The counts follow every change as it is stored, so that a sync of the controller costs what has changed since
 * the last one, whatever the size of the set.
 */
import type { Pod } from './pod.ts';

export interface ReplicaSetStatus {
  readonly replicas: number;
  readonly ready: number;
  /** Ready for at least minReadySeconds (IsPodAvailable). */
  readonly available: number;
}

/** Whether a ReplicaSet counts the pod (IsPodActive). @param phase `null`: not reported yet. */
export function isActive(phase: string | null, deleting: boolean): boolean {
  return !deleting && phase !== 'Succeeded' && phase !== 'Failed';
}

export class ActivePods {
  /** In the order of their creation. */
  private readonly members = new Set<Pod>();
  /** Ready, when last looked at not for long enough; in the order in which they became ready. */
  private readonly maturing = new Set<Pod>();
  private readonly available = new Set<Pod>();
  /** [1 + nodes] Active pods of the same Deployment, of whatever set: without a node, then by node. */
  private readonly byNode: Int32Array;

  /** @param byNode shared by the ReplicaSets of a Deployment. */
  constructor(byNode: Int32Array) {
    this.byNode = byNode;
  }

  get size(): number {
    return this.members.size;
  }

  [Symbol.iterator](): Iterator<Pod> {
    return this.members[Symbol.iterator]();
  }

  add(pod: Pod): void {
    this.members.add(pod);
    this.byNode[1 + pod.node]!++;
    this.readinessChanged(pod);
  }

  /** The pod, which had no node, has one now. */
  bound(pod: Pod): void {
    this.byNode[0]!--;
    this.byNode[1 + pod.node]!++;
  }

  /** `ready` and `readySinceMs` of a pod, active or not, are no longer what they were. */
  readinessChanged(pod: Pod): void {
    if (!this.members.has(pod)) return;
    this.forgetReadiness(pod);
    if (pod.ready) this.maturing.add(pod);
  }

  /** The pod is being deleted, or over; it may have been the other before. */
  remove(pod: Pod): void {
    if (!this.members.delete(pod)) return;
    this.byNode[1 + pod.node]!--;
    this.forgetReadiness(pod);
  }

  /** Active pods of the same Deployment where this one is. */
  fellowsOf(pod: Pod): number {
    return this.byNode[1 + pod.node]!;
  }

  /** Amortised O(pods that became ready since). `nowMs` is never earlier than in a former call. */
  status(minReadyMs: number, nowMs: number): ReplicaSetStatus {
    for (const pod of this.maturing) {
      if (pod.readySinceMs + minReadyMs > nowMs) break;
      this.maturing.delete(pod);
      this.available.add(pod);
    }
    const available = this.available.size;
    return { replicas: this.members.size, ready: available + this.maturing.size, available };
  }

  /** When the next ready pod is available, as of the last {@link status}; Infinity: all of them are. */
  nextAvailableMs(minReadyMs: number): number {
    for (const pod of this.maturing) return pod.readySinceMs + minReadyMs;
    return Infinity;
  }

  private forgetReadiness(pod: Pod): void {
    this.maturing.delete(pod);
    this.available.delete(pod);
  }
}

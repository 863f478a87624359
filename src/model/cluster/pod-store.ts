/**
 * The API server's pods: every change is stored at one instant and announced to each watcher after that watcher's own
 * watch latency. Watchers then read the pod as it is at that time (level-triggered, like controllers). The
 * latency of the write itself is the caller's to spend before the change.
 */
import type { Tasks } from '../../kernel/tasks.ts';
import type { Engine } from '../../kernel/engine.ts';
import type { Latencies } from './latencies.ts';
import { graceOf, isBound, type Pod } from './pod.ts';

export type PodChange = 'created' | 'bound' | 'status' | 'deleting' | 'gone';

export interface PodWatcher {
  readonly watches: readonly PodChange[];
  podChanged(pod: Pod, change: PodChange): void;
}

/** Sees every change at the instant it is stored: statistics and the timeline. */
export interface PodWitness {
  podStored(pod: Pod, change: PodChange): void;
}

export class PodStore {
  readonly pods: Pod[] = [];
  /** Set once, by the simulation. */
  witness!: PodWitness;
  private readonly engine: Engine;
  private readonly tasks: Tasks;
  private readonly latencies: Latencies;
  private readonly watchers: { readonly watcher: PodWatcher; readonly latencies: Latencies }[] = [];

  constructor(engine: Engine, tasks: Tasks, latencies: Latencies) {
    this.engine = engine;
    this.tasks = tasks;
    this.latencies = latencies;
  }

  /** @param latencies of the watch, if other than those of the store. */
  watch(watcher: PodWatcher, latencies: Latencies = this.latencies): void {
    this.watchers.push({ watcher, latencies });
  }

  /** A pod that has been stored, bound and ready since before time 0: nobody is told. */
  adopt(pod: Pod, node: number): void {
    pod.node = node;
    pod.hasAddress = true;
    pod.ready = true;
    this.added(pod);
  }

  /** A pod that has been Pending since before time 0. */
  adoptPending(pod: Pod): void {
    this.added(pod);
  }

  create(pod: Pod): void {
    this.added(pod);
    this.announce(pod, 'created');
  }

  bind(pod: Pod, node: number): void {
    pod.node = node;
    pod.owner.active.bound(pod);
    this.announce(pod, 'bound');
  }

  /** The kubelet's report of a running pod. */
  patchStatus(pod: Pod, ready: boolean): void {
    if (pod.gone || pod.terminalPhase !== null || (pod.hasAddress && pod.ready === ready)) return;
    pod.hasAddress = true;
    if (ready && !pod.ready) pod.readySinceMs = this.engine.now;
    pod.ready = ready;
    pod.owner.active.readinessChanged(pod);
    this.announce(pod, 'status');
  }

  /** The kubelet's last report of a pod that nobody deletes: it is over, though its object stays. */
  storePhase(pod: Pod, phase: NonNullable<Pod['terminalPhase']>): void {
    if (pod.gone || pod.terminalPhase !== null) return;
    pod.terminalPhase = phase;
    pod.ready = false;
    pod.owner.active.remove(pod);
    this.announce(pod, 'status');
  }

  /** The word of the node controller on a pod whose kubelet is silent. */
  markNotReady(pod: Pod): void {
    if (pod.gone || !pod.ready) return;
    pod.ready = false;
    pod.owner.active.readinessChanged(pod);
    this.announce(pod, 'status');
  }

  /** The pods that are bound to a node and still have an object. O(pods) */
  podsOn(node: number): Pod[] {
    return this.pods.filter((pod) => pod.node === node && !pod.gone);
  }

  /**
   * A DELETE is accepted: the grace period begins, and with it the race. A pod without a node is gone at once, and so
   * is the object of a pod that is given no grace, by the DELETE or by its template, or is over.
   * @see pkg/registry/core/pod/strategy.go CheckGracefulDelete
   * @param graceSeconds if other than the template's.
   */
  requestDeletion(pod: Pod, why: string, graceSeconds: number | null = null): void {
    if (pod.deletionRequested || pod.gone) return;
    pod.deletionRequested = true;
    pod.deletionReason = why;
    pod.deletionGraceSeconds = graceSeconds;
    pod.owner.active.remove(pod);
    if (isBound(pod)) this.announce(pod, 'deleting');
    if (!isBound(pod) || graceOf(pod) === 0 || pod.terminalPhase !== null) this.remove(pod);
  }

  remove(pod: Pod): void {
    if (pod.gone) return;
    pod.gone = true;
    pod.ready = false;
    pod.owner.stored--;
    this.announce(pod, 'gone');
  }

  private added(pod: Pod): void {
    this.pods.push(pod);
    pod.owner.active.add(pod);
    pod.owner.stored++;
  }

  private announce(pod: Pod, change: PodChange): void {
    this.witness.podStored(pod, change);
    for (const { watcher, latencies } of this.watchers) {
      if (!watcher.watches.includes(change)) continue;
      this.tasks.after(latencies.draw('watch'), () => watcher.podChanged(pod, change));
    }
  }
}

/**
 * The API server's pods: every change is stored at one instant and announced to each watcher after that watcher's own
 * watch latency. Watchers then read the pod as it is at that time (level-triggered, like controllers). The
 * latency of the write itself is the caller's to spend before the change.
 */
import type { Tasks } from '../../kernel/tasks.ts';
import type { Engine } from '../../kernel/engine.ts';
import type { Latencies } from './latencies.ts';
import { isBound, type Pod } from './pod.ts';

export type PodChange = 'created' | 'bound' | 'status' | 'deleting' | 'gone';

export interface PodWatcher {
  readonly watches: readonly PodChange[];
  podChanged(pod: Pod, change: PodChange): void;
}

/** Sees every change at the instant it is stored: statistics and the timeline. */
export interface PodWitness {
  /** @param why a deletion was requested. */
  podStored(pod: Pod, change: PodChange, why?: string): void;
}

export class PodStore {
  readonly pods: Pod[] = [];
  /** Set once, by the simulation. */
  witness!: PodWitness;
  private readonly engine: Engine;
  private readonly tasks: Tasks;
  private readonly latencies: Latencies;
  private readonly watchers: PodWatcher[] = [];

  constructor(engine: Engine, tasks: Tasks, latencies: Latencies) {
    this.engine = engine;
    this.tasks = tasks;
    this.latencies = latencies;
  }

  watch(watcher: PodWatcher): void {
    this.watchers.push(watcher);
  }

  /** A pod that has been stored, bound and ready since before time 0: nobody is told. */
  adopt(pod: Pod, node: number): void {
    pod.node = node;
    pod.hasAddress = true;
    pod.ready = true;
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
    if (pod.gone || (pod.hasAddress && pod.ready === ready)) return;
    pod.hasAddress = true;
    if (ready && !pod.ready) pod.readySinceMs = this.engine.now;
    pod.ready = ready;
    pod.owner.active.readinessChanged(pod);
    this.announce(pod, 'status');
  }

  /** A DELETE is accepted: the grace period begins, and with it the race. A pod without a node is gone at once. */
  requestDeletion(pod: Pod, why: string): void {
    if (pod.deletionRequested) return;
    pod.deletionRequested = true;
    pod.owner.active.remove(pod);
    if (isBound(pod)) this.announce(pod, 'deleting', why);
    else this.remove(pod);
  }

  remove(pod: Pod): void {
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

  private announce(pod: Pod, change: PodChange, why?: string): void {
    this.witness.podStored(pod, change, why);
    for (const watcher of this.watchers) {
      if (!watcher.watches.includes(change)) continue;
      this.tasks.after(this.latencies.draw('watch'), () => watcher.podChanged(pod, change));
    }
  }
}

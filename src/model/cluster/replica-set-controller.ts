/**
 * The ReplicaSet controller: creates pods in slow-start batches, deletes the ones that rank first, and reports a
 * status taken before both, as Kubernetes does. It reads the stored pods rather than a lagging cache, so it needs no
 * expectations.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/replicaset/replica_set.go
 */
import type { Engine } from '../../kernel/engine.ts';
import type { Tasks } from '../../kernel/tasks.ts';
import type { Timeline } from '../timeline.ts';
import { compareForDeletion, type RankedPod } from './deletion-ranking.ts';
import type { Latencies } from './latencies.ts';
import { isActive, isAvailable, isBound, type Pod, type ReplicaSet } from './pod.ts';
import type { PodStore, PodWatcher } from './pod-store.ts';
import { WorkQueue } from './work-queue.ts';

/** Creates or deletes at most this many pods in one sync (BurstReplicas). */
const BURST_REPLICAS = 500;

export interface ReplicaSetPorts {
  /** A new pod object of the set, not stored yet. */
  newPod(set: ReplicaSet): Pod;
  minReadySeconds(set: ReplicaSet): number;
  /** All active pods of the same owner, of whatever set. */
  siblings(set: ReplicaSet): readonly Pod[];
  statusStored(set: ReplicaSet): void;
}

export class ReplicaSetController implements PodWatcher {
  readonly watches = ['status', 'deleting', 'gone'] as const;
  /** Set once, by the simulation. */
  ports!: ReplicaSetPorts;
  private readonly queue: WorkQueue<ReplicaSet>;
  /** When each set's timer for minReadySeconds goes off. */
  private readonly timers = new Map<ReplicaSet, number>();
  private readonly engine: Engine;
  private readonly tasks: Tasks;
  private readonly latencies: Latencies;
  private readonly store: PodStore;
  private readonly timeline: Timeline;

  constructor(engine: Engine, tasks: Tasks, latencies: Latencies, store: PodStore, timeline: Timeline) {
    this.engine = engine;
    this.tasks = tasks;
    this.latencies = latencies;
    this.store = store;
    this.timeline = timeline;
    const work = () => latencies.draw('controllerSync');
    this.queue = new WorkQueue(tasks, work, (set, done) => this.sync(set, done));
  }

  podChanged(pod: Pod): void {
    this.queue.add(pod.replicaSet);
  }

  /** The set's spec has changed: the controller learns of it by its watch. */
  specStored(set: ReplicaSet): void {
    this.tasks.after(this.latencies.draw('watch'), () => this.queue.add(set));
  }

  private sync(set: ReplicaSet, done: () => void): void {
    const active = set.pods.filter(isActive);
    const status = this.statusOf(set, active);
    const missing = set.replicas - active.length;
    const finish = () => this.writeStatus(set, status, done);
    if (missing > 0) this.create(set, Math.min(missing, BURST_REPLICAS), 1, finish);
    else if (missing < 0) this.delete(set, active, Math.min(-missing, BURST_REPLICAS), finish);
    else finish();
  }

  /** Batches of 1, 2, 4, …: the next begins when the whole batch is stored (slowStartBatch). */
  private create(set: ReplicaSet, remaining: number, batch: number, finish: () => void): void {
    if (remaining === 0) return finish();
    const size = Math.min(batch, remaining);
    this.inParallel(
      size,
      () => this.store.create(this.ports.newPod(set)),
      () => this.create(set, remaining - size, batch * 2, finish),
    );
  }

  private delete(set: ReplicaSet, active: readonly Pod[], count: number, finish: () => void): void {
    const chosen = this.podsToDelete(set, active, count);
    this.inParallel(chosen.length, (i) => this.store.requestDeletion(chosen[i]!), finish);
  }

  /** Sends `count` API writes at once; `finish` follows the last that is stored. */
  private inParallel(count: number, write: (i: number) => void, finish: () => void): void {
    let open = count;
    for (let i = 0; i < count; i++) {
      this.tasks.after(this.latencies.draw('apiWrite'), () => {
        write(i);
        if (--open === 0) finish();
      });
    }
  }

  private podsToDelete(set: ReplicaSet, active: readonly Pod[], count: number): readonly Pod[] {
    if (count >= active.length) return active;
    const perNode = new Map<number, number>();
    for (const pod of this.ports.siblings(set)) perNode.set(pod.node, (perNode.get(pod.node) ?? 0) + 1);
    const ranked = active.map((pod) => ({ pod, rank: this.rank(pod, perNode.get(pod.node) ?? 0) }));
    ranked.sort((a, b) => compareForDeletion(a.rank, b.rank));
    return ranked.slice(0, count).map(({ pod }) => pod);
  }

  private rank(pod: Pod, rank: number): RankedPod {
    return {
      assigned: isBound(pod),
      phase: pod.hasAddress ? 'Running' : 'Pending',
      ready: pod.ready,
      deletionCost: 0,
      rank,
      readyForMs: pod.ready ? this.engine.now - pod.readySinceMs : null,
      restarts: 0,
      ageMs: this.engine.now - pod.createdMs,
      uid: pod.name,
    };
  }

  private statusOf(set: ReplicaSet, active: readonly Pod[]): ReplicaSet['status'] {
    const minReadySeconds = this.ports.minReadySeconds(set);
    const ready = active.filter((pod) => pod.ready);
    const available = ready.filter((pod) => isAvailable(pod, minReadySeconds, this.engine.now));
    this.waitForAvailability(set, ready, minReadySeconds * 1000);
    return { replicas: active.length, ready: ready.length, available: available.length };
  }

  /** One timer per set, for the pod that is available next. */
  private waitForAvailability(set: ReplicaSet, ready: readonly Pod[], minReadyMs: number): void {
    const { now } = this.engine;
    const next = ready.reduce((earliest, pod) => {
      const atMs = pod.readySinceMs + minReadyMs;
      return atMs > now && atMs < earliest ? atMs : earliest;
    }, Infinity);
    const waitingFor = this.timers.get(set) ?? -Infinity;
    if (next === Infinity || (waitingFor > now && waitingFor <= next)) return;
    this.timers.set(set, next);
    this.queue.addAfter(set, next - now);
  }

  private writeStatus(set: ReplicaSet, status: ReplicaSet['status'], done: () => void): void {
    const old = set.status;
    const changed =
      old.replicas !== status.replicas || old.ready !== status.ready || old.available !== status.available;
    if (!changed) return done();
    this.tasks.after(this.latencies.draw('apiWrite'), () => {
      set.status = status;
      const { replicas, ready, available } = status;
      this.timeline.note(
        `replicaset/${set.name}`,
        `status: ${replicas} replicas, ${ready} ready, ${available} available`,
      );
      this.ports.statusStored(set);
      done();
    });
  }
}

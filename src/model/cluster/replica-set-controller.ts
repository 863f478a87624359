/**
 * The ReplicaSet controller: creates pods in slow-start batches, deletes the ones that rank first, and reports a
 * status taken before both, as Kubernetes does. It reads the stored pods rather than a lagging cache, so it needs no
 * expectations.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/replicaset/replica_set.go
 */
import type { Engine } from '../../kernel/engine.ts';
import type { Tasks } from '../../kernel/tasks.ts';
import type { Timeline } from '../timeline.ts';
import type { ReplicaSetStatus } from './active-pods.ts';
import { firstToDelete, whyFirst, type RankedPod } from './deletion-ranking.ts';
import type { Latencies } from './latencies.ts';
import { ParallelWrites } from './parallel-writes.ts';
import { isBound, type Pod } from './pod.ts';
import type { PodStore } from './pod-store.ts';
import { statusChangeWords, type ReplicaSet } from './replica-set.ts';
import { WorkQueue } from './work-queue.ts';

/** Creates or deletes at most this many pods in one sync (BurstReplicas). */
const BURST_REPLICAS = 500;

export interface ReplicaSetPorts {
  /** A new pod object of the set, not stored yet. */
  newPod(set: ReplicaSet): Pod;
  statusStored(set: ReplicaSet): void;
  /** A sync has found the status as it is stored. */
  statusConfirmed(set: ReplicaSet): void;
}

export class ReplicaSetController {
  /** Set once, by the simulation. */
  ports!: ReplicaSetPorts;
  private readonly queue: WorkQueue<ReplicaSet>;
  private readonly writes: ParallelWrites;
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
    this.writes = new ParallelWrites(tasks, latencies);
    const work = () => latencies.draw('controllerSync');
    this.queue = new WorkQueue(tasks, work, (set, done) => this.sync(set, done));
  }

  /** A pod of the set is seen to have changed. */
  podChanged(set: ReplicaSet): void {
    this.queue.add(set);
  }

  /** The set's spec has changed: the controller learns of it by its watch. */
  specStored(set: ReplicaSet): void {
    this.tasks.after(this.latencies.draw('watch'), () => this.queue.add(set));
  }

  private sync(set: ReplicaSet, done: () => void): void {
    if (set.deleted) return done();
    const status = this.statusOf(set);
    const missing = set.replicas - status.replicas;
    const finish = () => this.writeStatus(set, status, done);
    if (missing > 0) this.create(set, Math.min(missing, BURST_REPLICAS), finish);
    else if (missing < 0) this.delete(set, Math.min(-missing, BURST_REPLICAS), finish);
    else finish();
  }

  private create(set: ReplicaSet, count: number, finish: () => void): void {
    const store = () => {
      if (!set.deleted) this.store.create(this.ports.newPod(set));
    };
    const why = `its spec wants ${set.replicas}, ${set.active.size} are active`;
    this.note(set, `creates ${podCount(count)}`, why);
    this.writes.slowly(count, store, finish);
  }

  private delete(set: ReplicaSet, count: number, finish: () => void): void {
    const why = `its ${set.kind} wants ${set.replicas} of ${podCount(set.active.size)}`;
    const all = count === set.active.size;
    const first = all ? [...set.active] : firstToDelete(set.active, count + 1, (pod) => this.rank(pod));
    // The first that may stay shows what is different about those that go.
    const spared = all ? null : this.rank(first[count]!);
    const reasons = first.map((pod) =>
      spared === null ? why : `${why}; ${whyFirst(this.rank(pod), spared)}`,
    );
    this.writes.atOnce(count, (i) => this.store.requestDeletion(first[i]!, reasons[i]!), finish);
  }

  private rank(pod: Pod): RankedPod {
    return {
      assigned: isBound(pod),
      phase: pod.hasAddress ? 'Running' : 'Pending',
      ready: pod.ready,
      deletionCost: 0,
      rank: pod.owner.active.fellowsOf(pod),
      readyForMs: pod.ready ? this.engine.now - pod.readySinceMs : null,
      restarts: pod.mostRestarts,
      ageMs: this.engine.now - pod.createdMs,
      uid: pod.name,
    };
  }

  private statusOf(set: ReplicaSet): ReplicaSetStatus {
    const minReadyMs = set.minReadySeconds * 1000;
    const status = set.active.status(minReadyMs, this.engine.now);
    this.waitForAvailability(set, set.active.nextAvailableMs(minReadyMs));
    return status;
  }

  /** One timer per set, for the pod that is available next. */
  private waitForAvailability(set: ReplicaSet, next: number): void {
    const { now } = this.engine;
    const waitingFor = this.timers.get(set) ?? -Infinity;
    if (next === Infinity || (waitingFor > now && waitingFor <= next)) return;
    this.timers.set(set, next);
    this.queue.addAfter(set, next - now);
  }

  private writeStatus(set: ReplicaSet, status: ReplicaSetStatus, done: () => void): void {
    const old = set.status;
    const changed =
      old.replicas !== status.replicas || old.ready !== status.ready || old.available !== status.available;
    if (!changed) {
      this.ports.statusConfirmed(set);
      return done();
    }
    this.tasks.after(this.latencies.draw('apiWrite'), () => {
      set.status = status;
      const { replicas, ready, available } = status;
      const what = `status: ${podCount(replicas)}, ${ready} ready, ${available} available`;
      this.note(set, what, statusChangeWords(old, status));
      this.ports.statusStored(set);
      done();
    });
  }

  private note(set: ReplicaSet, what: string, why: string): void {
    this.timeline.note(`${set.kind.toLowerCase()}/${set.name}`, what, why);
  }
}

function podCount(count: number): string {
  return `${count} ${count === 1 ? 'pod' : 'pods'}`;
}

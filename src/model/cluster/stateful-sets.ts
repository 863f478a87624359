/**
 * The StatefulSets of a run and their controller: pods with an ordinal and a name of their own, made again under the
 * same name only when the old one is gone.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/statefulset/stateful_set.go
 */
import type { Engine } from '../../kernel/engine.ts';
import type { Tasks } from '../../kernel/tasks.ts';
import type { PodTemplate, StatefulSetOptions } from '../options.ts';
import type { Timeline } from '../timeline.ts';
import type { GarbageCollector } from './garbage-collector.ts';
import type { Latencies } from './latencies.ts';
import { ParallelWrites } from './parallel-writes.ts';
import { newOwner, type Pod, type PodOwner } from './pod.ts';
import type { PodStore } from './pod-store.ts';
import { templateKey } from './pod-template.ts';
import { statefulSetStep, type OrdinalPod } from './stateful-set.ts';
import { anyRemain, type WorkloadController } from './workload.ts';
import { WorkQueue } from './work-queue.ts';

interface StatefulSet {
  readonly index: number;
  spec: StatefulSetOptions;
  deleted: boolean;
  /** ControllerRevisions, each with its pods. */
  readonly revisions: PodOwner[];
  /** status.currentRevision: what ordinals below the partition are made from. */
  current: PodOwner;
  /** status.updateRevision */
  update: PodOwner;
  /** By ordinal: those that were made, gone or not. */
  readonly pods: (Pod | undefined)[];
  readonly byNode: Int32Array;
  rolling: boolean;
  /** What was last told that it waits for. */
  waitsFor: string | null;
}

export interface StatefulSetsParts {
  readonly engine: Engine;
  readonly tasks: Tasks;
  readonly latencies: Latencies;
  readonly timeline: Timeline;
  readonly store: PodStore;
  readonly garbage: GarbageCollector;
}

export interface StatefulSetsPorts {
  newPod(owner: PodOwner, name: string): Pod;
  adoptPod(pod: Pod): void;
  /** All pods are of the newest template and available. */
  completed(index: number): void;
}

export class StatefulSets implements WorkloadController<StatefulSetOptions> {
  private readonly parts: StatefulSetsParts;
  private readonly nodes: number;
  private readonly ports: StatefulSetsPorts;
  private readonly queue: WorkQueue<StatefulSet>;
  private readonly writes: ParallelWrites;
  private readonly byIndex = new Map<number, StatefulSet>();

  constructor(parts: StatefulSetsParts, nodes: number, ports: StatefulSetsPorts) {
    this.parts = parts;
    this.nodes = nodes;
    this.ports = ports;
    this.writes = new ParallelWrites(parts.tasks, parts.latencies);
    const work = () => parts.latencies.draw('controllerSync');
    this.queue = new WorkQueue(parts.tasks, work, (set, done) => this.sync(set, done));
  }

  adopt(index: number, spec: StatefulSetOptions): void {
    const set = this.add(index, spec);
    for (let ordinal = 0; ordinal < spec.replicas; ordinal++) {
      set.pods[ordinal] = this.newPod(set, ordinal);
      this.ports.adoptPod(set.pods[ordinal]!);
    }
  }

  created(index: number, spec: StatefulSetOptions): void {
    const set = this.add(index, spec);
    set.rolling = true;
    this.changed(set);
  }

  updated(index: number, spec: StatefulSetOptions): void {
    const set = this.byIndex.get(index)!;
    const key = templateKey(spec);
    set.spec = spec;
    if (key !== set.update.key) {
      set.update = this.revisionOf(set, key);
      set.rolling = true;
    }
    this.changed(set);
  }

  deleted(index: number): void {
    const set = this.byIndex.get(index)!;
    set.deleted = true;
    for (const revision of set.revisions) {
      this.parts.garbage.collectPods(revision, 'its StatefulSet was deleted');
    }
  }

  podChanged({ workload, owner }: Pod): void {
    const set = this.byIndex.get(workload);
    if (set !== undefined && set.revisions.includes(owner)) this.queue.add(set);
  }

  previousTemplate(index: number): PodTemplate | null {
    const revisions = this.byIndex.get(index)?.revisions ?? [];
    return revisions.toSorted((a, b) => b.revision - a.revision)[1]?.template ?? null;
  }

  oldPodsRemain(index: number): boolean {
    const set = this.byIndex.get(index);
    return set !== undefined && anyRemain(set.revisions.filter((each) => each !== set.update));
  }

  private changed(set: StatefulSet): void {
    this.parts.tasks.after(this.parts.latencies.draw('watch'), () => this.queue.add(set));
  }

  private sync(set: StatefulSet, done: () => void): void {
    if (set.deleted) return done();
    const { replicas, podManagementPolicy, partition } = set.spec;
    const ordered = podManagementPolicy === 'OrderedReady';
    const state = this.stateOf(set);
    const step = statefulSetStep(state, { replicas, ordered, partition });
    if (step.waitsFor !== set.waitsFor && step.waitsFor !== null)
      this.note(set, `waits for ${step.waitsFor}`);
    set.waitsFor = step.waitsFor;
    this.checkComplete(set, state);
    this.create(set, step.create, () => this.remove(set, step.remove, done));
  }

  private create(set: StatefulSet, ordinals: readonly number[], then: () => void): void {
    let next = 0;
    const write = () => {
      const ordinal = ordinals[next++]!;
      if (set.deleted) return;
      set.pods[ordinal] = this.newPod(set, ordinal);
      this.note(set, `created pod ${set.pods[ordinal].name}`, 'there was none of this ordinal');
      this.parts.store.create(set.pods[ordinal]);
    };
    this.writes.slowly(ordinals.length, write, then);
  }

  private remove(
    set: StatefulSet,
    pods: readonly { readonly ordinal: number; readonly why: string }[],
    then: () => void,
  ): void {
    let next = 0;
    if (pods.length === 0) return then();
    const write = () => {
      const { ordinal, why } = pods[next++]!;
      this.parts.store.requestDeletion(set.pods[ordinal]!, why);
    };
    this.writes.atOnce(pods.length, write, then);
  }

  private stateOf(set: StatefulSet): OrdinalPod[] {
    const { now } = this.parts.engine;
    const minReadyMs = set.spec.minReadySeconds * 1000;
    return set.pods.flatMap((pod, ordinal) => {
      if (pod === undefined || pod.gone) return [];
      const availableMs = pod.readySinceMs + minReadyMs;
      if (pod.ready && availableMs > now) this.queue.addAfter(set, availableMs - now);
      const available = pod.ready && availableMs <= now;
      const isUpdated = pod.owner === set.update;
      return [{ ordinal, terminating: pod.deletionRequested, ready: pod.ready, available, isUpdated }];
    });
  }

  /** completeRollingUpdate */
  private checkComplete(set: StatefulSet, state: readonly OrdinalPod[]): void {
    const { replicas, partition } = set.spec;
    const isThere = state.length === replicas && state.every((pod) => pod.available && !pod.terminating);
    if (!isThere) return;
    if (state.every(({ isUpdated }) => isUpdated)) set.current = set.update;
    const isDone = state.every(({ ordinal, isUpdated }) => isUpdated || ordinal < (partition ?? Infinity));
    if (!set.rolling || !isDone) return;
    set.rolling = false;
    const kept = partition === null || partition === 0 ? '' : `; ordinals below ${partition} keep theirs`;
    this.note(
      set,
      `rollout of revision ${set.update.revision} complete`,
      `${replicas} pods available${kept}`,
    );
    this.ports.completed(set.index);
  }

  /** One that is there for this template becomes the newest again. */
  private revisionOf(set: StatefulSet, key: string): PodOwner {
    const revision = 1 + Math.max(...set.revisions.map((each) => each.revision));
    const known = set.revisions.find((each) => each.key === key);
    if (known !== undefined) {
      known.revision = revision;
      return known;
    }
    const fresh = this.newRevision(set.index, set.spec, revision, set.byNode);
    set.revisions.push(fresh);
    return fresh;
  }

  private newRevision(
    index: number,
    spec: StatefulSetOptions,
    revision: number,
    byNode: Int32Array,
  ): PodOwner {
    return newOwner({ kind: 'StatefulSet', name: spec.name, workload: index, revision }, spec, byNode);
  }

  private add(index: number, spec: StatefulSetOptions): StatefulSet {
    const byNode = new Int32Array(1 + this.nodes);
    const first = this.newRevision(index, spec, 1, byNode);
    const set: StatefulSet = {
      index,
      spec,
      deleted: false,
      revisions: [first],
      current: first,
      update: first,
      pods: [],
      byNode,
      rolling: false,
      waitsFor: null,
    };
    this.byIndex.set(index, set);
    return set;
  }

  /** Ordinals below the partition are made from the template before the update. */
  private newPod(set: StatefulSet, ordinal: number): Pod {
    const isOld = set.spec.partition !== null && ordinal < set.spec.partition;
    return this.ports.newPod(isOld ? set.current : set.update, `${set.spec.name}-${ordinal}`);
  }

  private note(set: StatefulSet, what: string, why: string | null = null): void {
    this.parts.timeline.note(`statefulset/${set.spec.name}`, what, why);
  }
}

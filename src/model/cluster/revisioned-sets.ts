/**
 * What the controllers of DaemonSets and StatefulSets have in common: no ReplicaSets stand between them and their pods,
 * only ControllerRevisions, one for each template that there was.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/history/controller_history.go
 */
import type { Engine } from '../../kernel/engine.ts';
import type { Tasks } from '../../kernel/tasks.ts';
import type { DaemonSetOptions, PodTemplate, StatefulSetOptions } from '../options.ts';
import type { Timeline } from '../timeline.ts';
import type { GarbageCollector } from './garbage-collector.ts';
import type { Latencies } from './latencies.ts';
import { ParallelWrites } from './parallel-writes.ts';
import { newOwner, type Pod, type PodOwner } from './pod.ts';
import type { PodStore } from './pod-store.ts';
import { templateKey } from './pod-template.ts';
import { anyRemain, objectLabel, type WorkloadController } from './workload.ts';
import { WorkQueue } from './work-queue.ts';

export interface RevisionedSet<S> {
  readonly index: number;
  spec: S;
  deleted: boolean;
  /** ControllerRevisions, each with its pods. */
  readonly revisions: PodOwner[];
  /** That of the present template; in a StatefulSet, status.updateRevision. */
  update: PodOwner;
  readonly byNode: Int32Array;
  rolling: boolean;
}

export interface RevisionedSetsParts {
  readonly engine: Engine;
  readonly tasks: Tasks;
  readonly latencies: Latencies;
  readonly timeline: Timeline;
  readonly store: PodStore;
  readonly garbage: GarbageCollector;
}

/** `S`: what is written in the spec; `T`: what the controller of the kind keeps of an object. */
export abstract class RevisionedSets<
  S extends DaemonSetOptions | StatefulSetOptions,
  T extends RevisionedSet<S>,
> implements WorkloadController<S> {
  protected readonly queue: WorkQueue<T>;
  protected readonly writes: ParallelWrites;
  protected readonly byIndex = new Map<number, T>();
  private readonly shared: RevisionedSetsParts;
  private readonly nodes: number;

  protected constructor(parts: RevisionedSetsParts, nodes: number) {
    this.shared = parts;
    this.nodes = nodes;
    this.writes = new ParallelWrites(parts.tasks, parts.latencies);
    const work = () => parts.latencies.draw('controllerSync');
    this.queue = new WorkQueue(parts.tasks, work, (set, done) => this.sync(set, done));
  }

  abstract adopt(index: number, spec: S): void;

  protected abstract sync(set: T, done: () => void): void;

  /** What its pods are made from. */
  protected abstract templateOf(spec: S): PodTemplate;

  /** What the kind keeps besides. */
  protected abstract begin(set: RevisionedSet<S>): T;

  created(index: number, spec: S): void {
    const set = this.add(index, spec);
    set.rolling = true;
    this.changed(set);
  }

  updated(index: number, spec: S): void {
    const set = this.byIndex.get(index)!;
    set.spec = spec;
    const key = templateKey(this.templateOf(spec));
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
      this.shared.garbage.collectPods(revision, `its ${set.spec.kind} was deleted`);
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

  /** It sees by its watch what was done. */
  protected changed(set: T): void {
    this.shared.tasks.after(this.shared.latencies.draw('watch'), () => this.queue.add(set));
  }

  protected add(index: number, spec: S): T {
    const byNode = new Int32Array(1 + this.nodes);
    const first = this.newRevision({ index, spec, byNode }, 1);
    const set = this.begin({
      index,
      spec,
      deleted: false,
      revisions: [first],
      update: first,
      byNode,
      rolling: false,
    });
    this.byIndex.set(index, set);
    return set;
  }

  /** Whether the pod has been ready for long enough; if not, the set is looked at when it will have been. */
  protected isAvailable(set: T, { ready, readySinceMs }: Pod): boolean {
    const { now } = this.shared.engine;
    const availableMs = readySinceMs + set.spec.minReadySeconds * 1000;
    if (ready && availableMs > now) this.queue.addAfter(set, availableMs - now);
    return ready && availableMs <= now;
  }

  protected note(set: T, what: string, why: string | null = null): void {
    this.shared.timeline.note(objectLabel(set.spec), what, why);
  }

  /** One that is there for this template becomes the newest again. */
  private revisionOf(set: T, key: string): PodOwner {
    const revision = 1 + Math.max(...set.revisions.map((each) => each.revision));
    const known = set.revisions.find((each) => each.key === key);
    if (known !== undefined) {
      known.revision = revision;
      return known;
    }
    const fresh = this.newRevision(set, revision);
    set.revisions.push(fresh);
    return fresh;
  }

  private newRevision(
    { index, spec, byNode }: Pick<RevisionedSet<S>, 'index' | 'spec' | 'byNode'>,
    revision: number,
  ): PodOwner {
    const { kind, name } = spec;
    return newOwner({ kind, name, workload: index, revision }, this.templateOf(spec), byNode);
  }
}

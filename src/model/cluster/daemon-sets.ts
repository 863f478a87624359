/**
 * The DaemonSets of a run and their controller: one pod for every node that should run one. Its pods tolerate nodes
 * that are cordoned or unreachable, so that they come first and go last.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/daemon/daemon_controller.go
 */
import type { Engine } from '../../kernel/engine.ts';
import type { RandomStream } from '../../kernel/random.ts';
import type { Tasks } from '../../kernel/tasks.ts';
import type { DaemonSetOptions, PodTemplate } from '../options.ts';
import type { Streams } from '../streams.ts';
import type { Timeline } from '../timeline.ts';
import {
  daemonLimits,
  isIdle,
  isRolledOut,
  manageStep,
  updateStep,
  type DaemonNode,
  type DaemonPod,
  type DaemonStep,
} from './daemon-set.ts';
import { daemonTemplate, shouldRunOn } from './daemon-placement.ts';
import type { GarbageCollector } from './garbage-collector.ts';
import type { Latencies } from './latencies.ts';
import type { ClusterNode } from './nodes/cluster-node.ts';
import { ParallelWrites } from './parallel-writes.ts';
import { isBound, newOwner, type Pod, type PodOwner } from './pod.ts';
import type { PodStore } from './pod-store.ts';
import { templateKey } from './pod-template.ts';
import { anyRemain, type WorkloadController } from './workload.ts';
import { WorkQueue } from './work-queue.ts';

/** Creates, and deletes, at most this many pods in one sync (BurstReplicas). */
const BURST_REPLICAS = 250;

interface DaemonSet {
  readonly index: number;
  spec: DaemonSetOptions;
  deleted: boolean;
  /** ControllerRevisions, each with its pods. */
  readonly revisions: PodOwner[];
  /** That of the present template. */
  update: PodOwner;
  /** By node: pods with an object, or that had one when last looked at, oldest first. */
  readonly pods: Pod[][];
  readonly byNode: Int32Array;
  rolling: boolean;
}

/** A pod as its controller sees it. */
interface SeenPod extends DaemonPod {
  readonly pod: Pod;
}

export interface DaemonSetsParts {
  readonly engine: Engine;
  readonly tasks: Tasks;
  readonly streams: Streams;
  readonly latencies: Latencies;
  readonly timeline: Timeline;
  readonly store: PodStore;
  readonly garbage: GarbageCollector;
  readonly nodes: readonly ClusterNode[];
}

export interface DaemonSetsPorts {
  newPod(owner: PodOwner, name: undefined, onlyNode: number): Pod;
  adoptPod(pod: Pod): void;
  /** Every node that should run a pod has one of the newest template, available. */
  completed(index: number): void;
}

export class DaemonSets implements WorkloadController<DaemonSetOptions> {
  private readonly parts: DaemonSetsParts;
  private readonly ports: DaemonSetsPorts;
  private readonly queue: WorkQueue<DaemonSet>;
  private readonly writes: ParallelWrites;
  /** In what order nodes come up for an update: Kubernetes walks through a map. */
  private readonly order: RandomStream;
  private readonly byIndex = new Map<number, DaemonSet>();

  constructor(parts: DaemonSetsParts, ports: DaemonSetsPorts) {
    this.parts = parts;
    this.ports = ports;
    this.order = parts.streams.open('daemonOrder');
    this.writes = new ParallelWrites(parts.tasks, parts.latencies);
    const work = () => parts.latencies.draw('controllerSync');
    this.queue = new WorkQueue(parts.tasks, work, (set, done) => this.sync(set, done));
  }

  adopt(index: number, spec: DaemonSetOptions): void {
    const set = this.add(index, spec);
    for (const node of this.parts.nodes) {
      if (!shouldRunOn(node, set.update.template.pod).shouldRun) continue;
      const pod = this.newPod(set, node.index);
      this.ports.adoptPod(pod);
    }
  }

  created(index: number, spec: DaemonSetOptions): void {
    const set = this.add(index, spec);
    set.rolling = true;
    this.changed(set);
  }

  updated(index: number, spec: DaemonSetOptions): void {
    const set = this.byIndex.get(index)!;
    set.spec = spec;
    const key = templateKey(daemonTemplate(spec));
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
      this.parts.garbage.collectPods(revision, 'its DaemonSet was deleted');
    }
  }

  podChanged({ workload, owner }: Pod): void {
    const set = this.byIndex.get(workload);
    if (set !== undefined && set.revisions.includes(owner)) this.queue.add(set);
  }

  /** The taints of a node are seen to have changed. */
  nodeChanged(): void {
    for (const set of this.byIndex.values()) this.queue.add(set);
  }

  previousTemplate(index: number): PodTemplate | null {
    const revisions = this.byIndex.get(index)?.revisions ?? [];
    return revisions.toSorted((a, b) => b.revision - a.revision)[1]?.template ?? null;
  }

  oldPodsRemain(index: number): boolean {
    const set = this.byIndex.get(index);
    return set !== undefined && anyRemain(set.revisions.filter((each) => each !== set.update));
  }

  private changed(set: DaemonSet): void {
    this.parts.tasks.after(this.parts.latencies.draw('watch'), () => this.queue.add(set));
  }

  private sync(set: DaemonSet, done: () => void): void {
    if (set.deleted) return done();
    const nodes = this.stateOf(set);
    this.checkComplete(set, nodes);
    const step = this.stepOf(set, nodes);
    if (isIdle(step)) return done();
    // What it has done itself it sees by its watch, and only then goes on.
    this.create(set, step.create.slice(0, BURST_REPLICAS), () =>
      this.remove(step.remove.slice(0, BURST_REPLICAS), () => {
        this.changed(set);
        done();
      }),
    );
  }

  private stepOf({ spec }: DaemonSet, nodes: readonly DaemonNode<SeenPod>[]): DaemonStep<SeenPod> {
    const { rollingUpdate } = spec;
    const surges = rollingUpdate !== null && daemonLimits(rollingUpdate, 1).maxSurge > 0;
    const managed = manageStep(nodes, surges);
    if (!isIdle(managed) || rollingUpdate === null) return managed;
    const desired = nodes.filter(({ shouldRun }) => shouldRun).length;
    const isCurrent = nodes.every(({ pods }) => pods.every(({ isUpdated }) => isUpdated));
    return isCurrent ? managed : updateStep(this.shuffled(nodes), daemonLimits(rollingUpdate, desired));
  }

  private create(set: DaemonSet, pods: DaemonStep<SeenPod>['create'], then: () => void): void {
    let next = 0;
    this.writes.slowly(
      pods.length,
      () => {
        const { node, why } = pods[next++]!;
        if (set.deleted) return;
        const pod = this.newPod(set, node);
        this.note(set, `created pod ${pod.name} for ${this.parts.nodes[node]!.options.name}`, why);
        this.parts.store.create(pod);
      },
      then,
    );
  }

  private remove(pods: DaemonStep<SeenPod>['remove'], then: () => void): void {
    if (pods.length === 0) return then();
    this.writes.atOnce(
      pods.length,
      (i) => this.parts.store.requestDeletion(pods[i]!.pod.pod, pods[i]!.why),
      then,
    );
  }

  private stateOf(set: DaemonSet): DaemonNode<SeenPod>[] {
    return this.parts.nodes.map((node) => {
      const { index } = node;
      const present = set.pods[index]!.filter(({ gone }) => !gone);
      set.pods[index] = present;
      const pods = present.toSorted((a, b) => Number(isBound(b)) - Number(isBound(a)));
      const { shouldRun, mayStay } = shouldRunOn(node, set.update.template.pod);
      return { index, shouldRun, mayStay, pods: pods.map((pod) => this.see(set, pod)) };
    });
  }

  private see(set: DaemonSet, pod: Pod): SeenPod {
    const { now } = this.parts.engine;
    const { ready, deletionRequested: terminating, owner } = pod;
    const availableMs = pod.readySinceMs + set.spec.minReadySeconds * 1000;
    if (ready && availableMs > now) this.queue.addAfter(set, availableMs - now);
    return {
      pod,
      ready,
      terminating,
      available: ready && availableMs <= now,
      isUpdated: owner === set.update,
    };
  }

  private checkComplete(set: DaemonSet, nodes: readonly DaemonNode<SeenPod>[]): void {
    const isDone =
      set.spec.rollingUpdate === null
        ? nodes.every(({ shouldRun, pods: [oldest] }) => !shouldRun || oldest?.available)
        : isRolledOut(nodes);
    if (!set.rolling || !isDone) return;
    set.rolling = false;
    const desired = nodes.filter(({ shouldRun }) => shouldRun).length;
    this.note(
      set,
      `rollout of revision ${set.update.revision} complete`,
      `${desired} nodes have a pod available`,
    );
    this.ports.completed(set.index);
  }

  /** Fisher and Yates. */
  private shuffled<T>(items: readonly T[]): T[] {
    const list = [...items];
    for (let i = list.length - 1; i > 0; i--) {
      const j = this.order.below(i + 1);
      [list[i], list[j]] = [list[j]!, list[i]!];
    }
    return list;
  }

  /** One that is there for this template becomes the newest again. */
  private revisionOf(set: DaemonSet, key: string): PodOwner {
    const revision = 1 + Math.max(...set.revisions.map((each) => each.revision));
    const known = set.revisions.find((each) => each.key === key);
    if (known !== undefined) {
      known.revision = revision;
      return known;
    }
    const fresh = newRevision(set.index, set.spec, revision, set.byNode);
    set.revisions.push(fresh);
    return fresh;
  }

  private add(index: number, spec: DaemonSetOptions): DaemonSet {
    const byNode = new Int32Array(1 + this.parts.nodes.length);
    const first = newRevision(index, spec, 1, byNode);
    const pods = this.parts.nodes.map(() => []);
    const set = {
      index,
      spec,
      deleted: false,
      revisions: [first],
      update: first,
      pods,
      byNode,
      rolling: false,
    };
    this.byIndex.set(index, set);
    return set;
  }

  private newPod(set: DaemonSet, node: number): Pod {
    const pod = this.ports.newPod(set.update, undefined, node);
    set.pods[node]!.push(pod);
    return pod;
  }

  private note(set: DaemonSet, what: string, why: string): void {
    this.parts.timeline.note(`daemonset/${set.spec.name}`, what, why);
  }
}

function newRevision(index: number, spec: DaemonSetOptions, revision: number, byNode: Int32Array): PodOwner {
  const { kind, name } = spec;
  return newOwner({ kind, name, workload: index, revision }, daemonTemplate(spec), byNode);
}

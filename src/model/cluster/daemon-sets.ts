/**
 * The DaemonSets of a run and their controller: one pod for every node that should run one. Its pods tolerate nodes
 * that are cordoned or unreachable, so that they come first and go last.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/daemon/daemon_controller.go
 */
import type { RandomStream } from '../../kernel/random.ts';
import type { DaemonSetOptions, PodTemplate } from '../options.ts';
import type { Streams } from '../streams.ts';
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
import type { ClusterNode } from './nodes/cluster-node.ts';
import { isBound, type Pod, type PodOwner } from './pod.ts';
import { RevisionedSets, type RevisionedSet, type RevisionedSetsParts } from './revisioned-sets.ts';

/** Creates, and deletes, at most this many pods in one sync (BurstReplicas). */
const BURST_REPLICAS = 250;

interface DaemonSet extends RevisionedSet<DaemonSetOptions> {
  /** By node: pods with an object, or that had one when last looked at, oldest first. */
  readonly pods: Pod[][];
}

/** A pod as its controller sees it. */
interface SeenPod extends DaemonPod {
  readonly pod: Pod;
}

export interface DaemonSetsParts extends RevisionedSetsParts {
  readonly streams: Streams;
  readonly nodes: readonly ClusterNode[];
}

export interface DaemonSetsPorts {
  newPod(owner: PodOwner, name: undefined, onlyNode: number): Pod;
  adoptPod(pod: Pod): void;
  /** Every node that should run a pod has one of the newest template, available. */
  completed(index: number): void;
}

export class DaemonSets extends RevisionedSets<DaemonSetOptions, DaemonSet> {
  private readonly parts: DaemonSetsParts;
  private readonly ports: DaemonSetsPorts;
  /** In what order nodes come up for an update: Kubernetes walks through a map. */
  private readonly order: RandomStream;

  constructor(parts: DaemonSetsParts, ports: DaemonSetsPorts) {
    super(parts, parts.nodes.length);
    this.parts = parts;
    this.ports = ports;
    this.order = parts.streams.open('daemonOrder');
  }

  adopt(index: number, spec: DaemonSetOptions): void {
    const set = this.add(index, spec);
    for (const node of this.parts.nodes) {
      if (!shouldRunOn(node, set.update.template.pod).shouldRun) continue;
      const pod = this.newPod(set, node.index);
      this.ports.adoptPod(pod);
    }
  }

  /** The taints of a node are seen to have changed. */
  nodeChanged(): void {
    for (const set of this.byIndex.values()) this.queue.add(set);
  }

  protected override sync(set: DaemonSet, done: () => void): void {
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
    const { ready, deletionRequested: terminating, owner } = pod;
    const available = this.isAvailable(set, pod);
    return { pod, ready, terminating, available, isUpdated: owner === set.update };
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

  private newPod(set: DaemonSet, node: number): Pod {
    const pod = this.ports.newPod(set.update, undefined, node);
    set.pods[node]!.push(pod);
    return pod;
  }

  protected override templateOf(spec: DaemonSetOptions): PodTemplate {
    return daemonTemplate(spec);
  }

  protected override begin(set: RevisionedSet<DaemonSetOptions>): DaemonSet {
    return { ...set, pods: this.parts.nodes.map(() => []) };
  }
}

/**
 * The scheduler: one pod at a time, to the node where its fellows are fewest, then to the zone where they are fewest
 * (the default topology spreading, which only scores), then to the node of which least is asked for; ties are drawn. A pod that no node can take waits for a change.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/scheduler/framework/plugins/podtopologyspread/plugin.go
 */
import type { Engine } from '../../kernel/engine.ts';
import type { RandomStream } from '../../kernel/random.ts';
import type { Tasks } from '../../kernel/tasks.ts';
import { NONE } from '../none.ts';
import type { Streams } from '../streams.ts';
import type { Timeline } from '../timeline.ts';
import type { Latencies } from './latencies.ts';
import type { ClusterNode } from './nodes/cluster-node.ts';
import { NodeFit } from './nodes/node-fit.ts';
import type { Pod } from './pod.ts';
import type { PodStore, PodWatcher } from './pod-store.ts';

/** A pod is not tried again sooner (podInitialBackoffSeconds, podMaxBackoffSeconds); it doubles with every attempt. */
const BACKOFF_MS = { first: 1000, longest: 10_000 } as const;

/** How many pods of a workload are where. */
interface Placed {
  /** [nodes] */
  readonly onNode: Int32Array;
  /** [zones], of which there are not more than nodes. */
  readonly inZone: Int32Array;
}

export class Scheduler implements PodWatcher {
  readonly watches = ['created'] as const;
  private readonly engine: Engine;
  private readonly tasks: Tasks;
  private readonly latencies: Latencies;
  private readonly store: PodStore;
  private readonly timeline: Timeline;
  private readonly nodes: readonly ClusterNode[];
  private readonly fit: NodeFit;
  /** Pods that fitted nowhere, with how often and when they were tried last. */
  private readonly waiting = new Map<Pod, { attempts: number; triedMs: number; isQueued: boolean }>();
  private readonly ties: RandomStream;
  /** [nodes] */
  private readonly zoneOf: Int32Array;
  /** Pods by workload; decided but not yet bound ones included. */
  private readonly placed = new Map<number, Placed>();
  /** [nodes] Those that {@link place} found to be equally good. */
  private readonly best: Int32Array;
  private busyUntilMs = 0;

  constructor(
    engine: Engine,
    tasks: Tasks,
    latencies: Latencies,
    store: PodStore,
    timeline: Timeline,
    nodes: readonly ClusterNode[],
    streams: Streams,
  ) {
    this.engine = engine;
    this.tasks = tasks;
    this.latencies = latencies;
    this.store = store;
    this.timeline = timeline;
    this.nodes = nodes;
    this.ties = streams.open('scheduling', 1);
    const zones = [...new Set(nodes.map(({ options }) => options.zone))];
    this.zoneOf = Int32Array.from(nodes, ({ options }) => zones.indexOf(options.zone));
    this.fit = new NodeFit(nodes);
    this.best = new Int32Array(nodes.length);
  }

  podChanged(pod: Pod): void {
    this.enqueue(pod);
  }

  /** The node can be used, or no longer: a pod that fitted nowhere may fit now. */
  nodeChanged(node: ClusterNode): void {
    this.fit.taintsChanged(node);
    this.retryWaiting();
  }

  /** One pod at a time, in the order of arrival. */
  private enqueue(pod: Pod): void {
    const { now } = this.engine;
    this.busyUntilMs = Math.max(now, this.busyUntilMs) + this.latencies.draw('scheduling');
    this.tasks.after(this.busyUntilMs - now, () => {
      if (pod.gone) return;
      const node = this.place(pod);
      if (node === NONE) this.wait(pod);
      else this.bind(pod, node);
    });
  }

  private bind(pod: Pod, node: number): void {
    this.tasks.after(this.latencies.draw('apiWrite'), () => {
      if (pod.gone) return this.giveBack(pod, node);
      if (this.timeline.enabled) this.noteBinding(pod, node);
      this.store.bind(pod, node);
    });
  }

  private noteBinding(pod: Pod, node: number): void {
    const fellows = this.placedOf(pod.workload).onNode[node]! - 1;
    const others = `${fellows} other ${fellows === 1 ? 'pod' : 'pods'} of its workload there`;
    const why = pod.onlyNode === NONE ? others : 'it was made for this node';
    this.timeline.note(`pod/${pod.name}`, `scheduled to ${this.nodes[node]!.options.name}`, why);
  }

  /** No node can take the pod now. */
  wait(pod: Pod): void {
    const attempts = (this.waiting.get(pod)?.attempts ?? 0) + 1;
    this.waiting.set(pod, { attempts, triedMs: this.engine.now, isQueued: false });
    if (attempts === 1) this.timeline.note(`pod/${pod.name}`, 'stays Pending', this.fit.explain(pod));
  }

  /** Something has changed in the cluster: what waits is tried again, each pod after its back-off. */
  private retryWaiting(): void {
    for (const [pod, entry] of this.waiting) {
      if (pod.gone) this.waiting.delete(pod);
      if (pod.gone || entry.isQueued) continue;
      entry.isQueued = true;
      const backoffMs = Math.min(BACKOFF_MS.first * 2 ** (entry.attempts - 1), BACKOFF_MS.longest);
      const leftMs = Math.max(0, entry.triedMs + backoffMs - this.engine.now);
      this.tasks.after(leftMs, () => this.enqueue(pod));
    }
  }

  /**
   * Decides on a node and reserves it, or NONE when no node can take the pod. Looks at every node once, as the
   * scheduler does that it models.
   */
  place(pod: Pod): number {
    const { onlyNode } = pod;
    const isFree = onlyNode === NONE || this.fit.obstacle(pod, onlyNode) === null;
    const node = onlyNode === NONE ? this.bestNode(pod) : onlyNode;
    if (node === NONE || !isFree) return NONE;
    this.count(pod.workload, node, 1);
    this.fit.count(pod, node, 1);
    return node;
  }

  private bestNode(pod: Pod): number {
    const { best, zoneOf, fit } = this;
    const { onNode, inZone } = this.placedOf(pod.workload);
    // No zone holds as many: fellows on the node count first.
    const weight = 1 + this.store.pods.length;
    let bestScore = Infinity;
    let equals = 0;
    let bestLoad = 0;
    const isEasy = fit.isEasy(pod.template);
    for (let node = 0; node < best.length; node++) {
      if (isEasy ? fit.isKeptOff(pod, node) : fit.obstacle(pod, node) !== null) continue;
      const score = onNode[node]! * weight + inZone[zoneOf[node]!]!;
      const load = isEasy ? 0 : fit.load(pod, node);
      if (score > bestScore || (score === bestScore && load > bestLoad)) continue;
      if (score < bestScore || load < bestLoad) equals = 0;
      bestScore = score;
      bestLoad = load;
      best[equals++] = node;
    }
    if (equals === 0) return NONE;
    return equals === 1 ? best[0]! : best[this.ties.below(equals)]!;
  }

  /** The object of a pod that has a node is gone: what it asked for is free. */
  podGone(pod: Pod): void {
    this.fit.count(pod, pod.node, -1);
    if (this.waiting.size > 0) this.tasks.after(this.latencies.draw('watch'), () => this.retryWaiting());
  }

  /** The pod was gone before it was bound. */
  private giveBack(pod: Pod, node: number): void {
    this.release(pod.workload, node);
    this.fit.count(pod, node, -1);
  }

  /** A pod of the workload leaves the node; spreading does not count pods that are being deleted. */
  release(workload: number, node: number): void {
    this.count(workload, node, -1);
  }

  private count(workload: number, node: number, change: 1 | -1): void {
    const { onNode, inZone } = this.placedOf(workload);
    onNode[node]! += change;
    inZone[this.zoneOf[node]!]! += change;
  }

  private placedOf(workload: number): Placed {
    const { length } = this.nodes;
    const placed = this.placed.get(workload) ?? {
      onNode: new Int32Array(length),
      inZone: new Int32Array(length),
    };
    this.placed.set(workload, placed);
    return placed;
  }
}

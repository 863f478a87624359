/**
 * The scheduler: one pod at a time, first come, first served, to the best node. A pod that no node can take waits for a
 * change. Which node is best is elsewhere.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/scheduler/backend/queue/scheduling_queue.go
 */
import type { Engine } from '../../kernel/engine.ts';
import type { Tasks } from '../../kernel/tasks.ts';
import { NONE } from '../none.ts';
import type { SimulationOptions } from '../options.ts';
import type { Streams } from '../streams.ts';
import type { Timeline } from '../timeline.ts';
import type { Latencies } from './latencies.ts';
import type { ClusterNode } from './nodes/cluster-node.ts';
import { NodeChoice } from './node-choice.ts';
import type { Pod } from './pod.ts';
import type { PodStore, PodWatcher } from './pod-store.ts';

/** A pod is not tried again sooner (podInitialBackoffSeconds, podMaxBackoffSeconds); it doubles with every attempt. */
const BACKOFF_MS = { first: 1000, longest: 10_000 } as const;

interface SchedulerParts {
  readonly engine: Engine;
  readonly tasks: Tasks;
  readonly latencies: Latencies;
  readonly store: PodStore;
  readonly timeline: Timeline;
  readonly nodes: readonly ClusterNode[];
  readonly streams: Streams;
}

export class Scheduler implements PodWatcher {
  readonly watches = ['created'] as const;
  private readonly engine: Engine;
  private readonly tasks: Tasks;
  private readonly latencies: Latencies;
  private readonly store: PodStore;
  private readonly timeline: Timeline;
  private readonly nodes: readonly ClusterNode[];
  private readonly choice: NodeChoice;
  /** Pods that fitted nowhere, with how often and when they were tried last. */
  private readonly waiting = new Map<Pod, { attempts: number; triedMs: number; isQueued: boolean }>();
  private busyUntilMs = 0;

  constructor(parts: SchedulerParts, options: Pick<SimulationOptions, 'workloads' | 'services'>) {
    const { engine, tasks, latencies, store, timeline, nodes, streams } = parts;
    this.engine = engine;
    this.tasks = tasks;
    this.latencies = latencies;
    this.store = store;
    this.timeline = timeline;
    this.nodes = nodes;
    this.choice = new NodeChoice(options, nodes, streams.open('scheduling', 1));
  }

  podChanged(pod: Pod): void {
    this.enqueue(pod);
  }

  /** The node can be used, or no longer: a pod that fitted nowhere may fit now. */
  nodeChanged(node: ClusterNode): void {
    this.choice.fit.taintsChanged(node);
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
    const why = this.timeline.enabled ? this.whyOn(pod, node) : null;
    this.tasks.after(this.latencies.draw('apiWrite'), () => {
      if (pod.gone) return this.giveBack(pod, node);
      this.timeline.note(`pod/${pod.name}`, `scheduled to ${this.nodes[node]!.options.name}`, why);
      this.store.bind(pod, node);
    });
  }

  private whyOn(pod: Pod, node: number): string {
    if (pod.onlyNode !== NONE) return 'it was made for this node';
    const fellows = this.choice.spreading.on(pod, node);
    if (fellows === null) return 'no Service selects it, so that only what pods ask for counts';
    // The pod itself counts there by now.
    const others = `${fellows - 1} other ${fellows === 2 ? 'pod' : 'pods'}`;
    return `${others} of its ${pod.owner.kind === 'Pod' ? 'Service' : pod.owner.kind} there`;
  }

  /** No node can take the pod now. */
  wait(pod: Pod): void {
    const attempts = (this.waiting.get(pod)?.attempts ?? 0) + 1;
    this.waiting.set(pod, { attempts, triedMs: this.engine.now, isQueued: false });
    if (attempts === 1) this.timeline.note(`pod/${pod.name}`, 'stays Pending', this.choice.fit.explain(pod));
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

  /** Decides on a node and reserves it, or NONE when no node can take the pod. O(nodes) */
  place(pod: Pod): number {
    const { onlyNode } = pod;
    const { choice } = this;
    const isFree = onlyNode === NONE || choice.fit.obstacle(pod, onlyNode) === null;
    const node = onlyNode === NONE ? choice.choose(pod) : onlyNode;
    if (node === NONE || !isFree) return NONE;
    choice.spreading.count(pod, node, 1);
    choice.fit.count(pod, node, 1);
    return node;
  }

  /** The object of a pod that has a node is gone: what it asked for is free. */
  podGone(pod: Pod): void {
    this.choice.fit.count(pod, pod.node, -1);
    if (this.waiting.size > 0) this.tasks.after(this.latencies.draw('watch'), () => this.retryWaiting());
  }

  /** The pod was gone before it was bound. */
  private giveBack(pod: Pod, node: number): void {
    this.release(pod, node);
    this.choice.fit.count(pod, node, -1);
  }

  /** A pod is being deleted, or over: spreading does not count it any more. */
  release(pod: Pod, node: number): void {
    this.choice.spreading.count(pod, node, -1);
  }
}

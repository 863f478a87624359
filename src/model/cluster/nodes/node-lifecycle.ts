/**
 * The node lifecycle controller: every five seconds it looks which leases were renewed. A node that has been silent
 * for the grace period is no longer Ready; its pods are marked not ready, one after the other; one look later it is
 * queued for the taint that evicts them. Nothing runs while all nodes are well.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/nodelifecycle/node_lifecycle_controller.go
 */
import type { Engine } from '../../../kernel/engine.ts';
import type { RandomStream } from '../../../kernel/random.ts';
import type { Tasks } from '../../../kernel/tasks.ts';
import type { Timeline } from '../../timeline.ts';
import type { Latencies } from '../latencies.ts';
import type { Pod } from '../pod.ts';
import type { PodStore } from '../pod-store.ts';
import type { ClusterNode } from './cluster-node.ts';
import { ZoneTaints } from './zone-taints.ts';

/** nodeMonitorPeriod */
const MONITOR_PERIOD_MS = 5000;
/** A kubelet renews its lease at a quarter of its duration of 40 s, and up to 4 % later. */
const RENEW_PERIOD_MS = 10_000;
const RENEW_JITTER = 0.04;
/** Looks drift apart by their own run time, so that the one after exactly the grace period finds it over. */
const DRIFT_MS = 1;

export interface NodeLifecyclePorts {
  /** The node may be used by the scheduler, or no longer. */
  schedulingChanged(node: ClusterNode): void;
  /** The NoExecute taint has come or gone. */
  taintChanged(node: ClusterNode): void;
  /** The pod's readiness was overwritten. */
  markedNotReady(pod: Pod): void;
}

export interface NodeLifecycleParts {
  readonly engine: Engine;
  readonly tasks: Tasks;
  readonly timeline: Timeline;
  readonly latencies: Latencies;
  readonly store: PodStore;
  readonly stream: RandomStream;
}

export class NodeLifecycleController {
  /** Set once, by its owner. */
  ports!: NodeLifecyclePorts;
  private readonly parts: NodeLifecycleParts;
  private readonly nodes: readonly ClusterNode[];
  private readonly graceMs: number;
  private readonly taints: ZoneTaints;
  /** Nodes that renew no lease, with the look that found the last renewal. */
  private readonly silent = new Map<ClusterNode, number>();
  private nextLookMs = -Infinity;

  /** @param graceMs nodeMonitorGracePeriod */
  constructor(parts: NodeLifecycleParts, nodes: readonly ClusterNode[], graceMs: number) {
    this.parts = parts;
    this.nodes = nodes;
    this.graceMs = graceMs;
    this.taints = new ZoneTaints(parts, nodes, (node) => this.setEvicting(node, true));
  }

  /** From now on the node's kubelet renews no lease. */
  fellSilent(node: ClusterNode): void {
    if (this.silent.has(node)) return;
    const { engine, tasks, latencies, stream } = this.parts;
    const { now } = engine;
    if (this.nextLookMs < now) {
      this.nextLookMs = now + MONITOR_PERIOD_MS * stream.uniform();
      tasks.after(this.nextLookMs - now, () => this.look());
    }
    const ageMs = RENEW_PERIOD_MS * (1 + RENEW_JITTER * stream.uniform()) * stream.uniform();
    const knownMs = now - ageMs + latencies.draw('apiWrite') + latencies.draw('watch');
    const looksBefore = Math.floor((this.nextLookMs - knownMs) / MONITOR_PERIOD_MS);
    this.silent.set(node, this.nextLookMs - looksBefore * MONITOR_PERIOD_MS);
  }

  /** The node's kubelet has posted that it is ready, and renews its lease again. */
  posted(node: ClusterNode): void {
    this.silent.delete(node);
    if (node.ready) return;
    node.ready = true;
    this.note(node, 'Ready', 'its kubelet posts its status again');
    this.reviewScheduling(node);
  }

  private look(): void {
    const { engine, tasks, latencies } = this.parts;
    for (const node of this.nodes) {
      const wasReady = node.ready;
      const foundMs = this.silent.get(node) ?? Infinity;
      if (wasReady && engine.now - foundMs > this.graceMs - DRIFT_MS) this.expire(node);
      // What was found at the look before decides on the taint.
      if (!wasReady) this.taints.add(node);
      else this.markReachable(node);
    }
    const change = this.taints.review();
    if (change === 'stopped') {
      this.parts.timeline.note('cluster', 'no pod is evicted', 'no node is Ready: the fault may be ours');
      for (const node of this.nodes) this.markReachable(node);
    } else if (change === 'resumed') {
      for (const node of this.silent.keys()) this.silent.set(node, engine.now);
    }
    if (this.silent.size === 0 && this.nodes.every((node) => node.ready && !node.evicting)) return;
    const periodMs = MONITOR_PERIOD_MS + latencies.draw('controllerSync');
    this.nextLookMs = engine.now + periodMs;
    tasks.after(periodMs, () => this.look());
  }

  private expire(node: ClusterNode): void {
    const { tasks, latencies, store } = this.parts;
    node.ready = false;
    tasks.after(latencies.draw('apiWrite'), () => {
      const pods = store.podsOn(node.index).filter(({ ready }) => ready);
      const marked = pods.length === 0 ? '' : `; pods marked not ready: ${pods.length}`;
      const why = `its kubelet has not renewed its lease for ${this.graceMs / 1000} s${marked}`;
      this.note(node, 'NotReady', why);
      this.reviewScheduling(node);
      this.markNotReady(pods, 0);
    });
  }

  /** MarkPodsNotReady: one write after the other. */
  private markNotReady(pods: readonly Pod[], next: number): void {
    const pod = pods[next];
    if (pod === undefined) return;
    const { tasks, latencies, store } = this.parts;
    tasks.after(latencies.draw('apiWrite'), () => {
      store.markNotReady(pod);
      this.ports.markedNotReady(pod);
      this.markNotReady(pods, next + 1);
    });
  }

  /** The NoSchedule taint follows the condition, by a watch and a write. */
  private reviewScheduling(node: ClusterNode): void {
    const { tasks, latencies } = this.parts;
    const delayMs = latencies.draw('watch') + latencies.draw('controllerSync') + latencies.draw('apiWrite');
    tasks.after(delayMs, () => {
      node.unreachable = !node.ready;
      tasks.after(latencies.draw('watch'), () => this.ports.schedulingChanged(node));
    });
  }

  private markReachable(node: ClusterNode): void {
    this.taints.remove(node);
    if (node.evicting) this.setEvicting(node, false);
  }

  private setEvicting(node: ClusterNode, evicting: boolean): void {
    const { tasks, latencies } = this.parts;
    tasks.after(latencies.draw('apiWrite'), () => {
      if (node.evicting === evicting || (evicting && node.ready)) return;
      node.evicting = evicting;
      const which = 'taint node.kubernetes.io/unreachable:NoExecute';
      this.note(
        node,
        `${evicting ? 'got' : 'lost'} the ${which}`,
        evicting ? 'it is unreachable' : 'it is Ready',
      );
      this.ports.taintChanged(node);
    });
  }

  private note(node: ClusterNode, what: string, why: string | null): void {
    this.parts.timeline.note(`node/${node.options.name}`, what, why);
  }
}

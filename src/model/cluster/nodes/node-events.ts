/**
 * What a scenario does to nodes: they lose their power, or the control plane, and get both back; they are drained. It tells every part
 * that lives on a node, and leaves it to the node lifecycle controller to find out.
 */
import type { Engine } from '../../../kernel/engine.ts';
import type { RandomStream } from '../../../kernel/random.ts';
import type { Tasks } from '../../../kernel/tasks.ts';
import type { KubeProxies } from '../../dataplane/kube-proxies.ts';
import type { Kubelet } from '../../node/kubelet.ts';
import type { NodeEventOptions } from '../../options.ts';
import type { Timeline } from '../../timeline.ts';
import type { NodeTable } from '../../workload/node-table.ts';
import type { Latencies } from '../latencies.ts';
import type { Pod } from '../pod.ts';
import type { PodStore } from '../pod-store.ts';
import type { ClusterNode } from './cluster-node.ts';
import { NodeLifecycleController } from './node-lifecycle.ts';
import { TaintEviction } from './taint-eviction.ts';

/** A kubelet posts its node's status every so often (nodeStatusUpdateFrequency). */
const STATUS_PERIOD_MS = 10_000;
/** Back-off of a client's watch that cannot reach the API server (client-go's reflector): first, longest. */
const WATCH_BACKOFF_MS = { first: 800, longest: 30_000 } as const;

export interface NodeEventParts {
  readonly engine: Engine;
  readonly tasks: Tasks;
  readonly timeline: Timeline;
  readonly latencies: Latencies;
  readonly store: PodStore;
  readonly stream: RandomStream;
  readonly powered: NodeTable;
  readonly kubelets: readonly Kubelet[];
  readonly proxies: KubeProxies;
  /** What was under way by a node that has lost its power. */
  readonly transport: { entryLost(node: number): void };
}

export interface NodeEventPorts {
  /** The scheduler may use the node, or no longer. */
  schedulingChanged(node: ClusterNode): void;
  /** The cluster is at rest, at time 0. */
  atRest(): void;
  readonly drains: {
    setUnschedulable(nodes: readonly ClusterNode[], unschedulable: boolean): void;
    drain(nodes: readonly ClusterNode[]): void;
  };
}

export class NodeEvents {
  private readonly parts: NodeEventParts;
  private readonly ports: NodeEventPorts;
  private readonly nodes: readonly ClusterNode[];
  private readonly lifecycle: NodeLifecycleController;
  private readonly eviction: TaintEviction;
  /** Nodes without the control plane, and since when. */
  private readonly partitioned = new Map<ClusterNode, number>();

  constructor(parts: NodeEventParts, nodes: readonly ClusterNode[], graceMs: number, ports: NodeEventPorts) {
    this.parts = parts;
    this.ports = ports;
    this.nodes = nodes;
    this.lifecycle = new NodeLifecycleController(parts, nodes, graceMs);
    this.eviction = new TaintEviction(parts, nodes);
    this.lifecycle.ports = {
      schedulingChanged: (node) => ports.schedulingChanged(node),
      taintChanged: (node) => this.eviction.taintChanged(node),
      markedNotReady: (pod) => parts.kubelets[pod.node]!.contradicted(pod),
    };
  }

  atRest(): void {
    this.ports.atRest();
  }

  happen({ type, nodes: indexes, downMs = 0 }: NodeEventOptions): void {
    const nodes = indexes.map((index) => this.nodes[index]!);
    const { drains } = this.ports;
    if (type === 'drainNode') drains.drain(nodes);
    else if (type === 'cordonNode' || type === 'uncordonNode') {
      drains.setUnschedulable(nodes, type === 'cordonNode');
    } else if (type === 'restartKubelet') for (const node of nodes) this.restartKubelet(node, downMs);
    else for (const node of nodes) this.strike(type, node);
  }

  private strike(type: 'failNode' | 'partition' | 'recoverNode', node: ClusterNode): void {
    if (type === 'failNode') this.fail(node);
    else if (type === 'partition') this.partition(node);
    else this.recover(node);
  }

  /** A pod was bound, now. */
  podBound(pod: Pod): void {
    if (this.nodes[pod.node]!.evicting) this.eviction.podBound(pod);
  }

  private fail(node: ClusterNode): void {
    const { powered, kubelets, proxies, transport } = this.parts;
    const { index } = node;
    if (powered.dead[index] === 1) return;
    this.note(node, 'lost its power', 'nothing runs or answers there');
    this.partitioned.delete(node);
    powered.losePower(index);
    kubelets[index]!.losePower();
    transport.entryLost(index);
    proxies.losePower(index);
    this.lifecycle.fellSilent(node);
  }

  private partition(node: ClusterNode): void {
    const { engine, powered, kubelets, proxies } = this.parts;
    if (powered.dead[node.index] === 1 || this.partitioned.has(node)) return;
    this.note(node, 'is cut off from the control plane', 'its pods and its rules go on as they are');
    this.partitioned.set(node, engine.now);
    kubelets[node.index]!.disconnect();
    proxies.disconnect(node.index);
    this.lifecycle.fellSilent(node);
  }

  /** Its proxy and its pods know nothing of it. */
  private restartKubelet(node: ClusterNode, downMs: number): void {
    const { tasks, powered, kubelets, latencies } = this.parts;
    const kubelet = kubelets[node.index]!;
    if (!kubelet.runs) return;
    this.note(node, 'its kubelet ends', 'nothing is probed, started or reported there; what runs goes on');
    kubelet.stop();
    this.lifecycle.fellSilent(node);
    tasks.after(downMs, () => {
      if (powered.dead[node.index] === 1 || !kubelet.start()) return;
      this.note(
        node,
        'its kubelet begins anew',
        'it finds what runs, but no result of a probe: what has a readiness probe is not ready',
      );
      this.whileUp(node, latencies.draw('watch'), () => kubelet.connect());
      this.whileUp(node, latencies.draw('apiWrite'), () => this.lifecycle.posted(node));
    });
  }

  private recover(node: ClusterNode): void {
    if (this.parts.powered.dead[node.index] === 1) this.boot(node);
    else if (this.partitioned.has(node)) this.heal(node);
  }

  /** Its kubelet runs again, and posts the node's status at once. */
  private boot(node: ClusterNode): void {
    const { powered, latencies } = this.parts;
    this.note(node, 'has power again', 'its kubelet starts');
    powered.getPower(node.index);
    this.parts.kubelets[node.index]!.start();
    this.whileUp(node, latencies.draw('watch'), () => this.parts.kubelets[node.index]!.connect());
    this.whileUp(node, latencies.draw('watch'), () => this.parts.proxies.connect(node.index));
    this.whileUp(node, latencies.draw('apiWrite'), () => this.lifecycle.posted(node));
  }

  /** Kubelet and proxy find the control plane again when they next try. */
  private heal(node: ClusterNode): void {
    const { engine, latencies, stream, kubelets, proxies } = this.parts;
    const lastedMs = engine.now - this.partitioned.get(node)!;
    this.partitioned.delete(node);
    this.note(node, 'reaches the control plane again', 'the partition is over');
    // A reflector waits between its back-off and twice as long; we look at it at any time of that.
    const watchMs = () => {
      const backoffMs = Math.min(WATCH_BACKOFF_MS.first + lastedMs, WATCH_BACKOFF_MS.longest);
      return backoffMs * (1 + stream.uniform()) * stream.uniform() + latencies.draw('watch');
    };
    const postMs = STATUS_PERIOD_MS * stream.uniform() + latencies.draw('apiWrite');
    this.whileUp(node, watchMs(), () => kubelets[node.index]!.connect());
    this.whileUp(node, watchMs(), () => proxies.connect(node.index));
    this.whileUp(node, postMs, () => {
      if (kubelets[node.index]!.runs) this.lifecycle.posted(node);
    });
  }

  /** After a while, unless the node has been lost again. */
  private whileUp(node: ClusterNode, delayMs: number, step: () => void): void {
    const { tasks, powered } = this.parts;
    tasks.after(delayMs, () => {
      if (powered.dead[node.index] === 0 && !this.partitioned.has(node)) step();
    });
  }

  private note(node: ClusterNode, what: string, why: string | null): void {
    this.parts.timeline.note(`node/${node.options.name}`, what, why);
  }
}

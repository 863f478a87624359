/**
 * Which unreachable nodes are tainted with NoExecute, and how fast: a queue per zone, which slows down or stops when
 * so many nodes are silent that the fault may lie with the control plane itself.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/nodelifecycle/node_lifecycle_controller.go (handleDisruption)
 */
import type { Engine } from '../../../kernel/engine.ts';
import type { RandomStream } from '../../../kernel/random.ts';
import type { Tasks } from '../../../kernel/tasks.ts';
import type { ClusterNode } from './cluster-node.ts';

export type ZoneState = 'normal' | 'partialDisruption' | 'fullDisruption';

/** --node-eviction-rate, --secondary-node-eviction-rate, --unhealthy-zone-threshold, --large-cluster-size-threshold. */
const NODES_PER_SECOND = 0.1;
const SECONDARY_NODES_PER_SECOND = 0.01;
const UNHEALTHY_SHARE = 0.55;
const LARGE_ZONE_NODES = 50;
/** The queues are looked at so often (NodeEvictionPeriod). */
const PASS_MS = 100;

/** @see ComputeZoneState */
export function zoneState(readyNodes: number, notReadyNodes: number): ZoneState {
  if (readyNodes === 0 && notReadyNodes > 0) return 'fullDisruption';
  const share = notReadyNodes / (notReadyNodes + readyNodes);
  return notReadyNodes > 2 && share >= UNHEALTHY_SHARE ? 'partialDisruption' : 'normal';
}

/** Nodes tainted per second in a zone of this state and size. */
export function taintRate(state: ZoneState, zoneNodes: number): number {
  if (state !== 'partialDisruption') return NODES_PER_SECOND;
  return zoneNodes > LARGE_ZONE_NODES ? SECONDARY_NODES_PER_SECOND : 0;
}

interface Zone {
  readonly nodes: readonly ClusterNode[];
  /** Waiting to be tainted, in the order in which they were found silent. */
  readonly queue: Set<ClusterNode>;
  nodesPerSecond: number;
  /** When the one token of its bucket is there again. */
  nextTokenMs: number;
}

export class ZoneTaints {
  private readonly engine: Engine;
  private readonly tasks: Tasks;
  private readonly stream: RandomStream;
  private readonly zones: readonly Zone[];
  private readonly taint: (node: ClusterNode) => void;
  /** No zone has a ready node: nobody is evicted. */
  private isStopped = false;

  /** @param taint puts the taint on a node. */
  constructor(
    parts: { engine: Engine; tasks: Tasks; stream: RandomStream },
    nodes: readonly ClusterNode[],
    taint: (node: ClusterNode) => void,
  ) {
    this.engine = parts.engine;
    this.tasks = parts.tasks;
    this.stream = parts.stream;
    this.taint = taint;
    const names = [...new Set(nodes.map(({ options }) => options.zone))];
    this.zones = names.map((name) => ({
      nodes: nodes.filter(({ options }) => options.zone === name),
      queue: new Set(),
      nodesPerSecond: NODES_PER_SECOND,
      nextTokenMs: -Infinity,
    }));
  }

  /** The node is to be tainted when its zone's rate allows. */
  add(node: ClusterNode): void {
    if (node.evicting) return;
    const zone = this.zoneOf(node);
    zone.queue.add(node);
    this.pass(zone);
  }

  /** The node is ready again. */
  remove(node: ClusterNode): void {
    this.zoneOf(node).queue.delete(node);
  }

  /** Sets the rates anew. @returns what happened to the cluster as a whole: everybody silent, or no longer. */
  review(): 'stopped' | 'resumed' | null {
    const states = this.zones.map(({ nodes }) => {
      const ready = nodes.filter((node) => node.ready).length;
      return zoneState(ready, nodes.length - ready);
    });
    const stops = states.every((state) => state === 'fullDisruption');
    const change = stops === this.isStopped ? null : stops ? 'stopped' : 'resumed';
    this.isStopped = stops;
    this.zones.forEach((zone, i) => {
      zone.nodesPerSecond = stops ? 0 : taintRate(states[i]!, zone.nodes.length);
      this.pass(zone);
    });
    return change;
  }

  private zoneOf(node: ClusterNode): Zone {
    return this.zones.find(({ nodes }) => nodes.includes(node))!;
  }

  private pass(zone: Zone): void {
    if (zone.queue.size === 0 || zone.nodesPerSecond === 0) return;
    const { now } = this.engine;
    const waitMs = Math.max(0, zone.nextTokenMs - now) + PASS_MS * this.stream.uniform();
    this.tasks.after(waitMs, () => this.taintNext(zone));
  }

  private taintNext(zone: Zone): void {
    const { now } = this.engine;
    if (zone.nodesPerSecond === 0 || now < zone.nextTokenMs) return;
    for (const node of zone.queue) {
      zone.queue.delete(node);
      zone.nextTokenMs = now + 1000 / zone.nodesPerSecond;
      this.taint(node);
      break;
    }
    this.pass(zone);
  }
}

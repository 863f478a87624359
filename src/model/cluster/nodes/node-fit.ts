/**
 * Which nodes can take a pod: the scheduler's filters, and what is asked for on each node so far. What a pod asks for
 * is taken when it is placed, and given back when its object is gone; what it really uses does not matter here.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/scheduler/framework/plugins/noderesources/fit.go
 */
import { NONE } from '../../none.ts';
import type { PodOptions } from '../../options.ts';
import type { Pod } from '../pod.ts';
import { taintsOf, type ClusterNode } from './cluster-node.ts';
import { isSelected, labelsOf } from './node-labels.ts';
import { toleratesAll } from './taints.ts';

/** Rounding errors of sums are no lack of anything. */
const SLACK = 1 + 1e-9;

interface Asked {
  cpu: number;
  memory: number;
  pods: number;
}

export class NodeFit {
  private readonly nodes: readonly ClusterNode[];
  /** By node: what its pods ask for. */
  private readonly asked: readonly Asked[];
  private readonly labels: readonly Readonly<Record<string, string>>[];
  private readonly limitsPods: boolean;
  /** [nodes] 1: has taints, so that not every pod may go there. */
  private readonly tainted: Uint8Array;

  constructor(nodes: readonly ClusterNode[]) {
    this.nodes = nodes;
    this.asked = nodes.map(() => ({ cpu: 0, memory: 0, pods: 0 }));
    this.labels = nodes.map(({ options }) => labelsOf(options));
    this.limitsPods = nodes.some(({ options }) => options.pods !== undefined);
    this.tainted = new Uint8Array(nodes.length);
    for (const node of nodes) this.taintsChanged(node);
  }

  taintsChanged(node: ClusterNode): void {
    this.tainted[node.index] = Number(taintsOf(node).length > 0);
  }

  /** Whether a pod of this kind fits everywhere, but where taints keep it off. */
  isEasy({ requests, nodeSelector }: PodOptions): boolean {
    return requests === undefined && nodeSelector === undefined && !this.limitsPods;
  }

  /** What such a pod need be asked on a node. */
  isKeptOff(pod: Pod, node: number): boolean {
    if (this.tainted[node] === 0) return false;
    return !toleratesAll(pod.template.tolerations ?? [], taintsOf(this.nodes[node]!));
  }

  /** Why the node cannot take the pod, in the scheduler's words; `null`: it can. */
  obstacle(pod: Pod, node: number): string | null {
    const { unschedulable, options } = this.nodes[node]!;
    const { nodeSelector, requests = { cpu: 0, memory: 0 } } = pod.template;
    if (this.isKeptOff(pod, node)) {
      return unschedulable ? 'node(s) were unschedulable' : 'node(s) had untolerated taint(s)';
    }
    const isElsewhere = pod.onlyNode !== NONE && pod.onlyNode !== node;
    if (isElsewhere || !isSelected(this.labels[node]!, nodeSelector)) {
      return "node(s) didn't match Pod's node affinity/selector";
    }
    const { cpu, memory, pods } = this.asked[node]!;
    if (pods >= (options.pods ?? Infinity)) return 'Too many pods';
    if (requests.cpu > 0 && lacks(options.cpu, cpu + requests.cpu)) return 'Insufficient cpu';
    if (requests.memory > 0 && lacks(options.memory, memory + requests.memory)) return 'Insufficient memory';
    return null;
  }

  /** How much of the node would be asked for with the pod on it, 0…1: the mean over what it has limits of. */
  load(pod: Pod, node: number): number {
    const { options } = this.nodes[node]!;
    const { requests = { cpu: 0, memory: 0 } } = pod.template;
    const asked = this.asked[node]!;
    const shares = [
      options.cpu === undefined ? 0 : (asked.cpu + requests.cpu) / options.cpu,
      options.memory === undefined ? 0 : (asked.memory + requests.memory) / options.memory,
    ];
    return (shares[0]! + shares[1]!) / shares.length;
  }

  /** The pod is placed on the node (`sign` 1), or its object is gone (−1). */
  count(pod: Pod, node: number, sign: 1 | -1): void {
    const asked = this.asked[node]!;
    const { requests = { cpu: 0, memory: 0 } } = pod.template;
    asked.cpu += sign * requests.cpu;
    asked.memory += sign * requests.memory;
    asked.pods += sign;
  }

  /** Why no node can take the pod: `0/3 nodes are available: 2 Insufficient cpu, 1 …`. */
  explain(pod: Pod): string {
    const counts = new Map<string, number>();
    for (let node = 0; node < this.nodes.length; node++) {
      const obstacle = this.obstacle(pod, node) ?? 'available';
      counts.set(obstacle, (counts.get(obstacle) ?? 0) + 1);
    }
    const reasons = [...counts].map(([obstacle, count]) => `${count} ${obstacle}`);
    return `0/${this.nodes.length} nodes are available: ${reasons.join(', ')}`;
  }
}

function lacks(capacity: number | undefined, wanted: number): boolean {
  return capacity !== undefined && wanted > capacity * SLACK;
}

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
import { milliCpu, podRequests, type PodRequests } from './pod-requests.ts';
import { toleratesAll } from './taints.ts';

export class NodeFit {
  /** [nodes] What the pods on them ask for: milli-CPUs, bytes, as scores count them, and how many they are. */
  readonly cpu: Float64Array;
  readonly memory: Float64Array;
  readonly scoredCpu: Float64Array;
  readonly scoredMemory: Float64Array;
  private readonly pods: Int32Array;
  private readonly nodes: readonly ClusterNode[];
  /** [nodes] Most milli-CPUs that may be asked for; Infinity: there is no limit. */
  private readonly cpuLimit: readonly number[];
  private readonly labels: readonly Readonly<Record<string, string>>[];
  private readonly limitsPods: boolean;
  /** [nodes] 1: has taints, so that not every pod may go there. */
  private readonly tainted: Uint8Array;
  private readonly requests = new Map<PodOptions, PodRequests>();

  constructor(nodes: readonly ClusterNode[]) {
    this.nodes = nodes;
    this.cpu = new Float64Array(nodes.length);
    this.memory = new Float64Array(nodes.length);
    this.scoredCpu = new Float64Array(nodes.length);
    this.scoredMemory = new Float64Array(nodes.length);
    this.pods = new Int32Array(nodes.length);
    this.cpuLimit = nodes.map(({ options }) =>
      options.cpu === undefined ? Infinity : milliCpu(options.cpu),
    );
    this.labels = nodes.map(({ options }) => labelsOf(options));
    this.limitsPods = nodes.some(({ options }) => options.pods !== undefined);
    this.tainted = new Uint8Array(nodes.length);
    for (const node of nodes) this.taintsChanged(node);
  }

  taintsChanged(node: ClusterNode): void {
    this.tainted[node.index] = Number(taintsOf(node).length > 0);
  }

  requestsOf({ template }: Pod): PodRequests {
    let requests = this.requests.get(template);
    if (requests === undefined) this.requests.set(template, (requests = podRequests(template)));
    return requests;
  }

  hasTaints(node: number): boolean {
    return this.tainted[node] === 1;
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
    if (this.isKeptOff(pod, node)) {
      return unschedulable ? 'node(s) were unschedulable' : 'node(s) had untolerated taint(s)';
    }
    const isElsewhere = pod.onlyNode !== NONE && pod.onlyNode !== node;
    if (isElsewhere || !isSelected(this.labels[node]!, pod.template.nodeSelector)) {
      return "node(s) didn't match Pod's node affinity/selector";
    }
    const { cpu, memory } = this.requestsOf(pod);
    if (this.pods[node]! >= (options.pods ?? Infinity)) return 'Too many pods';
    if (cpu > 0 && this.cpu[node]! + cpu > this.cpuLimit[node]!) return 'Insufficient cpu';
    if (memory > 0 && this.memory[node]! + memory > (options.memory ?? Infinity))
      return 'Insufficient memory';
    return null;
  }

  /** The pod is placed on the node (`sign` 1), or its object is gone (−1). */
  count(pod: Pod, node: number, sign: 1 | -1): void {
    const { cpu, memory, scoredCpu, scoredMemory } = this.requestsOf(pod);
    this.cpu[node]! += sign * cpu;
    this.memory[node]! += sign * memory;
    this.scoredCpu[node]! += sign * scoredCpu;
    this.scoredMemory[node]! += sign * scoredMemory;
    this.pods[node]! += sign;
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

/**
 * What nodes score for a pod by themselves, whoever else is there: by what their pods ask for, and by taints that they
 * would rather not have it against (PreferNoSchedule). Spreading is elsewhere.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/scheduler/apis/config/v1/default_plugins.go
 */
import type { TolerationOptions } from '../../options.ts';
import type { Pod } from '../pod.ts';
import { ASSUMED_CAPACITY, taintsOf, type ClusterNode } from './cluster-node.ts';
import type { NodeFit } from './node-fit.ts';
import { milliCpu } from './pod-requests.ts';
import { balancedAllocation, leastAllocated, MAX_NODE_SCORE } from './resource-scores.ts';
import { tolerates } from './taints.ts';

/** Of the plug-in TaintToleration; those of the resources have weight 1. */
const TAINT_WEIGHT = 3;

export class NodeScores {
  private readonly fit: NodeFit;
  private readonly nodes: readonly ClusterNode[];
  /** [nodes] Milli-CPUs and bytes. */
  private readonly cpuCapacity: Float64Array;
  private readonly memoryCapacity: Float64Array;
  /** [nodes] Taints that a pod does not tolerate; only read where there are some. */
  private readonly disliked: Int32Array;

  constructor(fit: NodeFit, nodes: readonly ClusterNode[]) {
    this.fit = fit;
    this.nodes = nodes;
    this.cpuCapacity = Float64Array.from(nodes, ({ options }) =>
      milliCpu(options.cpu ?? ASSUMED_CAPACITY.cpu),
    );
    this.memoryCapacity = Float64Array.from(
      nodes,
      ({ options }) => options.memory ?? ASSUMED_CAPACITY.memory,
    );
    this.disliked = new Int32Array(nodes.length);
  }

  /** Adds what the pod would score on each of the first `count` of `nodes` to `totals`. */
  addScores(pod: Pod, nodes: Int32Array, count: number, totals: Int32Array): void {
    const { fit, cpuCapacity, memoryCapacity } = this;
    const { cpu, memory, scoredCpu, scoredMemory } = fit.requestsOf(pod);
    // Nothing is out of balance where nothing is asked for.
    const isBestEffort = cpu === 0 && memory === 0;
    for (let i = 0; i < count; i++) {
      const node = nodes[i]!;
      const cpus = cpuCapacity[node]!;
      const bytes = memoryCapacity[node]!;
      totals[i]! += leastAllocated(
        fit.scoredCpu[node]! + scoredCpu,
        cpus,
        fit.scoredMemory[node]! + scoredMemory,
        bytes,
      );
      if (isBestEffort) continue;
      totals[i]! += balancedAllocation(fit.cpu[node]! + cpu, cpus, fit.memory[node]! + memory, bytes);
    }
    this.addTaintScores(pod.template.tolerations ?? [], nodes, count, totals);
  }

  /** @see pkg/scheduler/framework/plugins/tainttoleration/taint_toleration.go */
  private addTaintScores(
    tolerations: readonly TolerationOptions[],
    nodes: Int32Array,
    count: number,
    totals: Int32Array,
  ): void {
    const { disliked } = this;
    let most = 0;
    for (let i = 0; i < count; i++) {
      disliked[i] = this.fit.hasTaints(nodes[i]!) ? this.dislikedOn(nodes[i]!, tolerations) : 0;
      most = Math.max(most, disliked[i]!);
    }
    if (most === 0) return;
    for (let i = 0; i < count; i++)
      totals[i]! -= TAINT_WEIGHT * Math.trunc((MAX_NODE_SCORE * disliked[i]!) / most);
  }

  private dislikedOn(node: number, tolerations: readonly TolerationOptions[]): number {
    return taintsOf(this.nodes[node]!).filter(
      (taint) => taint.effect === 'PreferNoSchedule' && !tolerations.some((each) => tolerates(each, taint)),
    ).length;
  }
}

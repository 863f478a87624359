/**
 * On which node the scheduler puts a pod: of those that can take it the one with the highest score, drawn among equals.
 * In clusters of 100 nodes and more it does not look at all of them, but begins where it left off, and stops when it
 * has found enough; its list takes the zones in turn.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/scheduler/schedule_one.go
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/scheduler/backend/cache/node_tree.go
 */
import type { RandomStream } from '../../kernel/random.ts';
import { NONE } from '../none.ts';
import type { SimulationOptions } from '../options.ts';
import type { ClusterNode } from './nodes/cluster-node.ts';
import { NodeFit } from './nodes/node-fit.ts';
import { NodeScores } from './nodes/node-scores.ts';
import type { Pod } from './pod.ts';
import { Spreading } from './spreading.ts';

/** minFeasibleNodesToFind */
const FEWEST_TO_FIND = 100;

export class NodeChoice {
  readonly fit: NodeFit;
  readonly spreading: Spreading;
  private readonly scores: NodeScores;
  private readonly ties: RandomStream;
  /** [nodes] In the order in which they are looked at. */
  private readonly order: Int32Array;
  /** [nodes] Those found that can take the pod, and what they score. */
  private readonly found: Int32Array;
  private readonly totals: Int32Array;
  private readonly wanted: number;
  private next = 0;

  constructor(
    options: Pick<SimulationOptions, 'workloads' | 'services'>,
    nodes: readonly ClusterNode[],
    ties: RandomStream,
  ) {
    const zones = [...new Set(nodes.map(({ options: { zone } }) => zone))];
    const zoneOf = Int32Array.from(nodes, ({ options: { zone } }) => zones.indexOf(zone));
    this.fit = new NodeFit(nodes);
    this.spreading = new Spreading(options, zoneOf);
    this.scores = new NodeScores(this.fit, nodes);
    this.ties = ties;
    this.order = zonesInTurn(zoneOf);
    this.found = new Int32Array(nodes.length);
    this.totals = new Int32Array(nodes.length);
    this.wanted = nodesToFind(nodes.length);
  }

  /** NONE: no node can take the pod. O(nodes) */
  choose(pod: Pod): number {
    const { found, totals } = this;
    const count = this.search(pod);
    if (count === 0) return NONE;
    if (count === 1) return found[0]!;
    totals.fill(0, 0, count);
    this.spreading.addScores(pod, found, count, totals);
    this.scores.addScores(pod, found, count, totals);
    return this.drawBest(count);
  }

  private search(pod: Pod): number {
    const { order, found, fit } = this;
    const isEasy = fit.isEasy(pod.template);
    let looked = 0;
    let count = 0;
    while (looked < order.length && count < this.wanted) {
      const node = order[(this.next + looked++) % order.length]!;
      if (isEasy ? fit.isKeptOff(pod, node) : fit.obstacle(pod, node) !== null) continue;
      found[count++] = node;
    }
    this.next = (this.next + looked) % order.length;
    return count;
  }

  private drawBest(count: number): number {
    const { found, totals } = this;
    let best = -Infinity;
    let equals = 0;
    for (let i = 0; i < count; i++) {
      const total = totals[i]!;
      if (total < best) continue;
      if (total > best) equals = 0;
      best = total;
      // What stood there has a lower score, or is this one.
      found[equals++] = found[i]!;
    }
    return equals === 1 ? found[0]! : found[this.ties.below(equals)]!;
  }
}

/** How many nodes that can take a pod are enough: numFeasibleNodesToFind. */
export function nodesToFind(nodes: number): number {
  if (nodes < FEWEST_TO_FIND) return nodes;
  const percentage = Math.max(5, 50 - Math.trunc(nodes / 125));
  return Math.max(FEWEST_TO_FIND, Math.trunc((nodes * percentage) / 100));
}

/** [nodes] The first node of every zone, the second of every zone, and so on. */
function zonesInTurn(zoneOf: Int32Array): Int32Array {
  const seen = new Int32Array(zoneOf.length);
  const turns = Array.from(zoneOf, (zone, node) => ({ node, zone, turn: seen[zone]!++ }));
  return Int32Array.from(
    turns.toSorted((a, b) => a.turn - b.turn || a.zone - b.zone),
    ({ node }) => node,
  );
}

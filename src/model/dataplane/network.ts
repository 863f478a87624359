/**
 * Distances: the one-way delays between a client's place and a pod, and the lanes that carry packets over them. A
 * path is one of six classes (same node, same zone, across zones; from inside or outside the cluster). It models
 * constant delays only: no loss, no bandwidth, no jitter.
 */
import type { Engine } from '../../kernel/engine.ts';
import type { NetworkOptions, NodeOptions } from '../options.ts';

/** In place of a lane when the delay is zero: the caller goes on at once, in the same event. */
export const INSTANT = -1;

const HOPS = 3;
const SAME_NODE = 0;
const SAME_ZONE = 1;
const CROSS_ZONE = 2;

export class Network {
  readonly nodeCount: number;
  readonly options: NetworkOptions;
  readonly deadAddress: NetworkOptions['deadAddress'];
  /** Between node and node; by hop. */
  private readonly hopLanes: Int32Array;
  /** Between client and pod; by path. */
  private readonly oneWayLanes: Int32Array;
  private readonly roundTripLanes: Int32Array;
  /** Between a client outside and the node it enters by, one way and both ways. */
  readonly entryLane: number;
  readonly entryRoundTripLane: number;
  readonly sameNodeMs: number;
  /** [nodes × nodes], row-major */
  private readonly hops: Uint8Array;

  constructor(engine: Engine, nodes: readonly NodeOptions[], options: NetworkOptions) {
    this.nodeCount = nodes.length;
    this.options = options;
    this.deadAddress = options.deadAddress;
    this.sameNodeMs = options.sameNodeMs;
    this.hops = hopTable(nodes);
    const lanes = new Map<number, number>();
    const lane = (delayMs: number): number => {
      if (delayMs === 0) return INSTANT;
      const known = lanes.get(delayMs) ?? engine.addLane(delayMs);
      lanes.set(delayMs, known);
      return known;
    };
    const hopMs = [options.sameNodeMs, options.sameZoneMs, options.crossZoneMs];
    const pathMs = [...hopMs, ...hopMs.map((ms) => ms + options.externalMs)];
    this.hopLanes = Int32Array.from(hopMs, lane);
    this.oneWayLanes = Int32Array.from(pathMs, lane);
    this.roundTripLanes = Int32Array.from(pathMs, (ms) => lane(2 * ms));
    this.entryLane = lane(options.externalMs);
    this.entryRoundTripLane = lane(2 * options.externalMs);
  }

  /** The class of the path from a client at (or entering by) one node to a pod on another. */
  path(fromNode: number, toNode: number, external: boolean): number {
    return this.hops[fromNode * this.nodeCount + toNode]! + (external ? HOPS : 0);
  }

  /** From the node that chose the endpoint to the pod. */
  hopLane(path: number): number {
    return this.hopLanes[path < HOPS ? path : path - HOPS]!;
  }

  /** From client to pod, or back. */
  oneWayLane(path: number): number {
    return this.oneWayLanes[path]!;
  }

  /** From pod to client and back again: the rest of a handshake, and the request behind it. */
  roundTripLane(path: number): number {
    return this.roundTripLanes[path]!;
  }
}

function hopTable(nodes: readonly NodeOptions[]): Uint8Array {
  const table = new Uint8Array(nodes.length * nodes.length);
  nodes.forEach((from, i) => {
    nodes.forEach((to, j) => {
      table[i * nodes.length + j] = i === j ? SAME_NODE : from.zone === to.zone ? SAME_ZONE : CROSS_ZONE;
    });
  });
  return table;
}

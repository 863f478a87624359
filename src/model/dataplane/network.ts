/**
 * Distances: the one-way delays between a client's place and a pod, and the lanes that carry packets over them. A
 * path is of one of a few classes (same node, same zone, across zones, to places outside; each from inside or outside
 * the cluster). It models constant delays only: no loss, no bandwidth, no jitter.
 */
import { assert } from '../../base/assert.ts';
import type { Engine } from '../../kernel/engine.ts';
import type { NetworkOptions, NodeOptions } from '../options.ts';

/** In place of a lane when the delay is zero: the caller goes on at once, in the same event. */
export const INSTANT = -1;

/** Classes of hops: the three within the cluster, and room for places outside. */
const HOPS = 16;
const INSIDE_HOPS = 3;
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
  /** Nodes, then places outside. */
  private readonly placeCount: number;
  /** [nodes × places], row-major */
  private readonly hops: Uint8Array;

  /** @param outsideMs one-way delays from any node to places outside the cluster, whose numbers follow those of nodes. */
  constructor(
    engine: Engine,
    nodes: readonly NodeOptions[],
    options: NetworkOptions,
    outsideMs: readonly number[] = [],
  ) {
    assert(INSIDE_HOPS + outsideMs.length <= HOPS, 'too many different distances to places outside');
    this.nodeCount = nodes.length;
    this.placeCount = nodes.length + outsideMs.length;
    this.options = options;
    this.deadAddress = options.deadAddress;
    this.sameNodeMs = options.sameNodeMs;
    this.hops = hopTable(nodes, outsideMs.length);
    const lanes = new Map<number, number>();
    const lane = (delayMs: number): number => {
      if (delayMs === 0) return INSTANT;
      const known = lanes.get(delayMs) ?? engine.addLane(delayMs);
      lanes.set(delayMs, known);
      return known;
    };
    const hopMs = [options.sameNodeMs, options.sameZoneMs, options.crossZoneMs, ...outsideMs];
    const fromOutsideMs = hopMs.map((ms) => ms + options.externalMs);
    this.hopLanes = Int32Array.from(hopMs, lane);
    this.oneWayLanes = new Int32Array(2 * HOPS);
    this.oneWayLanes.set(hopMs.map(lane));
    this.oneWayLanes.set(fromOutsideMs.map(lane), HOPS);
    this.roundTripLanes = new Int32Array(2 * HOPS);
    this.roundTripLanes.set(hopMs.map((ms) => lane(2 * ms)));
    this.roundTripLanes.set(
      fromOutsideMs.map((ms) => lane(2 * ms)),
      HOPS,
    );
    this.entryLane = lane(options.externalMs);
    this.entryRoundTripLane = lane(2 * options.externalMs);
  }

  /** The class of the path from a client at (or entering by) a node to a pod on another, or to a place outside. */
  path(fromNode: number, toPlace: number, external: boolean): number {
    return this.hops[fromNode * this.placeCount + toPlace]! + (external ? HOPS : 0);
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

function hopTable(nodes: readonly NodeOptions[], outside: number): Uint8Array {
  const places = nodes.length + outside;
  const table = new Uint8Array(nodes.length * places);
  nodes.forEach((from, i) => {
    nodes.forEach((to, j) => {
      table[i * places + j] = i === j ? SAME_NODE : from.zone === to.zone ? SAME_ZONE : CROSS_ZONE;
    });
    for (let k = 0; k < outside; k++) table[i * places + nodes.length + k] = INSIDE_HOPS + k;
  });
  return table;
}

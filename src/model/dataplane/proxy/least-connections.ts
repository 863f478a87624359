/**
 * ipvs lc (and wlc: every weight is 1): the endpoint with the least 256 × active + inactive connections; sed (and nq):
 * the least active ones. The first of the list wins a tie. Counted per node and virtual server, so that a node knows
 * nothing of what the others send, and an idle kept-alive connection weighs as much as a busy one.
 * @see https://github.com/torvalds/linux/blob/master/net/netfilter/ipvs/ip_vs_lc.c
 */
import type { Engine } from '../../../kernel/engine.ts';
import type { RandomStream } from '../../../kernel/random.ts';
import { NONE } from '../../none.ts';
import type { PodList } from '../usable-endpoints.ts';
import type { Balancer } from './balancer.ts';
import { ConnectionCounts } from './connection-counts.ts';
import { reordered } from './destination-order.ts';
import { WinnerTree } from './winner-tree.ts';

interface VirtualServer {
  /** The kernel's list. */
  readonly order: Int32Array;
  /** Index in it, by pod; −1 for those that are not in it. */
  readonly positions: Int32Array;
  readonly loads: WinnerTree;
}

const EMPTY: VirtualServer = {
  order: new Int32Array(0),
  positions: new Int32Array(0),
  loads: new WinnerTree([]),
};

/** An active connection weighs as much as so many inactive ones. */
const ACTIVE_WEIGHT = 256;

export class LeastConnections implements Balancer {
  readonly countsConnections = true;
  private readonly stream: RandomStream;
  private readonly counts: ConnectionCounts;
  private readonly withInactive: boolean;
  /** By chain. */
  private readonly servers: VirtualServer[];

  constructor(chains: number, stream: RandomStream, engine: Engine, withInactive: boolean) {
    this.stream = stream;
    this.counts = new ConnectionCounts(chains, engine);
    this.withInactive = withInactive;
    this.servers = Array.from({ length: chains }, () => EMPTY);
  }

  listed(chain: number, endpoints: PodList): void {
    const order = reordered(this.servers[chain]!.order, new Set(endpoints), endpoints, this.stream);
    const greatest = endpoints.at(-1) ?? NONE;
    this.counts.cover(chain, greatest);
    const positions = new Int32Array(greatest + 1).fill(NONE);
    order.forEach((pod, position) => (positions[pod] = position));
    const loads = new WinnerTree(Float64Array.from(order, (pod) => this.load(chain, pod)));
    this.servers[chain] = { order, positions, loads };
  }

  choose(chain: number): number {
    this.counts.forget(this);
    const { order, loads } = this.servers[chain]!;
    const position = loads.first;
    if (position === NONE) return NONE;
    const pod = order[position]!;
    this.connectionBegan(chain, pod);
    return pod;
  }

  connectionBegan(chain: number, pod: number): void {
    this.counts.begin(chain, pod);
    this.countChanged(chain, pod);
  }

  connectionEnded(chain: number, pod: number): void {
    this.counts.end(chain, pod);
    this.countChanged(chain, pod);
  }

  countChanged(chain: number, pod: number): void {
    const { positions, loads } = this.servers[chain]!;
    const position = positions[pod] ?? NONE;
    if (position !== NONE) loads.set(position, this.load(chain, pod));
  }

  private load(chain: number, pod: number): number {
    const active = this.counts.active(chain, pod);
    return this.withInactive ? ACTIVE_WEIGHT * active + this.counts.inactive(chain, pod) : active;
  }
}

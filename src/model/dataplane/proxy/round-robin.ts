/**
 * ipvs rr: every virtual server of every node has its own pointer into its own list, which takes one step for each new
 * connection. An endpoint that is taken out, gracefully (weight 0) or not, is skipped; the pointer stays where it is.
 * @see https://github.com/torvalds/linux/blob/master/net/netfilter/ipvs/ip_vs_rr.c
 */
import type { RandomStream } from '../../../kernel/random.ts';
import { NONE } from '../../none.ts';
import type { PodList } from '../usable-endpoints.ts';
import type { Balancer } from './balancer.ts';
import { reordered } from './destination-order.ts';

const EMPTY = new Int32Array(0);

export class RoundRobin implements Balancer {
  readonly countsConnections = false;
  private readonly stream: RandomStream;
  /** By chain: the kernel's list. */
  private readonly orders: Int32Array[];
  /** By chain: index of the endpoint that was taken last; −1 before the first of the list. */
  private readonly last: Int32Array;

  constructor(chains: number, stream: RandomStream) {
    this.stream = stream;
    this.orders = Array.from({ length: chains }, () => EMPTY);
    this.last = new Int32Array(chains).fill(-1);
  }

  listed(chain: number, endpoints: PodList): void {
    const before = this.orders[chain]!;
    const stays = new Set(endpoints);
    const order = reordered(before, stays, endpoints, this.stream);
    let at = this.last[chain]!;
    while (at >= 0 && !stays.has(before[at]!)) at--;
    this.last[chain] = at < 0 ? -1 : order.indexOf(before[at]!);
    this.orders[chain] = order;
  }

  choose(chain: number): number {
    const order = this.orders[chain]!;
    if (order.length === 0) return NONE;
    const next = this.last[chain]! + 1;
    const index = next === order.length ? 0 : next;
    this.last[chain] = index;
    return order[index]!;
  }

  connectionBegan(): void {}

  connectionEnded(): void {}
}

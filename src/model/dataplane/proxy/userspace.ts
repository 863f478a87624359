/**
 * userspace mode: strictly in turn, per node; whenever the set of endpoints changes the list is shuffled and the turn
 * begins anew. The mode left Kubernetes with 1.26.
 * @see https://github.com/kubernetes/kubernetes/blob/v1.25.0/pkg/proxy/userspace/roundrobin.go (NextEndpoint, OnEndpointsUpdate)
 */
import type { RandomStream } from '../../../kernel/random.ts';
import { NONE } from '../../none.ts';
import type { PodList } from '../usable-endpoints.ts';
import type { Balancer } from './balancer.ts';
import { shuffle } from './destination-order.ts';

const EMPTY = new Int32Array(0);

export class UserspaceRoundRobin implements Balancer {
  readonly countsConnections = false;
  private readonly stream: RandomStream;
  private readonly orders: Int32Array[];
  /** By chain: index of the next one. */
  private readonly next: Int32Array;

  constructor(chains: number, stream: RandomStream) {
    this.stream = stream;
    this.orders = Array.from({ length: chains }, () => EMPTY);
    this.next = new Int32Array(chains);
  }

  listed(chain: number, endpoints: PodList): void {
    const order = Int32Array.from(endpoints);
    shuffle(order, this.stream);
    this.orders[chain] = order;
    this.next[chain] = 0;
  }

  choose(chain: number): number {
    const order = this.orders[chain]!;
    if (order.length === 0) return NONE;
    const index = this.next[chain]!;
    this.next[chain] = index + 1 === order.length ? 0 : index + 1;
    return order[index]!;
  }

  connectionBegan(): void {}

  connectionEnded(): void {}
}

/**
 * How kube-proxy spreads connections in the modes that remember something. A chain is what one node does with the
 * connections to one Service that come from inside (even numbers) or outside (odd ones); the state of a chain is the
 * node's own. iptables and nftables remember nothing: for them there is no balancer.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/proxy/ipvs/proxier.go
 */
import type { Engine } from '../../../kernel/engine.ts';
import type { Tasks } from '../../../kernel/tasks.ts';
import type { KubeProxyOptions } from '../../options.ts';
import type { Streams } from '../../streams.ts';
import type { PodList } from '../usable-endpoints.ts';
import { HashedDestinations } from './hashed-destinations.ts';
import { LeastConnections } from './least-connections.ts';
import { Maglev } from './maglev.ts';
import { RoundRobin } from './round-robin.ts';
import { UserspaceRoundRobin } from './userspace.ts';

export interface Balancer {
  /** Whether it must be told when a connection ends. */
  readonly countsConnections: boolean;
  /** The rules of the chain list these endpoints from now on. */
  listed(chain: number, endpoints: PodList): void;
  /** The endpoint for a new connection from the address, or NONE. */
  choose(chain: number, address: number): number;
  /** A new connection goes to this pod without asking, because its client sticks to it. */
  connectionBegan(chain: number, pod: number): void;
  /** A connection that was chosen by the chain for this pod is closed. */
  connectionEnded(chain: number, pod: number): void;
}

export interface BalancerParts {
  readonly engine: Engine;
  readonly tasks: Tasks;
  readonly streams: Streams;
  /** Chains there are: nodes × services × 2. */
  readonly chains: number;
}

/** `null` for the modes without memory. */
export function createBalancer(options: KubeProxyOptions, parts: BalancerParts): Balancer | null {
  switch (options.mode) {
    case 'iptables':
    case 'nftables':
      return null;
    case 'userspace':
      return new UserspaceRoundRobin(parts.chains, parts.streams.open('proxyOrder'));
    case 'ipvs':
      return createIpvs(options.scheduler ?? 'rr', parts);
  }
}

/** kube-proxy gives every endpoint weight 1, so that wrr is rr, wlc is lc, and nq is sed. */
function createIpvs(scheduler: NonNullable<KubeProxyOptions['scheduler']>, parts: BalancerParts): Balancer {
  const { engine, tasks, chains } = parts;
  const order = parts.streams.open('proxyOrder');
  switch (scheduler) {
    case 'rr':
    case 'wrr':
      return new RoundRobin(chains, order);
    case 'lc':
    case 'wlc':
      return new LeastConnections(chains, order, engine, true);
    case 'sed':
    case 'nq':
      return new LeastConnections(chains, order, engine, false);
    case 'sh':
      return new HashedDestinations(chains, order, engine, tasks, 'source');
    case 'dh':
      return new HashedDestinations(chains, order, engine, tasks, 'destination');
    case 'mh':
      return new Maglev(chains);
  }
}

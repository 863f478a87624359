/**
 * ipvs sh and dh: 256 buckets, given to the endpoints of the list in turn; the client's address (sh), or that of the
 * Service (dh), says which bucket. An endpoint that is taken out keeps its buckets, with weight 0, until a sweep of
 * kube-proxy finds it without connections: until then connections that fall on them are refused.
 * @see https://github.com/torvalds/linux/blob/master/net/netfilter/ipvs/ip_vs_sh.c
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/proxy/ipvs/graceful_termination.go
 */
import type { Engine } from '../../../kernel/engine.ts';
import type { RandomStream } from '../../../kernel/random.ts';
import type { Tasks } from '../../../kernel/tasks.ts';
import { NONE } from '../../none.ts';
import type { PodList } from '../usable-endpoints.ts';
import type { Balancer } from './balancer.ts';
import { ConnectionCounts } from './connection-counts.ts';
import { reordered } from './destination-order.ts';

const BUCKET_BITS = 8;
/** rsCheckDeleteInterval; counted here from the start of the run on every node. */
const SWEEP_MS = 60_000;

/** The kernel's hash of 32 bits: the uppermost of the product with 2³² / golden ratio. */
function bucketOf(address: number): number {
  return Math.imul(address, 0x61c88647) >>> (32 - BUCKET_BITS);
}

export class HashedDestinations implements Balancer {
  readonly countsConnections = true;
  private readonly stream: RandomStream;
  private readonly engine: Engine;
  private readonly tasks: Tasks;
  private readonly hashes: 'source' | 'destination';
  private readonly counts: ConnectionCounts;
  /** By chain: the kernel's list, with those that are being taken out. */
  private readonly orders: Int32Array[];
  /** The same with NONE in the places of weight 0. */
  private readonly choices: Int32Array[];
  /** By chain: those that new connections may be sent to. */
  private readonly weighty: Set<number>[];
  /** Chains that will be swept. */
  private readonly sweeping: Set<number> = new Set();

  constructor(
    chains: number,
    stream: RandomStream,
    engine: Engine,
    tasks: Tasks,
    hashes: 'source' | 'destination',
  ) {
    this.stream = stream;
    this.engine = engine;
    this.tasks = tasks;
    this.hashes = hashes;
    this.counts = new ConnectionCounts(chains, engine);
    this.orders = Array.from({ length: chains }, () => new Int32Array(0));
    this.choices = [...this.orders];
    this.weighty = Array.from({ length: chains }, () => new Set<number>());
  }

  listed(chain: number, endpoints: PodList): void {
    const before = this.weighty[chain]!;
    const now = new Set(endpoints);
    this.counts.cover(chain, endpoints.at(-1) ?? NONE);
    this.counts.forget(this);
    // One that comes back while it is being taken out is deleted and added anew.
    const stays = new Set(
      this.orders[chain]!.filter((pod) => (now.has(pod) ? before.has(pod) : this.isInUse(chain, pod))),
    );
    this.orders[chain] = reordered(this.orders[chain]!, stays, endpoints, this.stream);
    this.weighty[chain] = now;
    this.weigh(chain);
  }

  choose(chain: number, address: number): number {
    const choices = this.choices[chain]!;
    if (choices.length === 0) return NONE;
    const pod = choices[bucketOf(this.hashes === 'source' ? address : chain) % choices.length]!;
    if (pod !== NONE) this.counts.begin(chain, pod);
    return pod;
  }

  connectionBegan(chain: number, pod: number): void {
    this.counts.begin(chain, pod);
  }

  connectionEnded(chain: number, pod: number): void {
    this.counts.end(chain, pod);
  }

  countChanged(): void {}

  private isInUse(chain: number, pod: number): boolean {
    return this.counts.active(chain, pod) + this.counts.inactive(chain, pod) > 0;
  }

  private weigh(chain: number): void {
    const now = this.weighty[chain]!;
    this.choices[chain] = this.orders[chain]!.map((pod) => (now.has(pod) ? pod : NONE));
    this.sweepLater(chain);
  }

  private sweepLater(chain: number): void {
    if (this.orders[chain]!.length === this.weighty[chain]!.size || this.sweeping.has(chain)) return;
    this.sweeping.add(chain);
    const { now } = this.engine;
    this.tasks.after((Math.floor(now / SWEEP_MS) + 1) * SWEEP_MS - now, () => this.sweep(chain));
  }

  private sweep(chain: number): void {
    this.sweeping.delete(chain);
    this.counts.forget(this);
    const now = this.weighty[chain]!;
    this.orders[chain] = this.orders[chain]!.filter((pod) => now.has(pod) || this.isInUse(chain, pod));
    this.weigh(chain);
  }
}

/**
 * What a node's kernel knows of the connections of its ipvs virtual servers: active from the first packet until one end
 * closes, then inactive for two minutes. Connections of other nodes are unknown to it.
 * @see https://github.com/torvalds/linux/blob/master/net/netfilter/ipvs/ip_vs_proto_tcp.c (tcp_timeouts, tcp_state_active_table)
 */
import { resized } from '../../../kernel/columns.ts';
import type { Engine } from '../../../kernel/engine.ts';

/** FIN_WAIT and TIME_WAIT of ipvs. */
const INACTIVE_MS = 120_000;

export class ConnectionCounts {
  private readonly engine: Engine;
  /** [chains][pods] */
  private readonly actives: Int32Array[];
  private readonly inactives: Int32Array[];
  /** Closed connections, the oldest first, in a ring: chain, pod and time of closing. */
  private chains: Int32Array = new Int32Array(64);
  private pods: Int32Array = new Int32Array(64);
  private closedMs: Float64Array = new Float64Array(64);
  private head = 0;
  private length = 0;

  constructor(chains: number, engine: Engine) {
    this.engine = engine;
    this.actives = Array.from({ length: chains }, () => new Int32Array(0));
    this.inactives = [...this.actives];
  }

  /** Makes room for the pods up to this one, before connections to them begin. */
  cover(chain: number, pod: number): void {
    const length = this.actives[chain]!.length;
    if (pod < length) return;
    const enough = Math.max(pod + 1, 2 * length);
    this.actives[chain] = resized(this.actives[chain]!, enough, Int32Array);
    this.inactives[chain] = resized(this.inactives[chain]!, enough, Int32Array);
  }

  active(chain: number, pod: number): number {
    return this.actives[chain]![pod] ?? 0;
  }

  /** Of those that this instance has not been asked to forget. */
  inactive(chain: number, pod: number): number {
    return this.inactives[chain]![pod] ?? 0;
  }

  begin(chain: number, pod: number): void {
    this.actives[chain]![pod]!++;
  }

  end(chain: number, pod: number): void {
    this.actives[chain]![pod]!--;
    this.inactives[chain]![pod]!++;
    if (this.length === this.pods.length) this.grow();
    const at = (this.head + this.length++) & (this.pods.length - 1);
    this.chains[at] = chain;
    this.pods[at] = pod;
    this.closedMs[at] = this.engine.now;
  }

  /** Forgets connections that were closed long enough ago, and tells of each. Every connection is forgotten once. */
  forget(watcher: { countChanged(chain: number, pod: number): void }): void {
    const { now } = this.engine;
    while (this.length > 0 && this.closedMs[this.head]! + INACTIVE_MS <= now) {
      const chain = this.chains[this.head]!;
      const pod = this.pods[this.head]!;
      this.head = (this.head + 1) & (this.pods.length - 1);
      this.length--;
      this.inactives[chain]![pod]!--;
      watcher.countChanged(chain, pod);
    }
  }

  /** Twice the room; the ring begins at 0 again. */
  private grow(): void {
    const { length } = this.pods;
    const straight = <A extends Int32Array | Float64Array>(ring: A, copy: A): A => {
      copy.set(ring.subarray(this.head));
      copy.set(ring.subarray(0, this.head), length - this.head);
      return copy;
    };
    this.chains = straight(this.chains, new Int32Array(2 * length));
    this.pods = straight(this.pods, new Int32Array(2 * length));
    this.closedMs = straight(this.closedMs, new Float64Array(2 * length));
    this.head = 0;
  }
}

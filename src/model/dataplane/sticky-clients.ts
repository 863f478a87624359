/**
 * ClientIP affinity as one node remembers it for one Service: which endpoint a client's last new connection went to, and
 * when. The time counts from the last new connection, not from the last packet. In iptables mode the kernel remembers
 * 100 clients per endpoint at most, and forgets the one that it has not seen for longest.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/proxy/iptables/proxier.go (writeServiceToEndpointRules)
 * @see https://github.com/torvalds/linux/blob/master/net/netfilter/xt_recent.c (ip_list_tot)
 */
import { resized } from '../../kernel/columns.ts';
import { NONE } from '../none.ts';

/** ip_list_tot of xt_recent. */
export const RECENT_CLIENTS = 100;

export class StickyClients {
  private readonly timeoutMs: number;
  private readonly limit: number;
  /** Open addressing by the client's address: number of an entry, or NONE. At most half full. */
  private table: Int32Array = new Int32Array(16).fill(NONE);
  /** Columns of the entries. */
  private addresses: Int32Array = new Int32Array(8);
  private pods: Int32Array = new Int32Array(8);
  private seenMs: Float64Array = new Float64Array(8);
  /** Among the entries of a pod, towards the older and the newer; `older` also links the free ones. */
  private older: Int32Array = new Int32Array(8);
  private newer: Int32Array = new Int32Array(8);
  private free = NONE;
  private used = 0;
  /** By pod. */
  private newest: Int32Array = new Int32Array(0);
  private oldest: Int32Array = new Int32Array(0);
  private sizes: Int32Array = new Int32Array(0);

  /** @param limit of clients per pod; Infinity without. */
  constructor(timeoutMs: number, limit: number) {
    this.timeoutMs = timeoutMs;
    this.limit = limit;
  }

  /** The pod that the client's connections stick to, or NONE. O(1) */
  find(address: number, nowMs: number): number {
    const entry = this.table[this.placeOf(address)]!;
    if (entry === NONE || nowMs - this.seenMs[entry]! >= this.timeoutMs) return NONE;
    return this.pods[entry]!;
  }

  /** A new connection of the client goes to the pod. O(1), amortised */
  stamp(address: number, pod: number, nowMs: number): void {
    this.cover(pod);
    const known = this.table[this.placeOf(address)]!;
    if (known !== NONE) this.remove(known);
    while (this.oldest[pod] !== NONE && this.isOver(this.oldest[pod]!, nowMs)) this.remove(this.oldest[pod]!);
    if (this.sizes[pod]! >= this.limit) this.remove(this.oldest[pod]!);
    this.insert(address, pod, nowMs);
  }

  /** Rules that name only these pods are in force: what was remembered for others goes with their rules. */
  keepOnly(listed: (pod: number) => boolean): void {
    for (let pod = 0; pod < this.sizes.length; pod++) {
      if (this.sizes[pod] === 0 || listed(pod)) continue;
      while (this.oldest[pod] !== NONE) this.remove(this.oldest[pod]!);
    }
  }

  private isOver(entry: number, nowMs: number): boolean {
    return nowMs - this.seenMs[entry]! >= this.timeoutMs;
  }

  private insert(address: number, pod: number, nowMs: number): void {
    if (this.free === NONE && this.used === this.addresses.length) this.grow();
    let entry = this.free;
    if (entry === NONE) entry = this.used++;
    else this.free = this.older[entry]!;
    this.addresses[entry] = address;
    this.pods[entry] = pod;
    this.seenMs[entry] = nowMs;
    const before = this.newest[pod]!;
    this.older[entry] = before;
    this.newer[entry] = NONE;
    if (before === NONE) this.oldest[pod] = entry;
    else this.newer[before] = entry;
    this.newest[pod] = entry;
    this.sizes[pod]!++;
    this.table[this.placeOf(address)] = entry;
  }

  private remove(entry: number): void {
    const pod = this.pods[entry]!;
    const older = this.older[entry]!;
    const newer = this.newer[entry]!;
    if (older === NONE) this.oldest[pod] = newer;
    else this.newer[older] = newer;
    if (newer === NONE) this.newest[pod] = older;
    else this.older[newer] = older;
    this.sizes[pod]!--;
    this.vacate(this.placeOf(this.addresses[entry]!));
    this.older[entry] = this.free;
    this.free = entry;
  }

  /** Place of the address in the table, or the empty one where it would go. */
  private placeOf(address: number): number {
    const mask = this.table.length - 1;
    let place = Math.imul(address, 0x9e3779b1) >>> (32 - Math.log2(this.table.length));
    while (this.table[place] !== NONE && this.addresses[this.table[place]!] !== address) {
      place = (place + 1) & mask;
    }
    return place;
  }

  /** Empties the place, and lets those behind it that stood there because of it move up. */
  private vacate(place: number): void {
    const mask = this.table.length - 1;
    this.table[place] = NONE;
    for (let at = (place + 1) & mask; this.table[at] !== NONE; at = (at + 1) & mask) {
      const entry = this.table[at]!;
      this.table[at] = NONE;
      this.table[this.placeOf(this.addresses[entry]!)] = entry;
    }
  }

  /** Called when no entry is free, so that all are in the table. */
  private grow(): void {
    const capacity = 2 * this.addresses.length;
    this.addresses = resized(this.addresses, capacity, Int32Array);
    this.pods = resized(this.pods, capacity, Int32Array);
    this.seenMs = resized(this.seenMs, capacity, Float64Array);
    this.older = resized(this.older, capacity, Int32Array);
    this.newer = resized(this.newer, capacity, Int32Array);
    this.table = new Int32Array(2 * capacity).fill(NONE);
    for (let entry = 0; entry < this.used; entry++) {
      this.table[this.placeOf(this.addresses[entry]!)] = entry;
    }
  }

  private cover(pod: number): void {
    const length = this.sizes.length;
    if (pod < length) return;
    const enough = Math.max(pod + 1, 2 * length);
    this.newest = resized(this.newest, enough, Int32Array).fill(NONE, length);
    this.oldest = resized(this.oldest, enough, Int32Array).fill(NONE, length);
    this.sizes = resized(this.sizes, enough, Int32Array);
  }
}

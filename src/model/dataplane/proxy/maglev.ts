/**
 * ipvs mh: a table of 4093 places, filled by the endpoints in turn, each in an order of places of its own (Maglev
 * hashing); the client's address says which place. When an endpoint goes, few of the others' clients move. An endpoint
 * that is taken out leaves the table at once. The hash is not the kernel's, and the endpoints take turns in the order
 * of their creation, so that all nodes have the same table.
 * @see https://github.com/torvalds/linux/blob/master/net/netfilter/ipvs/ip_vs_mh.c
 */
import { NONE } from '../../none.ts';
import type { PodList } from '../usable-endpoints.ts';
import type { Balancer } from './balancer.ts';

/** The kernel's default, a prime. */
export const PLACES = 4093;
const EMPTY = new Int32Array(0);

export class Maglev implements Balancer {
  readonly countsConnections = false;
  /** By chain: the pod at each place; empty without endpoints. */
  private readonly tables: Int32Array[];
  /** Nodes at the same version share their table. */
  private readonly known: WeakMap<PodList, Int32Array> = new WeakMap();

  constructor(chains: number) {
    this.tables = Array.from({ length: chains }, () => EMPTY);
  }

  listed(chain: number, endpoints: PodList): void {
    const table = this.known.get(endpoints) ?? maglevTable(endpoints);
    this.known.set(endpoints, table);
    this.tables[chain] = table;
  }

  choose(chain: number, address: number): number {
    const table = this.tables[chain]!;
    return table.length === 0 ? NONE : table[hash(address, 1) % PLACES]!;
  }

  connectionBegan(): void {}

  connectionEnded(): void {}
}

/** Which pod has each place. O(places × log places) on average. */
export function maglevTable(endpoints: PodList): Int32Array {
  if (endpoints.length === 0) return EMPTY;
  const table = new Int32Array(PLACES).fill(NONE);
  const places = Int32Array.from(endpoints, (pod) => hash(pod, 1) % PLACES);
  const skips = Int32Array.from(endpoints, (pod) => (hash(pod, 2) % (PLACES - 1)) + 1);
  for (let taken = 0; taken < PLACES; taken++) {
    const turn = taken % endpoints.length;
    let place = places[turn]!;
    while (table[place] !== NONE) place = (place + skips[turn]!) % PLACES;
    places[turn] = place;
    table[place] = endpoints[turn]!;
  }
  return table;
}

/** 32 well-mixed bits (the finalizer of MurmurHash3, by Austin Appleby). */
function hash(value: number, key: number): number {
  let x = Math.imul(value, 0x9e3779b1) ^ Math.imul(key, 0x85ebca77);
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}

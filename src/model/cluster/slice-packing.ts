/**
 * How the endpoints of one Service lie in EndpointSlices, and which of these a change has written anew: slices with the
 * same ports are filled up to a limit, those that are written anyway first, and are never packed anew.
 * @see https://github.com/kubernetes/kubernetes/blob/master/staging/src/k8s.io/endpointslice/reconciler.go (reconcileByPortMapping, finalize)
 */
import type { EndpointChange } from './endpoint-slices.ts';

interface Slice {
  readonly ports: string;
  size: number;
}

/** Changes of endpoints that go with one slice that is written. */
type Write = EndpointChange[];

export class SlicePacking {
  private readonly limit: number;
  /** By ports. */
  private readonly groups = new Map<string, Set<Slice>>();
  /** By pod. */
  private readonly sliceOf = new Map<number, Slice>();

  /** @param limit endpoints in one slice, ≥ 1. */
  constructor(limit: number) {
    this.limit = limit;
  }

  /** Slices there are; without any endpoint there is still one. */
  get count(): number {
    let count = 0;
    for (const slices of this.groups.values()) count += slices.size;
    return Math.max(1, count);
  }

  /**
   * Takes over all changes of one sync.
   * @param portsOf a pod's ports as its slice has them.
   * @returns the API's writes in their order, each with the changes that it makes known. O(changes + slices log slices)
   */
  follow(changes: readonly EndpointChange[], portsOf: (pod: number) => string): readonly Write[] {
    const updates = new Map<Slice, Write>();
    const additions = new Map<string, Write>();
    for (const change of changes) {
      if (change.before === null) listed(additions, portsOf(change.pod)).push(change);
      else listed(updates, this.changed(change)).push(change);
    }
    const removals = this.takeEmpty(updates);
    const creations = [...additions].flatMap(([ports, added]) => this.place(ports, added, updates));
    return inOrder(creations, [...updates.values()], removals);
  }

  private changed({ pod, after }: EndpointChange): Slice {
    const slice = this.sliceOf.get(pod)!;
    if (after === null) {
      slice.size--;
      this.sliceOf.delete(pod);
    }
    return slice;
  }

  /** Slices that have lost their last endpoint are deleted, whatever is to come. */
  private takeEmpty(updates: Map<Slice, Write>): Write[] {
    const empty = [...updates].filter(([slice]) => slice.size === 0);
    for (const [slice] of empty) {
      updates.delete(slice);
      this.groups.get(slice.ports)!.delete(slice);
    }
    return empty.map(([, write]) => write);
  }

  /** Finds slices for new endpoints with the same ports. @returns those that are created. */
  private place(ports: string, added: Write, updates: Map<Slice, Write>): Write[] {
    if (!this.groups.has(ports)) this.groups.set(ports, new Set());
    const group = this.groups.get(ports)!;
    const created: Write[] = [];
    const left = added.toReversed();
    // The fullest first of those that are written anyway.
    const written = [...updates.keys()].filter((slice) => group.has(slice));
    for (const slice of written.toSorted((a, b) => b.size - a.size))
      this.fill(slice, left, updates.get(slice)!);
    while (left.length > 0) {
      const known = left.length < this.limit ? this.closestFit(group, left.length, updates) : null;
      const slice = known ?? { ports, size: 0 };
      const write: Write = [];
      this.fill(slice, left, write);
      if (known === null) created.push(write);
      else updates.set(slice, write);
      group.add(slice);
    }
    return created;
  }

  private fill(slice: Slice, left: Write, write: Write): void {
    while (left.length > 0 && slice.size < this.limit) {
      const change = left.pop()!;
      slice.size++;
      this.sliceOf.set(change.pod, slice);
      write.push(change);
    }
  }

  /** The slice, unchanged so far, that so many endpoints would leave least room in; `null`: none can take them all. */
  private closestFit(
    group: ReadonlySet<Slice>,
    count: number,
    updates: ReadonlyMap<Slice, Write>,
  ): Slice | null {
    let closest: Slice | null = null;
    for (const slice of group) {
      const fits = slice.size + count <= this.limit && !updates.has(slice);
      if (fits && (closest === null || slice.size > closest.size)) closest = slice;
    }
    return closest;
  }
}

/** Slices to be deleted are made into those to be created, as far as there are both. */
function inOrder(creations: Write[], updates: Write[], removals: Write[]): readonly Write[] {
  const reused = Math.min(creations.length, removals.length);
  const kept = creations.length - reused;
  const remade = creations.slice(kept).map((write, i) => [...removals[reused - 1 - i]!, ...write]);
  return [...creations.slice(0, kept), ...updates, ...remade, ...removals.slice(reused)];
}

function listed<K>(lists: Map<K, Write>, key: K): Write {
  let list = lists.get(key);
  if (list === undefined) lists.set(key, (list = []));
  return list;
}

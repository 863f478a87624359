import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Endpoint, EndpointChange } from './endpoint-slices.ts';
import { SlicePacking } from './slice-packing.ts';

const READY: Endpoint = { ready: true, serving: true, terminating: false };
const LEAVING: Endpoint = { ready: false, serving: true, terminating: true };

const came = (pod: number): EndpointChange => ({ pod, before: null, after: READY });
const left = (pod: number): EndpointChange => ({ pod, before: READY, after: null });
const changed = (pod: number): EndpointChange => ({ pod, before: READY, after: LEAVING });

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}

/** Slices of ten, with so many endpoints as given; all have the same ports. */
function packed(count: number): SlicePacking {
  const packing = new SlicePacking(10);
  packing.follow(range(0, count).map(came), () => '');
  return packing;
}

function sizes(packing: SlicePacking, changes: readonly EndpointChange[], portsOf = (_pod: number) => '') {
  return packing.follow(changes, portsOf).map((write) => write.length);
}

describe('SlicePacking', () => {
  it('fills new slices up to the limit', () => {
    expect(sizes(new SlicePacking(10), range(0, 25).map(came))).toEqual([10, 10, 5]);
    expect(packed(25).count).toBe(3);
    expect(new SlicePacking(10).count).toBe(1);
  });

  it('writes a slice for each that a changed endpoint lies in', () => {
    expect(sizes(packed(25), [changed(0), changed(3), changed(24)])).toEqual([2, 1]);
  });

  it('puts new endpoints first into slices that are written anyway, the fullest first', () => {
    const packing = packed(25);
    // The first slice loses one, and the last two: the first is the fuller.
    expect(packing.follow([left(0), left(23), left(24), came(30)], () => '')).toEqual([
      [left(0), came(30)],
      [left(23), left(24)],
    ]);
  });

  it('puts what is left into the unchanged slice that it fills best, if one can take all of it', () => {
    const packing = packed(25);
    expect(sizes(packing, [left(10), left(11)])).toEqual([2]);
    // The second slice has room for two, the third for five.
    expect(sizes(packing, [came(40), came(41)])).toEqual([2]);
    expect(sizes(packing, [changed(40), changed(12)])).toEqual([2]);
    expect(sizes(packing, range(50, 56).map(came))).toEqual([6]);
    expect(packing.count).toBe(4);
  });

  it('deletes a slice without endpoints, and makes it one that is to be created', () => {
    const packing = packed(20);
    expect(sizes(packing, range(10, 20).map(left))).toEqual([10]);
    expect(packing.count).toBe(1);
    expect(sizes(packing, [...range(0, 10).map(left), ...range(30, 40).map(came)])).toEqual([20]);
  });

  it('never packs anew', () => {
    const packing = packed(40);
    packing.follow(
      range(0, 40)
        .filter((pod) => pod % 10 > 0)
        .map(left),
      () => '',
    );
    expect(packing.count).toBe(4);
  });

  it('keeps endpoints with other ports apart', () => {
    const packing = new SlicePacking(10);
    const portsOf = (pod: number) => (pod % 2 === 0 ? '8080' : '9090');
    expect(sizes(packing, range(0, 6).map(came), portsOf)).toEqual([3, 3]);
    expect(sizes(packing, [came(6), changed(1)], portsOf)).toEqual([1, 1]);
  });

  it('writes every change once, and no slice beyond its limit', () => {
    const step = fc.uniqueArray(fc.integer({ min: 0, max: 60 }), { maxLength: 30 });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const packing = new SlicePacking(10);
        const there = new Set<number>();
        for (const pods of steps) {
          const changes = pods.map((pod) => (there.has(pod) ? left(pod) : came(pod)));
          const writes = packing.follow(changes, () => '');
          expect(writes.flat().toSorted((a, b) => a.pod - b.pod)).toEqual(
            changes.toSorted((a, b) => a.pod - b.pod),
          );
          expect(writes.every((write) => write.length > 0)).toBe(true);
          for (const pod of pods) if (!there.delete(pod)) there.add(pod);
          expect(packing.count).toBeGreaterThanOrEqual(Math.ceil(there.size / 10));
          expect(packing.count).toBeLessThanOrEqual(Math.max(1, there.size));
        }
      }),
      { seed: 20_261_123, numRuns: 100 },
    );
  });
});

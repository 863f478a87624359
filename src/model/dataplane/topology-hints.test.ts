import { describe, expect, it } from 'vitest';
import { allocateHints } from './topology-hints.ts';

/** Endpoints that each zone has after the hints, from the endpoints in it and the CPU of its nodes. */
function hinted(placed: Record<string, number>, cpu: Record<string, number>): Record<string, number> | null {
  let pod = 0;
  const endpoints = Object.entries(placed).flatMap(([zone, count]) =>
    Array.from({ length: count }, () => ({ pod: pod++, zone })),
  );
  const hints = allocateHints(endpoints, new Map(Object.entries(cpu)));
  if (hints === null) return null;
  const counts: Record<string, number> = {};
  for (const zone of hints.values()) counts[zone] = (counts[zone] ?? 0) + 1;
  return counts;
}

describe('allocateHints', () => {
  it('leaves every endpoint to its zone where the shares fit', () => {
    expect(hinted({ a: 3, b: 3 }, { a: 1, b: 1 })).toEqual({ a: 3, b: 3 });
    expect(hinted({ a: 2, b: 4 }, { a: 1, b: 2 })).toEqual({ a: 2, b: 4 });
    // Half an endpoint too many is not moved.
    expect(hinted({ a: 6, b: 5 }, { a: 1, b: 1 })).toEqual({ a: 6, b: 5 });
  });

  it('lends endpoints of a zone with many to one with few', () => {
    expect(hinted({ a: 5, b: 1 }, { a: 1, b: 1 })).toEqual({ a: 3, b: 3 });
    expect(hinted({ a: 6, b: 0, c: 0 }, { a: 1, b: 1, c: 1 })).toEqual({ a: 2, b: 2, c: 2 });
  });

  it('gives none when an endpoint would carry more than a fifth too much', () => {
    // 2.5 for each of two zones: the least is ⌈2.08⌉ = 3, so 6 of 5.
    expect(hinted({ a: 3, b: 2 }, { a: 1, b: 1 })).toBeNull();
    expect(hinted({ a: 2, b: 2 }, { a: 1, b: 1 })).toEqual({ a: 2, b: 2 });
    expect(hinted({ a: 2, b: 2 }, { a: 5, b: 1 })).not.toBeNull();
  });

  it('gives none with fewer endpoints than zones, or in a single zone', () => {
    expect(hinted({ a: 1, b: 1 }, { a: 1, b: 1, c: 1 })).toBeNull();
    expect(hinted({ a: 9 }, { a: 1 })).toBeNull();
  });

  it('counts endpoints in a zone without nodes as to spare for nobody', () => {
    expect(hinted({ a: 2, b: 2, z: 2 }, { a: 1, b: 1 })).toEqual({ a: 2, b: 2, z: 2 });
  });
});

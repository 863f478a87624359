import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../kernel/random.ts';
import { toEndpoint, type Endpoint, type EndpointChange } from '../cluster/endpoint-slices.ts';
import type { Pod } from '../cluster/pod.ts';
import { chooseUniformly } from './proxy/iptables.ts';
import { netChange, UsableEndpoints, type UsableChange } from './usable-endpoints.ts';

const endpoint = (conditions: string): Endpoint | null =>
  conditions === '-'
    ? null
    : {
        ready: conditions.includes('R'),
        serving: conditions.includes('S'),
        terminating: conditions.includes('T'),
      };

/** The changes from one table of endpoints to the next, both by pod. */
function changes(from: readonly string[], to: readonly string[]): EndpointChange[] {
  return to
    .map((after, pod) => ({ pod, before: endpoint(from[pod] ?? '-'), after: endpoint(after) }))
    .filter(({ pod }) => from[pod] !== to[pod]);
}

function usableOf(...tables: readonly (readonly string[])[]): number[] {
  const usable = new UsableEndpoints();
  tables.forEach((table, i) => usable.follow(changes(tables[i - 1] ?? [], table)));
  return [...usable.list];
}

/** What CategorizeEndpoints says of a whole table. */
function naiveUsable(table: readonly string[]): number[] {
  const having = (conditions: string) => table.flatMap((has, pod) => (has === conditions ? [pod] : []));
  const ready = having('RS');
  return ready.length > 0 ? ready : having('ST');
}

describe('toEndpoint', () => {
  it.each([
    [true, false, { ready: true, serving: true, terminating: false }],
    [true, true, { ready: false, serving: true, terminating: true }],
    [false, false, { ready: false, serving: false, terminating: false }],
    [false, true, { ready: false, serving: false, terminating: true }],
  ])('pod ready %s, being deleted %s', (ready, deletionRequested, conditions) => {
    const pod = { hasAddress: true, gone: false, ready, deletionRequested, terminalPhase: null } as Pod;
    expect(toEndpoint(pod, false)).toEqual(conditions);
    expect(toEndpoint(pod, true)).toEqual({ ...conditions, ready: true });
    expect(toEndpoint({ ...pod, hasAddress: false }, false)).toBeNull();
    expect(toEndpoint({ ...pod, gone: true }, true)).toBeNull();
  });
});

describe('usable endpoints', () => {
  it('are the ready ones', () => {
    expect(usableOf(['-', 'RS', 'ST', '', 'RS'])).toEqual([1, 4]);
  });

  it('without a ready one, those that serve while they terminate', () => {
    expect(usableOf(['-', 'T', 'ST', ''])).toEqual([2]);
    expect(usableOf(['', 'T'])).toEqual([]);
    expect(usableOf(['RS', 'RS', 'RS'], ['ST', 'ST', 'T'])).toEqual([0, 1]);
    expect(usableOf(['ST', 'ST', ''], ['ST', 'ST', 'RS'])).toEqual([2]);
  });

  // Few pods and few ready ones, so that the last ready one often goes.
  const table = fc.array(fc.constantFrom('-', '', 'RS', 'ST', 'T'), { minLength: 12, maxLength: 12 });

  it('are the same, followed change by change, as found anew each time', () => {
    fc.assert(
      fc.property(fc.array(table, { maxLength: 12 }), (tables) => {
        const usable = new UsableEndpoints();
        const steps: UsableChange[] = [];
        tables.forEach((next, i) => {
          const before = usable.list;
          const copy = [...before];
          steps.push(usable.follow(changes(tables[i - 1] ?? [], next)));
          expect([...usable.list]).toEqual(naiveUsable(next));
          // Others may hold it.
          expect([...before]).toEqual(copy);
        });
        // From nothing, all that came and did not go again is what there is.
        expect(netChange(steps)).toEqual({ added: [...usable.list], removed: [] });
      }),
      { seed: 20_261_123 },
    );
  });

  it('share the list while nothing usable changes', () => {
    const usable = new UsableEndpoints();
    usable.follow(changes([], ['RS', '']));
    const { list } = usable;
    expect(usable.follow(changes(['RS', ''], ['RS', 'T']))).toEqual({ added: [], removed: [] });
    expect(usable.list).toBe(list);
  });
});

describe('chooseUniformly', () => {
  // Critical values of chi-square at 0.1 % for n − 1 degrees of freedom.
  it.each([
    [2, 10.83],
    [3, 13.82],
    [7, 22.46],
    [100, 148.23],
  ])('spreads connections evenly over %i endpoints', (n, critical) => {
    const stream = new RandomStream([1, 2, 3, 4], 0, 1);
    const endpoints = Int32Array.from({ length: n }, (_, i) => 10 + i);
    const counts = new Float64Array(n);
    const draws = 2000 * n;
    for (let i = 0; i < draws; i++) counts[chooseUniformly(endpoints, stream.uint32()) - 10]!++;
    const chiSquare = counts.reduce((sum, count) => sum + (count - 2000) ** 2 / 2000, 0);
    expect(chiSquare).toBeLessThan(critical);
  });

  it('rejects when there is none', () => {
    expect(chooseUniformly(new Int32Array(0), 12345)).toBe(-1);
  });
});

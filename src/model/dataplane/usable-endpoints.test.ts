import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../kernel/random.ts';
import { toEndpoint, type Endpoint } from '../cluster/endpoint-slices.ts';
import type { Pod } from '../cluster/pod.ts';
import { chooseUniformly } from './proxy/iptables.ts';
import { usableEndpoints } from './usable-endpoints.ts';

const endpoint = (pod: number, conditions: string): Endpoint => ({
  pod,
  ready: conditions.includes('R'),
  serving: conditions.includes('S'),
  terminating: conditions.includes('T'),
});

describe('toEndpoint', () => {
  it.each([
    [true, false, { ready: true, serving: true, terminating: false }],
    [true, true, { ready: false, serving: true, terminating: true }],
    [false, false, { ready: false, serving: false, terminating: false }],
    [false, true, { ready: false, serving: false, terminating: true }],
  ])('pod ready %s, being deleted %s', (ready, deletionRequested, conditions) => {
    expect(toEndpoint({ number: 3, ready, deletionRequested } as Pod)).toEqual({ pod: 3, ...conditions });
  });
});

describe('usableEndpoints', () => {
  it('are the ready ones', () => {
    const endpoints = [endpoint(1, 'RS'), endpoint(2, 'ST'), endpoint(3, ''), endpoint(4, 'RS')];
    expect([...usableEndpoints(endpoints)]).toEqual([1, 4]);
  });

  it('without a ready one, those that serve while they terminate', () => {
    expect([...usableEndpoints([endpoint(1, 'T'), endpoint(2, 'ST'), endpoint(3, '')])]).toEqual([2]);
    expect([...usableEndpoints([endpoint(1, ''), endpoint(2, 'T')])]).toEqual([]);
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

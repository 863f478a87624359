import { describe, expect, it } from 'vitest';
import type { PodResult } from '../../experiment/result.ts';
import { podLoads } from './load.ts';

const WINDOW = { endMs: 100_000, warmupMs: 20_000, rollout: null, events: [], markers: [] };

function pod(name: string, readyFromMs: number, readyToMs: number, requests: number): PodResult {
  const phases = [
    { phase: 'starting', startMs: readyFromMs - 5000, endMs: readyFromMs },
    { phase: 'ready', startMs: readyFromMs, endMs: readyToMs },
  ] as const;
  return { name, node: 'n', workload: 'deployment/web', revision: 1, requests, errors: 0, phases };
}

describe('podLoads', () => {
  it('divides by the ready time within the measured window', () => {
    const loads = podLoads([pod('a', 10_000, 60_000, 400), pod('b', 60_000, 120_000, 400)], WINDOW);
    expect(loads.map(({ pod: { name }, readyMs, rate }) => [name, readyMs, rate])).toEqual([
      ['a', 40_000, 10],
      ['b', 40_000, 10],
    ]);
  });

  it('has no rate for a pod that was hardly ready', () => {
    expect(podLoads([pod('a', 99_500, 100_000, 3)], WINDOW)[0]?.rate).toBeNull();
  });

  it('orders pods by birth', () => {
    const loads = podLoads([pod('late', 70_000, 90_000, 1), pod('early', 30_000, 90_000, 1)], WINDOW);
    expect(loads.map(({ pod: { name } }) => name)).toEqual(['early', 'late']);
  });
});

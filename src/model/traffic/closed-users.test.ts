import { describe, expect, it } from 'vitest';
import { constant, simulationOptions, traffic } from '../../testing/options.ts';
import { run } from '../../testing/run.ts';
import type { ArrivalOptions, EventOptions } from '../options.ts';

const users = (count: number, thinkMs: number): ArrivalOptions => ({
  type: 'closed',
  users: count,
  thinkTime: constant(thinkMs),
});

function ran(
  arrivals: ArrivalOptions,
  events: readonly EventOptions[] = [],
  timeoutMs: number | null = 2000,
) {
  return run(simulationOptions({ traffic: [traffic({ arrivals, timeoutMs })], events, warmupMs: 0 }));
}

describe('users of a closed source', () => {
  it('never have more than one request under way', () => {
    // Nobody listens at an address that is gone: each request lasts until its timeout.
    const cut: EventOptions = { type: 'scale', atMs: 0, workload: 0, replicas: 0 };
    const { requests, series } = ran(users(10, 1000), [cut]);
    expect(requests).toBeGreaterThan(500);
    expect(Math.max(...series.requests.slice(1))).toBeLessThanOrEqual(11);
  });

  it('come and go by setTraffic, and think as long as it says', () => {
    const change = (atMs: number, arrivals: ArrivalOptions): EventOptions => ({
      type: 'setTraffic',
      atMs,
      source: 0,
      arrivals,
    });
    const { series, timeline } = ran(users(10, 950), [
      change(40_000, users(50, 950)),
      change(80_000, users(5, 450)),
    ]);
    const perSecond = (from: number, until: number) =>
      series.requests.slice(from, until).reduce((sum, count) => sum + count, 0) / (until - from);
    // An answer takes 40 ms of network and 20 ms of service.
    expect(perSecond(5, 40)).toBeCloseTo(10 / 1.01, 0);
    expect(perSecond(45, 80)).toBeCloseTo(50 / 1.01, 0);
    expect(perSecond(85, 120)).toBeCloseTo(5 / 0.51, 0);
    expect(timeline.filter(({ object }) => object === 'traffic/users')).toMatchObject([
      { timeMs: 40_000, what: 'now 50 users' },
      { timeMs: 80_000, what: 'now 5 users' },
    ]);
  });

  it('go on after a timeout, while the pod is still at work for them', () => {
    const { kinds, requests } = ran(users(3, 100), [], 1);
    expect(kinds).toEqual({ timeout: requests });
    expect(requests).toBeGreaterThan(3 * 1000);
  });
});

import { describe, expect, it } from 'vitest';
import { Histogram } from '../../kernel/statistics/histogram.ts';
import {
  application,
  cluster,
  constant,
  deployment,
  NO_NETWORK,
  podTemplate,
  probe,
  simulationOptions,
  traffic,
} from '../../testing/options.ts';
import { run, type TestRun } from '../../testing/run.ts';
import { CAUSES } from '../outcomes.ts';
import type { ApplicationOptions, CallOptions, SimulationOptions } from '../options.ts';

const NODE = { name: 'node-1', zone: 'a' };
const NETWORK = { ...NO_NETWORK, sameNodeMs: 1 };

function call(service: number, changes: Partial<CallOptions> = {}): CallOptions {
  return {
    service,
    probability: 1,
    mode: 'sequential',
    connections: { type: 'perRequest' },
    timeoutMs: 1000,
    retries: { attempts: 0, backoffMs: 0 },
    ...changes,
  };
}

/** A workload with its Service, which takes `ms` for its own work. */
function tier(name: string, ms: number, changes: Partial<ApplicationOptions> = {}, replicas = 1) {
  const program = application({ serviceTime: constant(ms), concurrency: 100, queue: 1000, ...changes });
  const pod = podTemplate({ readinessProbe: probe({ periodSeconds: 1 }), application: program });
  return {
    workload: deployment({ name, replicas, labels: { app: name }, pod }),
    service: { name, selector: { app: name } },
  };
}

/** Ten requests a second from the node to the first of the tiers. */
function options(tiers: readonly ReturnType<typeof tier>[], changes: Partial<SimulationOptions> = {}) {
  return simulationOptions({
    durationMs: 60_000,
    warmupMs: 0,
    cluster: cluster({ nodes: [NODE], network: NETWORK }),
    workloads: tiers.map(({ workload }) => workload),
    services: tiers.map(({ service }) => service),
    traffic: [
      traffic({ from: 'cluster', arrivals: { type: 'constant', ratePerSecond: 10 }, timeoutMs: 3000 }),
    ],
    ...changes,
  });
}

function latency({ latency: data }: TestRun): Histogram {
  const histogram = new Histogram();
  histogram.merge(data);
  return histogram;
}

function requestsOf({ pods }: TestRun, workload: string): number {
  return pods
    .filter((pod) => pod.workload === `deployment/${workload}`)
    .reduce((sum, { requests }) => sum + requests, 0);
}

/** Two round trips on a new connection. */
const TRIP_MS = 4;

describe('a call', () => {
  it('adds the network and the work of the other service', () => {
    const result = run(options([tier('web', 10, { calls: [call(1)] }), tier('db', 20)]));
    expect(result.ok).toBe(result.requests);
    expect(latency(result).min).toBeCloseTo(TRIP_MS + 10 + TRIP_MS + 20, 6);
    expect(latency(result).max).toBeCloseTo(TRIP_MS + 10 + TRIP_MS + 20, 6);
    expect(requestsOf(result, 'db')).toBe(result.requests);
    expect(result.attempts).toBe(result.requests);
  });

  it('follows the one before it, or goes out with it', () => {
    const tiers = (mode: CallOptions['mode']) => [
      tier('web', 10, { calls: [call(1, { mode }), call(2, { mode })] }),
      tier('a', 20),
      tier('b', 30),
    ];
    expect(latency(run(options(tiers('sequential')))).max).toBeCloseTo(3 * TRIP_MS + 60, 6);
    expect(latency(run(options(tiers('parallel')))).max).toBeCloseTo(2 * TRIP_MS + 40, 6);
  });

  it('may be part of another one’s service', () => {
    const chain = [tier('a', 1, { calls: [call(1)] }), tier('b', 2, { calls: [call(2)] }), tier('c', 3)];
    const result = run(options(chain));
    expect(latency(result).max).toBeCloseTo(3 * TRIP_MS + 6, 6);
  });

  it('is made with its probability', () => {
    const result = run(
      options([tier('web', 10, { calls: [call(1, { probability: 0.3 })] }), tier('db', 20)]),
    );
    // Binomial(600, 0.3): five standard deviations.
    expect(Math.abs(requestsOf(result, 'db') - 180)).toBeLessThan(5 * Math.sqrt(600 * 0.3 * 0.7));
  });

  it('keeps the slot of the request', () => {
    const web = tier('web', 10, { concurrency: 1, calls: [call(1)] });
    const rate = { arrivals: { type: 'constant', ratePerSecond: 20 } } as const;
    const result = run(
      options([web, tier('db', 86, { concurrency: 1 })], {
        traffic: [traffic({ from: 'cluster', timeoutMs: null, ...rate })],
      }),
    );
    // A slot for 100 ms each, of which there are 20 a second: half of them find the queue growing.
    expect(latency(result).max).toBeGreaterThan(20_000);
    expect(result.utilization).toBeGreaterThan(0.9);
  });

  it('that fails fails the request, which blames what the call met', () => {
    const web = tier('web', 10, { calls: [call(1)] });
    const failing = run(options([web, tier('db', 20, { failureRatio: 1 })]));
    expect(failing.kinds).toEqual({ http5xx: failing.requests });
    expect(failing.blamed).toEqual({ 'application-error': failing.requests });
    expect(failing.losses).toMatchObject([{ source: 1 }]);
    expect(failing.losses[0]!.pod).toMatch(/^db-/);
    const nobody = run(options([web, tier('db', 20, {}, 0)]));
    expect(nobody.kinds).toEqual({ http5xx: nobody.requests });
    expect(nobody.blamed).toEqual({ 'no-endpoints': nobody.requests });
    expect(nobody.losses).toMatchObject([{ source: 1, pod: null }]);
  });

  it('blames the last of a chain', () => {
    const chain = [
      tier('a', 1, { calls: [call(1)] }),
      tier('b', 2, { calls: [call(2)] }),
      tier('c', 3, { failureRatio: 1 }),
    ];
    const result = run(options(chain));
    expect(result.losses).toMatchObject([{ source: 2, count: result.requests }]);
    expect(result.losses[0]!.pod).toMatch(/^c-/);
  });

  it('counts on its edge from its own beginning to its end, with its retries', () => {
    const retries = { attempts: 1, backoffMs: 7 };
    const web = tier('web', 10, { calls: [call(1), call(2, { retries, timeoutMs: null })] });
    const tiers = [web, tier('db', 20), tier('cache', 5, { failureRatio: 1 })];
    const late = run(options(tiers, { warmupMs: 30_000 }));
    expect(late.calls!.map(({ name, ok }) => [name, ok])).toEqual([
      ['web → db', late.requests],
      ['web → cache', 0],
    ]);
    const [db, cache] = late.calls!;
    expect(db!.latency.min).toBeCloseTo(TRIP_MS + 20, 6);
    expect(db!.latency.max).toBeCloseTo(TRIP_MS + 20, 6);
    expect(cache!.causes[CAUSES.indexOf('application-error')]).toBe(late.requests);
    expect(cache!.latency.count).toBe(0);
    expect(run(options([tier('web', 10)])).calls).toBeUndefined();
  });

  it('that nobody answers in time fails the request before its own client gives up', () => {
    const result = run(options([tier('web', 10, { calls: [call(1)] }), tier('db', 5000)]));
    expect(result.kinds).toEqual({ http5xx: result.requests });
    expect(result.blamed).toEqual({ 'slow-response': result.requests });
    expect(requestsOf(result, 'db')).toBe(result.requests);
  });

  it('may be tried again, without counting as an attempt of the user', () => {
    const retries = { attempts: 3, backoffMs: 10 };
    const web = tier('web', 10, { calls: [call(1, { retries })] });
    const result = run(options([web, tier('db', 5, { failureRatio: 0.5 })]));
    expect(result.attempts).toBe(result.requests);
    // A request draws its fate once: the same one fails at every try.
    expect(requestsOf(result, 'db')).toBeGreaterThan(2 * result.requests);
  });

  it('of a request that nobody waits for any more ends all the same', () => {
    const source = traffic({
      from: 'cluster',
      arrivals: { type: 'constant', ratePerSecond: 10 },
      timeoutMs: 20,
    });
    const result = run(
      options([tier('web', 10, { calls: [call(1)] }), tier('db', 50)], { traffic: [source] }),
    );
    expect(result.kinds).toEqual({ timeout: result.requests });
    expect(requestsOf(result, 'db')).toBe(result.requests);
  });

  it('goes over connections that are kept', () => {
    const connections = { type: 'keepAlive', pool: 4, idleTimeoutMs: 60_000, maxRequests: 1e9 } as const;
    const result = run(options([tier('web', 10, { calls: [call(1, { connections })] }), tier('db', 20)]));
    expect(latency(result).min).toBeCloseTo(TRIP_MS + 10 + TRIP_MS / 2 + 20, 6);
  });

  it('without any network delay may fail at once', () => {
    const calls = [call(1, { mode: 'parallel' }), call(1, { mode: 'parallel' }), call(2)];
    const tiers = [tier('web', 10, { calls }), tier('db', 20, {}, 0), tier('c', 1)];
    const result = run(options(tiers, { cluster: cluster({ nodes: [NODE], network: NO_NETWORK }) }));
    expect(result.blamed).toEqual({ 'no-endpoints': result.requests });
    expect(requestsOf(result, 'c')).toBe(0);
  });

  it('survives restarts of both services, and books every loss', () => {
    const events = [
      { type: 'rolloutRestart', atMs: 10_000, workload: 0 },
      { type: 'rolloutRestart', atMs: 20_000, workload: 1 },
      { type: 'crashPod', atMs: 40_000, workload: 0, count: 1 },
      { type: 'crashPod', atMs: 50_000, workload: 1, count: 1 },
    ] as const;
    const source = traffic({ from: 'cluster', arrivals: { type: 'poisson', ratePerSecond: 200 } });
    const result = run(
      options([tier('web', 10, { calls: [call(1)] }, 3), tier('db', 20, {}, 3)], {
        events,
        traffic: [source],
      }),
    );
    const lost = result.requests - result.ok - result.inFlight;
    expect(lost).toBeGreaterThan(0);
    expect(result.losses.reduce((sum, { count }) => sum + count, 0)).toBe(lost);
    expect(new Set(result.losses.map(({ source: from }) => from))).toEqual(new Set([0, 1]));
    expect(result.inFlight).toBe(0);
  });
});

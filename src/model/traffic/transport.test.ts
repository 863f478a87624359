import { describe, expect, it } from 'vitest';
import {
  application,
  cluster,
  constant,
  deployment,
  podTemplate,
  simulationOptions,
  traffic,
} from '../../testing/options.ts';
import { run } from '../../testing/run.ts';
import type { NetworkOptions, SimulationOptions } from '../options.ts';
import { CAUSES } from '../outcomes.ts';
import { Histogram } from '../../kernel/statistics/histogram.ts';

const ONE_NODE = [{ name: 'node-1', zone: 'a' }];
const NETWORK: NetworkOptions = {
  sameNodeMs: 0.5,
  sameZoneMs: 1,
  crossZoneMs: 3,
  externalMs: 10,
  deadAddress: 'timeout',
};

/** One pod on one node that always takes 20 ms; ten requests a second. */
function options(changes: Partial<SimulationOptions> = {}, program = {}): SimulationOptions {
  return simulationOptions({
    durationMs: 60_000,
    warmupMs: 0,
    cluster: cluster({ nodes: ONE_NODE, network: NETWORK }),
    workloads: [
      deployment({
        replicas: 1,
        pod: podTemplate({ application: application({ serviceTime: constant(20), ...program }) }),
      }),
    ],
    traffic: [traffic({ arrivals: { type: 'constant', ratePerSecond: 10 } })],
    ...changes,
  });
}

function latencyMs(result: ReturnType<typeof run>): number {
  const histogram = new Histogram();
  histogram.merge(result.latency);
  expect(histogram.max - histogram.min).toBeLessThan(1e-6);
  return histogram.mean;
}

describe('latency of an idle service', () => {
  const users = (changes: object) => [
    traffic({ arrivals: { type: 'constant', ratePerSecond: 10 }, ...changes }),
  ];

  it('a new connection costs two round trips and the service', () => {
    expect(latencyMs(run(options()))).toBeCloseTo(4 * 10.5 + 20, 6);
    expect(latencyMs(run(options({ traffic: users({ from: 'cluster' }) })))).toBeCloseTo(4 * 0.5 + 20, 6);
  });

  it('a kept-alive connection costs one, after the first request', () => {
    const keepAlive = { type: 'keepAlive', pool: 1, idleTimeoutMs: 60_000, maxRequests: 1e9 } as const;
    const result = run(options({ warmupMs: 1000, traffic: users({ connections: keepAlive }) }));
    expect(latencyMs(result)).toBeCloseTo(2 * 10.5 + 20, 6);
  });

  it('grows with the distance to the pod', () => {
    const nodes = ['a', 'a', 'b'].map((zone, i) => ({ name: `node-${i}`, zone }));
    const result = run(
      options({ cluster: cluster({ nodes, network: NETWORK }), traffic: users({ from: 'cluster' }) }),
    );
    const histogram = new Histogram();
    histogram.merge(result.latency);
    expect(histogram.min).toBeCloseTo(4 * 0.5 + 20, 6);
    expect(histogram.max).toBeCloseTo(4 * 3 + 20, 6);
  });
});

describe('causes', () => {
  it('no-endpoints: refused by the node, without a trip to any pod', () => {
    const result = run(options({ workloads: [deployment({ replicas: 0 })] }));
    expect(result.kinds).toEqual({ refused: result.requests });
    expect(result.blamed).toEqual({ 'no-endpoints': result.requests });
    const [row, ...others] = result.losses;
    expect(others).toEqual([]);
    const expected = { source: 0, kind: 0, phase: 'before', pod: null, count: result.requests };
    expect(row).toMatchObject({ ...expected, cause: CAUSES.indexOf('no-endpoints') });
  });

  it('queue-full: 503 at once, and no more than the queue holds waits', () => {
    const result = run(options({}, { concurrency: 1, queue: 2, serviceTime: constant(950) }));
    // 10 arrive for each one served.
    expect(result.blamed['queue-full']! / result.requests).toBeCloseTo(1 - 1 / 9.5, 1);
    expect(result.kinds.http503).toBe(result.blamed['queue-full']);
  });

  it('overload: timed out after waiting; slow-response: timed out in service', () => {
    const queueing = run(options({}, { concurrency: 1, queue: 1000, serviceTime: constant(120) }));
    expect(Object.keys(queueing.blamed)).toEqual(['overload']);
    expect(queueing.kinds).toEqual({ timeout: queueing.blamed.overload });
    const slow = run(options({}, { concurrency: 1000, serviceTime: constant(2500) }));
    expect(slow.blamed).toEqual({ 'slow-response': slow.requests });
  });

  it('application-error: the application’s own share, and it holds a slot like any other', () => {
    const result = run(options({ durationMs: 600_000 }, { failureRatio: 0.2 }));
    const share = result.blamed['application-error']! / result.requests;
    // Four standard deviations of a binomial share.
    expect(Math.abs(share - 0.2)).toBeLessThan(4 * Math.sqrt((0.2 * 0.8) / result.requests));
    expect(result.kinds).toEqual({ http5xx: result.blamed['application-error'] });
  });

  const restart = [{ type: 'rolloutRestart', atMs: 20_000, workload: 0 }] as const;

  it('stale-endpoint: refused while the address lives, silence once it is gone', () => {
    const dense = [traffic({ arrivals: { type: 'constant', ratePerSecond: 100 } })];
    const silent = run(options({ events: restart, traffic: dense }));
    const { refused = 0, timeout = 0, reset = 0 } = silent.kinds;
    expect(refused).toBeGreaterThan(0);
    expect(timeout).toBeGreaterThan(0);
    // Whoever had been let in when the process exited has a cause of its own.
    expect(silent.blamed).toEqual({ 'stale-endpoint': refused + timeout, 'killed-in-flight': reset });
    const network = { ...NETWORK, deadAddress: 'unreachable' } as const;
    const loudly = { events: restart, traffic: dense, cluster: cluster({ nodes: ONE_NODE, network }) };
    expect(run(options(loudly)).kinds).toEqual({ refused, reset, unreachable: timeout });
  });

  it('a client without a timeout gives a dead address up after about two minutes, as TCP does', () => {
    const patient = [traffic({ arrivals: { type: 'constant', ratePerSecond: 10 }, timeoutMs: null })];
    const result = run(options({ events: restart, traffic: patient }));
    expect(result.kinds.timeout).toBeGreaterThan(0);
    expect(result.inFlight).toBe(0);
  });

  it('a connection attempt that its kernel gave up may be retried', () => {
    const arrivals = { type: 'constant', ratePerSecond: 10 } as const;
    const patient = (attempts: number) => [
      traffic({ arrivals, timeoutMs: 300_000, retries: { attempts, backoffMs: 0 } }),
    ];
    const lost = run(options({ events: restart, traffic: patient(0) }));
    expect(lost.kinds.timeout).toBeGreaterThan(0);
    const histogram = new Histogram();
    const saved = run(options({ events: restart, traffic: patient(2) }));
    histogram.merge(saved.latency);
    expect(saved.kinds.timeout).toBeUndefined();
    expect(histogram.max).toBeGreaterThan(131_000);
    expect(histogram.max).toBeLessThan(132_000);
  });

  it('a retry is another connection: it saves what the first attempt lost', () => {
    const arrivals = { type: 'constant', ratePerSecond: 100 } as const;
    const source = (attempts: number) => [traffic({ arrivals, retries: { attempts, backoffMs: 5 } })];
    const two = [deployment({ replicas: 2, pod: podTemplate({ application: application() }) })];
    const network = { ...NETWORK, deadAddress: 'unreachable' } as const;
    const base = { events: restart, workloads: two, cluster: cluster({ nodes: ONE_NODE, network }) };
    const without = run(options({ ...base, traffic: source(0) }));
    const withRetries = run(options({ ...base, traffic: source(3) }));
    expect(without.blamed['stale-endpoint']).toBeGreaterThan(20);
    expect(withRetries.requests).toBe(without.requests);
    expect(withRetries.attempts).toBeGreaterThan(withRetries.requests);
    expect(withRetries.requests - withRetries.ok).toBeLessThan((without.requests - without.ok) / 2);
  });
});

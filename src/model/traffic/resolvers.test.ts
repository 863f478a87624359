import { describe, expect, it } from 'vitest';
import { Histogram } from '../../kernel/statistics/histogram.ts';
import { chiSquareOfEvenCells } from '../../testing/goodness-of-fit.ts';
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
import { run } from '../../testing/run.ts';
import type { DnsOptions, EventOptions, ResolutionOptions, SimulationOptions } from '../options.ts';

/** Whether the loads of two or four pods agree with even chances, at the level of 0.001. */
function isEven(loads: readonly number[]): boolean {
  return chiSquareOfEvenCells(Float64Array.from(loads)) < (loads.length === 4 ? 16.27 : 10.83);
}

const DNS: DnsOptions = { ttlMs: 30_000, negativeTtlMs: 30_000, cacheMs: 0, lookup: constant(0) };

interface Setting {
  readonly resolution?: Partial<ResolutionOptions>;
  readonly dns?: Partial<DnsOptions>;
  readonly events?: readonly EventOptions[];
  readonly service?: object;
  readonly source?: object;
}

/** One client on one node, four pods behind a headless Service, a hundred requests a second. */
function options({ resolution, dns, events = [], service, source }: Setting = {}): SimulationOptions {
  const pod = podTemplate({
    readinessProbe: probe({ periodSeconds: 1 }),
    application: application({ serviceTime: constant(5), concurrency: 100 }),
  });
  return simulationOptions({
    durationMs: 120_000,
    warmupMs: 0,
    cluster: cluster({
      nodes: [{ name: 'node-1', zone: 'a' }],
      network: NO_NETWORK,
      dns: { ...DNS, ...dns },
    }),
    workloads: [deployment({ pod })],
    services: [{ name: 'web', selector: { app: 'web' }, headless: true, ...service }],
    traffic: [
      traffic({
        from: 'cluster',
        arrivals: { type: 'constant', ratePerSecond: 100 },
        timeoutMs: 1000,
        resolution: {
          refresh: 'perConnection',
          pick: 'first',
          ttlMs: null,
          negativeTtlMs: null,
          ...resolution,
        },
        ...source,
      }),
    ],
    events,
  });
}

function latency(result: ReturnType<typeof run>): Histogram {
  const histogram = new Histogram();
  histogram.merge(result.latency);
  return histogram;
}

const RESTART = [{ type: 'rolloutRestart', atMs: 40_000, workload: 0 }] as const;

describe('a headless Service', () => {
  it('spreads connections evenly when each looks the name up', () => {
    const result = run(options());
    expect(result.ok).toBe(result.requests);
    const loads = result.pods.map(({ requests }) => requests);
    expect(isEven(loads)).toBe(true);
  });

  it('adds the time of the query to every new connection, and to none that is kept', () => {
    const dns = { lookup: constant(7) };
    expect(latency(run(options({ dns }))).min).toBeCloseTo(12, 6);
    const kept = latency(run(options({ dns, resolution: { refresh: 'onTtl' } })));
    expect(kept.min).toBeCloseTo(5, 6);
    expect(kept.max).toBeCloseTo(12, 6);
  });

  it('sends all of a client to the first address of its answer until it is too old', () => {
    const shares = (pick: ResolutionOptions['pick']) =>
      run(options({ resolution: { refresh: 'never', pick } })).pods.map(({ requests }) => requests);
    expect(shares('first').toSorted((a, b) => b - a)).toEqual([12_000, 0, 0, 0]);
    expect(shares('roundRobin')).toEqual([3000, 3000, 3000, 3000]);
    expect(isEven(shares('random'))).toBe(true);
  });

  it('asks again once per TTL, the client’s own if it has one', () => {
    const queries = (ttlMs: number | null) => {
      const dns = { lookup: constant(1), ttlMs: 20_000 };
      const result = run(options({ dns, resolution: { refresh: 'onTtl', ttlMs } }));
      const histogram = latency(result);
      // Whoever asks takes 1 ms longer.
      return Math.round((histogram.mean - 5) * result.requests);
    };
    expect(queries(null)).toBe(6);
    expect(queries(10_000)).toBe(12);
  });

  it('loses nothing of a restart but what is between the end of a pod and the news of it', () => {
    const result = run(options({ events: RESTART }));
    const { 'dns-stale': stale = 0, 'killed-in-flight': killed = 0 } = result.blamed;
    expect(stale + killed).toBe(result.requests - result.ok);
    // Deletion → slices → DNS takes 71 ms here; the process ends 20 ms after the deletion: 0.25 × 0.05 s × 100/s a pod.
    expect(stale).toBeLessThan(30);
  });

  it('never finds the new pods when names are looked up once', () => {
    const result = run(options({ events: RESTART, resolution: { refresh: 'never', pick: 'roundRobin' } }));
    expect(result.blamed['dns-stale']).toBeGreaterThan(5000);
    // The last old pod is gone long before the last quarter: nothing is served there.
    expect(result.kinds['timeout']).toBeGreaterThan(3000);
  });

  it('finds them within a TTL when answers are kept for it', () => {
    const after = (ttlMs: number) => {
      const resolution = { refresh: 'onTtl', pick: 'random' } as const;
      const result = run(options({ events: RESTART, resolution, dns: { ttlMs } }));
      return result.blamed['dns-stale']!;
    };
    expect(after(5000)).toBeGreaterThan(50);
    expect(after(20_000)).toBeGreaterThan(1.5 * after(5000));
  });

  it('finds them after the first failure when that makes a client ask again', () => {
    const network = { ...NO_NETWORK, deadAddress: 'unreachable' } as const;
    const setting = options({ events: RESTART, resolution: { refresh: 'onFailure', pick: 'first' } });
    const result = run({ ...setting, cluster: { ...setting.cluster, network } });
    expect(result.requests - result.ok).toBeGreaterThan(0);
    expect(result.requests - result.ok).toBeLessThan(30);
  });

  it('has no name while no pod is ready, and for the TTL of that answer after', () => {
    const events = [
      { type: 'scale', atMs: 20_000, workload: 0, replicas: 0 },
      { type: 'scale', atMs: 40_000, workload: 0, replicas: 4 },
    ] as const;
    const lost = (negativeTtlMs: number) => {
      const resolution = { refresh: 'onTtl', pick: 'random' } as const;
      const dns = { ttlMs: 1000, negativeTtlMs };
      const result = run(options({ events, resolution, dns }));
      expect(result.kinds['dns']).toBe(result.blamed['dns-negative']);
      return result.kinds['dns']!;
    };
    // Twenty seconds without pods and three to start, less a second of an old answer, more up to a TTL.
    expect(lost(1000)).toBeGreaterThan(2000);
    expect(lost(1000)).toBeLessThan(2600);
    expect(lost(60_000)).toBeGreaterThan(5900);
  });

  it('names pods that are not ready when it publishes them', () => {
    const events = [{ type: 'scale', atMs: 20_000, workload: 0, replicas: 8 }] as const;
    const service = { publishNotReadyAddresses: true };
    expect(run(options({ events })).blamed).toEqual({});
    expect(run(options({ events, service })).blamed['not-listening-yet']).toBeGreaterThan(0);
  });

  it('is stale for longer when the server keeps answers, and no longer than its TTL', () => {
    const lost = (cacheMs: number) =>
      run(options({ events: RESTART, dns: { cacheMs } })).blamed['dns-stale']!;
    expect(lost(10_000)).toBeGreaterThan(5 * lost(0));
  });

  it('keeps connections where they are', () => {
    const connections = { type: 'keepAlive', pool: 1, idleTimeoutMs: 60_000, maxRequests: 1e9 } as const;
    const result = run(options({ source: { connections } }));
    expect(result.pods.filter(({ requests }) => requests > 0)).toHaveLength(1);
  });

  it('asks again when the other end has closed a kept connection', () => {
    const connections = { type: 'keepAlive', pool: 1, idleTimeoutMs: 60_000, maxRequests: 1e9 } as const;
    const lost = (refresh: ResolutionOptions['refresh']) => {
      const result = run(options({ source: { connections }, events: RESTART, resolution: { refresh } }));
      return result.requests - result.ok;
    };
    expect(lost('onFailure')).toBeLessThan(100);
    expect(lost('never')).toBeGreaterThan(5000);
  });
});

describe('a Service with an address of its own', () => {
  it('costs a query where clients ask, and is never stale for them', () => {
    const service = { headless: false };
    const dns = { lookup: constant(7) };
    const result = run(options({ service, dns, resolution: { refresh: 'never' }, events: RESTART }));
    expect(latency(result).max).toBeCloseTo(12, 6);
    expect(result.blamed['dns-stale']).toBeUndefined();
    expect(result.ok).toBeGreaterThan(0.95 * result.requests);
  });
});

describe('an ExternalName', () => {
  it('leads to a host, at its distance', () => {
    const program = application({ serviceTime: constant(5), concurrency: 100 });
    const hosts = [
      { name: 'a.example.com', addresses: ['1.1.1.1', '1.1.1.2'], delayMs: 3, application: program },
    ];
    const setting = options({ service: { selector: {}, headless: false, externalName: 0 } });
    const result = run({ ...setting, workloads: [], hosts });
    expect(result.ok).toBe(result.requests);
    expect(latency(result).min).toBeCloseTo(4 * 3 + 5, 6);
    expect(isEven(result.pods.map(({ requests }) => requests))).toBe(true);
  });
});

import { describe, expect, it } from 'vitest';
import { Histogram } from '../../kernel/statistics/histogram.ts';
import {
  application,
  cluster,
  constant,
  deployment,
  NO_NETWORK,
  podTemplate,
  simulationOptions,
  traffic,
} from '../../testing/options.ts';
import { run } from '../../testing/run.ts';
import type { ApplicationOptions, IngressOptions, SimulationOptions, TrafficOptions } from '../options.ts';

const INGRESS: IngressOptions = {
  replicas: 1,
  workers: 1,
  loadBalance: 'round_robin',
  syncRateLimit: 0.3,
  workerPollMs: 1000,
  connectTimeoutMs: 5000,
  readTimeoutMs: 60_000,
  nextUpstream: { on: ['error', 'timeout'], tries: 3, timeoutMs: 0 },
  keepAlive: { connections: 320, idleTimeoutMs: 60_000, maxRequests: 10_000, maxAgeMs: 3_600_000 },
};

interface Setting {
  ingress?: Partial<IngressOptions>;
  program?: Partial<ApplicationOptions>;
  replicas?: number;
  source?: Partial<TrafficOptions>;
  more?: Partial<SimulationOptions>;
  preStopMs?: number;
}

/** Pods that take 20 ms, on one node with the controllers; clients 10 ms away. */
function options({
  ingress = {},
  program = {},
  replicas = 4,
  source = {},
  more = {},
  preStopMs = 0,
}: Setting = {}) {
  return simulationOptions({
    durationMs: 60_000,
    warmupMs: 0,
    cluster: {
      ...cluster({ nodes: [{ name: 'node-1', zone: 'a' }], network: { ...NO_NETWORK, externalMs: 10 } }),
      ingress: { ...INGRESS, ...ingress },
    },
    workloads: [
      deployment({
        replicas,
        pod: podTemplate({ preStopMs, application: application({ serviceTime: constant(20), ...program }) }),
      }),
    ],
    traffic: [traffic({ via: 'ingress', arrivals: { type: 'constant', ratePerSecond: 100 }, ...source })],
    ...more,
  });
}

const RESTART = { events: [{ type: 'rolloutRestart', atMs: 20_000, workload: 0 }] } as const;

function latencies(result: ReturnType<typeof run>): Histogram {
  const histogram = new Histogram();
  histogram.merge(result.latency);
  return histogram;
}

const counts = (result: ReturnType<typeof run>): number[] =>
  result.pods.map(({ requests }) => requests).toSorted((a, b) => a - b);

describe('a request through an ingress controller', () => {
  it('is balanced by itself, in turn by each worker, on whatever connection its client has', () => {
    const connections = { type: 'keepAlive', pool: 1, idleTimeoutMs: 60_000, maxRequests: 1e9 } as const;
    const result = run(options({ source: { connections } }));
    expect(result.ok).toBe(6000);
    expect(counts(result)).toEqual([1500, 1500, 1500, 1500]);
    const two = counts(run(options({ ingress: { workers: 2 } })));
    // Each worker's share is even, so the sum is within one for each.
    expect(two[3]! - two[0]!).toBeLessThanOrEqual(2);
  });

  it('costs the client’s handshake, and the way to the pod', () => {
    const far = (connections: number) => {
      const ingress = { ...INGRESS, keepAlive: { ...INGRESS.keepAlive, connections } };
      const network = { ...NO_NETWORK, externalMs: 10, sameNodeMs: 1 };
      return latencies(run(options({ more: { cluster: { ...options().cluster, network, ingress } } })));
    };
    // SYN, its answer and the request, then kept-alive to the pod and back, the service, and the answer.
    expect(far(320).min).toBeCloseTo(30 + 2 + 20 + 10, 6);
    expect(far(320).quantile(0.5)).toBeCloseTo(62, 0);
    // The first ones open the connections to the pods.
    expect(far(320).max).toBeCloseTo(64, 6);
    expect(far(0).min).toBeCloseTo(64, 6);
  });

  it('503 when there is no ready endpoint, and 503 of a pod as it is', () => {
    const none = run(options({ replicas: 0 }));
    expect(none.kinds).toEqual({ http503: none.requests });
    expect(none.blamed).toEqual({ 'no-endpoints': none.requests });
    const full = run(
      options({
        replicas: 1,
        program: { concurrency: 1, queue: 0 },
        source: { arrivals: { type: 'constant', ratePerSecond: 90 } },
      }),
    );
    expect(full.kinds).toEqual({ http503: full.blamed['queue-full'] });
    expect(full.attempts).toBe(full.requests);
  });

  it('tries another pod after a 503 where it is told to', () => {
    const on = ['error', 'timeout', 'http_503'] as const;
    // Of four pods one is busy more often than all are.
    const serviceTime = { type: 'exponential', mean: 20 } as const;
    const busy = {
      program: { concurrency: 1, queue: 0, serviceTime },
      source: { arrivals: { type: 'poisson', ratePerSecond: 60 } },
    } as const;
    const without = run(options(busy));
    const withRetries = run(options({ ...busy, ingress: { nextUpstream: { ...INGRESS.nextUpstream, on } } }));
    expect(without.kinds.http503).toBeGreaterThan(100);
    expect(withRetries.kinds.http503 ?? 0).toBeLessThan(without.kinds.http503! / 3);
    expect(withRetries.attempts).toBeGreaterThan(withRetries.requests);
  });

  it('504 after the read timeouts of as many pods as it tries; they go on working', () => {
    const slow = { program: { serviceTime: constant(3000), concurrency: 1000 }, source: { timeoutMs: null } };
    const result = run(options({ ...slow, ingress: { readTimeoutMs: 1000 }, more: { durationMs: 5000 } }));
    expect(result.kinds).toEqual({ http504: 500 });
    expect(result.blamed).toEqual({ 'slow-response': 500 });
    expect(result.attempts).toBe(1500);
    expect(counts(result).reduce((a, b) => a + b, 0)).toBe(1500);
    // Three tries of a second each.
    const lastMs = Math.max(...result.losses.map((loss) => loss.lastMs));
    expect(lastMs).toBeGreaterThan(7900);
    expect(lastMs).toBeLessThan(8100);
    const hasty = run(
      options({
        ...slow,
        source: { timeoutMs: 1500 },
        ingress: { readTimeoutMs: 1000 },
        more: { durationMs: 5000 },
      }),
    );
    expect(hasty.kinds).toEqual({ timeout: 500 });
  });
});

describe('a rolling restart behind an ingress controller', () => {
  it('without retries: 502, for as long as its workers do not know', () => {
    const once = { nextUpstream: { ...INGRESS.nextUpstream, tries: 1 } };
    const result = run(options({ more: RESTART, ingress: once }));
    expect(result.kinds.http502).toBeGreaterThan(0);
    expect(result.kinds.refused).toBeUndefined();
    expect(result.blamed['stale-endpoint']).toBeGreaterThan(0);
    const known = result.times(/^ingress\/.* uses/);
    expect(known.length).toBeGreaterThan(4);
  });

  it('refused connections are tried again at once, elsewhere; a silent address costs the connect timeout', () => {
    const patient = { source: { timeoutMs: 30_000 }, more: RESTART };
    const result = run(options(patient));
    expect(result.ok).toBe(result.requests);
    expect(result.attempts).toBeGreaterThan(result.requests);
    const worstMs = latencies(result).max;
    expect(worstMs).toBeGreaterThan(5000);
    expect(worstMs).toBeLessThan(11_000);
    const quick = run(options({ ...patient, ingress: { connectTimeoutMs: 100 } }));
    expect(latencies(quick).max).toBeLessThan(500);
  });

  it('loses nothing when terminating pods serve until all workers know', () => {
    const result = run(options({ more: RESTART, preStopMs: 6000, program: { onTerm: 'drain' } }));
    expect(result.blamed).toEqual({});
    expect(result.attempts).toBe(result.requests);
  });

  it('a controller syncs at its rate, and each worker polls in its own time', () => {
    const result = run(options({ more: RESTART, ingress: { workers: 3 } }));
    const syncs = (worker: number): number[] => result.times(new RegExp(`worker-${worker}: uses`));
    for (const worker of [1, 2, 3]) {
      const times = syncs(worker);
      expect(times.length).toBeGreaterThan(3);
      // Whole seconds apart, and never closer than the rate allows less one poll.
      times.slice(1).forEach((time, i) => {
        const gap = time - times[i]!;
        expect(gap).toBeGreaterThan(2.3);
        expect(Math.abs(gap - Math.round(gap))).toBeLessThan(1e-6);
      });
    }
    expect(new Set([1, 2, 3].map((worker) => syncs(worker)[0])).size).toBe(3);
  });

  it('the idle-close race costs no request: the worker tries again', () => {
    const result = run(options({ program: { keepAlive: { idleTimeoutMs: 30 } } }));
    expect(result.ok).toBe(result.requests);
  });
});

describe('balancing', () => {
  const clients = { clients: 40, arrivals: { type: 'constant', ratePerSecond: 200 } } as const;

  it('chash and sticky: a client has its pod; others come in only when it goes', () => {
    for (const loadBalance of ['chash', 'sticky_balanced', 'sticky_persistent'] as const) {
      const one = run(options({ ingress: { loadBalance, workers: 4 }, source: { ...clients, clients: 1 } }));
      expect(counts(one)).toEqual([0, 0, 0, 12_000]);
      const many = counts(
        run(options({ ingress: { loadBalance, workers: 4 }, source: { ...clients, clients: 2000 } })),
      );
      expect(many[0]!).toBeGreaterThan(2500);
    }
  });

  it('ewma avoids a pod that is slower than the others', () => {
    const slow = deployment({
      name: 'slow',
      replicas: 1,
      pod: podTemplate({ application: application({ serviceTime: constant(200), concurrency: 100 }) }),
    });
    const fast = deployment({
      replicas: 3,
      pod: podTemplate({ application: application({ serviceTime: constant(20) }) }),
    });
    const share = (loadBalance: IngressOptions['loadBalance']): number => {
      const result = run(options({ ingress: { loadBalance }, more: { workloads: [fast, slow] } }));
      return result.pods.find(({ name }) => name.startsWith('slow'))!.requests / result.requests;
    };
    expect(share('round_robin')).toBeCloseTo(0.25, 2);
    // It is taken only when its old average has decayed below that of the others.
    expect(share('ewma')).toBeLessThan(0.05);
  });
});

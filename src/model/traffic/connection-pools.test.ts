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
import { loadScenario } from '../../scenario/load.ts';
import { run } from '../../testing/run.ts';
import type { KeepAliveLimits, NetworkOptions, SimulationOptions, TrafficOptions } from '../options.ts';

const NODES = [{ name: 'node-1', zone: 'a' }];

function options(
  source: Partial<TrafficOptions>,
  changes: Partial<SimulationOptions> = {},
  network: NetworkOptions = NO_NETWORK,
): SimulationOptions {
  const program = application({ serviceTime: constant(20), onTerm: 'drain' });
  return simulationOptions({
    durationMs: 60_000,
    warmupMs: 0,
    cluster: cluster({ nodes: NODES, network }),
    workloads: [deployment({ pod: podTemplate({ application: program }) })],
    traffic: [traffic({ arrivals: { type: 'constant', ratePerSecond: 10 }, ...source })],
    ...changes,
  });
}

const keepAlive = (pool: number, idleTimeoutMs = 60_000, maxRequests = 1e9) =>
  ({ connections: { type: 'keepAlive', pool, idleTimeoutMs, maxRequests } }) as const;

/** Servers that close what has been idle for too long; the client is 20 ms away. */
const closing = (limits: KeepAliveLimits): Partial<SimulationOptions> => ({
  workloads: [
    deployment({
      pod: podTemplate({
        application: application({ serviceTime: constant(20), keepAlive: limits }),
      }),
    }),
  ],
});

const loads = (result: ReturnType<typeof run>) => result.pods.map((pod) => pod.requests).filter((n) => n > 0);

describe('ConnectionPools', () => {
  it('stay with their pod: one connection brings everything to one of four', () => {
    expect(loads(run(options(keepAlive(32))))).toEqual([600]);
  });

  it('open a new one after maxRequests, and after the idle timeout', () => {
    expect(loads(run(options(keepAlive(32, 60_000, 1)))).length).toBe(4);
    expect(loads(run(options(keepAlive(32, 79)))).length).toBe(4);
    expect(loads(run(options(keepAlive(32, 81))))).toEqual([600]);
  });

  it('hold no more than `pool`: further requests wait their turn, and their wait is latency', () => {
    // 100 requests of 20 ms a second on one connection: twice what it can carry, for 10 s.
    const arrivals = { type: 'constant', ratePerSecond: 100 } as const;
    const source = { ...keepAlive(1), arrivals, timeoutMs: null };
    const result = run(options(source, { durationMs: 10_000 }));
    expect(result.ok).toBe(1000);
    const histogram = new Histogram();
    histogram.merge(result.latency);
    expect(histogram.min).toBeCloseTo(20, 6);
    expect(histogram.max).toBeCloseTo(20 * 1000 - 10 * 999, 6);
  });

  it('blame a request that timed out waiting for a connection on overload', () => {
    const program = application({ serviceTime: constant(300), concurrency: 100 });
    const workloads = [deployment({ pod: podTemplate({ application: program }) })];
    const result = run(options({ ...keepAlive(2), timeoutMs: 1000 }, { workloads }));
    expect(Object.keys(result.blamed)).toEqual(['overload']);
  });

  it('lose what a killed pod had accepted as killed in flight, not as a race of an idle connection', () => {
    const restart = [{ type: 'rolloutRestart', atMs: 20_000, workload: 0 }] as const;
    const arrivals = { type: 'poisson', ratePerSecond: 500 } as const;
    const far = { ...NO_NETWORK, externalMs: 20 };
    const workloads = [deployment()];
    const result = run(options({ ...keepAlive(64, 1, 1), arrivals }, { events: restart, workloads }, far));
    expect(result.blamed['killed-in-flight']).toBeGreaterThan(0);
    expect(result.blamed['idle-close-race']).toBeUndefined();
  });

  it('lose nothing in a graceful drain that the client learns of in time', () => {
    const restart = [{ type: 'rolloutRestart', atMs: 20_000, workload: 0 }] as const;
    const patient = podTemplate({
      preStopMs: 5000,
      application: application({ serviceTime: constant(20), onTerm: 'drain' }),
    });
    const arrivals = { type: 'poisson', ratePerSecond: 500 } as const;
    const workloads = [deployment({ pod: patient })];
    const result = run(options({ ...keepAlive(64), arrivals }, { events: restart, workloads }));
    expect(result.blamed).toEqual({});
    // Everything has moved to the new pods.
    expect(result.pods.filter((pod) => pod.revision === 2 && pod.requests > 0)).not.toHaveLength(0);
  });

  it('lose what races the close of an idle connection', () => {
    const restart = [{ type: 'rolloutRestart', atMs: 20_000, workload: 0 }] as const;
    const arrivals = { type: 'poisson', ratePerSecond: 500 } as const;
    const far = { ...NO_NETWORK, externalMs: 20 };
    const patient = podTemplate({ preStopMs: 5000, application: application({ onTerm: 'drain' }) });
    const workloads = [deployment({ pod: patient })];
    const result = run(options({ ...keepAlive(64), arrivals }, { events: restart, workloads }, far));
    expect(Object.keys(result.blamed)).toEqual(['idle-close-race']);
    expect(result.kinds).toEqual({ reset: result.blamed['idle-close-race'] });
  });
});

describe('limits of a connection', () => {
  const far = { ...NO_NETWORK, externalMs: 20 };

  it('client: maxAge', () => {
    const old = (maxAgeMs: number) => {
      const { connections } = keepAlive(32);
      return loads(run(options({ connections: { ...connections, maxAgeMs } })));
    };
    expect(old(60_000)).toEqual([600]);
    // About twelve connections.
    expect(old(5000).length).toBe(4);
  });

  it('server: the last answer says so, and nothing is lost', () => {
    for (const limits of [{ maxRequests: 50 }, { maxAgeMs: 5000 }]) {
      const result = run(options(keepAlive(32), closing(limits), far));
      expect(result.ok).toBe(600);
      expect(loads(result).length).toBe(4);
    }
    expect(loads(run(options(keepAlive(32), closing({ maxRequests: 600 }), far)))).toEqual([600]);
  });

  it('server: what is on its way while the server closes an idle connection is lost', () => {
    // A request every 100 ms; the server is idle for 80 ms of them, and the client learns of its close 20 ms later.
    const result = (idleTimeoutMs: number) => run(options(keepAlive(1), closing({ idleTimeoutMs }), far));
    expect(result(81).ok).toBe(600);
    // It closes 79 ms after its answer, when the next request has travelled 19 of its 20 ms.
    const raced = result(79);
    expect(raced.blamed).toEqual({ 'idle-close-race': raced.kinds.reset });
    // The next two requests come sooner after an answer, because the first of them waits for a handshake.
    expect(raced.kinds.reset).toBe(200);
    // It closes, and the client knows, before the next request.
    const seldom = { ...keepAlive(1), arrivals: { type: 'constant', ratePerSecond: 5 } } as const;
    const early = run(options(seldom, closing({ idleTimeoutMs: 39 }), far));
    expect(early.ok).toBe(300);
    expect(loads(early).length).toBe(4);
  });

  it('server: its clock begins anew with every answer, and stands still while it works', () => {
    const slow = application({ serviceTime: constant(500), keepAlive: { idleTimeoutMs: 300 } });
    const arrivals = { type: 'constant', ratePerSecond: 1 } as const;
    const workloads = [deployment({ pod: podTemplate({ application: slow }) })];
    const quiet = run(options({ ...keepAlive(1), arrivals }, { workloads }));
    expect(loads(quiet).length).toBe(4);
    const busy = { ...arrivals, ratePerSecond: 1.5 };
    expect(loads(run(options({ ...keepAlive(1), arrivals: busy }, { workloads })))).toEqual([90]);
  });
});

/** Requests by pod in many runs of one client whose requests are all under way at once, each on a connection. */
function loadsOfPools(pods: number, connections: number): number[][] {
  const program = application({ concurrency: 1000, serviceTime: constant(5000) });
  const arrivals = { type: 'constant', ratePerSecond: connections } as const;
  const workloads = [deployment({ replicas: pods, pod: podTemplate({ application: program }) })];
  const source = { ...keepAlive(connections), arrivals, timeoutMs: null };
  const simulated = options(source, { durationMs: 1000, workloads });
  return Array.from({ length: 300 }, (_, replication) => {
    return run(simulated, replication).pods.map(({ requests }) => requests);
  });
}

describe('a pool over several pods', () => {
  /**
   * The fullest of `pods` bins after so many balls; the probability that a bin stays empty.
   * @see Raab & Steger, "Balls into Bins", 1998; exact: P(max ≤ k) = M!/N^M [x^M] (Σ_{j ≤ k} x^j/j!)^N
   */
  it.each([
    [8, 4, 3.5380859375, 1 - 40824 / 65536],
    [10, 5, 3.75558656, 1 - 5103000 / 9765625],
  ])('%i connections over %i pods are balls in bins', (connections, pods, meanMax, someEmpty) => {
    const runs = loadsOfPools(pods, connections);
    for (const each of runs) expect(each.reduce((a, b) => a + b, 0)).toBe(connections);
    const most = runs.map((each) => Math.max(...each));
    const mean = most.reduce((a, b) => a + b, 0) / runs.length;
    const variance = most.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (runs.length - 1);
    expect(Math.abs(mean - meanMax)).toBeLessThan(4 * Math.sqrt(variance / runs.length));
    const empty = runs.filter((each) => each.includes(0)).length / runs.length;
    expect(Math.abs(empty - someEmpty)).toBeLessThan(
      4 * Math.sqrt((someEmpty * (1 - someEmpty)) / runs.length),
    );
  });
});

describe('kept-alive connections after a rollout', () => {
  it('sit on fewer pods than there are: one has most, another next to none', () => {
    const { simulation } = loadScenario({
      inputs: ['scenarios/keep-alive-imbalance.json'],
      overrides: { duration: '100s' },
    });
    let lost = 0;
    const shares = Array.from({ length: 6 }, (_, replication) => {
      const result = run(simulation, replication);
      const { 'idle-close-race': raced = 0, ...others } = result.blamed;
      expect(others).toEqual({});
      lost += raced;
      const young = result.pods.filter(({ revision }) => revision === 2);
      const total = young.reduce((sum, { requests }) => sum + requests, 0);
      return young.map(({ requests }) => requests / total);
    });
    // Some sixteen connections are closed, each with a request on its way in 20 ms of the 80 ms between two.
    expect(lost / 6).toBeLessThan(5);
    for (const each of shares) expect(each).toHaveLength(4);
    const mean = (of: (pods: number[]) => number) => shares.reduce((sum, each) => sum + of(each), 0) / 6;
    expect(mean((pods) => pods[3]!)).toBeLessThan(0.15);
    expect(mean((pods) => Math.max(...pods))).toBeGreaterThan(0.45);
    expect(mean((pods) => Math.min(...pods))).toBeLessThan(0.07);
  });
});

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
import type { NetworkOptions, SimulationOptions, TrafficOptions } from '../options.ts';

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

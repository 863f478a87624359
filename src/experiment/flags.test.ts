import { describe, expect, it } from 'vitest';
import type { ArrivalOptions, DeploymentOptions, EventOptions, SimulationOptions } from '../model/options.ts';
import { flagsOf } from './flags.ts';
import { expectedRequests, offeredLoads } from './offered-load.ts';
import type { ReplicationResult } from './result.ts';

function deployment(
  replicas: number,
  concurrency: number,
  labels: Record<string, string>,
): DeploymentOptions {
  const application = { concurrency, serviceTime: { type: 'exponential', mean: 20 } };
  return { name: 'web', replicas, labels, pod: { application } } as unknown as DeploymentOptions;
}

function options(ratePerSecond: number, events: readonly EventOptions[] = []): SimulationOptions {
  return {
    durationMs: 300_000,
    cluster: { nodes: [] },
    workloads: [
      deployment(3, 2, { app: 'web', track: 'stable' }),
      deployment(1, 2, { app: 'web' }),
      deployment(5, 1, {}),
    ],
    services: [{ name: 'web', selector: { app: 'web' } }],
    traffic: [{ name: 'users', service: 0, arrivals: { type: 'poisson', ratePerSecond } }],
    events,
  } as unknown as SimulationOptions;
}

const CALM: ReplicationResult = {
  index: 0,
  seed: 's#0',
  requests: 1000,
  ok: 1000,
  completions: 1000,
  inFlight: 0,
  attempts: 1000,
  errors: {},
  causes: {},
  latencyMs: { mean: 1, p50: 1, p90: 1, p95: 1, p99: 1, p999: 1, max: 1 },
  rollout: null,
  podSeconds: 1,
  imbalance: 1,
  utilization: 0.5,
};

const five = (replication: ReplicationResult): ReplicationResult[] =>
  Array.from({ length: 5 }, () => replication);

describe('expectedRequests', () => {
  it('sums the sources over the whole duration', () => {
    const two = { ...options(200), durationMs: 60_000 };
    const [first] = two.traffic;
    const traffic = [first!, { ...first!, arrivals: { type: 'constant', ratePerSecond: 50 } as const }];
    expect(expectedRequests({ ...two, traffic })).toBe(15_000);
  });

  it('follows what changes: steps, waves, states, and traffic that is set anew', () => {
    const sent = (arrivals: ArrivalOptions, events: readonly EventOptions[] = []) => {
      const one = options(200, events);
      return expectedRequests({ ...one, durationMs: 60_000, traffic: [{ ...one.traffic[0]!, arrivals }] });
    };
    const steps = [10_000, 20_000, 90_000].map((fromMs, i) => ({ fromMs, ratePerSecond: 10 * (i + 1) }));
    expect(sent({ type: 'steps', steps })).toBeCloseTo(100 + 800, 9);
    const wave = { type: 'sine', ratePerSecond: 10, amplitudePerSecond: 5, phase: 0 } as const;
    expect(sent({ ...wave, periodMs: 60_000 })).toBeCloseTo(600, 9);
    expect(sent({ ...wave, periodMs: 120_000 })).toBeCloseTo(600 + (5 * 120) / Math.PI, 9);
    const states = [
      { ratePerSecond: 10, meanMs: 3000 },
      { ratePerSecond: 50, meanMs: 1000 },
    ];
    expect(sent({ type: 'mmpp', states })).toBeCloseTo(1200, 9);
    const change = { type: 'setTraffic', atMs: 50_000, source: 0 } as const;
    const later: ArrivalOptions = { type: 'poisson', ratePerSecond: 1000 };
    expect(sent({ type: 'trace', timesMs: [1, 2, 55_000] }, [{ ...change, arrivals: later }])).toBe(10_002);
    // One request per user in 2 s of thinking and 20 ms of service, at most.
    const closed: ArrivalOptions = {
      type: 'closed',
      users: 101,
      thinkTime: { type: 'constant', value: 2000 },
    };
    expect(sent(closed)).toBeCloseTo(3000, 9);
  });
});

describe('offeredLoads', () => {
  it('shares the arrivals among the pods that the Service selects', () => {
    // 200/s over 4 pods of 2 slots at 20 ms: 50 · 0.02 / 2.
    const loads = offeredLoads(options(200));
    expect(loads[0]).toBeCloseTo(0.5, 12);
    expect(loads[1]).toBeCloseTo(0.5, 12);
    expect(loads[2]).toBe(0);
  });

  it('takes the largest size of a Deployment that is scaled', () => {
    const loads = offeredLoads(options(200, [{ type: 'scale', atMs: 0, workload: 0, replicas: 7 }]));
    expect(loads[0]).toBeCloseTo(0.25, 12);
  });
});

describe('flagsOf', () => {
  it('raises none for a calm experiment', () => {
    expect(flagsOf(five(CALM), options(200))).toEqual([]);
  });

  it('knows saturation by the load offered and by what stays unanswered, not by losses', () => {
    expect(flagsOf(five(CALM), options(400))).toEqual(['saturated']);
    expect(flagsOf(five({ ...CALM, causes: { 'queue-full': 50 } }), options(200))).toEqual([]);
    expect(flagsOf(five({ ...CALM, inFlight: 11 }), options(200))).toEqual(['saturated', 'censored']);
  });

  it('asks for five replications, and for requests', () => {
    expect(flagsOf([CALM], options(200))).toEqual(['too-few-replications']);
    expect(flagsOf(five({ ...CALM, requests: 0 }), options(200))).toContain('no-requests');
  });
});

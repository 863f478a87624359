import { describe, expect, it } from 'vitest';
import type { DeploymentOptions, EventOptions, SimulationOptions } from '../model/options.ts';
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
    const traffic = [{ arrivals: { ratePerSecond: 200 } }, { arrivals: { ratePerSecond: 50 } }];
    expect(expectedRequests({ durationMs: 60_000, traffic } as unknown as SimulationOptions)).toBe(15_000);
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

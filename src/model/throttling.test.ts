/** What a CPU quota does to probes, metrics and answers of a whole service. */
import { describe, expect, it } from 'vitest';
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
} from '../testing/options.ts';
import { run } from '../testing/run.ts';
import type { ApplicationOptions, CfsQuotaOptions, PodOptions } from './options.ts';

const CPU = { share: 1, idle: 0 };

/** Four pods, 10 requests of 20 ms a second each: a fifth of a core. */
function service(
  cpuQuota: CfsQuotaOptions | null,
  program: Partial<ApplicationOptions>,
  pod: Partial<PodOptions> = {},
) {
  const all = { serviceTime: constant(20), cpu: CPU, ...program };
  return simulationOptions({
    durationMs: 60_000,
    workloads: [
      deployment({
        pod: podTemplate({ application: application(all), ...(cpuQuota && { cpuQuota }), ...pod }),
      }),
    ],
    traffic: [traffic({ arrivals: { type: 'poisson', ratePerSecond: 40 } })],
  });
}

const HALF = { quotaMs: 50, periodMs: 100 };
const TINY = { quotaMs: 10, periodMs: 100 };

describe('throttling', () => {
  it('is counted where a container has a quota and its requests are work of the CPU, only', () => {
    const { throttling, ok, requests } = run(service(HALF, {}));
    expect(ok).toBe(requests);
    expect(throttling!.periods).toBeGreaterThan(throttling!.throttledPeriods);
    expect(throttling!.throttledPeriods).toBeGreaterThan(0);
    expect(run(service(null, {})).throttling).toBeUndefined();
    expect(run(service(HALF, { cpu: { share: 0, idle: 0 } })).throttling).toBeUndefined();
    const { cpu: _, ...undeclared } = application();
    expect(run(service(HALF, { ...undeclared, cpu: undefined as never })).throttling).toBeUndefined();
  });

  it('changes no answer where the quota pays for every thread', () => {
    const plenty = run(service({ quotaMs: 400, periodMs: 100 }, { concurrency: 4 }));
    const none = run(service(null, { concurrency: 4 }));
    expect(plenty.throttling!.throttledPeriods).toBe(0);
    expect(plenty.latency.sum).toBeCloseTo(none.latency.sum, 6);
    expect(plenty.utilization).toBeCloseTo(none.utilization, 9);
  });

  it('is the cause of a timeout during a service that it stopped, and of no other', () => {
    const impatient = (quota: CfsQuotaOptions | null, serviceMs: number) => {
      const options = service(quota, { serviceTime: constant(serviceMs), concurrency: 50 });
      const near = { ...options.traffic[0]!, from: 'cluster' as const, timeoutMs: 40 };
      return run({ ...options, cluster: cluster({ network: NO_NETWORK }), traffic: [near] });
    };
    const throttled = impatient({ quotaMs: 30, periodMs: 100 }, 20);
    expect(throttled.blamed['throttled']).toBeGreaterThan(20);
    expect(Object.keys(throttled.blamed)).toEqual(['throttled']);
    expect(Object.keys(impatient(null, 100).blamed)).toEqual(['slow-response']);
    expect(Object.keys(impatient({ quotaMs: 5000, periodMs: 100 }, 100).blamed)).toEqual(['slow-response']);
  });

  it('fails probes that wait with the requests, and so restarts containers that have done no wrong', () => {
    const livenessProbe = probe({ periodSeconds: 5, failureThreshold: 2 });
    const shared = { health: { path: 'shared', serviceTime: constant(1) } } as const;
    const restarts = (quota: CfsQuotaOptions | null) =>
      run(service(quota, shared, { livenessProbe })).pods.reduce((sum, pod) => sum + (pod.restarts ?? 0), 0);
    // 100 ms of each second are half of what comes.
    expect(restarts(TINY)).toBeGreaterThan(0);
    expect(restarts(null)).toBe(0);
  });

  it('holds up probes that are answered aside, too', () => {
    const aside = { health: { path: 'separate', serviceTime: constant(600) } } as const;
    const failures = (quota: CfsQuotaOptions) => run(service(quota, aside)).times(/probe failed/).length;
    // Stalls of up to 0.99 s: with 0.6 s more than the timeout of 1 s.
    expect(failures({ quotaMs: 10, periodMs: 1000 })).toBeGreaterThan(0);
    expect(failures({ quotaMs: 400, periodMs: 1000 })).toBe(0);
  });
});

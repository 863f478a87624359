import { describe, expect, it } from 'vitest';
import {
  application,
  constant,
  deployment,
  podTemplate,
  simulationOptions,
  traffic,
} from '../../../testing/options.ts';
import { run, type TestRun } from '../../../testing/run.ts';
import type { AutoscalingOptions, SimulationOptions } from '../../options.ts';
import type { AutoscalerSpec } from './autoscaler.ts';

const SETTINGS: AutoscalingOptions['settings'] = {
  syncPeriodMs: 15_000,
  metricResolutionMs: 15_000,
  housekeepingMs: 10_000,
  tolerance: 0.1,
  downscaleStabilizationMs: 300_000,
  cpuInitializationPeriodMs: 300_000,
  initialReadinessDelayMs: 30_000,
};
const CPU: AutoscalerSpec = {
  minReplicas: 4,
  maxReplicas: 20,
  metrics: [{ type: 'Resource', name: 'cpu', target: { type: 'Utilization', percent: 60 } }],
  behavior: null,
};
const STEP_MS = 60_000;

/** Pods of one slot and one requested core; 110/s are 55 % of four of them, `then`/s come from one minute on. */
function scaled(then: number, spec: Partial<AutoscalerSpec>, more: Partial<SimulationOptions> = {}) {
  const cpu = { container: 'web', requests: [{ name: 'web', milli: 1000 }], share: 1, idleMilli: 0 };
  const pod = podTemplate({ application: application({ concurrency: 1, startup: constant(8000) }), cpu });
  const steps = [
    { fromMs: 0, ratePerSecond: 110 },
    { fromMs: STEP_MS, ratePerSecond: then },
  ];
  return simulationOptions({
    durationMs: 240_000,
    workloads: [deployment({ pod })],
    traffic: [traffic({ arrivals: { type: 'steps', steps } })],
    autoscaling: {
      autoscalers: [{ name: 'web', workload: 0, spec: { ...CPU, ...spec } }],
      settings: SETTINGS,
      series: { jobs: [100, 40].map((value, i) => ({ fromMs: i * STEP_MS, milli: value * 1000 })) },
    },
    ...more,
  });
}

const hpa = ({ timeline }: TestRun, pattern: RegExp) =>
  timeline.filter(({ object, what }) => object === 'horizontalpodautoscaler/web' && pattern.test(what));

/** Ends of the scalings, `4 → 6` as 6. */
const sizes = (result: TestRun) =>
  hpa(result, /^scaled/).map(({ what }) => Number(/→ (\d+)$/.exec(what)![1]));

describe('a load that doubles at once', () => {
  const result = run(scaled(220, {}));
  const [decision] = hpa(result, /^scaled/);

  it('is answered by as many pods as bring the utilisation to the target', () => {
    // 220/s at 20 ms are 4.4 cores: between 60 % and 66 % of what 7 pods request.
    expect(sizes(result).at(-1)).toBeGreaterThanOrEqual(7);
    expect(sizes(result).at(-1)).toBeLessThanOrEqual(9);
    const pods = result.pods.filter(({ phases }) => phases.at(-1)!.phase === 'ready');
    expect(pods).toHaveLength(sizes(result).at(-1)!);
  });

  it('takes a metric’s age, a sync, a rollout, a start and a readiness, which add up in the timeline', () => {
    const [ready] = hpa(result, /ready .* after the measured load/);
    const seconds = (text: string) => [...text.matchAll(/([\d.]+) s /g)].map(([, value]) => Number(value));
    const [total] = seconds(ready!.what);
    const parts = seconds(ready!.why!);
    expect(parts).toHaveLength(6);
    expect(parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(total!, 2);
    const measuredS = ready!.timeMs / 1000 - total!;
    const ends = parts.map((_, i) => measuredS + parts.slice(0, i + 1).reduce((sum, part) => sum + part, 0));
    // Each end is an entry of its own; the last new pod counts. The load was measured after it came.
    const first = Number(/→ (\d+)/.exec(decision!.what)![1]) - 4;
    const last = (pattern: RegExp) => result.times(pattern).filter((s) => s > STEP_MS / 1000)[first - 1]!;
    expect(measuredS).toBeGreaterThan(STEP_MS / 1000);
    expect(ends[1]).toBeCloseTo(decision!.timeMs / 1000, 2);
    expect(ends[4]).toBeCloseTo(last(/^pod\/.*: process listens/), 2);
    expect(ends[5]).toBeCloseTo(ready!.timeMs / 1000, 2);
    expect(parts[0]).toBeLessThanOrEqual(10);
    expect(parts[1]).toBeLessThanOrEqual(15);
    expect(parts[4]).toBeCloseTo(8, 2);
    expect(parts[5]).toBeLessThan(5.1);
  });

  it('says in words what was measured, and how old it was', () => {
    expect(decision!.why).toMatch(
      /^cpu of the pods above target \(\d+ % asks for \d+\); measured over [\d.]+ s until [\d.]+ s ago$/,
    );
  });
});

describe('what holds an autoscaler back', () => {
  it('is the memory of the last five minutes, on the way down', () => {
    const down = { minReplicas: 1 };
    const settings = { ...SETTINGS, downscaleStabilizationMs: 60_000 };
    const options = scaled(30, down);
    const quick = run({ ...options, autoscaling: { ...options.autoscaling!, settings } });
    expect(sizes(run(options))).toEqual([]);
    expect(hpa(run(options), /^stays at 4/).at(-1)!.why).toBe('ScaleDownStabilized');
    const [at] = hpa(quick, /^scaled/);
    expect(at!.timeMs).toBeGreaterThan(STEP_MS + 60_000);
    expect(at!.why).toMatch(/^all metrics below target/);
    // 30/s are 0.6 cores, and one pod at 60 % is at the edge.
    expect(sizes(quick).at(-1)).toBeLessThanOrEqual(2);
  });

  it('is forgotten after its window, which two periods have outlasted', () => {
    const target = { type: 'AverageValue', milli: 100_000 } as const;
    const spec = { minReplicas: 1, metrics: [{ type: 'External', name: 'jobs', target } as const] };
    const options = scaled(110, spec);
    const settings = { ...SETTINGS, downscaleStabilizationMs: 30_000 };
    for (let replication = 0; replication < 10; replication++) {
      const result = run(
        { ...options, durationMs: 70_000, autoscaling: { ...options.autoscaling!, settings } },
        replication,
      );
      const [first] = hpa(result, /^stays at 4/);
      const [down] = hpa(result, /^scaled/);
      // Whatever the rounding of the times: the third sync, not the fourth.
      expect(down!.timeMs - first!.timeMs).toBeCloseTo(30_002, 6);
    }
  });

  it('is a request that is missing', () => {
    const options = scaled(220, {});
    const { pod } = options.workloads[0]!;
    const cpu = { ...pod.cpu!, requests: [{ name: 'web', milli: 1000 }, { name: 'sidecar' }] };
    const blind = run({ ...options, workloads: [deployment({ pod: { ...pod, cpu } })] });
    expect(sizes(blind)).toEqual([]);
    expect(hpa(blind, /^stays at 4/).at(-1)!.why).toContain('missing request for cpu in container sidecar');
  });
});

describe('other metrics', () => {
  it('Pods: requests answered per second and pod', () => {
    // 220/s at 30/s each.
    const pods = run(scaled(220, { metrics: [{ type: 'Pods', name: 'rps', milli: 30_000 }] }));
    expect(sizes(pods).at(-1)).toBeGreaterThanOrEqual(7);
    expect(sizes(pods).at(-1)).toBeLessThanOrEqual(9);
  });

  it('External: the series of the scenario, read at once', () => {
    const target = { type: 'AverageValue', milli: 10_000 } as const;
    const spec = { minReplicas: 1, metrics: [{ type: 'External', name: 'jobs', target } as const] };
    const options = scaled(110, spec);
    const settings = { ...SETTINGS, downscaleStabilizationMs: 30_000 };
    const result = run({ ...options, autoscaling: { ...options.autoscaling!, settings } });
    // 100 jobs at 10 each, at most twice as many pods a sync; from one minute on 40.
    expect(sizes(result)).toEqual([8, 10, 4]);
    const [up, , down] = hpa(result, /^scaled/);
    expect(up!.timeMs).toBeLessThan(15_000);
    expect(down!.timeMs - STEP_MS).toBeGreaterThan(30_000 - 15_000);
    expect(down!.timeMs - STEP_MS).toBeLessThan(30_000 + 15_100);
  });

  it('one without values fails, and nothing is scaled', () => {
    const target = { type: 'Value', milli: 1000 } as const;
    const result = run(scaled(220, { metrics: [{ type: 'External', name: 'nothing', target }] }));
    expect(sizes(result)).toEqual([]);
    expect(hpa(result, /^stays at 4/)[0]!.why).toMatch(/^FailedGetExternalMetric/);
  });
});

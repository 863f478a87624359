import { describe, expect, it } from 'vitest';
import { Autoscaler, type AutoscalerSpec } from './autoscaler.ts';
import type { MetricsApi, MetricSpec } from './metrics.ts';
import type { ScaledPod } from './pod-groups.ts';

const SETTINGS = {
  tolerance: 0.1,
  downscaleStabilizationMs: 300_000,
  cpuInitializationPeriodMs: 300_000,
  initialReadinessDelayMs: 30_000,
};
const START = 1e9;
const CPU: MetricSpec = { type: 'Resource', name: 'cpu', target: { type: 'Utilization', percent: 50 } };
const QUEUE: MetricSpec = { type: 'External', name: 'queue', target: { type: 'AverageValue', milli: 1000 } };

/** Every pod uses `milli` of the 1000 it requests; `queue` is the total of the external metric. */
function api(pods: number, milli: number, queue: number | null = null): MetricsApi {
  const timestampMs = START;
  return {
    resource: () =>
      Array.from({ length: pods }, (_, i) => {
        return { pod: `p${i}`, timestampMs, windowMs: 0, containers: { app: milli } };
      }),
    pods: () => null,
    total: () => queue,
  };
}

function target(specReplicas: number, there = specReplicas) {
  const pods = Array.from({ length: there }, (_, i): ScaledPod => {
    const ready = { status: true, changedMs: 0 };
    const containers = [{ name: 'app', milli: { cpu: 1000 } }];
    return { name: `p${i}`, phase: 'Running', deleting: false, startedMs: 0, ready, containers };
  });
  return { specReplicas, statusReplicas: there, pods };
}

function autoscaler(changes: Partial<AutoscalerSpec> = {}, isNew = false): Autoscaler {
  const spec = { minReplicas: 2, maxReplicas: 20, metrics: [CPU], behavior: null, ...changes };
  return new Autoscaler(spec, SETTINGS, isNew ? null : []);
}

const yes = (reason: string) => ({ status: true, reason });
const no = (reason: string) => ({ status: false, reason });

describe('Autoscaler', () => {
  it('doubles at most in each sync, and says so', () => {
    const hpa = autoscaler();
    const first = hpa.sync(target(3), api(3, 1000), START);
    expect(first).toMatchObject({ replicas: 6, why: 'cpu of the pods above target' });
    expect(first.conditions).toEqual({
      AbleToScale: yes('SucceededRescale'),
      ScalingActive: yes('ValidMetricFound'),
      ScalingLimited: no('DesiredWithinRange'),
    });
    const second = autoscaler().sync(target(3), api(3, 2000), START);
    expect(second.replicas).toBe(6);
    expect(second.conditions.ScalingLimited).toEqual(yes('ScaleUpLimit'));
  });

  it('holds a scale-down until the window has passed', () => {
    const hpa = autoscaler();
    expect(hpa.sync(target(8), api(8, 490), START).replicas).toBe(8);
    const held = hpa.sync(target(8), api(8, 100), START + 300_000);
    expect(held.replicas).toBe(8);
    expect(held.conditions.AbleToScale).toEqual(yes('ScaleDownStabilized'));
    expect(hpa.sync(target(8), api(8, 100), START + 300_001).replicas).toBe(2);
  });

  it('does not shrink what it finds in its first sync', () => {
    expect(autoscaler({}, true).sync(target(8), api(8, 100), START).replicas).toBe(8);
    expect(autoscaler({}, false).sync(target(8), api(8, 100), START).replicas).toBe(2);
  });

  it.each([
    [1, 2, 'fewer than minReplicas'],
    [50, 20, 'more than maxReplicas'],
  ])('brings %i to %i without asking for metrics', (current, replicas, why) => {
    const decision = autoscaler().sync(target(current), api(0, 0), START);
    expect(decision).toMatchObject({ replicas, why, proposals: [] });
    expect(decision.conditions).toEqual({ AbleToScale: yes('SucceededRescale') });
  });

  it('leaves a target that was scaled to zero alone, unless zero is allowed', () => {
    const sleeping = autoscaler().sync(target(0), api(0, 0), START);
    expect(sleeping.replicas).toBe(0);
    expect(sleeping.conditions.ScalingActive).toEqual(no('ScalingDisabled'));
    const waking = autoscaler({ minReplicas: 0, metrics: [QUEUE] }).sync(target(0), api(0, 0, 3000), START);
    expect(waking.replicas).toBe(3);
  });

  it('takes the metric that wants the most', () => {
    const metrics = [CPU, QUEUE];
    const decision = autoscaler({ metrics }).sync(target(4), api(4, 600, 7000), START);
    expect(decision).toMatchObject({ replicas: 7, why: 'External metric queue above target' });
    expect(decision.proposals).toMatchObject([{ replicas: 5 }, { replicas: 7 }]);
  });

  it('with a metric that fails still grows, but never shrinks', () => {
    const metrics = [QUEUE, CPU];
    const growing = autoscaler({ metrics }).sync(target(4), api(4, 600), START);
    expect(growing.replicas).toBe(5);
    expect(growing.conditions.ScalingActive).toEqual(yes('ValidMetricFound'));
    const shrinking = autoscaler({ metrics }).sync(target(4), api(4, 100), START);
    expect(shrinking.replicas).toBe(4);
    expect(shrinking.conditions.ScalingActive).toEqual(no('FailedGetExternalMetric'));
  });

  it.each([
    [QUEUE, 'FailedGetExternalMetric'],
    [{ type: 'Unknown' } as const, 'InvalidMetricSourceType'],
    [{ type: 'Pods', name: 'qps', milli: 1 } as const, 'FailedGetPodsMetric'],
    [{ ...CPU, type: 'ContainerResource', container: 'none' } as const, 'FailedGetContainerResourceMetric'],
  ])('stays when all metrics fail: %o', (metric, reason) => {
    const decision = autoscaler({ metrics: [metric] }).sync(target(4), api(4, 900), START);
    expect(decision.replicas).toBe(4);
    expect(decision.conditions.ScalingActive).toEqual(no(reason));
  });

  describe('with spec.behavior', () => {
    const slow = (value: number, stabilizationWindowSeconds: number, tolerance: number | null = null) => ({
      stabilizationWindowSeconds,
      selectPolicy: 'Max' as const,
      policies: [{ type: 'Pods' as const, value, periodSeconds: 60 }],
      tolerance,
    });

    it('remembers what it changed for as long as a policy lasts', () => {
      const hpa = autoscaler({ behavior: { scaleUp: slow(2, 0), scaleDown: slow(1, 0) } });
      expect(hpa.sync(target(4), api(4, 1000), START).replicas).toBe(6);
      const held = hpa.sync(target(6), api(6, 1000), START + 59_000);
      expect(held.replicas).toBe(6);
      expect(held.conditions.ScalingLimited).toEqual(yes('ScaleUpLimit'));
      expect(hpa.sync(target(6), api(6, 1000), START + 60_000).replicas).toBe(8);
      expect(hpa.sync(target(8), api(8, 10), START + 130_000).replicas).toBe(7);
      expect(hpa.sync(target(7), api(7, 10), START + 131_000).replicas).toBe(7);
    });

    it('waits with growing too, if it is to', () => {
      const hpa = autoscaler({ behavior: { scaleUp: slow(9, 60), scaleDown: slow(9, 60) } });
      expect(hpa.sync(target(4), api(4, 500), START).replicas).toBe(4);
      const held = hpa.sync(target(4), api(4, 1000), START + 30_000);
      expect(held.replicas).toBe(4);
      expect(held.conditions.AbleToScale).toEqual(yes('ScaleUpStabilized'));
      expect(hpa.sync(target(4), api(4, 1000), START + 61_000).replicas).toBe(8);
    });

    it('has tolerances of its own', () => {
      const behavior = { scaleUp: slow(9, 0, 0.01), scaleDown: slow(9, 0) };
      expect(autoscaler({ behavior }).sync(target(4), api(4, 520), START).replicas).toBe(5);
      expect(autoscaler({}).sync(target(4), api(4, 520), START).replicas).toBe(4);
    });
  });
});

import { describe, expect, it } from 'vitest';
import { recommend, type MetricSpec, type MetricsApi, type PodUsage } from './metrics.ts';
import type { ScaledPod } from './pod-groups.ts';

const containers = [
  { name: 'app', milli: { cpu: 400, memory: 1000 } },
  { name: 'proxy', milli: { cpu: 100, memory: 1000 } },
];
const pods = ['a', 'b'].map((name): ScaledPod => {
  const ready = { status: true, changedMs: 0 };
  return { name, phase: 'Running', deleting: false, startedMs: 0, ready, containers };
});
const circumstances = {
  currentReplicas: 2,
  pods,
  tolerances: { scaleUp: 0.1, scaleDown: 0.1 },
  periods: { cpuInitializationPeriodMs: 0, initialReadinessDelayMs: 0 },
  nowMs: 1e6,
};

function usage(pod: string, app: number, proxy: number | undefined): PodUsage {
  return { pod, timestampMs: 1e6, windowMs: 0, containers: { app, proxy } };
}

function propose(metric: MetricSpec, usages: readonly PodUsage[] | null) {
  const api: MetricsApi = { resource: () => usages, pods: () => new Map(), total: () => null };
  return recommend([metric], api, 2, circumstances).proposals[0];
}

const cpu = { type: 'Resource', name: 'cpu', target: { type: 'Utilization', percent: 100 } } as const;

describe('recommend', () => {
  it('adds up the containers of a pod, or looks at one of them', () => {
    const usages = [usage('a', 800, 0), usage('b', 800, 0)];
    expect(propose(cpu, usages)).toMatchObject({ utilizationPercent: 160, replicas: 4 });
    const proxy = { ...cpu, type: 'ContainerResource', container: 'proxy' } as const;
    expect(propose(proxy, usages)).toMatchObject({ utilizationPercent: 0, replicas: 0 });
  });

  it('takes a pod for missing when one of its containers is not measured', () => {
    expect(propose(cpu, [usage('a', 900, 100), usage('b', 900, undefined)])).toMatchObject({ replicas: 2 });
    expect(propose(cpu, [usage('a', 900, undefined)])).toMatchObject({
      failure: expect.stringContaining('did not receive metrics'),
    });
  });

  it('compares a resource with an average instead of requests if asked to', () => {
    const metric = {
      type: 'Resource',
      name: 'memory',
      target: { type: 'AverageValue', milli: 500 },
    } as const;
    expect(propose(metric, [usage('a', 1000, 0), usage('b', 1000, 0)])).toMatchObject({
      replicas: 4,
      usageMilli: 1000,
      utilizationPercent: null,
    });
  });

  it.each([[[]], [null]])('fails when the metrics API gives %o', (usages) => {
    expect(propose(cpu, usages)).toEqual({ failure: 'no metrics returned from resource metrics API' });
  });

  it('decides nothing without any metric', () => {
    const api: MetricsApi = { resource: () => [], pods: () => null, total: () => null };
    expect(recommend([], api, 2, circumstances)).toMatchObject({ replicas: null, condition: null });
  });
});

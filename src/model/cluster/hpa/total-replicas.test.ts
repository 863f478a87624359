import { describe, expect, it } from 'vitest';
import type { ScaledPod } from './pod-groups.ts';
import { replicasByShare, replicasByValue } from './total-replicas.ts';
import { MOST_REPLICAS } from './tolerance.ts';

function circumstances(currentReplicas: number, ready: readonly boolean[]) {
  const pods = ready.map((status, i): ScaledPod => {
    const name = `p${i}`;
    const condition = { status, changedMs: 0 };
    return { name, phase: 'Running', deleting: false, startedMs: 0, ready: condition, containers: [] };
  });
  return {
    currentReplicas,
    pods,
    tolerances: { scaleUp: 0.1, scaleDown: 0.1 },
    periods: { cpuInitializationPeriodMs: 0, initialReadinessDelayMs: 0 },
    nowMs: 0,
  };
}

describe('replicasByValue', () => {
  it.each([
    ['multiplies the ready pods, not spec.replicas', 5000, 1000, circumstances(3, [true, false, false]), 5],
    ['stays within the tolerance, whatever is ready', 1100, 1000, circumstances(3, [true]), 3],
    ['wakes from zero without pods and without tolerance', 1010, 1000, circumstances(0, []), 2],
    ['falls to zero', 0, 1000, circumstances(5, [true, true]), 0],
    ['ends at the largest number there is', 2 ** 63, 1, circumstances(3, [true]), MOST_REPLICAS],
  ])('%s', (_, usage, target, given, replicas) => {
    expect(replicasByValue(usage, target, given)).toMatchObject({ replicas, usageMilli: usage });
  });

  it('fails when there is something to multiply but no pod', () => {
    expect(replicasByValue(5000, 1000, circumstances(3, []))).toMatchObject({
      failure: expect.stringContaining('no pods'),
    });
  });
});

describe('replicasByShare', () => {
  const given = circumstances(3, []);

  it.each([
    ['grows to hold the total', 20_000, 5000, 3, 4, 6667],
    ['shrinks', 6000, 2000, 5, 3, 1200],
    ['stays within the tolerance of what each has', 8600, 2900, 3, 3, 2867],
    ['compares with the pods there are, surge included', 10_000, 2500, 4, 4, 2500],
  ])('%s', (_, total, target, statusReplicas, replicas, usageMilli) => {
    expect(replicasByShare(total, target, statusReplicas, given)).toMatchObject({ replicas, usageMilli });
  });

  it('wakes from zero', () => {
    expect(replicasByShare(4500, 1000, 0, given)).toMatchObject({ replicas: 5 });
  });
});

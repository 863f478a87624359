import { describe, expect, it } from 'vitest';
import type { Sample, ScaledPod } from './pod-groups.ts';
import { replicasByAverage, replicasByUtilization, type Circumstances } from './pod-replicas.ts';

const NOW = 1e9;

/** `null` milli: no sample. Every pod requests 1000 in one container. */
interface Given {
  readonly milli: number | null;
  readonly ready?: boolean;
  readonly phase?: ScaledPod['phase'];
}

function setting(given: readonly Given[], currentReplicas: number) {
  const pods = given.map(({ ready = true, phase = 'Running' }, i): ScaledPod => {
    const name = `p${i}`;
    const containers = [{ name: 'app', milli: { cpu: 1000 } }];
    return { name, phase, deleting: false, startedMs: 0, ready: { status: ready, changedMs: 0 }, containers };
  });
  const samples = new Map<string, Sample>();
  for (const [i, { milli }] of given.entries()) {
    if (milli !== null) samples.set(`p${i}`, { milli, timestampMs: NOW, windowMs: 15_000 });
  }
  const circumstances: Circumstances = {
    currentReplicas,
    pods,
    tolerances: { scaleUp: 0.1, scaleDown: 0.1 },
    periods: { cpuInitializationPeriodMs: 300_000, initialReadinessDelayMs: 30_000 },
    nowMs: NOW,
  };
  return { samples, circumstances };
}

const all = (...milli: (number | null)[]): Given[] => milli.map((value) => ({ milli: value }));
const unready = (milli: number): Given => ({ milli, ready: false });

describe('replicasByUtilization', () => {
  const propose = (given: readonly Given[], current: number, targetPercent: number) => {
    const { samples, circumstances } = setting(given, current);
    return replicasByUtilization(samples, 'cpu', null, targetPercent, circumstances);
  };

  it.each([
    ['grows by the ratio, rounded up', all(600, 800), 2, 50, 3],
    ['shrinks', all(100, 200, 300, 200), 4, 50, 2],
    ['stays exactly on the edge of the tolerance', all(550, 550), 2, 50, 2],
    ['cuts utilisation to whole percents, here to the tolerance', all(559, 559), 2, 50, 2],
    ['multiplies the pods measured, not spec.replicas', all(1000), 4, 50, 2],
    ['takes an unready pod for idle when growing', [...all(1000, 1000), unready(900)], 3, 50, 4],
    ['stays when idle unready pods bring it to the target', [...all(800), unready(900)], 2, 50, 2],
    ['leaves unready pods out when shrinking', [...all(300, 300, 300), unready(0)], 4, 50, 2],
    ['takes a missing pod for fully used when shrinking', all(100, 100, null), 3, 50, 3],
    ['… and for more, if the target is more', all(100, 100, null, null), 4, 300, 3],
    ['takes a missing pod for idle when growing', all(1900, null), 2, 100, 2],
    ['counts missing pods that are more than replicas', all(100, 100, null), 2, 50, 2],
    ['ignores failed pods', [...all(800, 800), { milli: null, phase: 'Failed' } as const], 2, 50, 4],
  ])('%s', (_, given, current, targetPercent, replicas) => {
    expect(propose(given, current, targetPercent)).toMatchObject({ replicas });
  });

  it('reports the use of the pods that count, before anything is assumed', () => {
    const proposal = propose([...all(600, 800), unready(0)], 3, 50);
    expect(proposal).toMatchObject({ usageMilli: 700, utilizationPercent: 70 });
  });

  it('averages by the requests of one container if asked to', () => {
    const { samples, circumstances } = setting(all(500), 1);
    const pods = circumstances.pods.map((pod) => ({
      ...pod,
      containers: [
        { name: 'app', milli: { cpu: 250 } },
        { name: 'proxy', milli: {} },
      ],
    }));
    const ask = (container: string | null) =>
      replicasByUtilization(samples, 'cpu', container, 100, { ...circumstances, pods });
    expect(ask('app')).toMatchObject({ replicas: 2, utilizationPercent: 200 });
    expect(ask(null)).toEqual({ failure: 'missing request for cpu in container proxy of Pod p0' });
  });

  it('fails without pods, without samples that count, and with samples of strangers only', () => {
    const strangers = new Map([['x', { milli: 1, timestampMs: NOW, windowMs: 0 }]]);
    const { circumstances } = setting(all(1), 1);
    expect(propose([], 1, 50)).toMatchObject({ failure: expect.stringContaining('no pods') });
    expect(propose([unready(900)], 1, 50)).toMatchObject({ failure: expect.stringContaining('unready') });
    expect(replicasByUtilization(strangers, 'cpu', null, 50, circumstances)).toEqual({
      failure: 'no metrics returned matched known pods',
    });
  });

  it('has a tolerance for each direction', () => {
    const { samples, circumstances } = setting(all(530, 530), 2);
    const tolerances = { scaleUp: 0.05, scaleDown: 0.5 };
    const strict = { ...circumstances, tolerances };
    expect(replicasByUtilization(samples, 'cpu', null, 50, strict)).toMatchObject({ replicas: 3 });
    expect(replicasByUtilization(samples, 'cpu', null, 100, strict)).toMatchObject({ replicas: 2 });
  });
});

describe('replicasByAverage', () => {
  const propose = (given: readonly Given[], current: number, resource: string | null = null) => {
    const { samples, circumstances } = setting(given, current);
    return replicasByAverage(samples, resource, 15_000, circumstances);
  };

  it.each([
    ['grows by the ratio', all(20_000, 10_000, 30_000), 3, 4],
    ['does not care for readiness', [unready(50_000), ...all(15_000, 30_000)], 3, 7],
    ['takes a missing pod to be on target when shrinking', all(10_000, 10_000, null), 3, 3],
    ['assumes nothing of a missing pod when exactly on target', all(15_000, 15_000, null), 3, 3],
    ['never reverses because there are more pods than replicas', all(8_000, 8_000, null), 2, 2],
  ])('%s', (_, given, current, replicas) => {
    expect(propose(given, current)).toMatchObject({ replicas });
  });

  it('cares for readiness when the metric is CPU', () => {
    expect(propose([unready(50_000), ...all(30_000)], 2, 'cpu')).toMatchObject({ replicas: 2 });
  });

  it('reports the average in whole thousandths', () => {
    expect(propose(all(50_000, 15_000, 30_000), 3)).toMatchObject({ usageMilli: 31_666 });
  });
});

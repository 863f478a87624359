/** Pods that hang, are slow or are deleted by hand: what becomes of requests, of the pod, and how the timeline tells it. */
import { describe, expect, it } from 'vitest';
import {
  application,
  cluster,
  constant,
  deployment,
  podTemplate,
  probe,
  simulationOptions,
  traffic,
} from '../../testing/options.ts';
import { run } from '../../testing/run.ts';
import { CauseCode } from '../outcomes.ts';
import type { ApplicationOptions, EventOptions, PodOptions, SimulationOptions } from '../options.ts';

const common = { atMs: 20_000, workload: 0, count: 1 } as const;
const HANG: EventOptions = { type: 'hangPod', ...common };
const STEADY = { serviceTime: constant(20), concurrency: 1000 } as const;

function web(
  events: readonly EventOptions[],
  pod: Partial<PodOptions> = {},
  program: Partial<ApplicationOptions> = {},
  changes: Partial<SimulationOptions> = {},
) {
  const template = podTemplate({ application: application({ ...STEADY, ...program }), ...pod });
  return run(
    simulationOptions({
      durationMs: 60_000,
      warmupMs: 0,
      cluster: cluster({ nodes: [{ name: 'node-1', zone: 'a' }] }),
      workloads: [deployment({ replicas: 2, pod: template })],
      traffic: [traffic({ arrivals: { type: 'constant', ratePerSecond: 100 }, from: 'cluster' })],
      events,
      ...changes,
    }),
  );
}

describe('hangPod', () => {
  it('takes 1/n of the requests with it until the proxies know, each to its own timeout', () => {
    const result = web([HANG]);
    const [hung] = result.times(/: hangs/);
    const removed = result.times(/kube-proxy.*−/).find((at) => at > hung!);
    expect(hung).toBe(20);
    // Half of 100/s; requests that were in service at the time are lost as well.
    const expected = 50 * (removed! - hung!);
    expect(result.blamed).toEqual({ 'hung-pod': expect.any(Number) });
    expect(Math.abs(result.blamed['hung-pod']! - expected)).toBeLessThan(4 * Math.sqrt(expected / 2) + 2);
    expect(result.kinds).toEqual({ timeout: result.blamed['hung-pod'] });
  });

  it('is noticed by httpGet, grpc and exec probes, not by tcpSocket', () => {
    const noticed = (['httpGet', 'grpc', 'exec', 'tcpSocket'] as const).map(
      (handler) =>
        web([HANG], { readinessProbe: probe({ handler, periodSeconds: 5 }) }).times(
          /readiness probe failed, 3/,
        ).length,
    );
    expect(noticed).toEqual([1, 1, 1, 0]);
  });

  it('ends with the process: what was held is reset then, and the next one answers', () => {
    const livenessProbe = probe({ periodSeconds: 2, failureThreshold: 1 });
    const patient = { traffic: [traffic({ timeoutMs: 30_000, from: 'cluster' })] };
    const result = web([HANG], { readinessProbe: null, livenessProbe }, {}, patient);
    expect(result.blamed['hung-pod']).toBeGreaterThan(0);
    expect(result.kinds['timeout'] ?? 0).toBe(0);
    expect(result.kinds['reset']).toBe(result.blamed['hung-pod']);
    const [killed] = result.times(/container is killed/);
    const ofHang = result.losses.filter(({ cause }) => cause === CauseCode['hung-pod']);
    expect(ofHang.map(({ lastMs }) => lastMs / 1000)).toEqual([expect.closeTo(killed!, 2)]);
  });

  it.each([
    ['exit', /exited on SIGTERM/, 0],
    ['drain', /SIGKILL$/, 30],
    ['ignore', /SIGKILL$/, 30],
  ] as const)(
    'onTerm %s: SIGTERM ends it as the program is, or only SIGKILL does',
    (onTerm, end, seconds) => {
      const deleted: EventOptions = { type: 'rolloutRestart', atMs: 22_000, workload: 0 };
      const result = web([HANG, deleted], { readinessProbe: null }, { onTerm }, { durationMs: 120_000 });
      const hungPod = result.timeline.find(({ what }) => what === 'hangs')!.object;
      const of = (what: RegExp) =>
        result.timeline.find((entry) => entry.object === hungPod && what.test(entry.what))!.timeMs / 1000;
      expect(of(end) - of(/^SIGTERM$/)).toBeCloseTo(seconds, 6);
    },
  );

  it('is told step by step: the hang, each failed probe, the status, the slices, the proxy', () => {
    const readinessProbe = probe({ periodSeconds: 2, failureThreshold: 2 });
    const result = web([HANG], { readinessProbe });
    const story = result.timeline
      .filter(({ timeMs, object }) => timeMs >= 20_000 && !/^(?:traffic|replicaset)/.test(object))
      .map(({ object, what }) => `${object.split('/')[0]}: ${what}`);
    expect(story.slice(0, 5)).toEqual([
      'pod: hangs',
      'pod: readiness probe failed, 1 of 2',
      'pod: readiness probe failed, 2 of 2',
      'endpointslice: 1 of 2 endpoints ready',
      expect.stringContaining('kube-proxy: '),
    ]);
    const why = result.timeline.find(({ what }) => what === 'readiness probe failed, 1 of 2')!.why;
    expect(why).toBe('no answer within 1 s');
  });

  /**
   * From a hang at any time of a period: the next tick is P/2 away on average, F − 1 periods follow, and the last probe
   * takes T to fail. Of n pods with ticks of their own the mean is normal with deviation P/√(12n); 4.5 deviations.
   */
  it.each([
    [10, 1, 3],
    [5, 2, 2],
    [3, 1, 1],
  ])('leaves the rotation after P/2 + (F−1)P + T on average: P = %i, T = %i, F = %i', (P, T, F) => {
    const n = 200;
    const readinessProbe = probe({ periodSeconds: P, timeoutSeconds: T, failureThreshold: F });
    const result = web(
      [{ ...HANG, count: n }],
      { readinessProbe },
      {},
      {
        workloads: [
          deployment({ replicas: n, pod: podTemplate({ readinessProbe, application: application(STEADY) }) }),
        ],
        cluster: cluster(),
        durationMs: 30_000 + 1000 * F * P,
        traffic: [traffic({ arrivals: { type: 'constant', ratePerSecond: 1 } })],
      },
    );
    const failed = result.times(new RegExp(`readiness probe failed, ${F} of ${F}`)).map((at) => at - 20);
    expect(failed).toHaveLength(n);
    const mean = failed.reduce((sum, at) => sum + at, 0) / n;
    expect(Math.abs(mean - (P / 2 + (F - 1) * P + T))).toBeLessThan((4.5 * P) / Math.sqrt(12 * n));
    // Status patch, watch, sync and write of the slices, watch, and rules on every node, of constant length here.
    const controlPlane = 0.015 + 0.02 + 0.001 + 0.01 + 0.02 + 0.02;
    const removals = result.times(/kube-proxy.*−/);
    expect(removals[0]! - 20 - Math.min(...failed)).toBeCloseTo(controlPlane, 6);
  });
});

describe('oomKillPod', () => {
  it('resets what is in flight, even of a hung pod, and the kubelet starts the container again', () => {
    const oom: EventOptions = { type: 'oomKillPod', ...common };
    const result = web([oom], {}, { serviceTime: constant(500) });
    expect(result.times(/OOMKilled/)).toEqual([20]);
    expect(result.blamed['killed-in-flight']).toBeGreaterThan(10);
    expect(result.times(/container started/)).toHaveLength(1);
    const hung = web([HANG, { ...oom, atMs: 21_000 }], { readinessProbe: null });
    expect(hung.times(/OOMKilled/)).toEqual([21]);
    expect(hung.kinds['reset']).toBe(hung.blamed['hung-pod']);
  });
});

describe('slowPod', () => {
  const slow = (forMs: number | null): EventOptions => ({
    type: 'slowPod',
    ...common,
    count: 2,
    factor: 10,
    forMs,
  });
  const slowest = (result: ReturnType<typeof web>) => {
    const { latency } = result.series;
    return latency.pages.length;
  };

  it('takes longer for requests while it lasts', () => {
    const at = (durationMs: number, forMs: number | null) => web([slow(forMs)], {}, {}, { durationMs });
    const healthy = at(20_000, null);
    const [during, after] = [at(30_000, null), at(30_000, 5000)];
    expect(healthy.latency.sum / healthy.ok).toBeCloseTo(20.2, 0);
    // 20 s at 20 ms and 10 s, or 5 s, at 200 ms.
    expect(during.latency.sum / during.ok - healthy.latency.sum / healthy.ok).toBeCloseTo(180 / 3, 0);
    expect(after.latency.sum / after.ok - healthy.latency.sum / healthy.ok).toBeCloseTo(180 / 6, 0);
    expect(slowest(during)).toBeGreaterThan(0);
  });

  it('multiplies the cold start of a young process, and ends with the process', () => {
    const crash: EventOptions = { type: 'crashPod', ...common, atMs: 25_000, count: 2 };
    const result = web([slow(null), crash], { readinessProbe: null }, { startup: constant(0) });
    const expected = (20 * 35 + 200 * 5) / 40;
    expect(result.latency.sum / result.ok).toBeLessThan(expected + 20);
    expect(result.latency.sum / result.ok).toBeGreaterThan(20 + (180 * 5) / 60 - 5);
  });

  it('fails probes whose answers it makes late', () => {
    const health = { path: 'separate', serviceTime: constant(200) } as const;
    expect(web([slow(null)], {}, { health }).times(/readiness probe failed, 3 of 3/)).toHaveLength(2);
    expect(web([slow(4000)], {}, { health }).times(/readiness probe failed, 3 of 3/)).toHaveLength(0);
  });
});

describe('killPod', () => {
  const kill = (gracePeriodSeconds?: number): EventOptions => ({
    type: 'killPod',
    ...common,
    ...(gracePeriodSeconds !== undefined && { gracePeriodSeconds }),
  });

  it('deletes the oldest pod, which its ReplicaSet replaces', () => {
    const result = web([kill()], {}, { onTerm: 'drain' });
    expect(result.times(/deletion requested/)).toEqual([20.01]);
    expect(result.pods).toHaveLength(3);
    expect(result.timeline.find(({ what }) => what === 'deletion requested')!.why).toBe('kubectl delete pod');
    expect(result.pods.filter(({ phases }) => phases.at(-1)!.phase === 'ready')).toHaveLength(2);
  });

  it.each([
    [5, 5],
    [1, 2],
    [60, 60],
  ])('with a grace of %i s of its own has SIGKILL follow %i s after SIGTERM', (grace, seconds) => {
    const result = web([kill(grace)], {}, { onTerm: 'ignore' }, { durationMs: 100_000 });
    expect(result.times(/SIGKILL$/)[0]! - result.times(/SIGTERM$/)[0]!).toBeCloseTo(seconds, 6);
  });

  it('takes the object away at once where the template gives no grace', () => {
    const result = web([kill()], { terminationGracePeriodSeconds: 0 }, { onTerm: 'ignore' });
    const [asked] = result.times(/deletion requested/);
    expect(result.pods[0]!.phases.at(-1)!.endMs / 1000).toBeCloseTo(asked!, 6);
  });

  it('with grace 0 takes the object away at once; the process has a preStop of 1 s and 2 s after SIGTERM', () => {
    const result = web([kill(0)], { preStopMs: 10_000 }, { onTerm: 'ignore' });
    const [asked] = result.times(/deletion requested/);
    expect(result.pods[0]!.phases.at(-1)!.endMs / 1000).toBeCloseTo(asked!, 6);
    expect(result.times(/SIGTERM$/)[0]! - asked!).toBeCloseTo(0.02 + 1, 6);
    expect(result.times(/SIGKILL$/)[0]! - result.times(/SIGTERM$/)[0]!).toBeCloseTo(2, 6);
    expect(result.times(/: network removed$/)).toHaveLength(1);
  });
});

/** A kubelet that ends and begins anew: what it forgets, what it finds, and what its probes do. */
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
import type { ClusterOptions, EventOptions, PodOptions } from '../options.ts';

const restartAt = (second: number, downMs = 2000): EventOptions => ({
  type: 'restartKubelet',
  atMs: 1000 * second,
  nodes: [0],
  downMs,
});
const LEGACY = { changeContainerStatusOnKubeletRestart: true } as const;

/** One pod on one node, with one request every 100 ms. */
function onePod(
  events: readonly EventOptions[],
  pod: Partial<PodOptions> = {},
  changes: Partial<ClusterOptions> = {},
  { replication = 0, durationMs = 100_000 } = {},
) {
  const served = application({ serviceTime: constant(20), concurrency: 1000 });
  return run(
    simulationOptions({
      durationMs,
      warmupMs: 0,
      cluster: cluster({ nodes: [{ name: 'node-1', zone: 'a' }], ...changes }),
      workloads: [deployment({ replicas: 1, pod: podTemplate({ application: served, ...pod }) })],
      traffic: [traffic({ arrivals: { type: 'constant', ratePerSecond: 10 }, from: 'cluster' })],
      events,
    }),
    replication,
  );
}

const phases = ({ pods }: ReturnType<typeof run>) => pods[0]!.phases.map(({ phase }) => phase);

describe('the restart of a kubelet', () => {
  it('leaves pods that were ready as they were, since 1.35', () => {
    const startupProbe = probe({ periodSeconds: 5 });
    const output = onePod([restartAt(30)], { startupProbe, livenessProbe: probe() });
    expect(output.times(/its kubelet (?:ends|begins anew)/)).toEqual([30, 32]);
    expect(phases(output)).toEqual(['ready']);
    expect(output.kinds).toEqual({});
  });

  it('made them not ready before, from its second status until a probe has succeeded', () => {
    const outages = Array.from({ length: 30 }, (_, replication) => {
      const { pods } = onePod([restartAt(30)], {}, LEGACY, { replication, durationMs: 60_000 });
      const spans = pods[0]!.phases;
      // A probe that happens to begin before the second status finds the pod ready still, but for a moment.
      return spans.filter(({ phase }) => phase === 'starting').map(({ startMs, endMs }) => endMs - startMs);
    }).flat();
    for (const lostMs of outages) expect(lostMs).toBeLessThan(5000);
    const long = outages.filter((lostMs) => lostMs > 100);
    // The period is 5 s, and the second status comes after about one: four of five restarts.
    expect(long.length).toBeGreaterThan(15);
    const mean = long.reduce((sum, lostMs) => sum + lostMs, 0) / long.length;
    // Uniform on 0…4 s: 2 s, and σ = 1.15 s of each.
    expect(Math.abs(mean - 2000)).toBeLessThan((3.5 * 1150) / Math.sqrt(long.length));
  });

  it('takes pods that were not ready for ready in its first status, before 1.35 only', () => {
    const sick = application({ health: { path: 'separate', serviceTime: constant(1), status: 500 } });
    const late: EventOptions = { type: 'rolloutRestart', atMs: 5000, workload: 0 };
    const strategy = { application: sick } as const;
    const legacy = onePod([late, restartAt(40)], strategy, LEGACY);
    const present = onePod([late, restartAt(40)], strategy);
    expect(legacy.pods[1]!.phases.map(({ phase }) => phase)).toEqual([
      'pending',
      'starting',
      'ready',
      'starting',
    ]);
    expect(present.pods[1]!.phases.map(({ phase }) => phase)).toEqual(['pending', 'starting']);
  });

  it('loses the failures that were counted', () => {
    const hang: EventOptions = { type: 'hangPod', atMs: 20_000, workload: 0, count: 1 };
    const output = onePod([hang, restartAt(34)], {
      readinessProbe: probe({ periodSeconds: 5, failureThreshold: 4 }),
    });
    const counts = output.timeline
      .filter(({ what }) => what.startsWith('readiness probe failed'))
      .map(({ what, timeMs }) => [what.at(-6), timeMs > 36_000]);
    expect(counts.filter(([, later]) => later === true).map(([count]) => count)).toEqual([
      '1',
      '2',
      '3',
      '4',
    ]);
    expect(counts.filter(([, later]) => later === false).length).toBeGreaterThan(1);
  });

  it('forgets the crash back-off', () => {
    const crashes = [20, 25, 40].map((second): EventOptions => ({
      type: 'crashPod',
      atMs: 1000 * second,
      workload: 0,
      count: 1,
    }));
    const without = onePod(crashes);
    const [, , , third] = [0, ...without.times(/container started/)];
    expect(third!).toBeGreaterThan(60);
    const output = onePod([...crashes, restartAt(45)]);
    const [, , started] = output.times(/container started/);
    expect(started!).toBeGreaterThan(47);
    expect(started!).toBeLessThan(47.5);
  });

  it('begins a termination anew, with its preStop and its whole grace', () => {
    const kill: EventOptions = { type: 'killPod', atMs: 20_000, workload: 0, count: 1 };
    const output = onePod([kill, restartAt(25)], { preStopMs: 10_000 });
    const [first, second] = output.times(/preStop runs/);
    expect(first!).toBeLessThan(20.1);
    expect(second!).toBeGreaterThan(27);
    expect(second!).toBeLessThan(27.1);
    expect(output.times(/SIGTERM/)[0]! - second!).toBeCloseTo(10, 6);
    expect(output.times(/: deleted/)).toHaveLength(1);
  });

  it('holds up what is to be started meanwhile', () => {
    const output = onePod([restartAt(20, 15_000), { type: 'rolloutRestart', atMs: 21_000, workload: 0 }]);
    const [admitted] = output.times(/admitted by the kubelet/);
    expect(admitted!).toBeGreaterThan(35);
    expect(admitted!).toBeLessThan(35.1);
    expect(output.pods).toHaveLength(2);
  });

  it('misses a process that ends meanwhile until it is back', () => {
    const crash: EventOptions = { type: 'crashPod', atMs: 22_000, workload: 0, count: 1 };
    const output = onePod([restartAt(20, 15_000), crash]);
    const [started] = output.times(/container started/);
    expect(started!).toBeGreaterThan(35);
    expect(started!).toBeLessThan(35.5);
    expect(output.pods[0]!.restarts).toBe(1);
  });

  it('that takes too long costs the node its readiness, and its pods theirs until a probe has succeeded', () => {
    const output = onePod([restartAt(20, 70_000)], {}, {}, { durationMs: 120_000 });
    expect(output.times(/node-1: NotReady/)).toHaveLength(1);
    expect(output.times(/node-1: Ready/)).toHaveLength(1);
    expect(phases(output)).toEqual(['ready', 'starting', 'ready']);
    expect(output.pods[0]!.phases[1]!.endMs).toBeGreaterThan(90_000);
    expect(output.pods[0]!.phases[1]!.endMs).toBeLessThan(96_000);
  });

  it('spreads the first probes over a period', () => {
    // Hung, so that every probe is told.
    const hang: EventOptions = { type: 'hangPod', atMs: 20_000, workload: 0, count: 1 };
    const firsts = Array.from({ length: 40 }, (_, replication) => {
      const readinessProbe = probe({ periodSeconds: 10, failureThreshold: 30 });
      const output = onePod(
        [hang, restartAt(30)],
        { readinessProbe },
        {},
        { replication, durationMs: 50_000 },
      );
      return output.times(/readiness probe failed, 1 of/).find((time) => time > 32)! - 33.02;
    });
    expect(Math.min(...firsts)).toBeLessThan(2);
    expect(Math.max(...firsts)).toBeGreaterThan(8);
    expect(Math.max(...firsts)).toBeLessThan(10.2);
    const mean = firsts.reduce((a, b) => a + b) / firsts.length;
    // Uniform on 0…10 s: 5 ± 3.5 σ of the mean.
    expect(Math.abs(mean - 5)).toBeLessThan((3.5 * 2.89) / Math.sqrt(40) + 0.05);
  });
});

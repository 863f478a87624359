/** Restarts of a container, on the timeline: by its own crashes, and by its startup and liveness probes. */
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
import type { ApplicationOptions, EventOptions, PodOptions } from '../options.ts';

/** One pod on one node, with one request every 100 ms. */
function onePod(
  pod: Partial<PodOptions>,
  program: Partial<ApplicationOptions> = {},
  events: readonly EventOptions[] = [],
  durationMs = 100_000,
) {
  const served = application({ serviceTime: constant(20), concurrency: 1000, ...program });
  return run(
    simulationOptions({
      durationMs,
      warmupMs: 0,
      cluster: cluster({ nodes: [{ name: 'node-1', zone: 'a' }] }),
      workloads: [deployment({ replicas: 1, pod: podTemplate({ application: served, ...pod }) })],
      traffic: [traffic({ arrivals: { type: 'constant', ratePerSecond: 10 }, from: 'cluster' })],
      events,
    }),
  );
}

const crashAt = (...seconds: number[]): EventOptions[] =>
  seconds.map((second) => ({ type: 'crashPod', atMs: 1000 * second, workload: 0, count: 1 }));
const restartAt = (second: number): EventOptions => ({
  type: 'rolloutRestart',
  atMs: 1000 * second,
  workload: 0,
});

/** Answers later than a probe's timeout. */
const SICK = { health: { path: 'separate', serviceTime: constant(1500) } } as const;
const LIVENESS = probe({ periodSeconds: 5, failureThreshold: 2 });

describe('a crash', () => {
  const result = onePod({}, {}, crashAt(20));

  it('is known to the kubelet at the next relist, which starts the container anew at once', () => {
    const [crashed] = result.times(/crashed/);
    const [started] = result.times(/container started/);
    expect(crashed).toBe(20);
    expect(started! - crashed!).toBeGreaterThan(0.2);
    expect(started! - crashed!).toBeLessThanOrEqual(0.2 + 1.02);
    expect(result.times(/process listens/)[0]! - started!).toBeCloseTo(2, 6);
    expect(result.pods.map(({ restarts }) => restarts)).toEqual([1]);
  });

  it('loses what comes until the pod is no longer listed, and what is in flight', () => {
    // Refused while the address has no listener; afterwards there is no endpoint at all.
    expect(result.blamed['stale-endpoint']).toBeGreaterThan(0);
    expect(result.blamed['no-endpoints']).toBeGreaterThan(0);
    expect(result.blamed['not-listening-yet'] ?? 0).toBeLessThan(10);
  });

  it('makes the pod unready until a probe of the new container succeeds', () => {
    const phases = result.pods[0]!.phases.map(({ phase }) => phase);
    expect(phases).toEqual(['ready', 'starting', 'ready']);
  });

  it('counts in the utilisation only while a process listens', () => {
    const busy = onePod({}, { concurrency: 1, queue: 1000, serviceTime: constant(99) }, crashAt(20));
    expect(busy.utilization).toBeGreaterThan(0.9);
    expect(busy.utilization).toBeLessThanOrEqual(1);
  });

  it('of a pod without a readiness probe does not take it out of the endpoints for longer than it is down', () => {
    const rash = onePod({ readinessProbe: null }, {}, crashAt(20));
    // Ready again as soon as the kubelet sees the new container, before it listens.
    expect(rash.blamed['not-listening-yet']).toBeGreaterThan(0);
  });
});

describe('crash back-off', () => {
  it('waits 0, 10, 20 s after the exits, late by at most half of what was left', () => {
    const result = onePod({}, {}, crashAt(20, 30, 60), 140_000);
    const exits = result.times(/crashed/);
    const starts = result.times(/container started/);
    expect(exits).toEqual([20, 30, 60]);
    const waits = starts.map((start, i) => start - exits[i]!);
    expect(waits[0]).toBeLessThan(1.3);
    expect(waits[1]).toBeGreaterThanOrEqual(10.2);
    expect(waits[1]).toBeLessThan(15.3);
    expect(waits[2]).toBeGreaterThanOrEqual(20.2);
    expect(waits[2]).toBeLessThan(30.3);
    const told = result.timeline.filter(({ what }) => what === 'waits to be started again');
    expect([...new Set(told.map(({ why }) => why))]).toEqual([
      'CrashLoopBackOff: 10 s after its last exit',
      'CrashLoopBackOff: 20 s after its last exit',
    ]);
  });

  it('is forgotten after ten good minutes', () => {
    const result = onePod({}, {}, crashAt(20, 700), 720_000);
    expect(result.times(/waits to be started again/)).toEqual([]);
  });

  it('ends when the pod is deleted', () => {
    const result = onePod({}, {}, [...crashAt(20, 30), restartAt(31)]);
    const [seen] = result.times(/not started again/);
    expect(result.times(/network removed/)[0]! - seen!).toBeCloseTo(0.1, 6);
  });
});

describe('a liveness probe', () => {
  it('does not find fault with a healthy program', () => {
    expect(onePod({ livenessProbe: LIVENESS }).times(/killed|liveness/)).toEqual([]);
  });

  it('kills after failureThreshold failures, through preStop and grace, and the same sync starts it again', () => {
    const pod = { livenessProbe: LIVENESS, readinessProbe: null, preStopMs: 3000 };
    const result = onePod(pod, { ...SICK, onTerm: 'ignore' });
    const [, failed] = result.times(/liveness probe failed/);
    const [killed] = result.times(/container is killed/);
    const [term] = result.times(/SIGTERM/);
    const [kill] = result.times(/SIGKILL$/);
    const [started] = result.times(/container started/);
    // Two failures, a period apart, from a tick anywhere in the first period; each known after the timeout.
    expect(failed).toBeGreaterThanOrEqual(6);
    expect(failed).toBeLessThan(11);
    // The cache has been renewed since the last sync: nothing to wait for.
    expect(killed! - failed!).toBeLessThan(1.02);
    expect(term! - killed!).toBeCloseTo(3, 6);
    expect(kill! - term!).toBeCloseTo(27, 6);
    expect(started! - kill!).toBeCloseTo(0.2, 6);
    // It has served until SIGKILL, in the endpoints all the time.
    const [lost] = result.losses.map(({ lastMs }) => lastMs / 1000);
    expect(lost).toBeGreaterThan(kill!);
  });

  it('leaves the pod listed wrongly only until the new process accepts', () => {
    const result = onePod(
      { livenessProbe: LIVENESS, readinessProbe: null },
      { ...SICK, startup: constant(0) },
      [],
      12_000,
    );
    expect(result.rollout.staleEndpointMs).toBeCloseTo(200, 6);
  });

  it('gives the grace of its own', () => {
    const livenessProbe = { ...LIVENESS, terminationGracePeriodSeconds: 5 };
    const result = onePod({ livenessProbe }, { ...SICK, onTerm: 'ignore' });
    expect(result.times(/SIGKILL$/)[0]! - result.times(/SIGTERM/)[0]!).toBeCloseTo(5, 6);
  });

  it('restarts again and again without back-off what lived longer than the back-off', () => {
    const livenessProbe = probe({ periodSeconds: 10, failureThreshold: 3 });
    const result = onePod({ livenessProbe }, SICK, [], 200_000);
    const kills = result.times(/container is killed/);
    const starts = result.times(/container started/);
    expect(kills.length).toBeGreaterThan(3);
    starts.slice(0, 3).forEach((start, i) => expect(start - kills[i]!).toBeCloseTo(0.2, 6));
    expect(result.pods[0]!.restarts).toBe(starts.length);
  });

  it('does not kill a pod that terminates, and a deletion during a kill begins a termination of its own', () => {
    const pod = { livenessProbe: LIVENESS, readinessProbe: null };
    const result = onePod(pod, { ...SICK, onTerm: 'ignore' }, [restartAt(20)], 60_000);
    const [seen] = result.times(/deletion requested/).map((at) => at + 0.02);
    const terms = result.times(/SIGTERM/).filter((at) => at <= seen! + 0.001);
    expect(terms).toHaveLength(2);
    expect(result.times(/SIGKILL$/)[0]).toBeCloseTo(terms[1]! + 30, 6);
    // Only the new pod's.
    expect(result.times(/container started/)).toHaveLength(1);
  });
});

describe('a startup probe', () => {
  const slow = { initialization: constant(7000) };
  const startupProbe = probe({ periodSeconds: 1, failureThreshold: 60 });

  it('holds the other probes back, and its success has readiness probed at once', () => {
    const strict = probe({ periodSeconds: 1, failureThreshold: 1 });
    const result = onePod(
      { startupProbe, livenessProbe: strict, readinessProbe: probe({ periodSeconds: 30 }) },
      slow,
      [restartAt(20)],
    );
    expect(result.times(/killed/)).toEqual([]);
    const [initialised] = result.times(/initialised/);
    const [succeeded] = result.times(/startup probe succeeded/);
    const [ready] = result.times(/readiness probe succeeded/);
    expect(succeeded! - initialised!).toBeLessThan(1.01);
    expect(ready! - succeeded!).toBeLessThan(1.03);
    expect(result.times(/startup probe succeeded/)).toHaveLength(1);
  });

  it('alone makes the pod ready by its success', () => {
    const result = onePod({ startupProbe, readinessProbe: null }, slow, [restartAt(20)]);
    const [succeeded] = result.times(/startup probe succeeded/);
    const ready = result.pods[1]!.phases.find(({ phase }) => phase === 'ready')!.startMs / 1000;
    expect(ready).toBeGreaterThan(succeeded!);
    expect(ready - succeeded!).toBeLessThan(1.05);
  });

  it('kills what is not started in failureThreshold periods, and probes the next container again', () => {
    const impatient = probe({ periodSeconds: 1, failureThreshold: 4 });
    const result = onePod({ startupProbe: impatient }, slow, [restartAt(20)]);
    const starts = result.times(/container started/);
    const kills = result.times(/its container|container is killed/);
    expect(starts.length).toBeGreaterThan(2);
    expect(kills[0]! - starts[0]!).toBeGreaterThan(3);
    expect(kills[0]! - starts[0]!).toBeLessThan(7);
    expect(result.times(/readiness|initialised/)).toEqual([]);
    expect(result.times(/startup probe failed/).length).toBeGreaterThanOrEqual(kills.length);
    // Killed again before its back-off is over: from the third container on it has to wait.
    expect(result.times(/waits to be started again/).length).toBeGreaterThan(0);
  });
});

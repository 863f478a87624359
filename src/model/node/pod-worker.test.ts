import { describe, expect, it } from 'vitest';
import {
  application,
  cluster,
  constant,
  deployment,
  podTemplate,
  simulationOptions,
  traffic,
} from '../../testing/options.ts';
import { run } from '../../testing/run.ts';
import type { ApplicationOptions, PodOptions } from '../options.ts';

/** One pod, restarted at 20 s, with one request every 100 ms that takes `serviceMs`. */
function restart(pod: Partial<PodOptions>, program: Partial<ApplicationOptions> = {}, serviceMs = 20) {
  const served = application({ serviceTime: constant(serviceMs), concurrency: 1000, ...program });
  return run(
    simulationOptions({
      durationMs: 100_000,
      warmupMs: 0,
      cluster: cluster({ nodes: [{ name: 'node-1', zone: 'a' }] }),
      workloads: [deployment({ replicas: 1, pod: podTemplate({ application: served, ...pod }) })],
      traffic: [
        traffic({ arrivals: { type: 'constant', ratePerSecond: 10 }, timeoutMs: 60_000, from: 'cluster' }),
      ],
      events: [{ type: 'rolloutRestart', atMs: 20_000, workload: 0 }],
    }),
  );
}

/** Seconds from the kubelet's view of the deletion until the step. */
function afterDeletionSeen(result: ReturnType<typeof restart>, step: RegExp): number {
  const watchSeconds = 0.02;
  const [deleted] = result.times(/deletion requested/);
  const [at] = result.times(step);
  return at! - deleted! - watchSeconds;
}

describe('start of a pod', () => {
  it('goes from binding to ready in the order and with the latencies of its steps', () => {
    const result = restart({});
    const [admitted] = result.times(/admitted/);
    const [started] = result.times(/container started/);
    const [listens] = result.times(/process listens/);
    const [ready] = result.times(/readiness probe succeeded/);
    expect(started! - admitted!).toBeCloseTo(0.5, 6);
    expect(listens! - started!).toBeCloseTo(2, 6);
    // The first status that shows the container is generated 0 to 1 s after its start; the probe it triggers fails,
    // because nothing listens yet; so does the second, a relist later; the next follows a full period after that.
    expect(ready! - started!).toBeGreaterThanOrEqual(6);
    expect(ready! - started!).toBeLessThan(7.1);
  });

  it('is ready without a probe as soon as a relist shows the container, before it listens', () => {
    const result = restart({ readinessProbe: null });
    expect(result.blamed['not-listening-yet']).toBeGreaterThan(0);
    expect(result.kinds.refused).toBeGreaterThanOrEqual(result.blamed['not-listening-yet']!);
  });

  it('answers 503 while it is initialised, to probes and to requests', () => {
    const result = restart({}, { initialization: constant(7000) });
    const [listens] = result.times(/process listens/);
    const [ready] = result.times(/readiness probe succeeded/);
    expect(ready! - listens!).toBeGreaterThanOrEqual(7);
    const rash = restart({ readinessProbe: null }, { initialization: constant(7000) });
    expect(rash.blamed['not-initialized-yet']).toBeGreaterThan(0);
    expect(rash.kinds.http503).toBe(rash.blamed['not-initialized-yet']);
  });
});

describe('readiness', () => {
  it('is reported as soon as it changes, without waiting for a relist', () => {
    const result = restart({});
    const [succeeded] = result.times(/readiness probe succeeded/);
    const ready = result.pods[1]!.phases.find(({ phase }) => phase === 'ready')!.startMs / 1000;
    expect(ready - succeeded!).toBeCloseTo(0.015, 9);
  });

  it('is probed a second time within about a second of the first, and then every period', () => {
    const result = restart({}, { startup: constant(12_000) });
    const failed = result.times(/readiness probe failed/);
    // The first stored result of the container brings a sync about, whose status triggers the worker again.
    expect(failed[1]! - failed[0]!).toBeGreaterThan(0.9);
    expect(failed[1]! - failed[0]!).toBeLessThan(1.1);
    expect(failed[2]! - failed[1]!).toBeCloseTo(5, 6);
  });

  it('goes on being probed while the pod terminates', () => {
    const pod = { preStopMs: 1000, terminationGracePeriodSeconds: 60 };
    const probe = { ...podTemplate().readinessProbe!, periodSeconds: 1, failureThreshold: 2 };
    const result = restart({ ...pod, readinessProbe: probe }, { onTerm: 'drain' }, 20_000);
    const [draining] = result.times(/stopped accepting/);
    const failure = result.times(/readiness probe failed, 2 of 2/).find((at) => at > draining!);
    expect(failure! - draining!).toBeGreaterThan(1);
    expect(failure! - draining!).toBeLessThan(2.1);
  });
});

describe('termination', () => {
  it('sends SIGTERM at once without a hook, and the process that does not handle it is gone', () => {
    const result = restart({});
    expect(afterDeletionSeen(result, /SIGTERM/)).toBeCloseTo(0, 6);
    expect(afterDeletionSeen(result, /network removed/)).toBeCloseTo(0.1, 6);
  });

  it('runs preStop before SIGTERM; the pod goes on serving meanwhile', () => {
    const result = restart({ preStopMs: 4900 });
    expect(afterDeletionSeen(result, /SIGTERM/)).toBeCloseTo(4.9, 6);
    expect(result.blamed).toEqual({});
  });

  // The hook's seconds count against the grace, rounded down; two seconds are always left.
  it.each([
    [30, 4900, 4.9 + 26],
    [10, 9500, 9.5 + 2],
    [10, 60_000, 10 + 2],
    [0, 0, 1 * 2],
    [1, 0, 2],
  ])('grace %i s, hook %i ms: SIGKILL after %f s', (terminationGracePeriodSeconds, preStopMs, expected) => {
    const result = restart({ terminationGracePeriodSeconds, preStopMs }, { onTerm: 'ignore' });
    expect(afterDeletionSeen(result, /SIGKILL$/)).toBeCloseTo(expected, 6);
  });

  it('exit: resets what is in flight', () => {
    const result = restart({}, {}, 1500);
    expect(result.blamed['killed-in-flight']).toBe(15);
    expect(result.kinds.reset).toBe(15);
  });

  it('drain: refuses new connections, finishes the old, then exits', () => {
    const result = restart({}, { onTerm: 'drain' }, 1500);
    expect(result.blamed['killed-in-flight']).toBeUndefined();
    expect(afterDeletionSeen(result, /stopped accepting/)).toBeCloseTo(0, 6);
    expect(afterDeletionSeen(result, /exited/)).toBeGreaterThan(1.3);
    expect(afterDeletionSeen(result, /exited/)).toBeLessThan(1.51);
    expect(result.kinds.refused).toBe(result.blamed['stale-endpoint']);
  });

  it('drain: what takes longer than the grace is killed', () => {
    const result = restart({ terminationGracePeriodSeconds: 3 }, { onTerm: 'drain' }, 8000);
    expect(afterDeletionSeen(result, /SIGKILL$/)).toBeCloseTo(3, 6);
    expect(result.blamed['killed-in-flight']).toBeGreaterThan(0);
  });

  it('ignore: goes on serving until SIGKILL, long after the proxies have dropped it', () => {
    const result = restart({ terminationGracePeriodSeconds: 5 }, { onTerm: 'ignore' });
    expect(result.blamed).toEqual({});
  });

  it('removes the address only after the process, and the object last', () => {
    const result = restart({});
    const steps = ['SIGTERM', 'exited', 'network removed', 'deleted'];
    const times = steps.map((step) => result.times(new RegExp(`pod/.*: ${step}`))[0]!);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });
});

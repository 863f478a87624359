/** Pods of several containers, on the timeline: their order, their readiness, their restarts and their end. */
import { describe, expect, it } from 'vitest';
import {
  application,
  cluster,
  constant,
  CONTROL_PLANE,
  deployment,
  podTemplate,
  probe,
  simulationOptions,
  traffic,
} from '../../testing/options.ts';
import { run } from '../../testing/run.ts';
import type { CompanionOptions, EventOptions, InitStepOptions, PodOptions } from '../options.ts';

const RESTART: EventOptions = { type: 'rolloutRestart', atMs: 20_000, workload: 0 };

/** One pod on one node, restarted at 20 s: of the new pod, unless `old`, every step counts. */
function replaced(
  pod: Partial<PodOptions>,
  events: readonly EventOptions[] = [RESTART],
  durationMs = 100_000,
  controlPlane = CONTROL_PLANE,
) {
  const template = podTemplate({
    container: 'web',
    readinessProbe: null,
    application: application({ serviceTime: constant(20), concurrency: 1000, onTerm: 'ignore' }),
    ...pod,
  });
  const result = run(
    simulationOptions({
      durationMs,
      warmupMs: 0,
      cluster: cluster({ nodes: [{ name: 'node-1', zone: 'a' }], controlPlane }),
      workloads: [deployment({ replicas: 1, pod: template })],
      traffic: [traffic({ arrivals: { type: 'constant', ratePerSecond: 10 }, from: 'cluster' })],
      events,
    }),
  );
  const [old, fresh] = result.pods.map(({ name }) => `pod/${name}`);
  const of = (object: string | undefined) => (what: string) =>
    result.timeline
      .filter((entry) => entry.object === object && entry.what === what)
      .map(({ timeMs }) => timeMs / 1000);
  return { ...result, old: of(old), fresh: of(fresh) };
}

const companion = (name: string, changes: Partial<CompanionOptions> = {}): CompanionOptions => ({
  name,
  image: { name, policy: 'IfNotPresent' },
  preStopMs: 0,
  startupProbe: null,
  readinessProbe: null,
  livenessProbe: null,
  startup: constant(0),
  termination: constant(0),
  health: { serviceTime: constant(1) },
  ...changes,
});
const init = (name: string, runMs: number): InitStepOptions => ({
  type: 'init',
  name,
  image: { name, policy: 'IfNotPresent' },
  runTime: constant(runMs),
});
const sidecar = (name: string, changes: Partial<CompanionOptions> = {}): InitStepOptions => ({
  type: 'sidecar',
  ...companion(name, changes),
});

describe('start', () => {
  it('runs init containers one after another, each known to have ended by a relist, then the others', () => {
    const { fresh } = replaced({ initContainers: [init('first', 3000), init('second', 500)] });
    const [first] = fresh('first: container started');
    const [second] = fresh('second: container started');
    const [web] = fresh('web: container started');
    expect(fresh('first: completed')[0]! - first!).toBeCloseTo(3, 6);
    for (const [after, before] of [
      [second!, fresh('first: completed')[0]!],
      [web!, fresh('second: completed')[0]!],
    ] as const) {
      expect(after - before).toBeGreaterThan(0.2);
      expect(after - before).toBeLessThan(0.2 + 1.03);
    }
  });

  it('starts the containers of a sync one after another, and waits for postStart', () => {
    const companions = [companion('before', { postStartMs: 4000 }), companion('after')];
    const { fresh } = replaced({ companions, companionsBefore: 1 });
    const [before] = fresh('before: container started');
    const [web] = fresh('web: container started');
    const [after] = fresh('after: container started');
    expect(web! - before!).toBeCloseTo(4.2, 6);
    expect(after! - web!).toBeCloseTo(0.2, 6);
  });

  it('starts what follows a sidecar once its startup probe has succeeded, and the sidecar goes on running', () => {
    const startupProbe = probe({ periodSeconds: 1, failureThreshold: 60 });
    const proxy = sidecar('proxy', { startupProbe, startup: constant(5000) });
    const { fresh } = replaced({ initContainers: [proxy, init('migrate', 1000)] });
    const [ok] = fresh('proxy: startup probe succeeded');
    const [migrate] = fresh('migrate: container started');
    expect(ok! - fresh('proxy: container started')[0]!).toBeGreaterThan(5);
    expect(migrate! - ok!).toBeGreaterThan(0.2);
    expect(migrate! - ok!).toBeLessThan(0.2 + 1.03);
    expect(fresh('web: container started')).toHaveLength(1);
    expect(fresh('proxy: completed')).toEqual([]);
  });
});

describe('images', () => {
  const slow = { ...CONTROL_PLANE, imagePull: constant(8000) };

  it('are pulled on a node that has none of their pods, one after another, and found by later pods', () => {
    const companions = [companion('agent')];
    const result = replaced(
      { companions, image: 'web:1' },
      [RESTART, { ...RESTART, atMs: 60_000 }],
      120_000,
      slow,
    );
    // Both images were there at the beginning.
    expect(result.times(/for its image/)).toEqual([]);
    const setImage: EventOptions = {
      type: 'setImage',
      atMs: 20_000,
      workload: 0,
      image: 'web:2',
      application: application({ onTerm: 'exit' }),
    };
    const updated = replaced(
      { companions, image: 'web:1' },
      [setImage, { ...RESTART, atMs: 70_000 }],
      120_000,
      slow,
    );
    const [waits] = updated.fresh('web: waits 8000 ms for its image');
    expect(updated.fresh('web: container started')[0]! - waits!).toBeCloseTo(8.2, 6);
    expect(updated.times(/for its image/)).toHaveLength(1);
  });
});

describe('readiness', () => {
  const readyOf = (result: ReturnType<typeof replaced>) =>
    result.pods[1]!.phases.find(({ phase }) => phase === 'ready')!.startMs / 1000;

  it.each([
    [
      'a companion',
      {
        companions: [
          companion('agent', { startup: constant(8000), readinessProbe: probe({ periodSeconds: 1 }) }),
        ],
      },
      'agent',
    ],
    [
      'a sidecar',
      {
        initContainers: [
          sidecar('proxy', { startup: constant(8000), readinessProbe: probe({ periodSeconds: 1 }) }),
        ],
      },
      'proxy',
    ],
  ] as const)('waits for %s', (_what, pod, name) => {
    const result = replaced(pod);
    const [succeeded] = result.fresh(`${name}: readiness probe succeeded`);
    expect(readyOf(result) - succeeded!).toBeCloseTo(0.015, 6);
    expect(succeeded! - result.fresh(`${name}: container started`)[0]!).toBeGreaterThan(8);
  });

  it('waits for the readiness gates, counted from the creation of the pod', () => {
    const result = replaced({ readinessGates: constant(15_000) });
    const created = result.pods[1]!.phases[0]!.startMs / 1000;
    const [open] = result.fresh('its readiness gates are open');
    expect(open! - created).toBeCloseTo(15.02, 6);
    expect(readyOf(result) - open!).toBeGreaterThan(0.015);
    expect(readyOf(result) - open!).toBeLessThan(0.015 + 1.02);
    // Of the pods that were there before, they have long been open.
    expect(result.pods[0]!.phases[0]!.phase).toBe('ready');
  });

  it('is lost while a companion is down, which requests are not', () => {
    const crash: EventOptions = { type: 'crashPod', atMs: 20_000, workload: 0, count: 1, container: 'agent' };
    const result = replaced({ companions: [companion('agent')] }, [crash], 40_000);
    expect(result.pods[0]!.phases.map(({ phase }) => phase)).toEqual(['ready', 'starting', 'ready']);
    expect(result.old('agent: crashed')).toEqual([20]);
    expect(result.blamed['stale-endpoint']).toBeUndefined();
    expect(result.blamed['no-endpoints']).toBeGreaterThan(0);
  });
});

describe('restarts', () => {
  it('are counted, and backed off, by container', () => {
    const at = (second: number, container?: string): EventOptions => ({
      type: 'crashPod',
      atMs: 1000 * second,
      workload: 0,
      count: 1,
      ...(container !== undefined && { container }),
    });
    const result = replaced({ companions: [companion('agent')] }, [at(20, 'agent'), at(30, 'agent'), at(32)]);
    expect(result.pods[0]).toMatchObject({ restarts: 3, containerRestarts: { agent: 2, web: 1 } });
    const [, second] = result.old('agent: container started');
    expect(second! - 30).toBeGreaterThan(10.2);
    // The other container's first crash costs no back-off, although the sync that starts it is in between.
    expect(result.old('web: container started')[0]! - 32).toBeLessThan(1.3);
  });

  it('of a sidecar by its liveness probe leave the other containers alone', () => {
    const livenessProbe = probe({ periodSeconds: 2, failureThreshold: 2, timeoutSeconds: 1 });
    const sick = sidecar('proxy', { livenessProbe, health: { serviceTime: constant(1500) } });
    const result = replaced({ initContainers: [sick] }, [], 30_000);
    expect(result.old('proxy: container is killed').length).toBeGreaterThan(1);
    expect(result.old('web: container started')).toEqual([]);
    expect(result.errors.every((count) => count === 0 || result.blamed['no-endpoints'] === count)).toBe(true);
  });
});

describe('termination', () => {
  it('stops sidecars after the main containers, the last one first', () => {
    const initContainers = [
      sidecar('one', { termination: constant(2000) }),
      sidecar('two', { termination: constant(3000) }),
    ];
    const { old } = replaced({ initContainers, terminationGracePeriodSeconds: 20 }, [RESTART], 90_000);
    const [web] = old('web: SIGKILL');
    const [two] = old('two: SIGTERM');
    const [one] = old('one: SIGTERM');
    // The program ignores SIGTERM: 20 s of grace, and nothing is left of it for the sidecars but 2 s each.
    expect(web! - old('web: SIGTERM')[0]!).toBeCloseTo(20, 6);
    expect(two! - web!).toBeCloseTo(0, 6);
    expect(one! - old('web: SIGTERM')[0]!).toBeCloseTo(20, 6);
  });

  it('gives a sidecar what the main containers have left of the grace, in whole seconds', () => {
    const patient = podTemplate().application;
    const initContainers = [
      sidecar('one', { termination: constant(2000) }),
      sidecar('two', { termination: constant(3000) }),
    ];
    const { old } = replaced({
      initContainers,
      preStopMs: 4500,
      application: { ...patient, onTerm: 'exit' },
    });
    const [web] = old('web: SIGTERM');
    expect(old('two: SIGTERM')[0]! - web!).toBeCloseTo(0, 6);
    expect(old('two: exited')[0]! - web!).toBeCloseTo(3, 6);
    expect(old('one: SIGTERM')[0]! - web!).toBeCloseTo(3, 6);
    expect(old('one: exited')[0]! - web!).toBeCloseTo(5, 6);
    expect(old('network removed')[0]! - old('one: exited')[0]!).toBeCloseTo(0.1, 6);
  });

  it('runs the preStop hook of a sidecar at once, while the others still terminate', () => {
    const initContainers = [sidecar('one', { preStopMs: 6000 })];
    const patient = podTemplate().application;
    const { old } = replaced({
      initContainers,
      preStopMs: 2000,
      application: { ...patient, onTerm: 'exit' },
    });
    expect(old('one: SIGTERM')[0]! - old('web: SIGTERM')[0]!).toBeCloseTo(4, 6);
  });

  it('of a pod whose init container runs ends that', () => {
    const crash: EventOptions = { type: 'killPod', atMs: 24_000, workload: 0, count: 9 };
    const result = replaced({ initContainers: [init('long', 60_000)] }, [RESTART, crash], 40_000);
    expect(result.fresh('long: exited on SIGTERM')).toHaveLength(1);
    expect(result.fresh('web: container started')).toEqual([]);
    expect(result.fresh('deleted')).toHaveLength(1);
  });
});

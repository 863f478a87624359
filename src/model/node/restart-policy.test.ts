/** Pods that do not run for ever: what ends them, what is left, and what their Service makes of it. */
import { describe, expect, it } from 'vitest';
import {
  application,
  cluster,
  constant,
  podTemplate,
  probe,
  simulationOptions,
  traffic,
} from '../../testing/options.ts';
import { run } from '../../testing/run.ts';
import type { BarePodOptions, CompanionOptions, EventOptions, PodOptions } from '../options.ts';

/** A pod that no controller makes again, called ten times a second from its node. */
function barePod(
  pod: Partial<PodOptions>,
  events: readonly EventOptions[] = [],
  bare: Partial<BarePodOptions> = {},
) {
  const served = application({ serviceTime: constant(20), concurrency: 1000 });
  return run(
    simulationOptions({
      durationMs: 100_000,
      warmupMs: 0,
      cluster: cluster({ nodes: [{ name: 'node-1', zone: 'a' }] }),
      workloads: [
        {
          kind: 'Pod',
          name: 'job',
          labels: { app: 'web' },
          pod: podTemplate({ application: served, ...pod }),
          ...bare,
        },
      ],
      traffic: [traffic({ arrivals: { type: 'constant', ratePerSecond: 10 }, from: 'cluster' })],
      events,
    }),
  );
}

const exitAt = (second: number, exitCode: number, container?: string): EventOptions => ({
  type: 'crashPod',
  atMs: 1000 * second,
  workload: 0,
  count: 1,
  exitCode,
  ...(container !== undefined && { container }),
});

const SIDECAR: CompanionOptions = {
  name: 'proxy',
  image: { name: 'proxy', policy: 'IfNotPresent' },
  preStopMs: 0,
  startupProbe: null,
  readinessProbe: null,
  livenessProbe: null,
  startup: constant(0),
  termination: constant(3000),
  health: { serviceTime: constant(1) },
};

/** What becomes of the pod, without times. */
const story = ({ timeline }: ReturnType<typeof run>) =>
  timeline
    .filter(({ object, what }) => object === 'pod/job' && !what.includes('requests lost'))
    .map(({ what }) => what);

describe('restartPolicy', () => {
  it.each([
    ['Never', 0, 'Succeeded'],
    ['Never', 2, 'Failed'],
    ['OnFailure', 0, 'Succeeded'],
  ] as const)('%s, exit code %i: the pod has %s, and is not started again', (restartPolicy, code, phase) => {
    const output = barePod({ restartPolicy }, [exitAt(20, code)]);
    expect(story(output)).toEqual([
      code === 0 ? 'completed' : 'crashed',
      `has ${phase}`,
      'network removed',
      `status: ${phase}`,
    ]);
    const [[exited], [ended], [without], [stored]] = [
      output.times(/completed|crashed/),
      output.times(/has /),
      output.times(/network removed/),
      output.times(/status: /),
    ];
    // A relist and a sync; the next relist and the sandbox; another one and the status.
    expect(ended! - exited!).toBeLessThanOrEqual(1.02);
    expect(without! - ended!).toBeCloseTo(1.01 + 0.1, 6);
    expect(stored! - without!).toBeGreaterThan(0.9 + 0.015);
    expect(stored! - without!).toBeLessThan(1.03 + 0.015);
    expect(output.pods.map(({ restarts }) => restarts)).toEqual([undefined]);
    const [span] = output.pods[0]!.phases.slice(-1);
    expect(span).toMatchObject({ phase: 'starting', endMs: stored! * 1000 });
  });

  it('OnFailure: a process that fails is started again', () => {
    const output = barePod({ restartPolicy: 'OnFailure' }, [exitAt(20, 2)]);
    expect(story(output).slice(0, 2)).toEqual(['crashed', 'container started']);
    expect(output.pods[0]!.phases.at(-1)!.phase).toBe('ready');
  });

  it('takes the pod out of the endpoints as not ready first, then for good', () => {
    const output = barePod({ restartPolicy: 'Never' }, [exitAt(20, 0)]);
    const [notReady] = output.times(/endpointslice\/web: 0 of 1 endpoints ready/);
    const [empty] = output.times(/endpointslice\/web: 0 of 0 endpoints ready/);
    const [ended] = output.times(/has Succeeded/);
    const [stored] = output.times(/status: Succeeded/);
    expect(notReady! - ended!).toBeCloseTo(0.015 + 0.02 + 0.001 + 0.01, 6);
    expect(empty! - stored!).toBeCloseTo(0.02 + 0.001 + 0.01, 6);
    // Nothing is left that could be asked.
    expect(output.blamed['no-endpoints']).toBeGreaterThan(700);
  });

  it.each(['OnFailure', 'Never'] as const)(
    '%s: a container that has ended well leaves the others running, and the pod not ready',
    (restartPolicy) => {
      const output = barePod({ restartPolicy, companions: [SIDECAR] }, [exitAt(20, 0, 'proxy')]);
      expect(story(output)).toEqual(['proxy: completed']);
      expect(output.pods[0]!.phases.map(({ phase }) => phase)).toEqual(['ready', 'starting']);
      expect(output.blamed['no-endpoints']).toBeGreaterThan(700);
    },
  );

  it('ends sidecars once the containers have ended, with the grace of the pod', () => {
    const output = barePod({ restartPolicy: 'Never', initContainers: [{ type: 'sidecar', ...SIDECAR }] }, [
      exitAt(20, 0),
    ]);
    expect(story(output)).toEqual([
      'main: completed',
      'proxy: SIGTERM',
      'proxy: exited',
      'network removed',
      'has Succeeded',
      'status: Succeeded',
    ]);
    const [asked] = output.times(/proxy: SIGTERM/);
    expect(output.times(/proxy: exited/)[0]! - asked!).toBeCloseTo(3, 6);
  });

  it('Never: what its liveness probe kills is not started again, and has failed', () => {
    const sick = application({ health: { path: 'separate', serviceTime: constant(1500) } });
    const livenessProbe = probe({ periodSeconds: 5, failureThreshold: 2 });
    const output = barePod({
      restartPolicy: 'Never',
      readinessProbe: null,
      livenessProbe,
      application: sick,
    });
    expect(story(output).slice(2)).toEqual([
      'SIGTERM',
      'exited on SIGTERM',
      'network removed',
      'has Failed',
      'status: Failed',
    ]);
  });

  it('OnFailure: what its liveness probe kills is started again, whatever its exit code', () => {
    const sick = application({
      onTerm: 'drain',
      health: { path: 'separate', serviceTime: constant(1500) },
    });
    const livenessProbe = probe({ periodSeconds: 5, failureThreshold: 2 });
    const output = barePod({
      restartPolicy: 'OnFailure',
      readinessProbe: null,
      livenessProbe,
      application: sick,
    });
    expect(output.times(/container started/).length).toBeGreaterThan(1);
  });
});

describe('a pod that is over', () => {
  it('is gone at once when it is deleted', () => {
    const output = barePod({ restartPolicy: 'Never' }, [
      exitAt(20, 0),
      { type: 'delete', atMs: 40_000, workload: 0 },
    ]);
    expect(story(output).slice(-2)).toEqual(['deletion requested', 'deleted']);
    expect(output.pods[0]!.phases.map(({ phase }) => phase)).toEqual(['ready', 'starting']);
  });

  it('is deleted instead, if that was wanted before its phase was stored', () => {
    const output = barePod({ restartPolicy: 'Never' }, [
      exitAt(20, 0),
      { type: 'delete', atMs: 21_500, workload: 0 },
    ]);
    expect(story(output).at(-1)).toBe('deleted');
    expect(output.times(/status: /)).toEqual([]);
  });

  it('gives back what it asked for: a pod that waited for room gets it', () => {
    const pod = podTemplate({ restartPolicy: 'Never', requests: { cpu: 1, memory: 0 } });
    const bare = (name: string): BarePodOptions => ({ kind: 'Pod', name, labels: { app: 'web' }, pod });
    const output = run(
      simulationOptions({
        durationMs: 60_000,
        cluster: cluster({ nodes: [{ name: 'node-1', zone: 'a', cpu: 1 }] }),
        workloads: [bare('first'), bare('second')],
        events: [exitAt(20, 0)],
      }),
    );
    const [stored] = output.times(/pod\/first: status: Succeeded/);
    const [scheduled] = output.times(/pod\/second: scheduled/);
    expect(scheduled! - stored!).toBeGreaterThan(0);
    expect(scheduled! - stored!).toBeLessThan(0.1);
  });

  it('Never: has failed when its node comes back without it', () => {
    const output = barePod({ restartPolicy: 'Never' }, [
      { type: 'failNode', atMs: 20_000, nodes: [0] },
      { type: 'recoverNode', atMs: 30_000, nodes: [0] },
    ]);
    expect(story(output)).toEqual(['status: Failed']);
  });

  it('says so when the control plane is within reach again', () => {
    const output = barePod({ restartPolicy: 'Never' }, [
      { type: 'partition', atMs: 19_000, nodes: [0] },
      exitAt(20, 0),
      { type: 'recoverNode', atMs: 30_000, nodes: [0] },
    ]);
    const [stored, ...more] = output.times(/status: Succeeded/);
    expect(stored!).toBeGreaterThan(30);
    expect(more).toEqual([]);
  });
});

describe('a program with crashAfter and an exit code', () => {
  it('runs once under Never, as a job does', () => {
    const served = application({ crashAfter: constant(10_000), exitCode: 0 });
    const output = barePod(
      { restartPolicy: 'Never', application: served },
      [
        {
          type: 'applyManifest',
          atMs: 5000,
          workload: 0,
          spec: {
            kind: 'Pod',
            name: 'job',
            labels: { app: 'web' },
            pod: podTemplate({ restartPolicy: 'Never', application: served }),
          },
        },
      ],
      { absent: true },
    );
    const [started, ...again] = output.times(/container started/);
    expect(again).toEqual([]);
    expect(output.times(/completed/)[0]! - started!).toBeCloseTo(10, 6);
    expect(output.times(/status: Succeeded/)).toHaveLength(1);
  });
});

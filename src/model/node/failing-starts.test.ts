/** Containers that cannot be started, or not at once: init containers, postStart hooks and images that fail. */
import { describe, expect, it } from 'vitest';
import {
  application,
  cluster,
  constant,
  deployment,
  podTemplate,
  simulationOptions,
} from '../../testing/options.ts';
import { run } from '../../testing/run.ts';
import type {
  ClusterOptions,
  CompanionOptions,
  EventOptions,
  InitStepOptions,
  PodOptions,
} from '../options.ts';

const RESTART: EventOptions = { type: 'rolloutRestart', atMs: 20_000, workload: 0 };

/** One pod on one node that a rollout replaces at 20 s. */
function rollout(
  pod: Partial<PodOptions>,
  events: readonly EventOptions[] = [RESTART],
  changes: Partial<ClusterOptions> = {},
  durationMs = 200_000,
) {
  const served = application({ startup: constant(0) });
  return run(
    simulationOptions({
      durationMs,
      warmupMs: 0,
      cluster: cluster({ nodes: [{ name: 'node-1', zone: 'a' }], ...changes }),
      workloads: [deployment({ replicas: 1, pod: podTemplate({ application: served, ...pod }) })],
      traffic: [],
      events,
    }),
  );
}

const image = { name: 'side', policy: 'IfNotPresent' } as const;
const init = (first: number, ratio = 0): InitStepOptions => ({
  type: 'init',
  name: 'migrate',
  image,
  runTime: constant(1000),
  failures: { first, ratio },
});
const AGENT: CompanionOptions = {
  name: 'agent',
  image,
  preStopMs: 0,
  startupProbe: null,
  readinessProbe: null,
  livenessProbe: null,
  startup: constant(0),
  termination: constant(0),
  health: { serviceTime: constant(1) },
};

const gaps = (times: readonly number[]) => times.slice(1).map((time, i) => time - times[i]!);

describe('an init container that fails', () => {
  const output = rollout({ initContainers: [init(3)] });
  const starts = output.times(/migrate: container started/);
  const fails = output.times(/migrate: failed/);

  it('is started again at once, then after 10 and 20 s, late by half of what was left at most', () => {
    expect(starts).toHaveLength(4);
    const waits = fails.map((failed, i) => starts[i + 1]! - failed);
    expect(waits[0]!).toBeLessThan(1.3);
    expect(waits[1]!).toBeGreaterThan(10);
    expect(waits[1]!).toBeLessThan(15.3);
    expect(waits[2]!).toBeGreaterThan(20);
    expect(waits[2]!).toBeLessThan(30.3);
    expect(output.times(/migrate: waits to be started again/)).toHaveLength(2);
  });

  it('holds up the pod, and with it the rollout, until it has ended well', () => {
    const [done] = output.times(/migrate: completed/);
    const started = output.times(/main: container started/);
    expect(started).toHaveLength(1);
    expect(started[0]!).toBeGreaterThan(done!);
    expect(output.pods.map(({ restarts }) => restarts)).toEqual([undefined, 3]);
  });

  it('fails by chance, in its share of the tries', () => {
    const options = simulationOptions({
      durationMs: 40_000,
      warmupMs: 0,
      cluster: cluster({ nodes: [{ name: 'node-1', zone: 'a' }] }),
      workloads: [deployment({ replicas: 1, pod: podTemplate({ initContainers: [init(0, 0.5)] }) })],
      traffic: [],
      events: [RESTART],
    });
    const counts = Array.from({ length: 60 }, (_, r) => {
      const each = run(options, r);
      const first = each.timeline.find(({ what }) => /migrate: (?:failed|completed)/.test(what));
      return Number(first!.what === 'migrate: failed');
    });
    const failed = counts.reduce((a, b) => a + b, 0);
    // Binomial(60, 1/2): 30 ± 3.5 σ.
    expect(Math.abs(failed - 30)).toBeLessThan(13.6);
  });
});

describe('a postStart hook that fails', () => {
  it('has its container killed, with preStop and grace, and started again with the crash back-off', () => {
    const output = rollout({
      postStartMs: 2000,
      preStopMs: 1000,
      postStartFailures: { first: 2, ratio: 0 },
    });
    const starts = output.times(/container started/);
    const killed = output.times(/container is killed/);
    const ended = output.times(/exited on SIGTERM/);
    expect(starts).toHaveLength(3);
    expect(killed.map((time, i) => time - starts[i]!)).toEqual([expect.closeTo(2, 6), expect.closeTo(2, 6)]);
    expect(ended[0]! - killed[0]!).toBeCloseTo(1, 6);
    // The container's end is news for the next relist; its first exit costs no back-off, its second 10 s.
    expect(starts[1]! - ended[0]!).toBeLessThan(1.3);
    expect(starts[2]! - ended[1]!).toBeGreaterThan(10);
    expect(starts[2]! - ended[1]!).toBeLessThan(15.3);
  });

  it('does not keep the other containers from being started', () => {
    const output = rollout({
      companions: [{ ...AGENT, postStartFailures: { first: 1000, ratio: 0 } }],
      companionsBefore: 1,
    });
    const [killed] = output.times(/agent: container is killed/);
    const [main] = output.times(/main: container started/);
    expect(main! - killed!).toBeCloseTo(0.2, 6);
    // The pod is never ready.
    expect(output.pods.at(-1)!.phases.map(({ phase }) => phase)).toEqual(['pending', 'starting']);
  });
});

describe('an image that the registry does not have', () => {
  const typo: EventOptions = {
    type: 'setImage',
    atMs: 20_000,
    workload: 0,
    image: 'web:2',
    application: application({ startup: constant(0) }),
  };
  const output = rollout({ image: 'web:1' }, [typo], {
    images: { preloaded: [], missing: ['web:2'] },
  });
  const pulls = output.timeline.filter(({ why }) => why?.startsWith('ErrImagePull') === true);

  it('leaves the pod without its container, and the rollout where it is', () => {
    expect(output.times(/container started/)).toEqual([]);
    expect(output.pods.map(({ phases }) => phases.at(-1)!.phase)).toEqual(['ready', 'starting']);
  });

  it('is asked for again after 10, 20, 40, 80 s, at one of the syncs that come every 10 to 15 s', () => {
    const waits = gaps(pulls.map(({ timeMs }) => timeMs / 1000));
    expect(waits).toHaveLength(4);
    waits.forEach((wait, i) => {
      expect(wait).toBeGreaterThan(10 * 2 ** i);
      expect(wait).toBeLessThan(10 * 2 ** i + 15.1);
    });
    const syncs = output.times(/is not started/);
    for (const gap of gaps(syncs)) {
      expect(gap).toBeGreaterThan(9.99);
      expect(gap).toBeLessThan(15.1);
    }
    expect(syncs.length).toBeGreaterThan(pulls.length);
  });
});

describe('an outage of the registry', () => {
  const outage: EventOptions = { type: 'registryOutage', atMs: 15_000, forMs: 40_000 };

  it('holds up pods whose image their node does not have, until the first try after it', () => {
    const output = rollout({ image: 'web:1' }, [
      outage,
      { type: 'setImage', atMs: 20_000, workload: 0, image: 'web:2', application: application() },
    ]);
    const [again] = output.times(/registry: answers again/);
    const [started] = output.times(/container started/);
    expect(again).toBe(55);
    expect(started!).toBeGreaterThan(55);
    // The present back-off is of 20 s or, at worst, 40 s: the try at 20 s + 10 + 20 fell into the outage.
    expect(started!).toBeLessThan(20 + 15 + 35 + 55);
  });

  it('does not matter to pods whose image is there, unless it is to be asked for always', () => {
    const present = rollout({ image: 'web:1' }, [outage, RESTART]);
    expect(present.times(/container started/)[0]!).toBeLessThan(22);
    const always = rollout({ image: 'web:1', imagePullPolicy: 'Always' }, [outage, RESTART]);
    expect(always.times(/container started/)[0]!).toBeGreaterThan(55);
  });

  it('keeps a crashed container down under Always', () => {
    const output = rollout({ image: 'web:1', imagePullPolicy: 'Always' }, [
      outage,
      { type: 'crashPod', atMs: 20_000, workload: 0, count: 1 },
    ]);
    expect(output.times(/container started/)[0]!).toBeGreaterThan(55);
    expect(output.pods[0]!.phases.map(({ phase }) => phase)).toEqual(['ready', 'starting', 'ready']);
  });
});

describe('imagePullPolicy Never', () => {
  const never = (preloaded: readonly string[]) =>
    rollout(
      { image: 'web:1', imagePullPolicy: 'Never' },
      [{ type: 'setImage', atMs: 20_000, workload: 0, image: 'web:2', application: application() }],
      { images: { preloaded, missing: ['web:2'] } },
      60_000,
    );

  it('starts what the nodes have from the beginning, and nothing else', () => {
    expect(never(['web:2']).times(/container started/)).toHaveLength(1);
    const without = never([]);
    expect(without.times(/container started/)).toEqual([]);
    const reasons = without.timeline.filter(({ what }) => what === 'is not started').map(({ why }) => why);
    expect(reasons.length).toBeGreaterThanOrEqual(3);
    expect(new Set(reasons)).toEqual(
      new Set(['ErrImageNeverPull: web:2 is not on the node, and is never pulled']),
    );
  });
});

/** What users write to workloads, and what the controllers make of it, told by the timeline. */
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
import type { DeploymentOptions, EventOptions, WorkloadChange, WorkloadOptions } from '../options.ts';

const at = (seconds: number, change: WorkloadChange): EventOptions => ({
  atMs: seconds * 1000,
  workload: 0,
  ...change,
});
const image = (name: string, changes = {}): WorkloadChange => ({
  type: 'setImage',
  image: name,
  application: application(changes),
});

function play(workload: WorkloadOptions, events: readonly EventOptions[], durationMs = 150_000) {
  const result = run(simulationOptions({ durationMs, workloads: [workload], events }));
  const told = result.timeline
    .filter(({ object }) => object.startsWith(`${workload.kind.toLowerCase()}/${workload.name}`))
    .map(({ what }) => what.replace(/ReplicaSet \S+/, 'ReplicaSet'));
  const alive = result.pods.filter(({ phases }) => phases.at(-1)!.phase === 'ready');
  return { ...result, told, alive };
}

const web = (changes: Partial<DeploymentOptions> = {}) =>
  deployment({ pod: podTemplate({ image: 'web:1' }), ...changes });

describe('Recreate', () => {
  const recreating = web({ strategy: 'Recreate' });

  it('creates no new pod before the last old one is gone', () => {
    const { pods, told, rollout } = play(recreating, [at(30, image('web:2'))]);
    const endOfOld = Math.max(...pods.filter((p) => p.revision === 1).map((p) => p.phases.at(-1)!.endMs));
    const firstNew = Math.min(...pods.filter((p) => p.revision === 2).map((p) => p.phases[0]!.startMs));
    expect(firstNew).toBeGreaterThan(endOfOld);
    expect(told).toEqual([
      'image web:2 requested',
      'scaled old ReplicaSet 4 → 0',
      'created new ReplicaSet at 4',
      'rollout of revision 2 complete',
    ]);
    expect(rollout.minReadyEndpoints).toBe(0);
  });

  it('counts a pod that was Pending from the beginning like any other', () => {
    const nodes = ['a', 'b'].map((name) => ({ name, zone: 'z', pods: 1 }));
    const options = simulationOptions({
      cluster: cluster({ nodes }),
      durationMs: 100_000,
      workloads: [web({ strategy: 'Recreate', replicas: 3, pod: podTemplate({ preStopMs: 3000 }) })],
      events: [at(20, { type: 'rolloutRestart' }), at(60, { type: 'rolloutRestart' })],
    });
    const { pods } = run(options);
    const ends = (revision: number) =>
      pods.filter((pod) => pod.revision === revision).map(({ phases }) => phases.at(-1)!.endMs);
    const starts = (revision: number) =>
      pods.filter((pod) => pod.revision === revision).map(({ phases }) => phases[0]!.startMs);
    expect(starts(2)).toHaveLength(3);
    expect(starts(3)).toHaveLength(3);
    for (const revision of [2, 3]) {
      expect(Math.min(...starts(revision))).toBeGreaterThan(Math.max(...ends(revision - 1)));
    }
  });
});

describe('a ReplicaSet that is created without pods', () => {
  it('is complete at once', () => {
    const kind = 'ReplicaSet';
    const spec: WorkloadOptions = {
      kind,
      name: 'web',
      replicas: 0,
      minReadySeconds: 0,
      labels: {},
      pod: podTemplate(),
    };
    const { rollout } = play({ ...spec, absent: true }, [at(20, { type: 'applyManifest', spec })]);
    expect(rollout.durationMs).toBeLessThan(1000);
  });
});

describe('pause and resume', () => {
  it('holds template changes back, but not a scale', () => {
    const events = [
      at(20, { type: 'pause' }),
      at(25, image('web:2')),
      at(30, { type: 'scale', replicas: 5 }),
    ];
    const { alive, told } = play(web(), events);
    expect(alive.map(({ revision }) => revision)).toEqual([1, 1, 1, 1, 1]);
    expect(told).not.toContainEqual(expect.stringContaining('created new'));
  });

  it('makes one rollout of all that was changed meanwhile', () => {
    const events = [
      at(20, { type: 'pause' }),
      at(25, image('web:2')),
      at(30, image('web:3')),
      at(35, { type: 'rolloutRestart' }),
      at(40, { type: 'resume' }),
    ];
    const { told, alive } = play(web(), events);
    expect(told.filter((what) => what.startsWith('created new'))).toHaveLength(1);
    expect(told).toContain('rollout restart refused');
    expect(alive.map(({ revision }) => revision)).toEqual([2, 2, 2, 2]);
  });
});

it('says of old pods that go because they are not available that they are not', () => {
  const pod = podTemplate({ image: 'web:1' });
  const events = [at(30, image('web:2', { startup: constant(1e9) })), at(60, { type: 'rolloutUndo' })];
  const strategy = { maxSurge: 1, maxUnavailable: 9 };
  const { timeline } = play(deployment({ pod, strategy }), events);
  const why = timeline.filter(({ what }) => what.startsWith('scaled old')).map((entry) => entry.why);
  expect(why).toEqual([
    '4 pods available, 0 must stay',
    '4 of its pods not available; 0 pods available, 0 must stay',
  ]);
});

describe('rollout undo', () => {
  it('goes back to the ReplicaSet before, keeps its pods, and counts as a revision', () => {
    const events = [at(30, image('web:2')), at(34, { type: 'rolloutUndo' })];
    const { told, pods, alive } = play(web(), events);
    expect(told).toContain('ReplicaSet is the new one, revision 3');
    expect(told.at(-1)).toBe('rollout of revision 3 complete');
    // Pods of the first revision that the rollout had not reached yet go on.
    expect(alive.some(({ revision }) => revision === 1)).toBe(true);
    expect(new Set(alive.map(({ revision }) => revision)).has(2)).toBe(false);
    expect(pods.length).toBeLessThan(4 + 4 + 4);
  });

  it('is refused without an earlier revision', () => {
    expect(play(web(), [at(30, { type: 'rolloutUndo' })]).told).toContain('rollout undo refused');
  });

  it('setting the image of an earlier template finds its ReplicaSet as well', () => {
    const events = [at(30, image('web:2')), at(80, image('web:1'))];
    const { told } = play(web(), events, 180_000);
    expect(told.filter((what) => what.startsWith('created new'))).toHaveLength(1);
    expect(told).toContain('ReplicaSet is the new one, revision 3');
  });
});

describe('setImage', () => {
  it('brings a program that costs something else, request by request as they reach it', () => {
    const slow = { type: 'constant', value: 100 } as const;
    const { series, told } = play(web(), [at(40, image('web:2', { serviceTime: slow }))]);
    expect(told.at(-1)).toBe('rollout of revision 2 complete');
    const before = play(web(), []);
    expect(series.latency).not.toEqual(before.series.latency);
    const slower = play(web(), [at(40, image('web:2', { serviceTime: slow }))], 60_000).latency;
    expect(slower.max).toBeGreaterThan(100);
    expect(slower.sum).toBeGreaterThan(2 * play(web(), [], 60_000).latency.sum);
  });

  it('changes nothing but the pods when the program is the same', () => {
    const { told, kinds } = play(web({ strategy: { maxSurge: 1, maxUnavailable: 0 } }), [
      at(40, image('web:1')),
    ]);
    expect(told).toEqual(['image web:1 requested']);
    expect(kinds).toEqual({});
  });
});

describe('progressDeadlineSeconds', () => {
  const never = { type: 'constant', value: 1e9 } as const;
  const stuck = [at(20, image('web:2', { startup: never }))];

  it('is reported once, that long after the last progress, and nothing is rolled back', () => {
    const result = play(web({ progressDeadlineSeconds: 30 }), stuck);
    const { told, alive } = result;
    const [exceeded] = result.times(/ProgressDeadlineExceeded/);
    const [created] = result.times(/created new ReplicaSet/);
    // The pod that was created counts as progress of the updated replicas; a second is added to the check.
    expect(exceeded! - created!).toBeGreaterThan(30);
    expect(exceeded! - created!).toBeLessThan(35);
    expect(told.filter((what) => what.includes('Exceeded'))).toHaveLength(1);
    expect(alive.map(({ revision }) => revision)).toEqual([1, 1, 1, 1]);
  });

  it('is not reported of what is paused, nor without a deadline', () => {
    const paused = [...stuck, at(25, { type: 'pause' })];
    expect(play(web({ progressDeadlineSeconds: 30 }), paused).times(/Exceeded/)).toEqual([]);
    expect(play(web(), stuck).times(/Exceeded/)).toEqual([]);
  });
});

describe('revisionHistoryLimit', () => {
  it('deletes the oldest ReplicaSets once a rollout is complete, so that there is nothing to go back to', () => {
    const events = [at(20, image('web:2')), at(90, { type: 'rolloutUndo' })];
    const { told } = play(web({ revisionHistoryLimit: 0 }), events);
    expect(told).toContain('deleted ReplicaSet');
    expect(told.at(-1)).toBe('rollout undo refused');
  });
});

describe.each(['ReplicaSet', 'ReplicationController'] as const)('%s', (kind) => {
  const { labels } = deployment();
  const set = { kind, name: 'web', replicas: 3, minReadySeconds: 0, labels, pod: podTemplate() } as const;

  it('is created by an event, is scaled, and leaves no pod when it is deleted', () => {
    const events = [
      at(20, { type: 'applyManifest', spec: set }),
      at(60, { type: 'scale', replicas: 5 }),
      at(90, { type: 'delete' }),
    ];
    const absent = { ...set, absent: true };
    const early = play(absent, events, 85_000);
    expect(early.alive).toHaveLength(5);
    expect(early.rollout.started).toBe(true);
    expect(early.rollout.durationMs).toBeGreaterThan(0);
    const late = play(absent, events);
    expect(late.pods).toHaveLength(5);
    expect(late.pods.filter(({ phases }) => phases.at(-1)!.endMs >= 150_000)).toEqual([]);
  });

  it('gives a new template to later pods only', () => {
    const { alive } = play(set, [at(20, image('web:2')), at(40, { type: 'scale', replicas: 4 })]);
    expect(alive.map(({ revision }) => revision)).toEqual([1, 1, 1, 2]);
  });
});

describe('a bare pod', () => {
  it('is selected by its labels, and is not made again', () => {
    const { labels } = deployment();
    const pod = { kind: 'Pod', name: 'alone', labels, pod: podTemplate() } as const;
    const { pods, alive, blamed } = play(pod, [at(60, { type: 'delete' })]);
    expect(pods.map(({ name }) => name)).toEqual(['alone']);
    expect(alive).toEqual([]);
    expect(blamed['no-endpoints']).toBeGreaterThan(1000);
  });
});

describe('deletion of a Deployment', () => {
  it('takes its ReplicaSets and their pods with it', () => {
    const { pods, rollout } = play(web(), [at(40, { type: 'delete' })]);
    expect(pods.filter(({ phases }) => phases.at(-1)!.endMs >= 150_000)).toEqual([]);
    expect(rollout.started).toBe(false);
  });
});

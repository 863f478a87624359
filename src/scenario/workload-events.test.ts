/** Workloads of every kind and the events that write to them, from text to the model's options. */
import { describe, expect, it } from 'vitest';
import { formatIssue, ScenarioError } from '../base/errors.ts';
import { loadScenario } from './load.ts';

const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ image: 'web:1' }] } };
const service = {
  kind: 'Service',
  metadata: { name: 'web' },
  spec: { selector: { app: 'web' }, ports: [{ port: 80 }] },
};
const matchLabels = { app: 'web' };
const kinds = {
  Deployment: {
    kind: 'Deployment',
    metadata: { name: 'web' },
    spec: { selector: { matchLabels }, template },
  },
  ReplicaSet: {
    kind: 'ReplicaSet',
    metadata: { name: 'web' },
    spec: { selector: { matchLabels }, template },
  },
  StatefulSet: {
    kind: 'StatefulSet',
    metadata: { name: 'web' },
    spec: { selector: { matchLabels }, template },
  },
  DaemonSet: {
    kind: 'DaemonSet',
    metadata: { name: 'web' },
    spec: { selector: { matchLabels }, template },
  },
  ReplicationController: { kind: 'ReplicationController', metadata: { name: 'web' }, spec: { template } },
  Pod: { kind: 'Pod', metadata: { name: 'web', labels: { app: 'web' } }, spec: template.spec },
} as const;

function scenario(resources: readonly unknown[], events: readonly unknown[] = []) {
  return JSON.stringify({
    version: 1,
    duration: '1m',
    resources: [...resources, service],
    applications: { web: { concurrency: 3, queue: 7 } },
    traffic: [{ name: 'users', to: 'web', arrivals: { poisson: { rate: '1/s' } } }],
    events,
  });
}
const load = (text: string) => loadScenario({ inputs: ['-'], stdin: text });

function mistakes(resources: readonly unknown[], events: readonly unknown[]): string[] {
  try {
    load(scenario(resources, events));
  } catch (error) {
    if (error instanceof ScenarioError) return error.issues.map(formatIssue);
    throw error;
  }
  return [];
}

describe('workloads', () => {
  it.each(Object.entries(kinds))('%s', (kind, object) => {
    const { simulation, coverage } = load(scenario([object]));
    expect(simulation.workloads).toMatchObject([
      { kind, name: 'web', labels: { app: 'web' }, pod: { image: 'web:1', application: { queue: 7 } } },
    ]);
    expect(simulation.services).toHaveLength(1);
    expect(coverage[0]!.ignored).toEqual([]);
  });

  it.each(Object.entries(kinds))('%s, loaded again as it was written into the result', (_, object) => {
    const events = [
      { at: '1s', do: 'applyManifest', resources: [{ ...kinds.ReplicaSet, metadata: { name: 'other' } }] },
    ];
    const { scenario: complete, simulation } = load(scenario([object], events));
    expect(load(JSON.stringify(complete)).simulation).toEqual(simulation);
  });
});

describe('two workloads of one name', () => {
  it('are refused, because their programs could not be told apart', () => {
    expect(mistakes([kinds.Deployment, kinds.StatefulSet], [])).toEqual([
      expect.stringContaining('statefulset/web.metadata.name: expected a name that no other workload has'),
    ]);
  });
});

describe('applyManifest', () => {
  it('creates what is not there, with the program that the event says', () => {
    const event = {
      at: '5s',
      do: 'applyManifest',
      resources: [kinds.ReplicationController],
      application: { queue: 1 },
    };
    const { workloads, events } = load(scenario([], [event])).simulation;
    expect(workloads).toMatchObject([{ kind: 'ReplicationController', absent: true }]);
    const application = { concurrency: 3, queue: 1 };
    expect(events).toMatchObject([{ type: 'applyManifest', workload: 0, spec: { pod: { application } } }]);
  });

  it('changes what is there', () => {
    const resources = [{ ...kinds.Deployment, spec: { ...kinds.Deployment.spec, replicas: 9 } }];
    const { workloads, events } = load(
      scenario([kinds.Deployment], [{ at: '5s', do: 'applyManifest', resources }]),
    ).simulation;
    expect(workloads).toHaveLength(1);
    expect(events).toMatchObject([{ workload: 0, spec: { kind: 'Deployment', replicas: 9 } }]);
  });

  it.each([
    [service, 'expected a workload: an event can apply no other kind'],
    [kinds.Pod, 'expected a name of its own: a pod that is there cannot be changed'],
  ])('cannot apply %o', (resource, part) => {
    const found = mistakes([kinds.Pod], [{ at: '5s', do: 'applyManifest', resources: [resource] }]);
    expect(found).toEqual([expect.stringContaining(part)]);
  });

  it('cannot move pods between Services', () => {
    const moved = { ...template, metadata: { labels: { app: 'other' } } };
    const spec = { selector: { matchLabels: { app: 'other' } }, template: moved };
    const event = { at: '5s', do: 'applyManifest', resources: [{ ...kinds.Deployment, spec }] };
    expect(mistakes([kinds.Deployment], [event])).toEqual([
      expect.stringContaining('service/web selects as before'),
    ]);
  });
});

describe('setImage', () => {
  it('keeps the program but for what the event says', () => {
    const event = {
      at: '5s',
      do: 'setImage',
      target: 'Deployment/web',
      image: 'web:2',
      application: { queue: 0 },
    };
    const [translated] = load(scenario([kinds.Deployment], [event])).simulation.events;
    const application = { concurrency: 3, queue: 0 };
    expect(translated).toMatchObject({
      type: 'setImage',
      atMs: 5000,
      workload: 0,
      image: 'web:2',
      application,
    });
  });
});

describe('an event that kubectl would refuse', () => {
  it.each([
    ['ReplicaSet', 'rolloutRestart'],
    ['ReplicationController', 'pause'],
    ['DaemonSet', 'scale'],
    ['Pod', 'rolloutUndo'],
  ] as const)('%s %s', (kind, what) => {
    const more = what === 'scale' ? { replicas: 2 } : {};
    const event = { at: '1s', do: what, target: `${kind.toLowerCase()}/web`, ...more };
    const found = mistakes([kinds[kind]], [event]);
    expect(found).toEqual([
      expect.stringContaining(`expected a workload that knows ${what}, which a ${kind} does not`),
    ]);
  });
});

describe('the limits of a DaemonSet', () => {
  const limited = (rollingUpdate: object) => ({
    ...kinds.DaemonSet,
    spec: { ...kinds.DaemonSet.spec, updateStrategy: { rollingUpdate } },
  });

  it('are one or the other: maxUnavailable is 1 unless it says 0', () => {
    expect(mistakes([limited({ maxSurge: 1 })], [])).toEqual([
      expect.stringContaining('rollingUpdate.maxUnavailable: expected 0 when maxSurge is more'),
    ]);
    expect(mistakes([limited({ maxUnavailable: '0%' })], [])).toEqual([
      expect.stringContaining('rollingUpdate.maxUnavailable: expected more than 0 when maxSurge is 0'),
    ]);
    expect(mistakes([limited({ maxUnavailable: '101%' })], [])).toHaveLength(1);
    const { workloads } = load(scenario([limited({ maxSurge: '50%', maxUnavailable: 0 })])).simulation;
    expect(workloads[0]).toMatchObject({ rollingUpdate: { maxSurge: { percent: 50 }, maxUnavailable: 0 } });
    expect(load(scenario([kinds.DaemonSet])).simulation.workloads[0]).toMatchObject({
      rollingUpdate: { maxSurge: 0, maxUnavailable: 1 },
    });
  });
});

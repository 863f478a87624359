/** DaemonSets in a cluster: where their pods are, and what nodes, drains and users do to them. */
import { describe, expect, it } from 'vitest';
import { application, cluster, deployment, podTemplate, simulationOptions } from '../../testing/options.ts';
import { run } from '../../testing/run.ts';
import type { DaemonSetOptions, EventOptions, NodeOptions, SimulationOptions } from '../options.ts';
import { daemonTemplate } from './daemon-placement.ts';

const daemonSet = (changes: Partial<DaemonSetOptions> = {}): DaemonSetOptions => ({
  kind: 'DaemonSet',
  name: 'web',
  minReadySeconds: 0,
  rollingUpdate: { maxSurge: 0, maxUnavailable: 1 },
  labels: { app: 'web' },
  pod: podTemplate({ image: 'web:1' }),
  ...changes,
});

function play(
  set: DaemonSetOptions,
  events: readonly EventOptions[],
  changes: Partial<SimulationOptions> = {},
) {
  const result = run(
    simulationOptions({
      durationMs: 120_000,
      warmupMs: 0,
      traffic: [],
      workloads: [set],
      events,
      ...changes,
    }),
  );
  const live = result.pods.filter(({ phases }) => phases.at(-1)!.phase === 'ready');
  const told = result.timeline.filter(({ object }) => object === 'daemonset/web').map(({ what }) => what);
  return { ...result, live, told };
}

const update = (image: string): EventOptions => ({
  type: 'setImage',
  atMs: 20_000,
  workload: 0,
  image,
  application: application(),
});
const onNodes = (pods: readonly { readonly node: string }[]) => pods.map(({ node }) => node).toSorted();
const ALL = ['node-1', 'node-2', 'node-3'];

describe('the nodes of a DaemonSet', () => {
  it('are those that its nodeSelector and its tolerations admit', () => {
    const nodes: NodeOptions[] = [
      { name: 'plain', zone: 'a' },
      { name: 'gpu', zone: 'a', labels: { gpu: 'yes' } },
      { name: 'tainted', zone: 'a', labels: { gpu: 'yes' }, taints: [{ key: 'k', effect: 'NoSchedule' }] },
      {
        name: 'full',
        zone: 'a',
        taints: [{ key: 'node.kubernetes.io/disk-pressure', effect: 'NoSchedule' }],
      },
    ];
    const where = (pod: Parameters<typeof podTemplate>[0]) =>
      onNodes(play(daemonSet({ pod: podTemplate(pod) }), [], { cluster: cluster({ nodes }) }).live);
    expect(where({})).toEqual(['full', 'gpu', 'plain']);
    expect(where({ nodeSelector: { gpu: 'yes' } })).toEqual(['gpu']);
    expect(where({ tolerations: [{ operator: 'Exists' }] })).toEqual(['full', 'gpu', 'plain', 'tainted']);
  });

  it('must have room: else the pod waits for its own node', () => {
    const nodes = ALL.map((name, i) => ({ name, zone: 'a', cpu: i === 0 ? 1 : 4 }));
    const pod = podTemplate({ requests: { cpu: 2, memory: 0 } });
    const { live, timeline } = play(daemonSet({ pod }), [], { cluster: cluster({ nodes }) });
    expect(onNodes(live)).toEqual(['node-2', 'node-3']);
    expect(timeline.map(({ why }) => why)).toContain(
      "0/3 nodes are available: 1 Insufficient cpu, 2 node(s) didn't match Pod's node affinity/selector",
    );
  });
});

describe('tolerations of a DaemonSet', () => {
  it('replace those that differ in their seconds only', () => {
    const unreachable = {
      key: 'node.kubernetes.io/unreachable',
      operator: 'Exists',
      effect: 'NoExecute',
    } as const;
    const given = podTemplate({ tolerations: [{ ...unreachable, tolerationSeconds: 5 }, { key: 'k' }] });
    const { tolerations } = daemonTemplate({ labels: {}, pod: given }).pod;
    expect(tolerations).toContainEqual(unreachable);
    expect(tolerations).toContainEqual({ key: 'k' });
    expect(tolerations).not.toContainEqual({ ...unreachable, tolerationSeconds: 5 });
    expect(daemonTemplate(daemonTemplate({ labels: {}, pod: given })).pod.tolerations).toEqual(tolerations);
  });
});

describe('a rolling update', () => {
  it('takes one node at a time, and makes the new pod when the old one is gone', () => {
    const { pods, told, live, rollout } = play(daemonSet(), [update('web:2')]);
    expect(onNodes(live)).toEqual(ALL);
    expect(live.every(({ revision }) => revision === 2)).toBe(true);
    for (const { node, phases } of live) {
      const before = pods.find((pod) => pod.node === node && pod.revision === 1)!;
      expect(phases[0]!.startMs).toBeGreaterThanOrEqual(before.phases.at(-1)!.endMs);
    }
    expect(rollout.peakPods).toBe(3);
    expect(rollout.durationMs).not.toBeNull();
    expect(told.at(-1)).toBe('rollout of revision 2 complete');
  });

  it('with a surge keeps every node served', () => {
    const { pods, live } = play(daemonSet({ rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } }), [
      update('web:2'),
    ]);
    expect(onNodes(live)).toEqual(ALL);
    for (const { node, phases } of live) {
      const before = pods.find((pod) => pod.node === node && pod.revision === 1)!;
      const ready = phases.find(({ phase }) => phase === 'ready')!.startMs;
      expect(before.phases.find(({ phase }) => phase === 'terminating')!.startMs).toBeGreaterThan(ready);
    }
  });

  it('waits for minReadySeconds between nodes', () => {
    const starts = (minReadySeconds: number) =>
      play(daemonSet({ minReadySeconds }), [update('web:2')])
        .pods.filter(({ revision }) => revision === 1)
        .map(({ phases }) => phases.find(({ phase }) => phase === 'terminating')!.startMs / 1000)
        .toSorted((a, b) => a - b);
    const [first, second] = starts(0);
    const [slowFirst, slowSecond] = starts(10);
    expect(slowSecond! - slowFirst! - (second! - first!)).toBeGreaterThan(9.5);
  });

  it('OnDelete: only what is deleted comes back as the newest', () => {
    const kill: EventOptions = { type: 'killPod', atMs: 40_000, workload: 0, count: 1 };
    const { live } = play(daemonSet({ rollingUpdate: null }), [update('web:2'), kill]);
    expect(live.map(({ revision }) => revision).toSorted((a, b) => a - b)).toEqual([1, 1, 2]);
  });

  it('goes back with an undo', () => {
    const undo: EventOptions = { type: 'rolloutUndo', atMs: 70_000, workload: 0 };
    const { live, told } = play(daemonSet(), [update('web:2'), undo]);
    expect(live.map(({ revision }) => revision)).toEqual([3, 3, 3]);
    expect(told.at(-1)).toBe('rollout of revision 3 complete');
  });
});

describe('what befalls nodes', () => {
  it('a drain leaves pods of DaemonSets where they are, and a cordoned node gets one', () => {
    const kill: EventOptions = { type: 'killPod', atMs: 40_000, workload: 0, count: 3 };
    const drain: EventOptions = { type: 'drainNode', atMs: 10_000, nodes: [0] };
    const others = deployment({ name: 'other', replicas: 3, labels: { app: 'other' } });
    const output = play(daemonSet(), [drain, kill], { workloads: [daemonSet(), others] });
    const [drained] = output.times(/node-1: drained/);
    expect(drained).toBeLessThan(40);
    expect(output.times(/pod\/web-.*: deletion requested/).map(Math.floor)).toEqual([40, 40, 40]);
    expect(onNodes(output.live.filter(({ name }) => name.startsWith('web')))).toEqual(ALL);
    expect(output.live.filter(({ name, node }) => name.startsWith('other') && node === 'node-1')).toEqual([]);
  });

  it('a dead node keeps its pod for ever, gets no new one, and has it back with its power', () => {
    const events: EventOptions[] = [
      { type: 'failNode', atMs: 10_000, nodes: [0] },
      { type: 'recoverNode', atMs: 500_000, nodes: [0] },
    ];
    const { pods, live } = play(daemonSet(), events, { durationMs: 600_000 });
    expect(pods).toHaveLength(3);
    expect(onNodes(live)).toEqual(ALL);
    expect(live.find(({ node }) => node === 'node-1')!.restarts).toBe(1);
  });

  it('a dead node holds an update up, whose pod stays Terminating', () => {
    const fail: EventOptions = { type: 'failNode', atMs: 1000, nodes: [0] };
    const late = { ...update('web:2'), atMs: 80_000 };
    const { live, rollout, pods } = play(daemonSet(), [fail, late], { durationMs: 300_000 });
    expect(pods.find(({ node }) => node === 'node-1')!.phases.at(-1)!.phase).toBe('terminating');
    expect(live.map(({ revision }) => revision)).toEqual([1, 1]);
    expect(rollout.durationMs).toBeNull();
  });

  it('its deletion takes its pods along', () => {
    const { live } = play(daemonSet(), [{ type: 'delete', atMs: 10_000, workload: 0 }]);
    expect(live).toEqual([]);
  });
});

/** Cordon, drain and uncordon, with and without budgets, on the timeline. */
import { describe, expect, it } from 'vitest';
import {
  cluster,
  CONTROL_PLANE,
  deployment,
  podTemplate,
  simulationOptions,
} from '../../../testing/options.ts';
import { run } from '../../../testing/run.ts';
import type { BudgetOptions, DeploymentOptions, EventOptions, SimulationOptions } from '../../options.ts';

const DRAIN: EventOptions = { type: 'drainNode', atMs: 10_000, nodes: [0] };
const budget = (spec: Partial<BudgetOptions>): BudgetOptions => ({
  name: 'web',
  selector: { app: 'web' },
  ...spec,
});

/** Six pods on three nodes, two on each; without traffic. */
function drainOptions(changes: Partial<SimulationOptions> = {}, workload: Partial<DeploymentOptions> = {}) {
  return simulationOptions({
    durationMs: 60_000,
    warmupMs: 0,
    workloads: [deployment({ replicas: 6, ...workload })],
    traffic: [],
    events: [DRAIN],
    ...changes,
  });
}

const drained = (...changes: Parameters<typeof drainOptions>) => run(drainOptions(...changes));

describe('a drain', () => {
  it('without a budget evicts all pods of the node at once, and waits until they are gone', () => {
    const output = drained();
    const evicted = output.times(/pod\/.*: deletion requested/);
    expect(evicted).toHaveLength(2);
    expect(evicted[1]! - evicted[0]!).toBeLessThan(0.2);
    const [done] = output.times(/node-1: drained/);
    const [begun] = output.times(/node-1: draining/);
    expect(output.timeline.find(({ what }) => what === 'drained')!.why).toBe(
      `its pods are gone, ${(done! - begun!).toFixed(1)} s after it began`,
    );
    const gone = output.times(/pod\/.*: deleted/);
    expect(done! - gone[1]!).toBeGreaterThanOrEqual(0);
    expect(done! - gone[1]!).toBeLessThanOrEqual(1);
    // Replacements are made, but not there.
    expect(output.pods).toHaveLength(8);
    expect(output.pods.slice(6).map(({ node }) => node === 'node-1')).toEqual([false, false]);
  });

  it('with a budget of one evicts the next one when another is ready in its place', () => {
    const output = drained({ budgets: [budget({ maxUnavailable: 1 })] });
    const [, second] = output.times(/pod\/.*: deletion requested/);
    const refused = output.times(/eviction refused/);
    const [replaced] = output.times(/poddisruptionbudget\/web: allows 1/);
    expect(refused.length).toBeGreaterThan(0);
    expect(second! - replaced!).toBeGreaterThan(0);
    // A refused eviction is tried again every 5 s.
    expect(second! - replaced!).toBeLessThan(5.2);
    expect((second! - refused[0]!) / 5).toBeCloseTo(refused.length, 1);
  });

  it('waits for ever when the budget wants all of them', () => {
    const output = drained({ budgets: [budget({ minAvailable: 6 })] });
    expect(output.times(/deletion requested/)).toEqual([]);
    expect(output.times(/eviction refused/)).toHaveLength(20);
    expect(output.times(/node-1: drained/)).toEqual([]);
  });

  it('fails for pods that two budgets select', () => {
    const output = drained({
      budgets: [budget({ minAvailable: 1 }), budget({ minAvailable: 2, name: 'b' })],
    });
    expect(output.times(/eviction failed \(500\)/)).toHaveLength(2);
    expect(output.times(/node-1: drain failed/)).toHaveLength(1);
  });

  it('takes pods that are not ready beside the budget, while the others are healthy enough', () => {
    const never = { initialDelaySeconds: 1000, periodSeconds: 10, timeoutSeconds: 1 } as const;
    const readinessProbe = {
      handler: 'httpGet',
      successThreshold: 1,
      failureThreshold: 1,
      ...never,
    } as const;
    const sick = podTemplate({ readinessProbe });
    // Surge pods of the new template never become ready.
    const events: EventOptions[] = [
      { type: 'rolloutRestart', atMs: 1000, workload: 0 },
      { type: 'drainNode', atMs: 20_000, nodes: [0, 1, 2] },
    ];
    const strategy = { maxSurge: 3, maxUnavailable: 0 };
    const workload = { pod: sick, strategy };
    const strict = drained({ events, budgets: [budget({ minAvailable: 6 })] }, workload);
    const generation = (revision: number) =>
      strict.pods.filter(
        (pod) => pod.revision === revision && pod.phases.some(({ phase }) => phase === 'terminating'),
      );
    expect(generation(1)).toEqual([]);
    expect(generation(2).length).toBeGreaterThan(0);
  });

  it('takes the nodes of a zone one after the other, all of them cordoned', () => {
    const nodes = ['a', 'a', 'b'].map((zone, i) => ({ name: `node-${i + 1}`, zone }));
    const output = drained({ cluster: cluster({ nodes }), events: [{ ...DRAIN, nodes: [0, 1] }] });
    const [, secondCordon] = output.times(/node-[12]: cordoned/);
    const [firstDone, secondDone] = output.times(/node-[12]: drained/);
    const [, secondBegins] = output.times(/node-[12]: draining/);
    expect(secondCordon!).toBeLessThan(10.1);
    expect(secondBegins).toBe(firstDone);
    expect(secondDone!).toBeGreaterThan(firstDone!);
    expect(output.pods.slice(6).every(({ node }) => node === 'node-3')).toBe(true);
  });
});

it('a drain evicts nothing before the last of its nodes is cordoned, however long the writes take', () => {
  const controlPlane = { ...CONTROL_PLANE, apiWrite: { type: 'exponential', mean: 200 } as const };
  const options = drainOptions({ cluster: cluster({ controlPlane }), events: [{ ...DRAIN, nodes: [0, 1] }] });
  for (let replication = 0; replication < 10; replication++) {
    const output = run(options, replication);
    const [draining] = output.times(/: draining/);
    expect(draining!).toBeGreaterThan(Math.max(...output.times(/: cordoned/)));
  }
});

describe('a cordoned cluster', () => {
  it('leaves new pods Pending until a node is uncordoned', () => {
    const all = [0, 1, 2];
    const output = drained({
      events: [
        { type: 'cordonNode', atMs: 1000, nodes: all },
        { type: 'scale', atMs: 5000, workload: 0, replicas: 7 },
        { type: 'uncordonNode', atMs: 30_000, nodes: [1] },
      ],
    });
    const why = output.timeline.find(({ what }) => what === 'stays Pending')!.why;
    expect(why).toBe('0/3 nodes are available: 3 node(s) were unschedulable');
    expect(output.pods[6]!.node).toBe('node-2');
    const [bound] = output.times(/pod\/.*: scheduled to node-2/);
    expect(bound! - 30).toBeGreaterThan(0);
    expect(bound! - 30).toBeLessThan(0.2);
  });
});

describe('capacity', () => {
  const nodes = [
    { name: 'small', zone: 'a', cpu: 1, memory: 1e9 },
    { name: 'big', zone: 'a', cpu: 2, memory: 8e9, labels: { disk: 'ssd' } },
  ];
  const asking = (cpu: number, memory: number) => podTemplate({ requests: { cpu, memory } });
  const options = (pod: DeploymentOptions['pod'], replicas: number, events: EventOptions[] = []) =>
    drained({ cluster: cluster({ nodes }), events }, { pod, replicas });

  it('of nodes bounds what their pods ask for; what does not fit stays Pending from the beginning', () => {
    const { pods, timeline } = options(asking(0.4, 1e8), 9);
    const on = (name: string) => pods.filter(({ node }) => node === name).length;
    expect([on('small'), on('big'), on('')]).toEqual([2, 5, 2]);
    expect(timeline.find(({ what }) => what === 'stays Pending')!.why).toBe(
      '0/2 nodes are available: 2 Insufficient cpu',
    );
  });

  it('is given back when a pod is gone', () => {
    const scaled = options(asking(0.5, 1e8), 7, [{ type: 'killPod', atMs: 20_000, workload: 0, count: 1 }]);
    // Of eight pods in all one was killed; the one that was Pending has its place, the replacement waits.
    expect(scaled.pods.filter(({ node }) => node === '')).toHaveLength(1);
    const [bound] = scaled.times(/scheduled to/);
    const [gone] = scaled.times(/pod\/.*: deleted/);
    expect(bound!).toBeGreaterThan(gone!);
  });

  it('of memory counts as well', () => {
    const { timeline, pods } = options(asking(0, 3e9), 3);
    expect(pods.map(({ node }) => node)).toEqual(['big', 'big', '']);
    expect(timeline.find(({ what }) => what === 'stays Pending')!.why).toContain('2 Insufficient memory');
  });

  it('matters to a nodeSelector too', () => {
    const { pods } = options(podTemplate({ nodeSelector: { disk: 'ssd' } }), 3);
    expect(pods.map(({ node }) => node)).toEqual(['big', 'big', 'big']);
    const { timeline } = options(podTemplate({ nodeSelector: { 'topology.kubernetes.io/zone': 'b' } }), 1);
    expect(timeline.find(({ what }) => what === 'stays Pending')!.why).toContain("didn't match");
  });

  it('never exceeds the pods that a node may have', () => {
    const few = nodes.map((node) => ({ ...node, pods: 2 }));
    const { pods } = drained({ cluster: cluster({ nodes: few }), events: [] });
    expect(pods.filter(({ node }) => node === '')).toHaveLength(2);
  });

  it('among equals goes to the node of which least is asked for', () => {
    const { pods } = options(asking(0.1, 0), 1);
    expect(pods[0]!.node).toBe('big');
  });

  it('keeps off taints that are not tolerated', () => {
    const taints = [{ key: 'dedicated', value: 'x', effect: 'NoSchedule' }] as const;
    const tainted = nodes.map((node, i) => (i === 0 ? node : { ...node, taints }));
    const workload = (pod: DeploymentOptions['pod']) =>
      drained({ cluster: cluster({ nodes: tainted }), events: [] }, { replicas: 2, pod }).pods.map(
        ({ node }) => node,
      );
    expect(workload(podTemplate())).toEqual(['small', 'small']);
    const tolerations = [{ key: 'dedicated', operator: 'Exists' }] as const;
    expect(workload(podTemplate({ tolerations })).toSorted()).toEqual(['big', 'small']);
  });
});

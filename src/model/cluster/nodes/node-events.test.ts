/** Nodes that fail, are cut off and come back, on the timeline and in what becomes of requests. */
import * as Pods from '../../workload/pod-memory.ts';
import { describe, expect, it } from 'vitest';
import { cluster, deployment, podTemplate, simulationOptions, traffic } from '../../../testing/options.ts';
import { KEY, run } from '../../../testing/run.ts';
import type { EventOptions, SimulationOptions } from '../../options.ts';
import { Simulation } from '../../simulation.ts';
import * as AddressState from '../../workload/address-state.ts';

const FAIL: EventOptions = { type: 'failNode', atMs: 20_000, nodes: [0] };
const PARTITION: EventOptions = { type: 'partition', atMs: 20_000, nodes: [0] };
const recoverAt = (second: number): EventOptions => ({
  type: 'recoverNode',
  atMs: 1000 * second,
  nodes: [0],
});

/** Three pods on three nodes, called from every node that has power. */
function threePods(events: readonly EventOptions[], changes: Partial<SimulationOptions> = {}) {
  return simulationOptions({
    durationMs: 120_000,
    warmupMs: 0,
    workloads: [deployment({ replicas: 3 })],
    traffic: [traffic({ arrivals: { type: 'constant', ratePerSecond: 30 } })],
    events,
    ...changes,
  });
}

const onFirst = ({ pods }: ReturnType<typeof run>) => pods.filter(({ node }) => node === 'node-1');

describe('a node that loses its power', () => {
  const output = run(threePods([FAIL]));
  const [notReadyAt] = output.times(/node\/node-1: NotReady/);

  it('is found out 40 to 55 s later, after the grace period of 50 s since its last renewal was seen', () => {
    const delays = Array.from({ length: 40 }, (_, r) => {
      const [at] = run(threePods([FAIL], { traffic: [], durationMs: 90_000 }), r).times(/node-1: NotReady/);
      return at! - 20;
    });
    expect(Math.min(...delays)).toBeGreaterThan(39.5);
    expect(Math.max(...delays)).toBeLessThan(55.5);
    const mean = delays.reduce((a, b) => a + b) / delays.length;
    // Age of the lease 0…10 s, look 0…5 s after it: 50 − 5 + 2.5 s; σ = 3.2 s, so 40 runs give ± 1.6 s.
    expect(Math.abs(mean - 47.5)).toBeLessThan(1.6);
  });

  it('loses every third request until the proxies know, as nothing answers', () => {
    const expected = (notReadyAt! - 20) * 10;
    const { 'dead-node': lost, ...others } = output.blamed;
    expect(others).toEqual({});
    expect(Math.abs(lost! - expected)).toBeLessThan(0.2 * expected);
    expect(output.kinds).toEqual({ timeout: lost });
  });

  it('has its endpoints taken out when its pods are marked not ready', () => {
    const [twoLeft] = output.times(/endpointslice\/web: 2 of 3 endpoints ready/);
    expect(twoLeft! - notReadyAt!).toBeGreaterThan(0);
    expect(twoLeft! - notReadyAt!).toBeLessThan(0.2);
  });
});

describe('eviction', () => {
  const patient = threePods([FAIL], { durationMs: 420_000, traffic: [] });

  it('comes 300 s after the taint, which comes one look after NotReady; replacements follow', () => {
    const output = run(patient);
    const [notReady] = output.times(/node-1: NotReady/);
    const [taint] = output.times(/node-1: got the taint/);
    const [deleted] = output.times(/pod\/.*: deletion requested/);
    expect(taint! - notReady!).toBeGreaterThan(4.9);
    expect(taint! - notReady!).toBeLessThan(5.3);
    expect(deleted! - taint!).toBeGreaterThan(300);
    expect(deleted! - taint!).toBeLessThan(300.2);
    expect(output.pods).toHaveLength(4);
    expect(onFirst(output).map(({ phases }) => phases.at(-1)!.phase)).toEqual(['terminating']);
    // Nobody on the node can say that the pod is gone.
    expect(onFirst(output)[0]!.phases.at(-1)!.endMs).toBeGreaterThanOrEqual(420_000);
    expect(output.pods[3]!.phases.at(-1)!.phase).toBe('ready');
    expect(output.pods[3]!.node).not.toBe('node-1');
  });

  it('waits as long as the pod tolerates', () => {
    const tolerations = [
      { key: 'node.kubernetes.io/unreachable', operator: 'Exists', tolerationSeconds: 20 } as const,
    ];
    const output = run({
      ...patient,
      workloads: [deployment({ replicas: 3, pod: podTemplate({ tolerations }) })],
    });
    const [taint] = output.times(/node-1: got the taint/);
    const [deleted] = output.times(/pod\/.*: deletion requested/);
    expect(deleted! - taint!).toBeGreaterThan(20);
    expect(deleted! - taint!).toBeLessThan(20.2);
  });

  it('is called off when the node comes back before', () => {
    const output = run({ ...patient, events: [FAIL, recoverAt(120)] });
    expect(output.times(/its eviction is called off/)).toHaveLength(1);
    expect(output.times(/deletion requested/)).toEqual([]);
    expect(output.pods).toHaveLength(3);
    expect(onFirst(output).map(({ restarts }) => restarts)).toEqual([1]);
    expect(onFirst(output)[0]!.phases.at(-1)!.phase).toBe('ready');
  });

  it('does not take place when no node is Ready: the fault may lie with the control plane', () => {
    const events: EventOptions[] = [{ type: 'failNode', atMs: 20_000, nodes: [0, 1, 2] }];
    const output = run({ ...patient, events });
    expect(output.times(/no pod is evicted/)).toHaveLength(1);
    expect(output.times(/deletion requested/)).toEqual([]);
  });

  it('takes one node of a zone every ten seconds', () => {
    const nodes = ['a', 'a', 'a', 'b', 'b', 'b'].map((zone, i) => ({ name: `node-${i}`, zone }));
    const output = run({
      ...patient,
      durationMs: 120_000,
      cluster: cluster({ nodes }),
      events: [{ type: 'failNode', atMs: 20_000, nodes: [0, 1, 2] }],
    });
    const taints = output.times(/got the taint/);
    expect(taints).toHaveLength(3);
    for (const i of [0, 1]) {
      expect(taints[i + 1]! - taints[i]!).toBeGreaterThan(9.9);
      expect(taints[i + 1]! - taints[i]!).toBeLessThan(15);
    }
  });
});

describe('a node that comes back after its pods were deleted', () => {
  it('ends them, and is used again', () => {
    const output = run(threePods([FAIL, recoverAt(400)], { durationMs: 420_000, traffic: [] }));
    const [old] = onFirst(output);
    expect(old!.phases.at(-1)!.phase).toBe('terminating');
    const goneAt = old!.phases.at(-1)!.endMs / 1000;
    expect(goneAt).toBeGreaterThan(400);
    expect(goneAt).toBeLessThan(402);
    expect(output.times(/node-1: lost the taint/)).toHaveLength(1);
    expect(output.times(/pod\/.*: deleted/)).toHaveLength(1);
  });
});

describe('connections to a dead node', () => {
  const keepAlive = { type: 'keepAlive', pool: 6, idleTimeoutMs: 300_000, maxRequests: 100_000 } as const;
  it('hang until a request on each of them has timed out', () => {
    const arrivals = { type: 'constant', ratePerSecond: 60 } as const;
    const busy = traffic({ arrivals, connections: { ...keepAlive, pool: 40 } });
    const output = run(threePods([FAIL], { traffic: [busy], durationMs: 60_000 }));
    expect(output.blamed['dead-node']).toBeGreaterThan(0);
    expect(Object.keys(output.kinds)).toEqual(['timeout']);
  });

  it('are reset when the node, back again, knows nothing of them', () => {
    // Nothing is sent while the node is down, so that the pools learn of nothing.
    const events = [
      { ...FAIL, atMs: 20_300 },
      { ...recoverAt(20), atMs: 20_900 },
    ];
    const arrivals = { type: 'constant', ratePerSecond: 1 } as const;
    const sources = Array.from({ length: 6 }, (_, i) =>
      traffic({ arrivals, connections: keepAlive, name: `users-${i}` }),
    );
    const output = run(threePods(events, { traffic: sources }));
    expect(output.kinds['reset']).toBeGreaterThan(0);
    expect(Object.keys(output.blamed)).toEqual(['dead-node']);
  });
});

describe('a node cut off from the control plane', () => {
  const output = run(threePods([PARTITION, recoverAt(110)], { durationMs: 180_000 }));

  it('goes on serving: no request is lost', () => {
    expect(output.times(/node-1: NotReady/)).toHaveLength(1);
    expect(output.kinds).toEqual({});
  });

  it('keeps its own rules, while the others drop its pod', () => {
    const [notReady] = output.times(/node-1: NotReady/);
    expect(output.times(/kube-proxy\/node-2: .* list 2 endpoints/).length).toBe(1);
    expect(output.times(/kube-proxy\/node-1: /).filter((at) => at > notReady! && at < 110)).toEqual([]);
  });

  it('is Ready again within ten seconds, and so is its pod, which was never restarted', () => {
    const [ready] = output.times(/node-1: Ready/);
    expect(ready!).toBeGreaterThan(110);
    expect(ready!).toBeLessThan(120.2);
    expect(onFirst(output)[0]!.phases.at(-1)!.phase).toBe('ready');
    expect(onFirst(output)[0]!.restarts).toBeUndefined();
  });

  it('runs its deleted pods on until it learns of their deletion', () => {
    const long = threePods([PARTITION, recoverAt(500)], { durationMs: 560_000, traffic: [] });
    const late = run(long);
    const [requested] = late.times(/deletion requested/);
    const [exited] = late.times(/exited on SIGTERM/);
    expect(requested!).toBeLessThan(385);
    expect(exited!).toBeGreaterThan(500);
  });
});

describe('a pod whose object goes while its node is dead', () => {
  it('has no address any more once the node has its power back', () => {
    const key = 'node.kubernetes.io/unreachable';
    const tolerations = [{ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 0 }] as const;
    const pod = podTemplate({ terminationGracePeriodSeconds: 0, tolerations });
    const workloads = [deployment({ replicas: 3, pod })];
    const simulation = new Simulation(threePods([FAIL, recoverAt(100)], { workloads }), KEY, 0, false);
    simulation.run();
    const lost = simulation.controlPlane.store.pods.filter(({ gone }) => gone);
    expect(lost).toHaveLength(1);
    expect(Pods.ints[(lost[0]!.number << Pods.INTS_LOG2) | Pods.STATE]).toBe(AddressState.gone);
  });
});

import { describe, expect, it } from 'vitest';
import { cluster, deployment, simulationOptions, traffic } from '../../testing/options.ts';
import { run } from '../../testing/run.ts';
import type { KubeProxyOptions, NodeOptions, ServiceOptions } from '../options.ts';
import { createPlacement, type NodeRules } from './placement.ts';

const NODES = [
  { name: 'n0', zone: 'a' },
  { name: 'n1', zone: 'a' },
  { name: 'n2', zone: 'b' },
];

/** What each of the three nodes does; pod 10 × n + i is on node n. */
function rules(
  service: Partial<ServiceOptions>,
  ready: readonly number[],
  leaving: readonly number[] = [],
  mode: KubeProxyOptions['mode'] = 'iptables',
  nodes: readonly NodeOptions[] = NODES,
  isReady: (node: number) => boolean = () => true,
): NodeRules[] {
  const placement = createPlacement({ name: 'web', selector: {}, ...service }, mode, nodes)!;
  const usable = { ready: Int32Array.from(ready), leaving: Int32Array.from(leaving) };
  const nodeOf = (pod: number) => Math.floor(pod / 10);
  const candidates = placement.hint(usable, nodeOf, isReady);
  return nodes.map((_, node) => placement.rulesOf(node, candidates, nodeOf));
}

const pods = (all: readonly NodeRules[], side: 'inside' | 'outside') =>
  all.map((each) => [...each[side].endpoints]);
const silent = (all: readonly NodeRules[], side: 'inside' | 'outside') =>
  all.map((each) => each[side].isSilent && each[side].endpoints.length === 0);

describe('placement', () => {
  it('is none for a Service that all nodes treat alike', () => {
    const service = { name: 'web', selector: {}, externalTrafficPolicy: 'Cluster' } as const;
    expect(createPlacement(service, 'iptables', NODES)).toBeNull();
  });

  it('externalTrafficPolicy Local: from outside the node’s own, or silence; from inside all', () => {
    const all = rules({ externalTrafficPolicy: 'Local' }, [0, 1, 20]);
    expect(pods(all, 'outside')).toEqual([[0, 1], [], [20]]);
    expect(silent(all, 'outside')).toEqual([false, true, false]);
    expect(pods(all, 'inside')).toEqual([
      [0, 1, 20],
      [0, 1, 20],
      [0, 1, 20],
    ]);
  });

  it('internalTrafficPolicy Local: from inside the node’s own', () => {
    const all = rules({ internalTrafficPolicy: 'Local', externalTrafficPolicy: 'Cluster' }, [0, 20]);
    expect(pods(all, 'inside')).toEqual([[0], [], [20]]);
    expect(silent(all, 'inside')).toEqual([false, true, false]);
    expect(pods(all, 'outside')).toEqual([
      [0, 20],
      [0, 20],
      [0, 20],
    ]);
    // Without a port for clients outside, they come as those inside do.
    expect(pods(rules({ internalTrafficPolicy: 'Local' }, [0, 20]), 'outside')).toEqual([[0], [], [20]]);
  });

  it('Local: a node without a ready pod of its own uses its terminating ones', () => {
    const all = rules({ externalTrafficPolicy: 'Local' }, [0, 1], [2, 10]);
    expect(pods(all, 'outside')).toEqual([[0, 1], [10], []]);
  });

  it('rejects, and does not drop, when there is no endpoint anywhere', () => {
    const all = rules({ externalTrafficPolicy: 'Local' }, []);
    expect(silent(all, 'outside')).toEqual([false, false, false]);
  });

  it('ipvs: clients inside are sent on where no endpoint is local, those outside get no answer', () => {
    const service = { internalTrafficPolicy: 'Local', externalTrafficPolicy: 'Local' } as const;
    const all = rules(service, [0, 20], [], 'ipvs');
    expect(pods(all, 'inside')).toEqual([[0], [0, 20], [20]]);
    expect(pods(all, 'outside')).toEqual([[0], [], [20]]);
    // Without a port for clients outside kube-proxy keeps no other endpoints.
    const inner = rules({ internalTrafficPolicy: 'Local' }, [0, 20], [], 'ipvs');
    expect(pods(inner, 'inside')).toEqual([[0], [], [20]]);
    expect(silent(inner, 'inside')).toEqual([false, false, false]);
  });

  it('PreferSameZone: the zone’s own while it has any, without spill-over', () => {
    expect(pods(rules({ trafficDistribution: 'PreferSameZone' }, [0, 10, 20]), 'inside')).toEqual([
      [0, 10],
      [0, 10],
      [20],
    ]);
    expect(pods(rules({ trafficDistribution: 'PreferSameZone' }, [0, 10]), 'inside')[2]).toEqual([0, 10]);
  });

  it('topology-mode Auto: each zone its share, some of it borrowed; all, where that cannot be', () => {
    // Zone a has two of three nodes: of six endpoints four are for it, though only three are in it.
    const auto = { topologyMode: 'Auto', trafficDistribution: 'PreferSameNode' } as const;
    const shares = pods(rules(auto, [0, 1, 10, 20, 21, 22]), 'inside');
    expect(shares).toEqual([
      [0, 1, 10, 20],
      [0, 1, 10, 20],
      [21, 22],
    ]);
    // Of two endpoints, 1.33 are for zone a: at least two, and one for the other.
    const few = pods(rules(auto, [0, 20]), 'inside');
    expect(few).toEqual([
      [0, 20],
      [0, 20],
      [0, 20],
    ]);
  });

  it('topology-mode Auto: shares are those of the CPU of the nodes', () => {
    // Two CPUs of ten, though two nodes of three.
    const nodes = NODES.map((node) => ({ ...node, cpu: node.zone === 'a' ? 1 : 8 }));
    const shares = pods(rules({ topologyMode: 'Auto' }, [0, 1, 10, 20, 21], [], 'iptables', nodes), 'inside');
    expect(shares.map(({ length }) => length)).toEqual([1, 1, 4]);
  });

  it('topology-mode Auto: nodes that are not Ready have no share', () => {
    // Zone b is out: of what is left in zone a nothing is for it, and in a single zone there are no hints.
    const isReady = (node: number) => node < 2;
    const shares = pods(
      rules({ topologyMode: 'Auto' }, [0, 1, 10, 11], [], 'iptables', NODES, isReady),
      'inside',
    );
    expect(shares).toEqual(NODES.map(() => [0, 1, 10, 11]));
  });

  it('PreferSameNode: the node’s own, else the zone’s own, else all', () => {
    expect(pods(rules({ trafficDistribution: 'PreferSameNode' }, [0, 1]), 'inside')).toEqual([
      [0, 1],
      [0, 1],
      [0, 1],
    ]);
    expect(pods(rules({ trafficDistribution: 'PreferSameNode' }, [0, 10, 20]), 'outside')).toEqual([
      [0],
      [10],
      [20],
    ]);
  });

  it('terminating endpoints, when no other is left, are used wherever they are', () => {
    expect(pods(rules({ trafficDistribution: 'PreferSameNode' }, [], [0, 20]), 'inside')[2]).toEqual([0, 20]);
  });
});

describe('a Service under externalTrafficPolicy Local', () => {
  const options = (externalTrafficPolicy: 'Local' | 'Cluster', replicas: number) =>
    simulationOptions({
      durationMs: 20_000,
      workloads: [deployment({ replicas })],
      services: [{ name: 'web', selector: { app: 'web' }, externalTrafficPolicy }],
      traffic: [traffic({ timeoutMs: 500 })],
    });

  it('loses what enters by a node without pods, as time-outs; without any pod all is refused', () => {
    const one = run(options('Local', 1));
    expect(Object.keys(one.kinds)).toEqual(['timeout']);
    expect(one.blamed).toEqual({ 'no-endpoints': one.kinds.timeout });
    // Two of three nodes; four standard deviations of a binomial share.
    const share = one.kinds.timeout! / one.requests;
    expect(Math.abs(share - 2 / 3)).toBeLessThan(4 * Math.sqrt(2 / 9 / one.requests));
    expect(run(options('Cluster', 1)).kinds.timeout).toBeUndefined();
    const none = run(options('Local', 0));
    expect(none.kinds).toEqual({ refused: none.requests });
  });

  it('gives the pod that is alone on its node more than its share', () => {
    const { pods: served } = run({
      ...options('Local', 4),
      cluster: cluster(),
    });
    const counts = served.map(({ requests }) => requests).toSorted((a, b) => a - b);
    // Four pods on three nodes: two of them share one node's third.
    expect(counts[3]! / counts[0]!).toBeGreaterThan(1.7);
    expect(counts[3]! / counts[0]!).toBeLessThan(2.3);
  });
});

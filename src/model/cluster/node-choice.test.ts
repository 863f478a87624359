import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../kernel/random.ts';
import { deployment, podTemplate, simulationOptions } from '../../testing/options.ts';
import { KEY } from '../../testing/run.ts';
import { NONE } from '../none.ts';
import type { NodeOptions, PodOptions, WorkloadOptions } from '../options.ts';
import { NodeChoice, nodesToFind } from './node-choice.ts';
import { newNode } from './nodes/cluster-node.ts';
import { newOwner, newPod, type Pod, type PodOwner } from './pod.ts';

const ONE_ZONE = ['a', 'a', 'a'].map((zone, i) => ({ name: `node-${i}`, zone }));
const WEB = { name: 'web', selector: { app: 'web' } };

interface Bench {
  choice: NodeChoice;
  owner: (workload: number) => PodOwner;
  /** Chooses and counts it there. */
  place: (owner: PodOwner) => number;
  placeOn: (owner: PodOwner, node: number) => Pod;
}

function bench(
  nodes: readonly NodeOptions[],
  workloads: readonly WorkloadOptions[] = [deployment()],
  stream = 0,
): Bench {
  const options = simulationOptions({ workloads, services: [WEB] });
  const choice = new NodeChoice(options, nodes.map(newNode), new RandomStream(KEY, 0, stream));
  const placeOn = (owner: PodOwner, node: number, pod = podOf(owner)) => {
    choice.spreading.count(pod, node, 1);
    choice.fit.count(pod, node, 1);
    return pod;
  };
  return {
    choice,
    owner: (workload) => ownerOf(workloads[workload]!, workload, nodes.length),
    place: (owner) => {
      const pod = podOf(owner);
      const node = choice.choose(pod);
      if (node !== NONE) placeOn(owner, node, pod);
      return node;
    },
    placeOn,
  };
}

function ownerOf(options: WorkloadOptions, workload: number, nodes: number): PodOwner {
  const { labels, pod, kind, name } = options;
  const head = { kind: kind === 'Deployment' ? 'ReplicaSet' : kind, name, workload, revision: 1 } as const;
  return newOwner(head, { labels, pod }, new Int32Array(1 + nodes));
}

function podOf(owner: PodOwner): Pod {
  const own = { number: 0, name: 'p', createdMs: 0, startupMs: 0, initializationMs: 0, onlyNode: NONE };
  return newPod(owner, own);
}

/** Nodes that a pod of another set may be put on, with two, one and one of the first set's already there. */
function afterFour(nodes: readonly NodeOptions[]): number[] {
  const pod = podTemplate({ scoredRequests: { cpu: 0.1, memory: 200 * 2 ** 20 } });
  const chosen = Array.from({ length: 40 }, (_, stream) => {
    const { owner, place, placeOn } = bench(nodes, [deployment({ pod })], stream);
    const old = owner(0);
    for (const node of [0, 0, 1, 2]) placeOn(old, node);
    return place(owner(0));
  });
  return [...new Set(chosen)].toSorted((a, b) => a - b);
}

describe('NodeChoice', () => {
  it('counts the pods of a zone beside those of a node, with the weights of the scheduler', () => {
    const nodes = ['a', 'a', 'b'].map((zone, i) => ({ name: `node-${i}`, zone }));
    const { owner, place, placeOn } = bench(nodes);
    const set = owner(0);
    // 9, 7 and 6 points against them, of which 66, 88 and 100 remain; then 9, 7, 9; then 10, 10, 9.
    placeOn(set, 0);
    expect([place(set), place(set), place(set)]).toEqual([2, 1, 2]);
  });

  it('spreads a new ReplicaSet by itself, but what old pods ask for keeps it off the fullest node', () => {
    expect(afterFour(ONE_ZONE)).toEqual([1, 2]);
  });

  it('does not see small pods on big nodes, for scores are whole percents', () => {
    expect(afterFour(ONE_ZONE.map((node) => ({ ...node, cpu: 64, memory: 256 * 2 ** 30 })))).toEqual([
      0, 1, 2,
    ]);
  });

  it('prefers spreading to a node of which little is asked for', () => {
    const pod = podTemplate({ requests: { cpu: 1, memory: 2 ** 30 } });
    const nodes = [4, 16, 16].map((cpu, i) => ({ name: `node-${i}`, zone: 'a', cpu, memory: cpu * 2 ** 32 }));
    const { owner, place, placeOn } = bench(nodes, [deployment({ pod })]);
    const set = owner(0);
    for (const node of [1, 2]) placeOn(set, node);
    expect(place(set)).toBe(0);
  });

  it('counts all pods of a StatefulSet, of whatever revision', () => {
    const { podManagementPolicy, partition } = { podManagementPolicy: 'Parallel', partition: 0 } as const;
    const { strategy: _, ...same } = deployment();
    const set = { ...same, kind: 'StatefulSet', podManagementPolicy, partition } as const;
    const nodes = ONE_ZONE.map((node) => ({ ...node, cpu: 1000, memory: 2 ** 42 }));
    const { owner, place, placeOn } = bench(nodes, [set]);
    placeOn(owner(0), 0);
    placeOn(owner(0), 1);
    expect(place(owner(0))).toBe(2);
  });

  it('spreads bare pods among all that their Services select; those of no Service not at all', () => {
    const bare = (labels: Record<string, string>, pod: PodOptions = podTemplate()) =>
      ({ kind: 'Pod', name: 'bare', labels, pod }) as const;
    const nodes = ONE_ZONE.map((node) => ({ ...node, cpu: 1000, memory: 2 ** 42 }));
    const { choice, owner, place, placeOn } = bench(nodes, [deployment(), bare({ app: 'web' }), bare({})]);
    placeOn(owner(0), 0);
    placeOn(owner(1), 1);
    expect(place(owner(1))).toBe(2);
    expect(choice.spreading.on(podOf(owner(1)), 0)).toBe(1);
    expect(choice.spreading.on(podOf(owner(2)), 0)).toBe(null);
    // Its own ReplicaSet is all that a pod of a Deployment counts.
    expect(choice.spreading.on(podOf(owner(0)), 1)).toBe(0);
  });

  it('would rather not use a node whose taint prefers others', () => {
    const taints = [{ key: 'k', effect: 'PreferNoSchedule' }] as const;
    const nodes = [...ONE_ZONE.slice(0, 2).map((node) => ({ ...node, taints })), ONE_ZONE[2]!];
    const { owner, place } = bench(nodes);
    const set = owner(0);
    expect([place(set), place(set)]).toEqual([2, 2]);
    const tolerations = [{ key: 'k', operator: 'Exists' }] as const;
    const tolerant = bench(nodes, [deployment({ pod: podTemplate({ tolerations }) })]);
    const both = tolerant.owner(0);
    expect(new Set([tolerant.place(both), tolerant.place(both)]).size).toBe(2);
  });

  it('would rather be in balance, where a pod asks for something, than on the emptiest node', () => {
    const nodes = [
      { name: 'even', zone: 'a', cpu: 4, memory: 4 * 2 ** 30 },
      { name: 'odd', zone: 'a', cpu: 8, memory: 3.2 * 2 ** 30 },
    ];
    // Of the even one 75 % are free; of the odd one 87 % and 68 %, which is 77 %, but 9 points are lost for balance.
    const asking = bench(nodes, [
      deployment({ pod: podTemplate({ requests: { cpu: 1, memory: 2 ** 30 } }) }),
    ]);
    expect(asking.place(asking.owner(0))).toBe(0);
    const scoredRequests = { cpu: 1, memory: 2 ** 30 };
    const silent = bench(nodes, [deployment({ pod: podTemplate({ scoredRequests }) })]);
    expect(silent.place(silent.owner(0))).toBe(1);
  });

  it('looks at enough nodes of a big cluster, the zones in turn, and goes on from there', () => {
    const zones = ['a', 'b'];
    const nodes = Array.from({ length: 500 }, (_, i) => ({
      name: `n${i}`,
      zone: zones[Math.trunc(i / 250)]!,
    }));
    const { owner, place } = bench(nodes);
    const set = owner(0);
    const seen = Array.from({ length: 3 }, () => place(set)).map((node) => node % 250);
    // 230 of 500: the first 115 of each zone, the next 115, then the last 20 and the first 95.
    expect(seen[0]!).toBeLessThan(115);
    expect(seen[1]! >= 115 && seen[1]! < 230).toBe(true);
    expect(seen[2]! >= 230 || seen[2]! < 95).toBe(true);
  });
});

describe('nodesToFind', () => {
  it.each([
    [3, 3],
    [99, 99],
    [100, 100],
    [200, 100],
    [500, 230],
    [1000, 420],
    [5000, 500],
    [15_000, 750],
  ])('of %d nodes is %d', (nodes, wanted) => {
    expect(nodesToFind(nodes)).toBe(wanted);
  });
});

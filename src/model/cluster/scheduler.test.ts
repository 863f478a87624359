import { describe, expect, it } from 'vitest';
import { cluster, deployment, podTemplate, simulationOptions } from '../../testing/options.ts';
import { run } from '../../testing/run.ts';

const zones = ['a', 'a', 'b', 'b'].map((zone, i) => ({ name: `node-${i}`, zone }));

function podsPerNode(replicas: number, replication: number): number[] {
  const options = simulationOptions({
    durationMs: 1000,
    warmupMs: 0,
    cluster: cluster({ nodes: zones }),
    workloads: [deployment({ replicas })],
  });
  const { pods } = run(options, replication);
  return zones.map(({ name }) => pods.filter((pod) => pod.node === name).length);
}

describe('Scheduler', () => {
  it('spreads over nodes first, then over zones', () => {
    for (let replication = 0; replication < 20; replication++) {
      expect(podsPerNode(8, replication)).toEqual([2, 2, 2, 2]);
      const [a0, a1, b0, b1] = podsPerNode(2, replication);
      expect([a0! + a1!, b0! + b1!]).toEqual([1, 1]);
    }
  });

  it('draws among equals', () => {
    const placements = new Set(Array.from({ length: 40 }, (_, r) => podsPerNode(1, r).indexOf(1)));
    expect(placements.size).toBe(4);
  });

  it('puts a surge where least is asked for, and each further pod of it on another node', () => {
    const options = simulationOptions({
      durationMs: 60_000,
      workloads: [deployment({ replicas: 3 })],
      events: [{ type: 'rolloutRestart', atMs: 11_000, workload: 0 }],
    });
    const fresh = run(options).pods.filter((pod) => pod.revision === 2);
    expect(fresh.map(({ node }) => node).toSorted()).toEqual(['node-1', 'node-2', 'node-3']);
  });

  it('does not count a pod that is being deleted among its fellows', () => {
    const killed = { type: 'killPod', atMs: 20_000, workload: 0, count: 1 } as const;
    const options = (replication: number) =>
      run(
        simulationOptions({
          durationMs: 40_000,
          cluster: cluster({ nodes: [0, 1].map((i) => ({ name: `n${i}`, zone: 'a', cpu: 1000 })) }),
          workloads: [deployment({ replicas: 2, pod: podTemplate({ preStopMs: 20_000 }) })],
          events: [killed],
        }),
        replication,
      );
    for (let replication = 0; replication < 5; replication++) {
      const [first, second, third] = options(replication).pods.map(({ node }) => node);
      const gone = options(replication).pods.find(({ phases }) =>
        phases.some(({ phase }) => phase === 'terminating'),
      );
      expect([first, second]).toContain(third);
      expect(third).toBe(gone!.node);
    }
  });
});

import { describe, expect, it } from 'vitest';
import { cluster, deployment, simulationOptions } from '../../testing/options.ts';
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

  it('puts a surge where the fellows are fewest, not counting pods that are being deleted', () => {
    const options = simulationOptions({
      durationMs: 60_000,
      workloads: [deployment({ replicas: 3 })],
      events: [{ type: 'rolloutRestart', atMs: 11_000, workload: 0 }],
    });
    const fresh = run(options).pods.filter((pod) => pod.revision === 2);
    // The second and third new pod find the node that an old one has just left.
    expect(new Set(fresh.slice(1).map((pod) => pod.node)).size).toBe(2);
  });
});

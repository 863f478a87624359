import { describe, expect, it } from 'vitest';
import {
  application,
  cluster,
  constant,
  deployment,
  podTemplate,
  simulationOptions,
  traffic,
} from '../../testing/options.ts';
import { run } from '../../testing/run.ts';
import type { LoadBalancerOptions, SimulationOptions, TrafficOptions } from '../options.ts';

const NODES = ['node-1', 'node-2', 'node-3', 'node-4'].map((name) => ({ name, zone: 'a' }));

interface Setting {
  balancer?: Partial<LoadBalancerOptions>;
  policy?: 'Local' | 'Cluster';
  replicas?: number;
  preStopMs?: number;
  source?: Partial<TrafficOptions>;
  more?: Partial<SimulationOptions>;
}

function options({
  balancer = {},
  policy = 'Local',
  replicas = 3,
  preStopMs = 0,
  source = {},
  more = {},
}: Setting) {
  const loadBalancer = {
    intervalMs: 10_000,
    healthyThreshold: 2,
    unhealthyThreshold: 2,
    weighted: false,
    ...balancer,
  };
  const pod = podTemplate({
    preStopMs,
    terminationGracePeriodSeconds: 60,
    application: application({ serviceTime: constant(10), onTerm: 'drain' }),
  });
  return simulationOptions({
    durationMs: 100_000,
    cluster: { ...cluster({ nodes: NODES }), loadBalancer },
    workloads: [deployment({ replicas, pod })],
    services: [
      { name: 'web', selector: { app: 'web' }, externalTrafficPolicy: policy, isLoadBalancer: true },
    ],
    traffic: [traffic({ arrivals: { type: 'constant', ratePerSecond: 100 }, timeoutMs: 900, ...source })],
    ...more,
  });
}

const RESTART = { events: [{ type: 'rolloutRestart', atMs: 20_000, workload: 0 }] } as const;

describe('a load balancer under externalTrafficPolicy Local', () => {
  it('sends nothing to a node without pods of its own', () => {
    const result = run(options({}));
    expect(result.ok).toBe(result.requests);
    // A node for each of the three pods.
    const mean = result.requests / 3;
    for (const { requests } of result.pods)
      expect(Math.abs(requests - mean)).toBeLessThan(5 * Math.sqrt(mean));
  });

  it('goes on sending to a node that lost its last pod until two checks have failed', () => {
    const result = run(options({ more: RESTART }));
    // A quarter of 100 a second, for ten to twenty seconds at each of the nodes that are left behind.
    expect(result.blamed['no-endpoints']).toBeGreaterThan(300);
    expect(result.kinds.timeout).toBeGreaterThanOrEqual(result.blamed['no-endpoints']!);
    const out = result.timeline.filter(
      ({ object, what }) => object === 'load-balancer/web' && what.includes('no new'),
    );
    expect(out.length).toBeGreaterThan(0);
    // Its pod's end is known to the node's rules before; the verdict is one to two intervals later.
    for (const { timeMs } of out) expect(timeMs).toBeGreaterThan(30_000);
  });

  it('loses nothing when terminating pods serve until it has noticed', () => {
    const result = run(options({ more: RESTART, preStopMs: 25_000 }));
    expect(result.blamed).toEqual({});
  });

  it('uses all nodes when none is healthy', () => {
    const none = run(options({ replicas: 0 }));
    expect(none.kinds).toEqual({ refused: none.requests });
  });

  it('weights: each pod has its share, however many share its node', () => {
    const spread = (weighted: boolean): number => {
      const { pods } = run(options({ replicas: 6, balancer: { weighted } }));
      const counts = pods.map(({ requests }) => requests).toSorted((a, b) => a - b);
      return counts[5]! / counts[0]!;
    };
    // Six pods on four nodes: two nodes have two.
    expect(spread(false)).toBeGreaterThan(1.8);
    expect(spread(true)).toBeLessThan(1.2);
  });

  it('closes the connections of a node that went out after the deregistration delay', () => {
    // Two of three pods are about to go, and serve what they have for another 50 s.
    const connections = { type: 'keepAlive', pool: 8, idleTimeoutMs: 90_000, maxRequests: 1e9 } as const;
    const shrink = { events: [{ type: 'scale', atMs: 15_000, workload: 0, replicas: 1 }] } as const;
    const closed = (deregistrationDelayMs: number | null): number[] => {
      const result = run(
        options({
          preStopMs: 50_000,
          source: { connections },
          more: shrink,
          balancer: deregistrationDelayMs === null ? {} : { deregistrationDelayMs },
        }),
      );
      // By chance a request meets the close of its connection.
      expect(result.requests - result.ok).toBeLessThan(10);
      return result.pods.map(({ requests }) => requests).toSorted((a, b) => a - b);
    };
    const stay = closed(null);
    const leave = closed(1000);
    expect(leave[0]! + leave[1]!).toBeLessThan(0.7 * (stay[0]! + stay[1]!));
  });
});

describe('a load balancer under externalTrafficPolicy Cluster', () => {
  it('gives every pod its share, wherever it is, at the cost of a hop', () => {
    const result = run(options({ policy: 'Cluster', replicas: 6 }));
    const counts = result.pods.map(({ requests }) => requests).toSorted((a, b) => a - b);
    expect(counts[5]! / counts[0]!).toBeLessThan(1.2);
    expect(result.ok).toBe(result.requests);
  });

  it('goes on sending to a node without power until two checks have failed', () => {
    const fail = { events: [{ type: 'failNode', atMs: 30_000, nodes: [3] }] } as const;
    const result = run(options({ policy: 'Cluster', replicas: 6, more: fail }));
    const lost = result.blamed['dead-node']!;
    // A quarter of 100 a second for ten to twenty seconds, besides what the others send to its pods.
    expect(lost).toBeGreaterThan(250);
    const [outMs] = result.times(/^load-balancer\/web: .* gets no new connections/);
    expect(outMs).toBeGreaterThan(40);
    expect(outMs).toBeLessThan(50);
  });
});

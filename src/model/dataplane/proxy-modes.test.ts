import { describe, expect, it } from 'vitest';
import { Histogram } from '../../kernel/statistics/histogram.ts';
import { Tally } from '../../kernel/statistics/tally.ts';
import {
  application,
  cluster,
  constant,
  deployment,
  NO_NETWORK,
  podTemplate,
  simulationOptions,
  traffic,
} from '../../testing/options.ts';
import { KEY } from '../../testing/run.ts';
import type { DeploymentOptions, KubeProxyOptions, SimulationOptions } from '../options.ts';
import { simulateReplication, Simulation } from '../simulation.ts';

function kubeProxy(changes: Partial<KubeProxyOptions>): KubeProxyOptions {
  return { ...cluster().kubeProxy, ...changes };
}

/** Mean latency of M/M/1 pods on one node without network, over independent replications. */
function meanLatencies(pods: number, rho: number, proxy: Partial<KubeProxyOptions>): Tally {
  const serviceMs = 100;
  const options = simulationOptions({
    durationMs: 220_000,
    warmupMs: 20_000,
    cluster: cluster({
      nodes: [{ name: 'node-1', zone: 'a' }],
      network: NO_NETWORK,
      kubeProxy: kubeProxy(proxy),
    }),
    workloads: [
      deployment({
        replicas: pods,
        pod: podTemplate({
          application: application({
            concurrency: 1,
            queue: 1e6,
            serviceTime: { type: 'exponential', mean: serviceMs },
          }),
        }),
      }),
    ],
    traffic: [
      traffic({
        from: 'cluster',
        arrivals: { type: 'poisson', ratePerSecond: (pods * rho * 1000) / serviceMs },
        timeoutMs: null,
      }),
    ],
  });
  const tally = new Tally();
  for (let replication = 0; replication < 8; replication++) {
    const histogram = new Histogram();
    histogram.merge(simulateReplication(options, KEY, replication, { timeline: false }).latency);
    tally.record(histogram.mean / serviceMs);
  }
  return tally;
}

describe('mean sojourn of M/M/1 pods, in service times', () => {
  /**
   * Random: 1 / (1 − ρ). Round robin: 1 / (1 − σ), σ = (Nρ / (Nρ + 1 − σ))^N, for GI/M/1 with Erlang-N gaps. Nothing is
   * better than one queue for all pods (M/M/N).
   * @see Kleinrock, Queueing Systems I, 1975, section 6.4
   */
  it.each([
    [2, 0.8, 5.0, 3.84397976699, 2.77777777778],
    [5, 0.7, 3.33333333333, 2.16424174435, 1.25189215113],
  ])('%i pods at %f', (pods, rho, random, roundRobin, central) => {
    const near = (proxy: Partial<KubeProxyOptions>, truth: number): number => {
      const tally = meanLatencies(pods, rho, proxy);
      const error = tally.standardDeviation / Math.sqrt(8);
      expect(Math.abs(tally.mean - truth)).toBeLessThan(5 * error);
      expect((5 * error) / truth).toBeLessThan(0.4);
      return tally.mean;
    };
    near({ mode: 'nftables' }, random);
    const turns = near({ mode: 'ipvs', scheduler: 'rr' }, roundRobin);
    near({ mode: 'userspace' }, roundRobin);
    const least = meanLatencies(pods, rho, { mode: 'ipvs', scheduler: 'lc' }).mean;
    expect(least).toBeLessThan(turns);
    expect(least).toBeGreaterThan(central);
  });
});

/** A busy minute with a rollout, timeouts, retries, and a queue that overflows. */
function trouble(changes: Partial<SimulationOptions>): SimulationOptions {
  return simulationOptions({
    durationMs: 60_000,
    warmupMs: 1000,
    cluster: cluster({ kubeProxy: kubeProxy({ mode: 'ipvs', scheduler: 'lc' }) }),
    workloads: [
      deployment({
        replicas: 2,
        pod: podTemplate({
          application: application({ concurrency: 1, queue: 3, serviceTime: constant(30) }),
        }),
      }),
    ],
    events: [{ type: 'rolloutRestart', atMs: 10_000, workload: 0 }],
    ...changes,
  });
}

/** Connections that the proxies chose and did not see the end of. */
function openAtEnd(options: SimulationOptions): number {
  const simulation = new Simulation(options, KEY, 0, false);
  const { proxies } = simulation.controlPlane;
  const open = new Map<string, number>();
  const count = (connection: string, by: number): void => {
    open.set(connection, (open.get(connection) ?? 0) + by);
    expect(open.get(connection)).toBeGreaterThanOrEqual(0);
  };
  const choose = proxies.choose.bind(proxies);
  proxies.choose = (node, chain, draw, address) => {
    const pod = choose(node, chain, draw, address);
    if (pod !== -1) count(`${node} ${chain} ${pod}`, 1);
    return pod;
  };
  const ended = proxies.connectionEnded.bind(proxies);
  proxies.connectionEnded = (node, chain, pod) => {
    count(`${node} ${chain} ${pod}`, -1);
    ended(node, chain, pod);
  };
  simulation.run();
  expect(open.size).toBeGreaterThan(5);
  return [...open.values()].reduce((sum, each) => sum + each, 0);
}

describe('the proxies see the end of every connection that they chose', () => {
  const retries = { attempts: 2, backoffMs: 40 };
  const arrivals = { type: 'poisson', ratePerSecond: 70 } as const;
  const network = { ...cluster().network, externalMs: 30 };

  it.each([
    ['external', 200],
    ['cluster', 200],
    ['external', 70],
  ] as const)('perRequest, %s, timeout %i ms', (from, timeoutMs) => {
    const options = trouble({ traffic: [traffic({ from, arrivals, timeoutMs, retries })] });
    expect(openAtEnd({ ...options, cluster: { ...options.cluster, network } })).toBe(0);
  });

  it.each([200, 70])('keepAlive, timeout %i ms: all but those that are still in their pools', (timeoutMs) => {
    const connections = { type: 'keepAlive', pool: 6, idleTimeoutMs: 300, maxRequests: 7 } as const;
    const options = trouble({
      traffic: [traffic({ from: 'cluster', arrivals, connections, timeoutMs, retries })],
    });
    const open = openAtEnd({ ...options, cluster: { ...options.cluster, network } });
    expect(open).toBeGreaterThanOrEqual(0);
    expect(open).toBeLessThanOrEqual(18);
  });
});

describe('least connections', () => {
  it('evens out the connections of each node’s pools, where chance does not', () => {
    const spread = (proxy: Partial<KubeProxyOptions>): number => {
      const connections = { type: 'keepAlive', pool: 40, idleTimeoutMs: 60_000, maxRequests: 1e9 } as const;
      const arrivals = { type: 'constant', ratePerSecond: 1000 } as const;
      const options = simulationOptions({
        durationMs: 20_000,
        cluster: cluster({ nodes: [{ name: 'node-1', zone: 'a' }], kubeProxy: kubeProxy(proxy) }),
        workloads: [
          deployment({
            pod: podTemplate({ application: application({ concurrency: 16, serviceTime: constant(40) }) }),
          }),
        ],
        traffic: [traffic({ from: 'cluster', arrivals, connections })],
      });
      const { pods } = simulatePods(options);
      return Math.max(...pods) / (pods.reduce((sum, each) => sum + each, 0) / pods.length);
    };
    expect(spread({ mode: 'ipvs', scheduler: 'lc' })).toBeLessThan(1.01);
    expect(spread({ mode: 'iptables' })).toBeGreaterThan(1.15);
  });
});

/** Connections chosen per pod. */
function simulatePods(options: SimulationOptions): { pods: number[] } {
  const simulation = new Simulation(options, KEY, 0, false);
  const { proxies } = simulation.controlPlane;
  const pods = options.workloads.flatMap((each) =>
    Array.from({ length: (each as DeploymentOptions).replicas }, () => 0),
  );
  const choose = proxies.choose.bind(proxies);
  proxies.choose = (node, chain, draw, address) => {
    const pod = choose(node, chain, draw, address);
    pods[pod]!++;
    return pod;
  };
  simulation.run();
  return { pods };
}

import { describe, expect, it } from 'vitest';
import { Histogram } from '../../kernel/statistics/histogram.ts';
import { Tally } from '../../kernel/statistics/tally.ts';
import {
  application,
  cluster,
  deployment,
  NO_NETWORK,
  podTemplate,
  simulationOptions,
  traffic,
} from '../../testing/options.ts';
import { KEY } from '../../testing/run.ts';
import { simulateReplication } from '../simulation.ts';

const SERVICE_MS = 20;

/** Mean sojourn in service times, with its standard error, of twenty clients before five M/M/1 pods at 30 %. */
function sojourn(affinity: boolean): { mean: number; error: number } {
  const program = application({
    concurrency: 1,
    queue: 1e6,
    serviceTime: { type: 'exponential', mean: SERVICE_MS },
  });
  const options = simulationOptions({
    durationMs: 17_000,
    warmupMs: 2000,
    cluster: cluster({ nodes: [{ name: 'node-1', zone: 'a' }], network: NO_NETWORK }),
    workloads: [deployment({ replicas: 5, pod: podTemplate({ application: program }) })],
    services: [
      {
        name: 'web',
        selector: { app: 'web' },
        ...(affinity && { sessionAffinity: { timeoutMs: 10_800_000 } }),
      },
    ],
    traffic: [
      traffic({
        clients: 20,
        arrivals: { type: 'poisson', ratePerSecond: (5 * 0.3 * 1000) / SERVICE_MS },
        timeoutMs: null,
      }),
    ],
  });
  const tally = new Tally();
  for (let replication = 0; replication < 60; replication++) {
    const histogram = new Histogram();
    histogram.merge(simulateReplication(options, KEY, replication, { timeline: false }).latency);
    tally.record(histogram.mean / SERVICE_MS);
  }
  return { mean: tally.mean, error: tally.standardDeviation / Math.sqrt(tally.count) };
}

describe('ClientIP affinity of twenty clients over five pods', () => {
  /**
   * A pod with k of the clients is an M/M/1 at 0.075 k, and a request's own pod has 1 + Binomial(19, 1/5) clients; left to
   * chance, every pod is at 0.3.
   */
  it('costs what a mixture of unequal M/M/1 pods costs', () => {
    const binomial = (k: number): number => {
      let value = 0.8 ** 19;
      for (let i = 1; i <= k; i++) value *= ((20 - i) / i) * (0.2 / 0.8);
      return value;
    };
    let expected = 0;
    // Thirteen clients and more, once in 150,000, would be more than the pod can serve.
    for (let k = 1; k <= 13; k++) expected += binomial(k - 1) / (1 - 0.075 * k);
    expect(expected).toBeCloseTo(1.648, 3);
    const sticky = sojourn(true);
    const random = sojourn(false);
    expect(Math.abs(sticky.mean - expected)).toBeLessThan(4 * sticky.error);
    expect(Math.abs(random.mean - 1 / 0.7)).toBeLessThan(4 * random.error);
    expect(sticky.mean - random.mean).toBeGreaterThan(2 * (sticky.error + random.error));
  });
});

/** What belongs to the window and what does not: the figures that edges have falsified before. */
import { describe, expect, it } from 'vitest';
import { Histogram } from '../kernel/statistics/histogram.ts';
import {
  application,
  cluster,
  constant,
  deployment,
  NO_NETWORK,
  podTemplate,
  simulationOptions,
  traffic,
} from '../testing/options.ts';
import { run } from '../testing/run.ts';

describe('utilisation', () => {
  it('is 1 and no more for a pod that has far too much to do', () => {
    const program = application({ concurrency: 1, queue: 100_000, serviceTime: constant(500) });
    const result = run(
      simulationOptions({
        durationMs: 60_000,
        workloads: [deployment({ replicas: 1, pod: podTemplate({ application: program }) })],
        traffic: [traffic({ arrivals: { type: 'constant', ratePerSecond: 20 }, timeoutMs: null })],
      }),
    );
    expect(result.utilization).toBeCloseTo(1, 9);
    // Two a second, though the queue's rest was answered after the window.
    expect(result.completions).toBe(100);
  });

  it('counts pods that drain, and nothing of services that were cut short', () => {
    const program = application({ concurrency: 1, queue: 0, serviceTime: constant(60_000), onTerm: 'drain' });
    const result = run(
      simulationOptions({
        durationMs: 60_000,
        workloads: [deployment({ replicas: 1, pod: podTemplate({ application: program }) })],
        traffic: [traffic({ timeoutMs: null })],
        events: [{ type: 'scale', atMs: 20_000, workload: 0, replicas: 0 }],
      }),
    );
    expect(result.utilization).toBeCloseTo(1, 6);
  });
});

describe('fewest ready endpoints', () => {
  const web = (labels: Record<string, string>) => deployment({ labels, name: Object.values(labels)[0]! });
  const two = {
    workloads: [web({ app: 'a' }), web({ app: 'b' })],
    services: ['a', 'b'].map((name) => ({ name, selector: { app: name } })),
    traffic: [traffic({ service: 0 }), traffic({ service: 1 })],
  };

  it('are those of the services as adopted, also when the window opens at once', () => {
    expect(
      run(simulationOptions({ ...two, warmupMs: 0, durationMs: 20_000 })).rollout.minReadyEndpoints,
    ).toBe(4);
  });

  it('are not those of the drain', () => {
    const program = application({ serviceTime: constant(3000), concurrency: 1000 });
    const scaled = simulationOptions({
      durationMs: 60_000,
      workloads: [deployment({ pod: podTemplate({ application: program }) })],
      traffic: [traffic({ timeoutMs: 10_000 })],
      events: [{ type: 'scale', atMs: 59_999, workload: 0, replicas: 0 }],
    });
    expect(run(scaled).rollout.minReadyEndpoints).toBe(4);
  });
});

describe('a Service in front of two Deployments', () => {
  it('serves each request as the pod that it reaches does, and fails it as that pod does', () => {
    const program = (serviceMs: number, failureRatio: number) =>
      podTemplate({
        application: application({ serviceTime: constant(serviceMs), concurrency: 100, failureRatio }),
      });
    const result = run(
      simulationOptions({
        cluster: cluster({ network: NO_NETWORK }),
        workloads: [
          deployment({ name: 'stable', replicas: 3, pod: program(10, 0) }),
          deployment({ name: 'canary', replicas: 1, pod: program(500, 0.5) }),
        ],
      }),
    );
    const histogram = new Histogram();
    histogram.merge(result.latency);
    expect(histogram.min).toBeCloseTo(10, 6);
    expect(histogram.max).toBeCloseTo(500, 6);
    const failed = result.blamed['application-error']! / result.requests;
    expect(Math.abs(failed - 0.125)).toBeLessThan(4 * Math.sqrt((0.125 * 0.875) / result.requests));
    expect(result.losses.every(({ pod }) => pod!.startsWith('canary'))).toBe(true);
  });
});

describe('client pods', () => {
  it('send only while they run', () => {
    const slow = podTemplate({ application: application({ startup: constant(10_000) }) });
    const result = run(
      simulationOptions({
        durationMs: 40_000,
        warmupMs: 0,
        workloads: [
          deployment(),
          deployment({ name: 'client', replicas: 1, labels: { app: 'client' }, pod: slow }),
        ],
        traffic: [traffic({ from: { workload: 1 } })],
        // Two more are created, and deleted again before they have started.
        events: [
          { type: 'scale', atMs: 5000, workload: 1, replicas: 3 },
          { type: 'scale', atMs: 9000, workload: 1, replicas: 0 },
        ],
      }),
    );
    // At 9 s the only running one goes too: nothing is sent after that.
    const { requests } = result.series;
    expect(requests.subarray(0, 9).every((count) => count > 0)).toBe(true);
    expect(requests.subarray(10).every((count) => count === 0)).toBe(true);
  });
});

describe('imbalance', () => {
  const loadsOf = (replicas: number) =>
    run(
      simulationOptions({
        durationMs: 20_000,
        workloads: [deployment({ replicas })],
        traffic: [traffic({})],
      }),
    );

  it('is told of pods that share the load, not of one that has it all', () => {
    expect(loadsOf(1).imbalance).toBeNaN();
    const { imbalance, pods } = loadsOf(2);
    const loads = pods.map((pod) => pod.requests);
    expect(imbalance).toBeCloseTo((2 * Math.max(...loads)) / (loads[0]! + loads[1]!), 9);
  });
});

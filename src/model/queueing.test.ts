/**
 * The model against queueing theory: one replication per point, so that each figure has one true value; tolerances are
 * five standard errors, estimated by batches of the same run's independent replications.
 */
import { describe, expect, it } from 'vitest';
import { Histogram } from '../kernel/statistics/histogram.ts';
import { Tally } from '../kernel/statistics/tally.ts';
import { mg1MeanWait, mg1ProcessorSharingMeanSojourn } from '../testing/oracles/mg1.ts';
import { mmck } from '../testing/oracles/mmck.ts';
import { erlangB } from '../testing/oracles/erlang.ts';
import { machineRepair } from '../testing/oracles/machine-repair.ts';
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
import { KEY } from '../testing/run.ts';
import type { ApplicationOptions, SimulationOptions } from './options.ts';
import type { ReplicationOutput } from './output.ts';
import { simulateReplication } from './simulation.ts';

const PODS = 4;
const REPLICATIONS = 8;

/** Poisson traffic of `ratePerPod` (per second) to each of four pods, no network. */
function options(ratePerPod: number, program: Partial<ApplicationOptions>): SimulationOptions {
  return simulationOptions({
    durationMs: 220_000,
    warmupMs: 20_000,
    cluster: cluster({ network: NO_NETWORK }),
    workloads: [deployment({ replicas: PODS, pod: podTemplate({ application: application(program) }) })],
    traffic: [
      traffic({
        from: 'cluster',
        arrivals: { type: 'poisson', ratePerSecond: PODS * ratePerPod },
        timeoutMs: null,
      }),
    ],
  });
}

type Figure = (output: ReplicationOutput) => number;

/** Whether the figures, over independent replications of one run, agree with what theory says of each. */
function expectMeans(model: SimulationOptions, claims: readonly (readonly [Figure, number])[]): void {
  const tallies = claims.map(() => new Tally());
  for (let replication = 0; replication < REPLICATIONS; replication++) {
    const output = simulateReplication(model, KEY, replication, { timeline: false });
    claims.forEach(([figure], i) => tallies[i]!.record(figure(output)));
  }
  claims.forEach(([, truth], i) => {
    const tally = tallies[i]!;
    const standardError = tally.standardDeviation / Math.sqrt(REPLICATIONS);
    expect(Math.abs(tally.mean - truth)).toBeLessThan(5 * standardError);
    // The test has power: five standard errors are a small share of the truth.
    expect((5 * standardError) / truth).toBeLessThan(0.25);
  });
}

const mean: Figure = (output) => output.latency.sum / output.latency.count;
const quantile =
  (q: number): Figure =>
  (output) => {
    const histogram = new Histogram();
    histogram.merge(output.latency);
    return histogram.quantile(q);
  };
const lost: Figure = (output) => 1 - output.ok / output.requests;

describe('M/M/c/K per pod', () => {
  // Four pods, two slots, exponential 20 ms, eight places to wait.
  const system = (rho: number) => mmck({ arrivalRate: rho * 100, serviceRate: 50, servers: 2, capacity: 10 });
  const model = (rho: number) => options(rho * 100, { concurrency: 2, queue: 8 });

  it.each([0.5, 0.85, 0.95])('mean sojourn, quantiles, utilisation and loss at ρ = %f', (rho) => {
    const truth = system(rho);
    expectMeans(model(rho), [
      [mean, truth.meanSojourn * 1000],
      [quantile(0.5), truth.sojournQuantile(0.5) * 1000],
      [quantile(0.99), truth.sojournQuantile(0.99) * 1000],
      [(output) => output.utilization, truth.utilization],
      // Losses at ρ = 0.5 are too rare to be a test.
      ...(rho > 0.5 ? [[lost, truth.blocking] as const] : []),
    ]);
  });
});

describe('M/G/1 per pod', () => {
  it('waits as Pollaczek and Khinchine say, for constant and for variable service', () => {
    const wait: Figure = (output) => mean(output) - 20;
    const one = { concurrency: 1, queue: 10_000 };
    expectMeans(options(35, { ...one, serviceTime: constant(20) }), [[wait, 20 * mg1MeanWait(0.7, 0)]]);
    const gamma = { type: 'gamma', shape: 0.5, scale: 40 } as const;
    expectMeans(options(25, { ...one, serviceTime: gamma }), [[wait, 20 * mg1MeanWait(0.5, 2)]]);
  });
});

describe('processor sharing per pod', () => {
  const one = { concurrency: 10_000, queue: 0, cpu: { share: 1, idle: 0, cores: 1 } };
  const laws = {
    constant: constant(20),
    exponential: { type: 'exponential', mean: 20 },
    hyperexponential: { type: 'hyperexponential', probabilities: [0.9, 0.1], means: [5, 155] },
  } as const;

  it.each(['constant', 'exponential', 'hyperexponential'] as const)('M/G/1: 1 / (1 − ρ), %s', (law) => {
    const model = options(35, { ...one, serviceTime: laws[law] });
    expectMeans(model, [[mean, 20 * mg1ProcessorSharingMeanSojourn(0.7)]]);
    // Whoever never idles while there is work is busy at the same times, in whatever order it serves.
    const inTurn = options(35, { concurrency: 1, queue: 10_000, serviceTime: laws[law] });
    const [shared, queued] = [model, inTurn].map((each) => {
      return simulateReplication(each, KEY, 0, { timeline: false }).utilization;
    });
    expect(shared).toBeCloseTo(queued!, 3);
  });

  it.each(['constant', 'exponential'] as const)('M/G/2: the mean of M/M/2, %s', (law) => {
    const truth = mmck({ arrivalRate: 80, serviceRate: 50, servers: 2, capacity: 500 });
    const two = { ...one, cpu: { ...one.cpu, cores: 2 }, serviceTime: laws[law] };
    expectMeans(options(80, two), [
      [mean, 1000 * truth.meanSojourn],
      [(output) => output.utilization, 0.8],
    ]);
  });
});

describe('M/G/c/c per pod', () => {
  it('loses as Erlang B says, whatever the service time’s distribution', () => {
    for (const serviceTime of [constant(20), { type: 'gamma', shape: 0.5, scale: 40 } as const]) {
      expectMeans(options(100, { concurrency: 4, queue: 0, serviceTime }), [[lost, erlangB(4, 2)]]);
    }
  });
});

describe('users who wait for their answers', () => {
  it.each([
    [5, 9, 1],
    [20, 9, 1],
    [10, 1, 4],
  ])('%i users, thinking %i service times, on %i slots', (users, think, concurrency) => {
    const truth = machineRepair(users, think, concurrency);
    const one = options(1, { concurrency, queue: 100 });
    const thinkTime = { type: 'exponential', mean: think * 20 } as const;
    const model = {
      ...one,
      workloads: [{ ...one.workloads[0]!, replicas: 1 }],
      traffic: [{ ...one.traffic[0]!, arrivals: { type: 'closed', users, thinkTime } as const }],
    };
    expectMeans(model, [
      [mean, 20 * truth.response],
      [(output) => output.requests / 200, 50 * truth.throughput],
    ]);
  });
});

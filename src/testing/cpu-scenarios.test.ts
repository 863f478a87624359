/** What the scenarios of the CPU are there to show. */
import { describe, expect, it } from 'vitest';
import { Histogram } from '../kernel/statistics/histogram.ts';
import { loadScenario } from '../scenario/load.ts';
import type { SimulationOptions } from '../model/options.ts';
import type { ReplicationOutput } from '../model/output.ts';
import { run } from './run.ts';

/** p99 of one traffic source. */
function p99Of({ sources }: ReplicationOutput, source: number): number {
  const histogram = new Histogram();
  histogram.merge(sources![source]!.latency);
  return histogram.quantile(0.99);
}

describe('cpu-throttling', () => {
  it('shows a p99 of several times that without a limit, at half of the limit', () => {
    const output = run(loadScenario({ inputs: ['scenarios/cpu-throttling.json'] }).simulation);
    expect(output.ok).toBe(output.requests);
    // A quarter of a core in each of eight pods with four cores.
    expect(output.utilization).toBeLessThan(0.08);
    expect(p99Of(output, 0)).toBeGreaterThan(2.5 * p99Of(output, 1));
    const { periods, throttledPeriods } = output.throttling!;
    expect(throttledPeriods / periods).toBeGreaterThan(0.15);
    expect(throttledPeriods / periods).toBeLessThan(0.4);
  });
});

describe('noisy-neighbour', () => {
  const { simulation } = loadScenario({
    inputs: ['scenarios/noisy-neighbour.json'],
    overrides: { duration: '25s', warmup: '5s' },
  });

  /** p99 of the users, where the web asks for so many cores. */
  function p99(cores: number, changes: Partial<SimulationOptions> = {}): number {
    const [web, batch] = simulation.workloads;
    const asking = { ...web!, pod: { ...web!.pod, requests: { cpu: cores, memory: 0 } } };
    return p99Of(run({ ...simulation, workloads: [asking, batch!], ...changes }), 0);
  }

  it('shows that the web is the slower the less it asks for, though its nodes are as busy', () => {
    const one = p99(1);
    const alone = p99(1, { traffic: [simulation.traffic[0]!, { ...simulation.traffic[1]!, ...NOBODY }] });
    expect(alone).toBeLessThan(55);
    expect(one).toBeGreaterThan(alone);
    expect(one).toBeLessThan(100);
    expect(p99(0.5)).toBeGreaterThan(1.5 * one);
    expect(p99(0.25)).toBeGreaterThan(5 * one);
  });

  it('has no more work done than the nodes have cores', () => {
    const { utilization, podSeconds, sources } = run(simulation);
    const jobs = sources![1]!;
    // 8 cores: what the web leaves of them is the batch's, of 250 ms each.
    const cores = (jobs.ok / 20) * 0.25;
    expect(cores).toBeGreaterThan(8 - 0.8 - 0.6);
    expect(cores).toBeLessThan(8 - 0.8 + 0.6);
    expect(utilization).toBeGreaterThan(0.1);
    expect(podSeconds).toBe(80);
  });
});

const NOBODY = { arrivals: { type: 'poisson', ratePerSecond: 0.001 } } as const;

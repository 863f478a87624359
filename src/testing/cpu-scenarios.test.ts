/** What the scenarios of the CPU are there to show. */
import { describe, expect, it } from 'vitest';
import { Histogram } from '../kernel/statistics/histogram.ts';
import { loadScenario } from '../scenario/load.ts';
import { run } from './run.ts';

describe('cpu-throttling', () => {
  it('shows a p99 of several times that without a limit, at half of the limit', () => {
    const { simulation } = loadScenario({ inputs: ['scenarios/cpu-throttling.json'] });
    const [web] = simulation.workloads;
    const { cpuQuota: _, ...unlimited } = web!.pod;
    const limited = run(simulation);
    const free = run({ ...simulation, workloads: [{ ...web!, pod: unlimited }] });
    const p99 = (output: typeof free): number => {
      const histogram = new Histogram();
      histogram.merge(output.latency);
      return histogram.quantile(0.99);
    };
    expect(limited.ok).toBe(limited.requests);
    // The same requests, so the same work: a quarter of a core in each of four pods with four cores.
    expect(limited.utilization).toBeCloseTo(free.utilization, 3);
    expect(limited.utilization).toBeLessThan(0.08);
    expect(p99(limited)).toBeGreaterThan(2.5 * p99(free));
    const { periods, throttledPeriods } = limited.throttling!;
    expect(throttledPeriods / periods).toBeGreaterThan(0.15);
    expect(throttledPeriods / periods).toBeLessThan(0.4);
  });
});

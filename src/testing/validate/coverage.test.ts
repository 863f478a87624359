import { describe, expect, it } from 'vitest';
import { mmck } from '../oracles/mmck.ts';
import { bernoulliExperiment, longRun, queueExperiment } from './coverage-experiments.ts';

const system = mmck({ arrivalRate: 0.2, serviceRate: 0.1, servers: 4, capacity: 400 });
const QUEUE = { servers: 4, meanGapMs: 5, meanServiceMs: 10 };

describe('the experiments of the coverage study', () => {
  it.each([
    ['ten replications', queueExperiment(QUEUE, 20_000)],
    ['one long run', longRun(QUEUE, 100_000)],
  ])('simulate the queue whose truth is known: %s', (name, experiment) => {
    const { latencyMs } = experiment(name, 0);
    expect(latencyMs.mean.mean! / system.meanSojourn).toBeCloseTo(1, 1);
    expect(latencyMs.p99.mean! / system.sojournQuantile(0.99)).toBeCloseTo(1, 1);
    const [low, high] = latencyMs.mean.ci95!;
    expect(low).toBeLessThan(system.meanSojourn * 1.01);
    expect(high).toBeGreaterThan(system.meanSojourn * 0.99);
    expect((high - low) / system.meanSojourn).toBeLessThan(0.05);
    expect(experiment(name, 1).latencyMs.mean.mean).not.toBe(latencyMs.mean.mean);
  });

  it('know of one busy run that its mean is more likely too low than too high, by the spectrum', () => {
    const { mean, ci95 } = longRun({ servers: 1, meanGapMs: 10, meanServiceMs: 9 }, 20_000)('busy', 0)
      .latencyMs.mean;
    const [low, high] = ci95!;
    expect(high - mean!).toBeGreaterThan(1.1 * (mean! - low));
    expect(1 / low + 1 / high).toBeCloseTo(2 / mean!, 10);
    // Shorter batches than ten depend on each other: as independent ones they would give half of this and less.
    const relative = (high - low) / (high + low);
    expect(relative).toBeGreaterThan(0.1);
  });

  it('fail the share of requests that they say', () => {
    const { errorRate, failed } = bernoulliExperiment(0.02, 5000)('errors', 0);
    expect(errorRate.mean).toBeCloseTo(0.02, 2);
    expect(failed.mean! / 100).toBeCloseTo(1, 0);
  });
});

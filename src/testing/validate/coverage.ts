/**
 * Validation against queueing theory, by hand: `npm run validate -- coverage [seeds] [utilisation …]`. Runs
 * scenarios/steady-state.json with many seeds and counts how often the reported 95 % intervals hold the true value of
 * M/M/2/10. It takes minutes, so it is no part of the test suite; docs/VALIDATION.md has its figures.
 */
import { runExperiment } from '../../experiment/run-experiment.ts';
import type { Estimate } from '../../experiment/result.ts';
import { loadScenario } from '../../scenario/load.ts';
import { mmck } from '../oracles/mmck.ts';

const METRICS = ['mean', 'p50', 'p95', 'p99', 'full queues'] as const;

function truths(utilization: number): readonly number[] {
  const system = mmck({ arrivalRate: 100 * utilization, serviceRate: 50, servers: 2, capacity: 10 });
  const quantiles = [0.5, 0.95, 0.99].map((q) => 1000 * system.sojournQuantile(q));
  return [1000 * system.meanSojourn, ...quantiles, system.blocking];
}

async function estimates(utilization: number, seed: string): Promise<readonly Estimate[]> {
  const { scenario, simulation, replications } = loadScenario({
    inputs: ['scenarios/steady-state.json'],
    sets: [`traffic.users.arrivals.poisson.rate=${400 * utilization}/s`],
  });
  const { variants } = await runExperiment({
    variants: [{ name: 'baseline', set: {}, simulation }],
    scenario,
    seed,
    replications,
    workers: 0,
    thresholds: {},
    notes: [],
    replayCommand: () => '',
  });
  const { latencyMs, errorRate } = variants[0]!.summary;
  return [latencyMs.mean, latencyMs.p50, latencyMs.p95, latencyMs.p99, errorRate];
}

async function check(utilization: number, seeds: number): Promise<void> {
  const truth = truths(utilization);
  const hits = truth.map(() => 0);
  const widest = truth.map(() => 0);
  for (let seed = 0; seed < seeds; seed++) {
    const found = await estimates(utilization, `seed-${seed}`);
    found.forEach(({ mean, ci95 }, i) => {
      const [low, high] = ci95!;
      if (low <= truth[i]! && truth[i]! <= high) hits[i]!++;
      widest[i] = Math.max(widest[i]!, (high - low) / 2 / mean!);
    });
  }
  console.log(`utilisation ${utilization}, ${seeds} seeds`);
  METRICS.forEach((metric, i) => {
    const width = `${(100 * widest[i]!).toFixed(2)} %`;
    console.log(`  ${metric.padEnd(12)} held ${hits[i]} times; widest half-width ${width}`);
  });
}

/** Always true: what is expected of the table stands in docs/VALIDATION.md. */
export async function checkCoverage(words: readonly string[]): Promise<boolean> {
  const [seeds = '100', ...utilizations] = words;
  for (const utilization of utilizations.length > 0 ? utilizations.map(Number) : [0.5, 0.7, 0.85, 0.95]) {
    await check(utilization, Number(seeds));
  }
  return true;
}

/** A/A: the same settings under two names differ by exactly nothing, whatever the seed. */
import { describe, expect, it, vi } from 'vitest';
import { loadScenario } from '../scenario/load.ts';
import { runExperiment } from './run-experiment.ts';
import type { ComparisonResult } from './result.ts';

// Hundreds of small experiments, on machines that may be busy.
vi.setConfig({ testTimeout: 240_000 });

const SEEDS = 200;

const { scenario, simulation } = loadScenario({
  inputs: ['scenarios/rolling-restart.json'],
  sets: ['traffic.users.arrivals.poisson.rate=20/s', 'events[0].at=2s', 'deployment/web.replicas=2'],
  overrides: { duration: '6s', warmup: '1s' },
});

async function compared(seed: string): Promise<readonly ComparisonResult[]> {
  const { comparisons = [] } = await runExperiment({
    variants: ['a', 'b'].map((name) => ({ name, set: {}, simulation })),
    scenario,
    seed,
    replications: 2,
    workers: 0,
    thresholds: {},
    notes: [],
    replayCommand: () => '',
  });
  return comparisons;
}

describe('the same settings under another name', () => {
  it(`are told apart in none of ${SEEDS} seeds, and differ by exactly zero`, async () => {
    const metrics = new Set<string>();
    for (let seed = 0; seed < SEEDS; seed++) {
      for (const { metric, difference, verdict, p } of await compared(`equals ${seed}`)) {
        metrics.add(metric);
        const isNothing = (difference.mean ?? 0) === 0 && (p ?? 1) === 1 && verdict === '~';
        if (!isNothing) expect.fail(`${metric}, seed ${seed}: ${JSON.stringify(difference)} ${verdict} ${p}`);
      }
    }
    expect(metrics.size).toBeGreaterThan(12);
  });
});

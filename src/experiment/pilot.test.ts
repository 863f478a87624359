import { describe, expect, it, vi } from 'vitest';
import type { SimulationOptions } from '../model/options.ts';
import { loadScenario } from '../scenario/load.ts';
import { findWarmUp } from './pilot.ts';
import { runExperiment } from './run-experiment.ts';
import type { VariantResult } from './result.ts';

vi.setConfig({ testTimeout: 60_000 });

/** One server, whose queue takes seconds to fill: utilisation of 200/s × 4.75 ms. */
const SLOW_TO_FILL = [
  'deployment/web.replicas=1',
  'applications.web={"concurrency":1,"queue":5000,"startup":"1s","serviceTime":{"exponential":{"mean":"4.75ms"}}}',
  'traffic.users.timeout=null',
];
const QUIET = ['traffic.users.arrivals.poisson.rate=20/s'];

function load(sets: readonly string[], duration: string, warmup: string) {
  return loadScenario({
    inputs: ['scenarios/steady-state.json'],
    sets: ['traffic.users.arrivals.poisson.rate=200/s', ...sets],
    overrides: { duration, warmup },
  });
}

async function run(
  sets: readonly string[],
  duration: string,
  warmup: string,
  replications: number,
  seed = 'seed',
) {
  const { scenario, simulation } = load(sets, duration, warmup);
  const { variants, notes } = await runExperiment({
    variants: [{ name: 'baseline', set: {}, simulation }],
    scenario,
    seed,
    replications,
    workers: 0,
    thresholds: {},
    notes: [],
    replayCommand: () => '',
  });
  return { ...(variants[0] as VariantResult), notes };
}

const find = (simulations: readonly SimulationOptions[]) =>
  findWarmUp({ simulations, seed: 'seed', workers: 0 });

describe('a warm-up that is to be found', () => {
  const slow = load(SLOW_TO_FILL, '60s', 'auto').simulation;
  const quiet = load(QUIET, '60s', 'auto').simulation;

  it('is longer where a queue has to fill, and that of all variants', async () => {
    const { warmupMs, pilots } = await find([quiet, slow]);
    expect(pilots[0]!.warmupMs).toBeLessThan(pilots[1]!.warmupMs);
    expect(warmupMs).toBe(pilots[1]!.warmupMs);
    expect(warmupMs).toBeGreaterThanOrEqual(1000);
    expect(warmupMs).toBeLessThanOrEqual(30_000);
    expect(pilots[0]!.isSettled).toBe(true);
  });

  it('looks at nothing from the first event on', async () => {
    const restart = { type: 'rolloutRestart', atMs: 20_000, workload: 0 } as const;
    const { pilots } = await find([{ ...quiet, events: [restart] }]);
    expect(pilots[0]!.latencyMs.length * pilots[0]!.intervalMs).toBeCloseTo(20_000, 6);
  });

  it('has an answer even where hardly anything is answered', async () => {
    const traffic = quiet.traffic.map((source) => ({
      ...source,
      arrivals: { type: 'poisson', ratePerSecond: 0.05 } as const,
    }));
    const { warmupMs, pilots } = await find([{ ...quiet, traffic }]);
    expect(warmupMs).toBeLessThanOrEqual(30_000);
    expect(pilots[0]!.latencyMs.every(Number.isFinite)).toBe(true);
  });
});

describe('the flag warmup-too-short', () => {
  it('is raised where the queue was still filling, and not where it had filled', async () => {
    expect((await run(SLOW_TO_FILL, '20s', '0s', 100)).flags).toContain('warmup-too-short');
    expect((await run(QUIET, '60s', '5s', 10)).flags).not.toContain('warmup-too-short');
  });
});

describe('the power of warmup-too-short', () => {
  it('is not lost where there are fewer runs', async () => {
    const found: boolean[] = [];
    for (let i = 0; i < 10; i++) {
      const { flags } = await run(SLOW_TO_FILL, '20s', '0s', 40, `power ${i}`);
      found.push(flags.includes('warmup-too-short'));
    }
    // Raised in 31 of 40 other seeds: in fewer than four of ten with a probability below 1 %; by chance in one of 200.
    expect(found.filter(Boolean).length).toBeGreaterThanOrEqual(4);
  });
});

describe('one replication alone', () => {
  it('has intervals by batch means, and says so', async () => {
    const { summary, flags, batches, notes } = await run([], '5m', '10s', 1);
    expect(batches).toBeGreaterThanOrEqual(10);
    expect(flags).not.toContain('too-few-replications');
    expect(notes.join()).toContain(`by the means of ${batches} batches`);
    for (const { mean, ci95 } of [summary.latencyMs.mean, summary.latencyMs.p99, summary.requests]) {
      expect(ci95![0]).toBeLessThan(mean!);
      expect(ci95![1]).toBeGreaterThan(mean!);
      expect((ci95![1] - ci95![0]) / mean!).toBeLessThan(0.2);
    }
    expect(summary.latencyMs.max.ci95).toBeNull();
  });

  it('has none where something happens, or where its batches hang together', async () => {
    const event = ['events=[{"at":"20s","do":"rolloutRestart","target":"deployment/web"}]'];
    expect((await run(event, '60s', '5s', 1)).batches).toBeUndefined();
    expect((await run(event, '60s', '5s', 1)).summary.latencyMs.mean.ci95).toBeNull();
    const growing = [...SLOW_TO_FILL, 'traffic.users.arrivals.poisson.rate=230/s'];
    expect((await run(growing, '30s', '0s', 1)).batches).toBeUndefined();
  });
});

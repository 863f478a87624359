/**
 * `"warmup": "auto"`: a few pilot runs, on chance of their own, without the events, from which MSER-5 tells where the
 * warm-up of the latency ends. All variants of an experiment have one window: the longest warm-up of any of them.
 *
 * @see White, Cobb & Spratt, Winter Simulation Conference 2000; Law, 5th ed., §9.5.1
 */
import type { SimulationOptions } from '../model/options.ts';
import { execute } from './executor.ts';
import { expectedRequests } from './offered-load.ts';
import { planJobs } from './plan.ts';
import { PooledSeries } from './pooled-series.ts';
import type { WarmUpPilot } from './result.ts';
import { rootStreamKey } from './seeds.ts';
import { movingAverage, mser } from './statistics/warm-up.ts';
import { steadyUntilMs } from './steady-span.ts';

const RUNS = 5;
/** Observations, MSER-5's, are means over the requests of an interval. */
const MOST_INTERVALS = 500;
const FEWEST_INTERVALS = 50;
const REQUESTS_PER_INTERVAL = 10;
const BATCH = 5;
/** Welch's window on either side, as a part of the intervals. */
const WELCH = 0.04;

export interface PilotRequest {
  readonly simulations: readonly SimulationOptions[];
  readonly seed: string;
  /** As of an experiment. */
  readonly workers: number;
  readonly signal?: AbortSignal | undefined;
}

export interface WarmUp {
  /** Milliseconds, the same for all variants. */
  readonly warmupMs: number;
  /** By variant, what it was found from. */
  readonly pilots: readonly WarmUpPilot[];
}

/** @throws JobFailure */
export async function findWarmUp({ simulations, seed, workers, signal }: PilotRequest): Promise<WarmUp> {
  const pilots = simulations.map(pilotOptions);
  const pooled: (PooledSeries | undefined)[] = pilots.map(() => undefined);
  await execute({
    setup: { simulations: pilots, seed, key: rootStreamKey(`${seed} pilot`) },
    jobs: planJobs({ variants: pilots.length, replications: RUNS }),
    workers,
    signal,
    onDigest: ({ variant }, { series }) => (pooled[variant] ??= new PooledSeries(series)).add(series),
  });
  const found = pooled.flatMap((series) => (series === undefined ? [] : [truncate(series)]));
  return { warmupMs: Math.max(0, ...found.map(({ warmupMs }) => warmupMs)), pilots: found };
}

function pilotOptions(simulation: SimulationOptions): SimulationOptions {
  const until = steadyUntilMs(simulation);
  const durationMs = until > 0 ? until : simulation.durationMs;
  const requests = RUNS * expectedRequests({ ...simulation, durationMs });
  const wanted = Math.floor(requests / REQUESTS_PER_INTERVAL);
  const intervals = Math.min(MOST_INTERVALS, Math.max(FEWEST_INTERVALS, wanted));
  return { ...simulation, events: [], warmupMs: 0, durationMs, seriesIntervalMs: durationMs / intervals };
}

function truncate(series: PooledSeries): WarmUpPilot {
  const latencyMs = filled(
    Array.from({ length: series.intervals }, (_, i) => series.latency.mean(i, i + 1).mean),
  );
  const { observations } = mser(latencyMs, BATCH);
  const warmupMs = roundUp(observations * series.intervalMs, series.intervals * series.intervalMs);
  // MSER looks at the first half only; what ends there may not have ended at all.
  const isSettled = observations < (Math.floor(latencyMs.length / BATCH / 2) - 1) * BATCH;
  const welchMs = movingAverage(latencyMs, Math.ceil(WELCH * latencyMs.length));
  return { warmupMs, isSettled, runs: RUNS, intervalMs: series.intervalMs, latencyMs, welchMs };
}

/** Where nothing was answered, what was before it; at the start, what comes first. */
function filled(means: readonly number[]): readonly number[] {
  let last = means.find((mean) => !Number.isNaN(mean)) ?? 0;
  return means.map((mean) => (last = Number.isNaN(mean) ? last : mean));
}

/** To whole seconds, or to tenths in a short run: nobody means the last digit. */
function roundUp(ms: number, lengthMs: number): number {
  const unit = lengthMs >= 60_000 ? 1000 : lengthMs >= 6000 ? 100 : 1;
  return Math.ceil(ms / unit - 1e-9) * unit;
}

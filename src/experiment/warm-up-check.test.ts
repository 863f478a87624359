import { describe, expect, it } from 'vitest';
import { HistogramSeries } from '../kernel/statistics/histogram-series.ts';
import { RandomStream } from '../kernel/random.ts';
import type { SimulationOptions } from '../model/options.ts';
import { CAUSES, POD_PHASES } from '../model/outcomes.ts';
import type { SeriesDigest } from './digest.ts';
import { meanOfPacked, packCounts, PooledCounts } from './packed-counts.ts';
import { PooledSeries } from './pooled-series.ts';
import { rootStreamKey } from './seeds.ts';
import { WarmUpCheck } from './warm-up-check.ts';

const INTERVALS = 100;
const SIMULATION = {
  warmupMs: 0,
  durationMs: INTERVALS * 1000,
  events: [],
} as unknown as SimulationOptions;

/** Latencies around `level(interval)` whose level of ten intervals each is common, as in a busy service. */
function digest(replication: number, level: (interval: number) => number): SeriesDigest {
  const stream = new RandomStream(rootStreamKey('warm-up check'), replication, 1);
  const series = new HistogramSeries(INTERVALS);
  let common = 0;
  for (let interval = 0; interval < INTERVALS; interval++) {
    if (interval % 10 === 0) common = stream.exponential();
    for (let i = 0; i < 20; i++) series.record(interval, level(interval) * (common + stream.exponential()));
  }
  return {
    intervalMs: 1000,
    requests: new Float64Array(INTERVALS).fill(20),
    readyEndpoints: new Float64Array(INTERVALS),
    lossesByCause: new Float64Array(CAUSES.length * INTERVALS),
    podsByPhase: new Float64Array(POD_PHASES.length * INTERVALS),
    latency: packCounts(series.data()),
  };
}

function isTooShort(first: number, runs: number, level: (interval: number) => number): boolean {
  const check = new WarmUpCheck(SIMULATION, 1000);
  const digests = Array.from({ length: runs }, (_, run) => digest(first + run, level));
  const series = new PooledSeries(digests[0]!);
  for (const each of digests) {
    series.add(each);
    check.add(each);
  }
  return check.isTooShort(series);
}

describe('WarmUpCheck', () => {
  it('does not take a busy service for a cold one, whose latencies depend on each other', () => {
    const found = Array.from({ length: 60 }, (_, i) => isTooShort(10 * i, 10, () => 10));
    // One of 200 by chance: of 60 more than three with a probability of 0.03 %.
    expect(found.filter(Boolean).length).toBeLessThanOrEqual(3);
  });

  it('finds a cold start in ten runs', () => {
    expect(isTooShort(0, 10, (interval) => (interval < 10 ? 30 : 10))).toBe(true);
    expect(isTooShort(0, 10, (interval) => (interval < 10 ? 2 : 10))).toBe(true);
  });

  it('finds one in a single run', () => {
    expect(isTooShort(0, 1, (interval) => (interval < 10 ? 90 : 10))).toBe(true);
  });

  it('is not kept from finding one by a run without requests', () => {
    const check = new WarmUpCheck(SIMULATION, 1000);
    const digests = Array.from({ length: 10 }, (_, run) => digest(run, (at) => (at < 10 ? 30 : 10)));
    const series = new PooledSeries(digests[0]!);
    for (const each of [...digests, { ...digests[0]!, latency: new Uint32Array(0) }]) {
      series.add(each);
      check.add(each);
    }
    expect(check.isTooShort(series)).toBe(true);
  });

  it('has nothing to say where a part is without requests', () => {
    const check = new WarmUpCheck(SIMULATION, 1000);
    const empty = { ...digest(0, () => 10), latency: new Uint32Array(0) };
    const series = new PooledSeries(empty);
    for (let run = 0; run < 2; run++) {
      series.add(empty);
      check.add(empty);
    }
    expect(check.isTooShort(series)).toBe(false);
  });
});

describe('meanOfPacked', () => {
  it('is the mean of the counts added up, sparse octaves and full ones', () => {
    const series = new HistogramSeries(3);
    for (let i = 0; i < 5000; i++) series.record(1, 8 + (i % 4000) / 500);
    series.record(0, 77);
    series.record(2, 5);
    const packed = packCounts(series.data());
    const pooled = new PooledCounts(3);
    pooled.add(packed);
    for (const [from, to] of [
      [0, 3],
      [1, 2],
      [2, 3],
    ] as const)
      expect(meanOfPacked(packed, from, to)).toEqual(pooled.mean(from, to));
    expect(meanOfPacked(packed, 0, 0).mean).toBeNaN();
  });
});

import { describe, expect, it } from 'vitest';
import { HistogramSeries } from '../kernel/statistics/histogram-series.ts';
import { Histogram } from '../kernel/statistics/histogram.ts';
import type { SimulationOptions } from '../model/options.ts';
import { CAUSES, CauseCode, ERROR_KINDS, ErrorKindCode, POD_PHASES } from '../model/outcomes.ts';
import type { LossOutput, ReplicationOutput } from '../model/output.ts';
import { digestOf } from './digest.ts';
import type { VariantResult } from './result.ts';
import { VariantReduction } from './variant-reduction.ts';

const INTERVALS = 3;

const SIMULATION = {
  durationMs: 3000,
  warmupMs: 1000,
  seriesIntervalMs: 1000,
  workloads: [],
  services: [],
  traffic: [{ name: 'users' }],
  events: [],
} as unknown as SimulationOptions;

const STALE: LossOutput = {
  source: 0,
  cause: CauseCode['stale-endpoint'],
  kind: ErrorKindCode.refused,
  pod: 'web-1',
  phase: 'during',
  count: 2,
  lastMs: 0,
};

/** A replication with the given latencies, all of interval 1, and losses, all of interval 2. */
function output(latenciesMs: readonly number[], losses: readonly LossOutput[] = []): ReplicationOutput {
  const latency = new Histogram();
  const latencySeries = new HistogramSeries(INTERVALS);
  for (const value of latenciesMs) {
    latency.record(value);
    latencySeries.record(1, value);
  }
  const errors = ERROR_KINDS.map((_, kind) => countOf(losses.filter((loss) => loss.kind === kind)));
  const causes = CAUSES.map((_, cause) => countOf(losses.filter((loss) => loss.cause === cause)));
  const lossesByCause = new Float64Array(CAUSES.length * INTERVALS);
  causes.forEach((count, cause) => (lossesByCause[cause * INTERVALS + 2] = count));
  const requests = latenciesMs.length + countOf(losses);
  return {
    requests,
    ok: latenciesMs.length,
    completions: latenciesMs.length,
    inFlight: 0,
    errors,
    causes,
    attempts: requests,
    latency: latency.data(),
    losses,
    rollout: { durationMs: null, started: false, peakPods: 4, minReadyEndpoints: 4, staleEndpointMs: NaN },
    podSeconds: 8,
    imbalance: NaN,
    utilization: 0.5,
    series: {
      intervalMs: 1000,
      requests: Float64Array.of(0, latenciesMs.length, countOf(losses)),
      lossesByCause,
      latency: latencySeries.data(),
      readyEndpoints: Float64Array.of(4, 4, 3),
      podsByPhase: new Float64Array(POD_PHASES.length * INTERVALS).fill(1),
    },
    pods: [],
    timeline: [],
    events: 10,
  };
}

const countOf = (losses: readonly LossOutput[]): number => losses.reduce((sum, loss) => sum + loss.count, 0);

function reduce(outputs: readonly ReplicationOutput[]): VariantResult {
  const reduction = new VariantReduction({ name: 'baseline', set: {}, simulation: SIMULATION });
  outputs.forEach((each, replication) => reduction.add(digestOf(each, replication, 'seed')));
  return reduction.result();
}

describe('VariantReduction', () => {
  it('estimates over the replications', () => {
    const { summary, replications } = reduce([output([10, 20, 30], [STALE]), output([10, 20, 30, 40, 50])]);
    expect(summary.requests).toMatchObject({ mean: 5, n: 2 });
    expect(summary.throughputPerSecond.mean).toBe((3 + 5) / 2 / 2);
    expect(summary.errorRate.mean).toBe(0.2);
    expect(summary.latencyMs.mean.mean).toBe((20 + 30) / 2);
    expect(summary.latencyMs.max.mean).toBe((30 + 50) / 2);
    expect(summary.errors.refused?.mean).toBe(1);
    expect(Object.keys(summary.causes)).toEqual(['stale-endpoint']);
    expect(summary.imbalance).toEqual({ mean: null, ci95: null, n: 0 });
    expect(summary.rollout).toBeNull();
    expect(replications.map((r) => r.seed)).toEqual(['seed#0', 'seed#1']);
    expect(replications[0]?.errors).toEqual({ refused: 2 });
  });

  it('sums the ledger over replications, largest row first', () => {
    const other: LossOutput = { ...STALE, pod: null, count: 3 };
    const { losses } = reduce([output([1], [STALE, other]), output([1], [{ ...STALE, count: 5 }])]);
    expect(losses.map((loss) => [loss.pod, loss.count])).toEqual([
      ['web-1', 7],
      [null, 3],
    ]);
    expect(losses[0]).toMatchObject({
      source: 'users',
      cause: 'stale-endpoint',
      kind: 'refused',
      phase: 'during',
    });
  });

  it('pools latencies in each interval, and means the counts', () => {
    const { series } = reduce([output([10, 10, 10]), output([1000], [STALE])]);
    expect(series.timeMs).toEqual([0, 1000, 2000]);
    expect(series.requests).toEqual([0, 2, 1]);
    expect(series.errors).toEqual([0, 0, 1]);
    expect(series.causes).toEqual({ 'stale-endpoint': [0, 0, 1] });
    expect(series.p50Ms[0]).toBeNull();
    expect(series.p50Ms[1]).toBeGreaterThan(9.9);
    expect(series.p50Ms[1]).toBeLessThan(10.1);
    expect(series.p99Ms[1]).toBeGreaterThan(990);
    expect(series.readyEndpoints).toEqual([4, 4, 3]);
    expect(series.pods).toEqual([4, 4, 4]);
  });

  it('stores the buckets of the pooled latencies that are not empty', () => {
    const { latencyHistogram } = reduce([output([10, 10, 500]), output([500])]);
    expect(latencyHistogram.count).toEqual([2, 2]);
    latencyHistogram.lowMs.forEach((low, i) => {
      const value = [10, 500][i] ?? NaN;
      expect(low).toBeLessThanOrEqual(value);
      expect(latencyHistogram.highMs[i]).toBeGreaterThan(value);
    });
  });

  it('does not fail when nothing succeeded', () => {
    const { summary, flags } = reduce([output([]), output([])]);
    expect(summary.latencyMs.p99).toEqual({ mean: null, ci95: null, n: 0 });
    expect(summary.errorRate.mean).toBeNull();
    expect(flags).toContain('no-requests');
  });

  it('tells a rollout that ended from one that did not', () => {
    const rollout = { started: true, peakPods: 5, minReadyEndpoints: 3, staleEndpointMs: 12 };
    const ended = { ...output([1]), rollout: { ...rollout, durationMs: 8000 } };
    const endless = { ...output([1]), rollout: { ...rollout, durationMs: null } };
    const { summary, flags } = reduce([ended, endless]);
    expect(summary.rollout?.durationMs).toEqual({ mean: 8000, ci95: null, n: 1 });
    expect(summary.rollout?.peakPods.n).toBe(2);
    expect(flags).toContain('rollout-incomplete');
    expect(reduce([ended, ended]).flags).not.toContain('rollout-incomplete');
  });

  it('keeps a few figures of a replication, and the filled buckets of its latencies', () => {
    const latencies = Array.from({ length: 1000 }, (_, i) => 1 + i);
    const after = (replications: number) => {
      const reduction = new VariantReduction({ name: 'baseline', set: {}, simulation: SIMULATION });
      for (let i = 0; i < replications; i++) reduction.add(digestOf(output(latencies, [STALE]), i, 'seed'));
      return retained(reduction);
    };
    const [few, many] = [after(10), after(110)];
    // Six bytes a bucket, and a thousand values fill fewer than a thousand of them.
    expect((many.bytes - few.bytes) / 100).toBeLessThan(6 * 1000);
    expect((many.values - few.values) / 100).toBeLessThan(50);
  });
});

/** What can be reached from `root`: bytes of memory under typed arrays, and plain values. */
function retained(root: object): { bytes: number; values: number } {
  const seen = new Set<unknown>();
  let bytes = 0;
  let values = 0;
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return void values++;
    if (seen.has(value)) return;
    seen.add(value);
    if (ArrayBuffer.isView(value)) visit(value.buffer);
    else if (value instanceof ArrayBuffer || value instanceof SharedArrayBuffer) bytes += value.byteLength;
    else if (value instanceof Map) for (const entry of value) visit(entry);
    else for (const part of Object.values(value)) visit(part);
  };
  visit(root);
  return { bytes, values };
}

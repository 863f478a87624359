/**
 * From one replication's raw output to the figures result.json shows of it. Estimates over several replications are
 * made elsewhere, from these.
 */
import { Histogram } from '../kernel/statistics/histogram.ts';
import type { HistogramData } from '../kernel/statistics/histogram.ts';
import { CAUSES, ERROR_KINDS } from '../model/outcomes.ts';
import type { ReplicationOutput, SourceOutput } from '../model/output.ts';
import type { LatencyMetric, ReplicationResult, SourceResult } from './result.ts';
import { replicationSeed } from './seeds.ts';

/** The figures of replication `index` of the experiment seeded by `seed`. */
export function replicationResult(output: ReplicationOutput, index: number, seed: string): ReplicationResult {
  return {
    index,
    seed: replicationSeed(seed, index),
    requests: output.requests,
    ok: output.ok,
    completions: output.completions,
    inFlight: output.inFlight,
    attempts: output.attempts,
    errors: occurred(ERROR_KINDS, output.errors),
    causes: occurred(CAUSES, output.causes),
    latencyMs: latencyFigures(output.latency),
    rollout: rolloutFigures(output),
    podSeconds: output.podSeconds,
    imbalance: finite(output.imbalance),
    utilization: finite(output.utilization),
    ...throttlingFigures(output),
    ...callFigures(output),
    ...(output.sources !== undefined && { sources: output.sources.map(sourceResult) }),
  };
}

function throttlingFigures({ throttling }: ReplicationOutput): Pick<ReplicationResult, 'throttling'> {
  if (throttling === undefined) return {};
  const { periods, throttledPeriods, throttledMs } = throttling;
  return { throttling: { periods: finite(throttledPeriods / periods), timeMs: throttledMs } };
}

function callFigures({ calls }: ReplicationOutput): Pick<ReplicationResult, 'calls'> {
  if (calls === undefined) return {};
  return {
    calls: calls.map(({ name, ok, causes, latency }) => {
      const { mean, p50, p99 } = latencyFigures(latency);
      const failed = causes.reduce((sum, count) => sum + count, 0);
      return {
        name,
        calls: ok + failed,
        failed,
        causes: occurred(CAUSES, causes),
        latencyMs: { mean, p50, p99 },
      };
    }),
  };
}

function sourceResult({ name, requests, ok, inFlight, errors, latency }: SourceOutput): SourceResult {
  return {
    name,
    requests,
    ok,
    inFlight,
    errors: occurred(ERROR_KINDS, errors),
    latencyMs: latencyFigures(latency),
  };
}

/** `null` for what JSON cannot say. */
export function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function latencyFigures(data: HistogramData): Record<LatencyMetric, number | null> {
  const histogram = new Histogram();
  histogram.merge(data);
  const quantile = (q: number): number | null => finite(histogram.quantile(q));
  const some = histogram.count > 0;
  return {
    mean: some ? finite(histogram.mean) : null,
    p50: quantile(0.5),
    p90: quantile(0.9),
    p95: quantile(0.95),
    p99: quantile(0.99),
    p999: quantile(0.999),
    max: some ? finite(histogram.max) : null,
  };
}

function rolloutFigures({ rollout }: ReplicationOutput): ReplicationResult['rollout'] {
  if (!rollout.started) return null;
  return {
    ...(rollout.deadlineExceeded && { deadlineExceeded: true }),
    durationMs: rollout.durationMs,
    peakPods: rollout.peakPods,
    minReadyEndpoints: rollout.minReadyEndpoints,
    staleEndpointMs: finite(rollout.staleEndpointMs),
  };
}

/** The counts that are not zero, under their names. */
function occurred<Name extends string>(
  names: readonly Name[],
  counts: readonly number[],
): Partial<Record<Name, number>> {
  const entries = names.map((name, code) => [name, counts[code] ?? 0] as const);
  return Object.fromEntries(entries.filter(([, count]) => count > 0)) as Partial<Record<Name, number>>;
}

/**
 * What variants are compared by: for each metric one value per replication, so that replications can be paired, and
 * which direction is good. One table; a new metric is a line.
 */
import { mean } from 'simple-statistics';
import { LATENCY_METRICS } from './result.ts';
import type { ReplicationResult } from './result.ts';

type Values = readonly (number | null)[];

export interface ComparedMetric {
  /** As in the result: `latencyMs.p99`. */
  readonly name: string;
  readonly better: 'lower' | 'higher';
  /** [replications] Values whose mean is the estimate; `null` where there was nothing to observe. */
  readonly values: (replications: readonly ReplicationResult[], windowMs: number) => Values;
  /** Of a count or share of events that may be rare: the events of a replication, and what they are a share of. */
  readonly events?: (replication: ReplicationResult) => number;
  readonly trials?: (replication: ReplicationResult) => number;
  /** A missing value is the largest of all, not a missing observation: nothing is compared without it. */
  readonly needsAll?: boolean;
}

type Read = (replication: ReplicationResult) => number | null;

function metric(name: string, better: ComparedMetric['better'], read: Read): ComparedMetric {
  return { name, better, values: (replications) => replications.map(read) };
}

/** Requests of a replication that ended in an error. */
function failedRequests({ errors }: ReplicationResult): number {
  return Object.values(errors).reduce((sum, count) => sum + count, 0);
}

/**
 * Of the ratio of totals R = Σ e / Σ t: R + (e − R t) / mean t. Their mean is R, and their variance that of the ratio
 * estimator (Cochran, Sampling Techniques, §6.3), so that its differences can be paired.
 */
function ratioValues(replications: readonly ReplicationResult[]): Values {
  const failed = replications.map(failedRequests);
  const requests = replications.map((r) => r.requests);
  const total = requests.reduce((sum, count) => sum + count, 0);
  if (total === 0) return replications.map(() => null);
  const rate = failed.reduce((sum, count) => sum + count, 0) / total;
  return failed.map((count, r) => rate + (count - rate * requests[r]!) / (total / replications.length));
}

export const COMPARED_METRICS: readonly ComparedMetric[] = [
  { ...metric('failed', 'lower', failedRequests), events: failedRequests },
  {
    name: 'errorRate',
    better: 'lower',
    values: ratioValues,
    events: failedRequests,
    trials: (r) => r.requests,
  },
  {
    name: 'throughputPerSecond',
    better: 'higher',
    values: (replications, windowMs) => replications.map((r) => (r.completions * 1000) / windowMs),
  },
  ...LATENCY_METRICS.map((name) => metric(`latencyMs.${name}`, 'lower', (r) => r.latencyMs[name])),
  { ...metric('rollout.durationMs', 'lower', (r) => r.rollout?.durationMs ?? null), needsAll: true },
  metric('rollout.peakPods', 'lower', (r) => r.rollout?.peakPods ?? null),
  metric('rollout.minReadyEndpoints', 'higher', (r) => r.rollout?.minReadyEndpoints ?? null),
  metric('rollout.staleEndpointMs', 'lower', (r) => r.rollout?.staleEndpointMs ?? null),
  metric('podSeconds', 'lower', (r) => r.podSeconds),
  metric('imbalance', 'lower', (r) => r.imbalance),
];

/** What the Pareto front is drawn over unless the user says otherwise: losses, slowness, patience, cost. */
export const PARETO_METRICS: readonly string[] = [
  'failed',
  'latencyMs.p99',
  'rollout.durationMs',
  'podSeconds',
];

/** The mean, signed so that less is better; Infinity where nothing was observed, or not in every run that it is needed of. */
export function scoreOf(
  { values, better, needsAll }: ComparedMetric,
  replications: readonly ReplicationResult[],
  windowMs: number,
): number {
  const all = values(replications, windowMs);
  const seen = all.filter((value) => value !== null);
  if (seen.length === 0 || (needsAll === true && seen.length < all.length)) return Infinity;
  return better === 'lower' ? mean(seen) : -mean(seen);
}

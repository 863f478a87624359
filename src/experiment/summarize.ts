/** Estimates over the replications of one variant: from ReplicationResult[] to its Summary. */
import { CAUSES, ERROR_KINDS } from '../model/outcomes.ts';
import type { ReplicationSample } from './digest.ts';
import { estimateCount, estimateMean, estimateMeanShare, estimateShare } from './estimate.ts';
import { CALL_LATENCY_METRICS, LATENCY_METRICS, LATENCY_QUANTILES } from './result.ts';
import { PooledLatency } from './pooled-latency.ts';
import type {
  CallLatencyMetric,
  Estimate,
  LatencyMetric,
  ReplicationResult,
  SourceSummary,
  Summary,
} from './result.ts';

/** @param windowMs - length of the window in which requests are counted. */
export function summarize(replications: readonly ReplicationSample[], windowMs: number): Summary {
  const each = <T>(figure: (replication: ReplicationResult) => T): T[] => replications.map(figure);
  const requests = each((r) => r.requests);
  const failed = each(failedRequests);
  return {
    requests: estimateMean(requests),
    throughputPerSecond: estimateMean(each((r) => (r.completions * 1000) / windowMs)),
    errorRate: estimateShare(failed, requests),
    failed: estimateCount(failed),
    errors: countsByName(
      ERROR_KINDS,
      each((r) => r.errors),
    ),
    causes: countsByName(
      CAUSES,
      each((r) => r.causes),
    ),
    latencyMs: latencyEstimates(replications),
    rollout: rolloutEstimates(replications),
    podSeconds: estimateMean(each((r) => r.podSeconds)),
    imbalance: estimateMean(each((r) => r.imbalance)),
    utilization: estimateMeanShare(each((r) => r.utilization)),
    ...throttlingEstimates(replications),
    ...callEstimates(replications),
    inFlight: estimateCount(each((r) => r.inFlight)),
    ...sourceSummaries(replications),
  };
}

/** Nothing where sources were not counted apart. */
function sourceSummaries(replications: readonly ReplicationSample[]): Pick<Summary, 'sources'> {
  const sources = replications[0]?.sources;
  return sources === undefined
    ? {}
    : { sources: sources.map(({ name }, i) => sourceSummary(name, replications, i)) };
}

function sourceSummary(
  name: string,
  replications: readonly ReplicationSample[],
  index: number,
): SourceSummary {
  const own = replications.map((r) => ({ ...r.sources![index]!, latencies: r.sourceLatencies[index]! }));
  const failed = own.map(failedRequests);
  const requests = own.map((r) => r.requests);
  return {
    name,
    requests: estimateMean(requests),
    errorRate: estimateShare(failed, requests),
    failed: estimateCount(failed),
    errors: countsByName(
      ERROR_KINDS,
      own.map((r) => r.errors),
    ),
    latencyMs: latencyEstimates(own),
    inFlight: estimateCount(own.map((r) => r.inFlight)),
  };
}

/** Requests of a replication that ended in an error. */
function failedRequests(replication: Pick<ReplicationResult, 'errors'>): number {
  return Object.values(replication.errors).reduce((sum, count) => sum + count, 0);
}

/** Quantiles are those of all requests together; mean and maximum are means over the replications. */
function latencyEstimates(
  replications: readonly Pick<ReplicationSample, 'latencyMs' | 'latencies'>[],
): Record<LatencyMetric, Estimate> {
  const pooled = new PooledLatency(replications.map(({ latencies }) => latencies));
  const entries = LATENCY_METRICS.map((metric) => {
    const q = LATENCY_QUANTILES[metric];
    const overRuns = (): Estimate => estimateMean(replications.map((r) => r.latencyMs[metric]));
    return [metric, q === undefined ? overRuns() : pooled.estimate(q)] as const;
  });
  return Object.fromEntries(entries) as Record<LatencyMetric, Estimate>;
}

function rolloutEstimates(replications: readonly ReplicationResult[]): Summary['rollout'] {
  const rollouts = replications.flatMap((r) => (r.rollout === null ? [] : [r.rollout]));
  if (rollouts.length === 0) return null;
  return {
    durationMs: estimateMean(rollouts.map((rollout) => rollout.durationMs)),
    peakPods: estimateMean(rollouts.map((rollout) => rollout.peakPods)),
    minReadyEndpoints: estimateMean(rollouts.map((rollout) => rollout.minReadyEndpoints)),
    staleEndpointMs: estimateMean(rollouts.map((rollout) => rollout.staleEndpointMs)),
  };
}

function throttlingEstimates(replications: readonly ReplicationResult[]): Pick<Summary, 'throttling'> {
  const all = replications.flatMap(({ throttling }) => throttling ?? []);
  if (all.length === 0) return {};
  return {
    throttling: {
      periods: estimateMeanShare(all.map(({ periods }) => periods)),
      timeMs: estimateMean(all.map(({ timeMs }) => timeMs)),
    },
  };
}

/** Every replication has the same edges. */
function callEstimates(replications: readonly ReplicationResult[]): Pick<Summary, 'calls'> {
  const all = replications.flatMap(({ calls }) => (calls === undefined ? [] : [calls]));
  if (all.length === 0) return {};
  const calls = all[0]!.map(({ name }, edge) => {
    const each = all.map((edges) => edges[edge]!);
    const latencies = CALL_LATENCY_METRICS.map(
      (metric) => [metric, estimateMean(each.map(({ latencyMs }) => latencyMs[metric]))] as const,
    );
    return {
      name,
      calls: estimateMean(each.map((row) => row.calls)),
      failed: estimateCount(each.map(({ failed }) => failed)),
      causes: countsByName(
        CAUSES,
        each.map(({ causes }) => causes),
      ),
      latencyMs: Object.fromEntries(latencies) as Record<CallLatencyMetric, Estimate>,
    };
  });
  return { calls };
}

/** One estimate per name that occurred in any replication. */
function countsByName<Name extends string>(
  names: readonly Name[],
  counts: readonly Partial<Record<Name, number>>[],
): Partial<Record<Name, Estimate>> {
  const seen = names.filter((name) => counts.some((count) => name in count));
  const entries = seen.map((name) => [name, estimateCount(counts.map((count) => count[name] ?? 0))] as const);
  return Object.fromEntries(entries) as Partial<Record<Name, Estimate>>;
}

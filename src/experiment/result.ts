/**
 * result.json: the file at the centre. Everything a report shows is computed from it alone. It holds no wall-clock
 * time and no machine's name, so that the same seed gives the same bytes anywhere.
 */
import type { Cause, ErrorKind, PodPhase, RolloutPhase } from '../model/outcomes.ts';

/** Version of this file format. */
export const RESULT_VERSION = 1;

export interface Result {
  readonly version: typeof RESULT_VERSION;
  readonly tool: { readonly name: string; readonly version: string };
  /** The scenario with every default written in. */
  readonly scenario: ScenarioEcho;
  /** SHA-256 (hex) of the scenario's canonical JSON without seed and replications. */
  readonly scenarioHash: string;
  readonly seed: string;
  /** True when the run was interrupted: only the replications listed were finished. */
  readonly partial: boolean;
  readonly variants: readonly VariantResult[];
  /** Every variant but the first against the first, metric by metric; absent where there is only one variant. */
  readonly comparisons?: readonly ComparisonResult[];
  /** Absent where there is only one variant. */
  readonly pareto?: ParetoResult;
  /** Absent where none was asked for. */
  readonly precision?: readonly PrecisionResult[];
  readonly thresholds: readonly ThresholdResult[];
  /** Which fields of the Kubernetes objects were modelled, defaulted and ignored; what the user should know. */
  readonly notes: readonly string[];
}

/** What reports read of the scenario; the rest of it is there as well. */
export interface ScenarioEcho {
  readonly title: string;
  readonly question?: string;
  readonly duration: string;
  readonly warmup: string;
  readonly replications: number;
  readonly [key: string]: unknown;
}

/** A mean, or what else is estimated, with its 95 % interval over `n` replications. `null` where nothing was observed (no request, no rollout). */
export interface Estimate {
  readonly mean: number | null;
  readonly ci95: readonly [number, number] | null;
  readonly n: number;
}

export interface VariantResult {
  readonly name: string;
  /** The paths this variant sets, with their values; empty for the scenario as it stands. */
  readonly set: Readonly<Record<string, unknown>>;
  /** Its own scenario with every default written in, where that differs from the result's. */
  readonly scenario?: ScenarioEcho;
  readonly summary: Summary;
  readonly flags: readonly Flag[];
  /** Of one replication alone: its intervals are by the means of so many batches. Absent otherwise. */
  readonly batches?: number;
  /** Absent unless the warm-up was to be found. */
  readonly pilot?: WarmUpPilot;
  readonly losses: readonly LossEntry[];
  readonly replications: readonly ReplicationResult[];
  readonly series: Series;
  /** Latency of successful requests, pooled over replications; only buckets that are not empty. */
  readonly latencyHistogram: {
    readonly lowMs: readonly number[];
    readonly highMs: readonly number[];
    readonly count: readonly number[];
  };
  /** Of the first replication. */
  readonly pods: readonly PodResult[];
  /** Of the first replication. */
  readonly timeline: readonly TimelineResult[];
}

/** Why a figure should not be trusted, or needs care. */
export type Flag =
  | 'saturated'
  | 'warmup-too-short'
  | 'too-few-replications'
  | 'censored'
  | 'no-requests'
  | 'rollout-incomplete'
  | 'progress-deadline-exceeded';

/** What `"warmup": "auto"` was found from: the latency of pilot runs that begin at rest and have no events. */
export interface WarmUpPilot {
  /** Where MSER-5 ends the warm-up of this variant. */
  readonly warmupMs: number;
  /** False where it may not have ended within the half of the run that MSER looks at. */
  readonly isSettled: boolean;
  readonly runs: number;
  readonly intervalMs: number;
  /** [intervals] Mean latency of the requests that arrived in the interval, over all runs. */
  readonly latencyMs: readonly number[];
  /** [somewhat fewer] Welch's moving average of it, for the eye. */
  readonly welchMs: readonly number[];
}

export const LATENCY_METRICS = ['mean', 'p50', 'p90', 'p95', 'p99', 'p999', 'max'] as const;
export type LatencyMetric = (typeof LATENCY_METRICS)[number];

/** Those of them that are quantiles. */
export const LATENCY_QUANTILES: Readonly<Partial<Record<LatencyMetric, number>>> = {
  p50: 0.5,
  p90: 0.9,
  p95: 0.95,
  p99: 0.99,
  p999: 0.999,
};

/** Estimates over the replications. Requests are counted by arrival within [warmup, duration). */
export interface Summary {
  readonly requests: Estimate;
  /** Successful answers within the window, per second. */
  readonly throughputPerSecond: Estimate;
  /** Failed / requests, 0…1. With no failure in N requests: mean 0, ci95 [0, exact 95 % upper bound]. */
  readonly errorRate: Estimate;
  /** Failed requests per replication, in all. */
  readonly failed: Estimate;
  /** Per replication, by error kind; kinds that occurred. */
  readonly errors: Readonly<Partial<Record<ErrorKind, Estimate>>>;
  /** Per replication, by cause; causes that occurred. */
  readonly causes: Readonly<Partial<Record<Cause, Estimate>>>;
  /** Of successful requests. Quantiles are those of the requests of all replications together. */
  readonly latencyMs: Readonly<Record<LatencyMetric, Estimate>>;
  readonly rollout: {
    readonly durationMs: Estimate;
    readonly peakPods: Estimate;
    readonly minReadyEndpoints: Estimate;
    /** Mean time a pod that no longer accepted was still listed by some node's proxy. */
    readonly staleEndpointMs: Estimate;
  } | null;
  readonly podSeconds: Estimate;
  /** Largest / mean requests per pod, among the pods ready throughout the window. */
  readonly imbalance: Estimate;
  /** Busy share of the request slots, or shared cores, of listening pods, 0…1. */
  readonly utilization: Estimate;
  /** What CPU limits did; not given where no container has one that its requests could meet. */
  readonly throttling?: {
    /** Share of the quota's periods in which a container ran that saw it throttled, 0…1. */
    readonly periods: Estimate;
    /** For how long requests stood still, over all containers. */
    readonly timeMs: Estimate;
  };
  /** By edge, in the order of the scenario; not given where no service calls another. */
  readonly calls?: readonly CallSummary[];
  readonly inFlight: Estimate;
  /** By source of users, in the order of the scenario; absent unless a threshold is about one of them. */
  readonly sources?: readonly SourceSummary[];
}

export interface SourceSummary extends Pick<
  Summary,
  'requests' | 'errorRate' | 'failed' | 'errors' | 'latencyMs' | 'inFlight'
> {
  readonly name: string;
}

/** Calls from a workload to a Service, per replication: those that began in the window and ended. */
export interface CallSummary {
  /** `shop → catalog` */
  readonly name: string;
  readonly calls: Estimate;
  /** For good, after all retries. */
  readonly failed: Estimate;
  /** By the cause of the last attempt; causes that occurred. */
  readonly causes: Readonly<Partial<Record<Cause, Estimate>>>;
  /** Of those that ended ok, retries included. */
  readonly latencyMs: Readonly<Record<CallLatencyMetric, Estimate>>;
}

export const CALL_LATENCY_METRICS = ['mean', 'p50', 'p99'] as const;
export type CallLatencyMetric = (typeof CALL_LATENCY_METRICS)[number];

/** The loss ledger, summed over all replications: Σ count = all failed requests. */
export interface LossEntry {
  readonly source: string;
  readonly cause: Cause;
  readonly kind: ErrorKind;
  /** Pods are named alike in every replication: `null` when no pod was chosen. */
  readonly pod: string | null;
  readonly phase: RolloutPhase;
  readonly count: number;
}

/** One replication's own figures; `simulate … --replication <index>` gives exactly these again. */
export interface ReplicationResult {
  readonly index: number;
  /** Seed and index together name the replication: `"<seed>#<index>"`. */
  readonly seed: string;
  readonly requests: number;
  readonly ok: number;
  /** Requests of whatever arrival that ended ok within the window. */
  readonly completions: number;
  readonly inFlight: number;
  readonly attempts: number;
  readonly errors: Readonly<Partial<Record<ErrorKind, number>>>;
  readonly causes: Readonly<Partial<Record<Cause, number>>>;
  /** `null` where no request succeeded. */
  readonly latencyMs: Readonly<Record<LatencyMetric, number | null>>;
  readonly rollout: {
    /** A Deployment made no progress for its progressDeadlineSeconds; not given when none did. */
    readonly deadlineExceeded?: true;
    readonly durationMs: number | null;
    readonly peakPods: number;
    readonly minReadyEndpoints: number;
    readonly staleEndpointMs: number | null;
  } | null;
  readonly podSeconds: number;
  readonly imbalance: number | null;
  readonly utilization: number | null;
  readonly throttling?: { readonly periods: number | null; readonly timeMs: number };
  /** As in {@link Summary}. */
  readonly calls?: readonly {
    readonly name: string;
    readonly calls: number;
    readonly failed: number;
    readonly causes: Readonly<Partial<Record<Cause, number>>>;
    /** `null` where none succeeded. */
    readonly latencyMs: Readonly<Record<CallLatencyMetric, number | null>>;
  }[];
  readonly sources?: readonly SourceResult[];
}

export interface SourceResult extends Pick<
  ReplicationResult,
  'requests' | 'ok' | 'inFlight' | 'errors' | 'latencyMs'
> {
  readonly name: string;
}

/** Interval i covers [timeMs[i], timeMs[i] + intervalMs); counts are means per replication; warm-up included. */
export interface Series {
  readonly intervalMs: number;
  readonly timeMs: readonly number[];
  readonly requests: readonly number[];
  readonly errors: readonly number[];
  /** By cause; causes that occurred. */
  readonly causes: Readonly<Partial<Record<Cause, readonly number[]>>>;
  /** Quantiles of the latencies pooled over replications; `null` where none. */
  readonly p50Ms: readonly (number | null)[];
  readonly p90Ms: readonly (number | null)[];
  readonly p99Ms: readonly (number | null)[];
  readonly readyEndpoints: readonly number[];
  /** Live pods. */
  readonly pods: readonly number[];
  readonly podsByPhase: Readonly<Record<PodPhase, readonly number[]>>;
}

export interface PodResult {
  readonly name: string;
  readonly node: string;
  /** `deployment/web`, …; `host/db.example.com` for a server outside; empty: an address at which nobody is. */
  readonly workload: string;
  readonly revision: number;
  readonly requests: number;
  readonly errors: number;
  /** Starts of its container after the first; not given when there were none. */
  readonly restarts?: number;
  readonly phases: readonly {
    readonly phase: PodPhase;
    readonly startMs: number;
    readonly endMs: number;
  }[];
}

export interface TimelineResult {
  readonly timeMs: number;
  readonly object: string;
  readonly what: string;
  readonly why: string | null;
}

export type ThresholdVerdict = 'pass' | 'fail' | 'undecided';

export interface ThresholdResult {
  /** As in the scenario: `errors rate < 0.1%`, `latency p99 < 250ms`. */
  readonly expression: string;
  readonly variant: string;
  readonly verdict: ThresholdVerdict;
  readonly observed: Estimate;
  /** The limit, in the unit of `observed`. */
  readonly limit: number;
  /** Of the first of several variants, which is what the others are held against: shown, but no part of the verdict. */
  readonly isOfBaseline?: true;
}

/** Whether an interval became as tight as was asked for by `--precision`. */
export interface PrecisionResult {
  /** `latencyMs.p99=5%` */
  readonly expression: string;
  readonly variant: string;
  /** `null` where that is not defined: a part of zero, or of what was never observed. */
  readonly reached: boolean | null;
  /** What is known of the metric. */
  readonly estimate: Estimate;
}

/** Whether a variant differs from the baseline, and to its good or not; `~` where that cannot be said. */
export type ComparisonVerdict = 'better' | 'worse' | '~';

/** One metric of one variant against the baseline, by the differences of their replications, pair by pair. */
export interface ComparisonResult {
  readonly baseline: string;
  readonly variant: string;
  /** As in {@link ReplicationResult} and {@link Summary}: `latencyMs.p99`, `rollout.durationMs`, `failed`. */
  readonly metric: string;
  /** Of the pairs, in the unit of the metric; `null` where it was not observed. */
  readonly baselineMean: number | null;
  /** Variant − baseline, in the unit of the metric, over `n` pairs. */
  readonly difference: Estimate;
  /** Difference / baseline; `null` where the baseline is 0 or was not observed. */
  readonly relative: number | null;
  /** With the baseline's own uncertainty; `null` where the baseline cannot be told from 0. */
  readonly relativeCi95: Estimate['ci95'];
  /** Two-sided, of the hypothesis that there is no difference; `null` where one pair or none was observed. */
  readonly p: number | null;
  /** The same, adjusted for the number of variants (Holm). */
  readonly pAdjusted: number | null;
  readonly verdict: ComparisonVerdict;
}

/** The variants that no other one beats in one of `metrics` without losing in another. */
export interface ParetoResult {
  readonly metrics: readonly string[];
  /** Names of variants. */
  readonly front: readonly string[];
}

/**
 * What one replication hands back: plain numbers, typed arrays and small records. It is raw
 * material; estimates and intervals are made of it by the experiment layer.
 */
import type { HistogramData } from '../kernel/statistics/histogram.ts';
import type { HistogramSeriesData } from '../kernel/statistics/histogram-series.ts';
import type { PodPhase, RolloutPhase } from './outcomes.ts';

export interface ReplicationOutput {
  /** Requests that arrived in the window: requests = ok + Σ errors + inFlight, exactly. */
  readonly requests: number;
  readonly ok: number;
  /** Still unanswered when the run was ended, after the drain. */
  readonly inFlight: number;
  /** Failed requests by error kind, in the order of ERROR_KINDS. */
  readonly errors: readonly number[];
  /** Failed requests by the cause of their last attempt, in the order of CAUSES. */
  readonly causes: readonly number[];
  /** Requests of whatever arrival that ended ok within the window. */
  readonly completions: number;
  /** Attempts sent, ≥ requests; differs by the retries. */
  readonly attempts: number;
  /** Latency of the requests that ended ok, in milliseconds. */
  readonly latency: HistogramData;
  /** The loss ledger: one row per (source, cause, kind, pod, phase) with losses; Σ count = Σ errors. */
  readonly losses: readonly LossOutput[];
  /** Not given where no service calls another. */
  readonly calls?: readonly CallOutput[];
  /** By source of users; not given unless asked for. */
  readonly sources?: readonly SourceOutput[];
  readonly rollout: RolloutOutput;
  /** Integral over the window of the number of live pods (pending to terminated), in pod-seconds. */
  readonly podSeconds: number;
  /** Largest / mean number of requests among the pods that were ready throughout the window; NaN without any. */
  readonly imbalance: number;
  /** Busy share of the slots (or shared cores) of listening processes, within the window, 0…1; NaN without any. */
  readonly utilization: number;
  /** What CPU quotas did within the window, over all containers; not given when none has one. */
  readonly throttling?: Throttling;
  readonly series: SeriesOutput;
  readonly pods: readonly PodOutput[];
  /** Empty unless the timeline was asked for. */
  readonly timeline: readonly TimelineEntry[];
  /** Events the engine dispatched: the measure of work for benchmarks. */
  readonly events: number;
}

export interface Throttling {
  /** Periods of the containers in which they ran, and the one after each run: container_cpu_cfs_periods_total. */
  readonly periods: number;
  /** Those of them in which they were throttled: container_cpu_cfs_throttled_periods_total. */
  readonly throttledPeriods: number;
  /** For how long requests stood still. */
  readonly throttledMs: number;
}

/** Calls from a workload to a Service that began in the window: those that ended. */
export interface CallOutput {
  /** `shop → catalog` */
  readonly name: string;
  readonly ok: number;
  /** Those that failed for good by the cause of the last attempt, in the order of CAUSES. */
  readonly causes: readonly number[];
  /** From the call to its answer, retries included, of those that ended ok, in milliseconds. */
  readonly latency: HistogramData;
}

/** What the users of one source met with. */
export interface SourceOutput extends Pick<
  ReplicationOutput,
  'requests' | 'ok' | 'inFlight' | 'errors' | 'latency'
> {
  readonly name: string;
}

export interface LossOutput {
  /** Index of the traffic source. */
  readonly source: number;
  readonly cause: number;
  readonly kind: number;
  /** Name of the pod it was sent to; `null` when none was chosen. */
  readonly pod: string | null;
  readonly phase: RolloutPhase;
  readonly count: number;
  /** When the last of them was given up. */
  readonly lastMs: number;
}

export interface RolloutOutput {
  /**
   * From a rollout event until its Deployment was complete, the longest if there are several; `null`: no rollout, or one
   * that was not complete when the window ended.
   */
  readonly durationMs: number | null;
  /** A Deployment made no progress for its progressDeadlineSeconds; not given when none did. */
  readonly deadlineExceeded?: true;
  /** Whether a rollout event took place at all. */
  readonly started: boolean;
  /** Most live pods at any time in the window, terminating ones included. */
  readonly peakPods: number;
  /** Fewest ready endpoints, over the services with traffic, at any time in the window. */
  readonly minReadyEndpoints: number;
  /**
   * Mean over the pods that stopped accepting of the time from then until the last node's proxy had dropped them,
   * counting 0 where the proxies were first; NaN without such pods.
   */
  readonly staleEndpointMs: number;
}

/** All arrays are [intervals]; interval i covers [i, i+1) × intervalMs from time 0, warm-up included. */
export interface SeriesOutput {
  readonly intervalMs: number;
  /** Requests by interval of arrival. */
  readonly requests: Float64Array;
  /** Failed requests by interval of arrival, [causes × intervals], row-major. */
  readonly lossesByCause: Float64Array;
  /** Latencies by interval of arrival: a paged histogram, see kernel/statistics/histogram-series.ts. */
  readonly latency: HistogramSeriesData;
  /** Time averages within the interval. */
  readonly readyEndpoints: Float64Array;
  /** Time averages of the number of pods in each phase, [POD_PHASES × intervals], row-major. */
  readonly podsByPhase: Float64Array;
}

export interface PodOutput {
  readonly name: string;
  readonly node: string;
  /**
   * What it is of: `deployment/web`, `statefulset/db`, `pod/job`; `host/db.example.com` for a server outside; empty
   * for an address at which nobody is.
   */
  readonly workload: string;
  /** 1 for the Deployment's first template, growing by one per rollout. */
  readonly revision: number;
  /** Requests that reached it in the window and were admitted. */
  readonly requests: number;
  readonly errors: number;
  /** Starts of its containers after the first of each; not given when there were none. */
  readonly restarts?: number;
  /** Of those that were started again, by name; only where the pod has several containers. */
  readonly containerRestarts?: Readonly<Record<string, number>>;
  /** Consecutive phases; times in ms; the last one ends when the pod object was deleted, or at the end of the run. */
  readonly phases: readonly { readonly phase: PodPhase; readonly startMs: number; readonly endMs: number }[];
}

/** One step of the control plane, a node or a fault: enough words to explain a lost request. */
export interface TimelineEntry {
  readonly timeMs: number;
  /** `deployment/web`, `pod/web-…`, `kube-proxy/node-1`. */
  readonly object: string;
  readonly what: string;
  readonly why: string | null;
}

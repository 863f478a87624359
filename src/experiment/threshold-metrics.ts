/**
 * What a threshold can be about: the groups and metrics a user may name, how each is read off a result, and in which
 * unit its limit is written. One table; a new metric is a line.
 */
import { CAUSES, ERROR_KINDS } from '../model/outcomes.ts';
import { estimateCount } from './estimate.ts';
import { LATENCY_METRICS } from './result.ts';
import type { Estimate, Summary, VariantResult } from './result.ts';

/** How limits are written: `250ms`, `0.1%`, `5`, `200/s`. */
export type Quantity = 'duration' | 'share' | 'count' | 'rate';

/** What a threshold reads of a variant. */
export type JudgedVariant = Pick<VariantResult, 'name' | 'summary' | 'flags' | 'replications'>;

export interface ThresholdMetric {
  readonly quantity: Quantity;
  /** Durations in milliseconds, shares 0…1, counts per replication, rates per second. */
  readonly read: (variant: JudgedVariant) => Estimate;
}

type Metrics = Readonly<Record<string, ThresholdMetric>>;

const NOT_OBSERVED: Estimate = { mean: null, ci95: null, n: 0 };

function metric(quantity: Quantity, read: (summary: Summary) => Estimate | undefined): ThresholdMetric {
  return { quantity, read: ({ summary }) => read(summary) ?? NOT_OBSERVED };
}

/** One metric per name, read by it. */
function each<Name extends string>(
  names: readonly Name[],
  quantity: Quantity,
  read: (variant: JudgedVariant, name: Name) => Estimate,
): Metrics {
  return Object.fromEntries(
    names.map((name) => [name, { quantity, read: (variant: JudgedVariant) => read(variant, name) }]),
  );
}

// A kind or cause that never occurred is missing in the summary, but it was looked for in every replication.
const never = (replications: number): Estimate =>
  estimateCount(Array.from({ length: replications }, () => 0));

const ERRORS: Metrics = {
  rate: metric('share', (s) => s.errorRate),
  count: metric('count', (s) => s.failed),
  ...each(
    ERROR_KINDS,
    'count',
    ({ summary, replications }, kind) => summary.errors[kind] ?? never(replications.length),
  ),
  ...each(
    CAUSES,
    'count',
    ({ summary, replications }, cause) => summary.causes[cause] ?? never(replications.length),
  ),
};

/** Metrics by group: `THRESHOLD_METRICS.latency.p99`. */
export const THRESHOLD_METRICS: Readonly<Record<string, Metrics>> = {
  errors: ERRORS,
  latency: {
    ...each(LATENCY_METRICS, 'duration', ({ summary }, name) => summary.latencyMs[name]),
    // As reports write it.
    'p99.9': metric('duration', (s) => s.latencyMs.p999),
  },
  requests: {
    lost: metric('count', (s) => s.failed),
    count: metric('count', (s) => s.requests),
    rate: metric('rate', (s) => s.throughputPerSecond),
    inFlight: metric('count', (s) => s.inFlight),
  },
  rollout: {
    duration: metric('duration', (s) => s.rollout?.durationMs),
    peakPods: metric('count', (s) => s.rollout?.peakPods),
    minReadyEndpoints: metric('count', (s) => s.rollout?.minReadyEndpoints),
    staleEndpoint: metric('duration', (s) => s.rollout?.staleEndpointMs),
  },
  load: {
    podSeconds: metric('count', (s) => s.podSeconds),
    imbalance: metric('count', (s) => s.imbalance),
    utilization: metric('share', (s) => s.utilization),
    throttledPeriods: metric('share', (s) => s.throttling?.periods),
  },
};

/**
 * What is known of one source's users, by group and metric. What lost a request is known of all together only: it may be
 * a service that theirs calls.
 */
export const SOURCE_METRICS: Readonly<Record<string, readonly string[]>> = {
  errors: ['rate', 'count', ...ERROR_KINDS],
  latency: Object.keys(THRESHOLD_METRICS['latency']!),
  requests: ['lost', 'count', 'inFlight'],
};

/** `ofAll`, a member of {@link SOURCE_METRICS}, of the source of this name. */
export function ofSource(name: string, ofAll: ThresholdMetric): ThresholdMetric {
  return {
    quantity: ofAll.quantity,
    read: (variant) => {
      const own = variant.summary.sources?.find((source) => source.name === name);
      return own === undefined
        ? NOT_OBSERVED
        : ofAll.read({ ...variant, summary: { ...variant.summary, ...own } });
    },
  };
}

/**
 * What an experiment needs to know of one replication, made where it was simulated: figures as small numbers, and
 * counts in a form that is cheap to send and to add up. The rest of its output ends with it.
 */
import { recycle } from '../kernel/statistics/histogram-series.ts';
import type { HistogramData } from '../kernel/statistics/histogram.ts';
import type {
  LossOutput,
  PodOutput,
  ReplicationOutput,
  SeriesOutput,
  TimelineEntry,
} from '../model/output.ts';
import { packCounts } from './packed-counts.ts';
import type { PackedCounts } from './packed-counts.ts';
import { latencyCounts } from './pooled-latency.ts';
import type { LatencyCounts } from './pooled-latency.ts';
import { replicationResult } from './replication-result.ts';
import type { ReplicationResult } from './result.ts';

export interface ReplicationDigest {
  readonly figures: ReplicationResult;
  /** Requests that arrived, warm-up included. */
  readonly arrivals: number;
  readonly latency: HistogramData;
  /** Of the sources, in the order of the figures. */
  readonly sourceLatencies: readonly HistogramData[];
  readonly losses: readonly LossOutput[];
  readonly series: SeriesDigest;
  readonly pods: readonly PodOutput[];
  readonly timeline: readonly TimelineEntry[];
}

/** What is kept of a replication while there may come more: its figures, and its latencies to be pooled. */
export interface ReplicationSample extends ReplicationResult {
  /** No part of result.json. */
  readonly latencies: LatencyCounts;
  readonly sourceLatencies: readonly LatencyCounts[];
}

export type SeriesDigest = Omit<SeriesOutput, 'latency'> & { readonly latency: PackedCounts };

/**
 * Uses the output up: the memory of its series goes to the next replication.
 *
 * @param replication - its index in the experiment seeded by `seed`
 */
export function digestOf(output: ReplicationOutput, replication: number, seed: string): ReplicationDigest {
  const { latency, losses, series, pods, timeline, sources = [] } = output;
  const arrivals = series.requests.reduce((sum, requests) => sum + requests, 0);
  const packed = packCounts(series.latency);
  recycle(series.latency);
  return {
    figures: replicationResult(output, replication, seed),
    arrivals,
    latency,
    sourceLatencies: sources.map((source) => source.latency),
    losses,
    series: { ...series, latency: packed },
    pods,
    timeline,
  };
}

/** The part of a digest that estimates are made of. */
export function sampleOf({ figures, latency, sourceLatencies }: ReplicationDigest): ReplicationSample {
  return {
    ...figures,
    latencies: latencyCounts(latency),
    sourceLatencies: sourceLatencies.map(latencyCounts),
  };
}

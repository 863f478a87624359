/**
 * Time series pooled over replications: counts and time averages become means per replication, latency quantiles
 * come from the pooled latencies. Grows with the length of a run, never with the number of replications.
 */
import { assert } from '../base/assert.ts';
import { CAUSES, POD_PHASES } from '../model/outcomes.ts';
import type { SeriesDigest } from './digest.ts';
import { PooledCounts } from './packed-counts.ts';
import { finite } from './replication-result.ts';
import type { Series } from './result.ts';

export class PooledSeries {
  readonly intervalMs: number;
  readonly intervals: number;
  private replications = 0;
  /** Of requests that ended ok, by interval of their arrival. */
  readonly latency: PooledCounts;
  private readonly requests: Float64Array;
  private readonly readyEndpoints: Float64Array;
  /** [CAUSES × intervals], row-major. */
  private readonly losses: Float64Array;
  /** [POD_PHASES × intervals], row-major. */
  private readonly podsByPhase: Float64Array;

  /** Takes the shape, and nothing else, from `shape`. */
  constructor(shape: SeriesDigest) {
    const intervals = shape.requests.length;
    this.intervalMs = shape.intervalMs;
    this.intervals = intervals;
    this.latency = new PooledCounts(intervals);
    this.requests = new Float64Array(intervals);
    this.readyEndpoints = new Float64Array(intervals);
    this.losses = new Float64Array(CAUSES.length * intervals);
    this.podsByPhase = new Float64Array(POD_PHASES.length * intervals);
  }

  add(series: SeriesDigest): void {
    this.replications++;
    addTo(this.requests, series.requests);
    addTo(this.readyEndpoints, series.readyEndpoints);
    addTo(this.losses, series.lossesByCause);
    addTo(this.podsByPhase, series.podsByPhase);
    this.latency.add(series.latency);
  }

  /** Sums over the intervals [from, to), of all replications: requests, and those of them that failed. */
  countsIn(from: number, to: number): { readonly requests: number; readonly failed: number } {
    let [requests, failed] = [0, 0];
    for (let i = from; i < to; i++) {
      requests += this.requests[i]!;
      failed += this.columnSum(this.losses, CAUSES.length, i) * this.replications;
    }
    return { requests, failed: Math.round(failed) };
  }

  result(): Series {
    const causes = this.rows(CAUSES, this.losses);
    const podsByPhase = this.rows(POD_PHASES, this.podsByPhase);
    const occurred = Object.entries(causes).filter(([, row]) => row.some((count) => count > 0));
    return {
      intervalMs: this.intervalMs,
      timeMs: this.each((interval) => interval * this.intervalMs),
      requests: this.means(this.requests),
      errors: this.each((interval) => this.columnSum(this.losses, CAUSES.length, interval)),
      causes: Object.fromEntries(occurred),
      p50Ms: this.quantiles(0.5),
      p90Ms: this.quantiles(0.9),
      p99Ms: this.quantiles(0.99),
      readyEndpoints: this.means(this.readyEndpoints),
      pods: this.each((interval) => this.columnSum(this.podsByPhase, POD_PHASES.length, interval)),
      podsByPhase,
    };
  }

  private each<T>(figure: (interval: number) => T): T[] {
    return Array.from({ length: this.intervals }, (_, interval) => figure(interval));
  }

  private means(sums: Float64Array): number[] {
    return Array.from(sums, (sum) => sum / this.replications);
  }

  private quantiles(q: number): (number | null)[] {
    return this.each((interval) => finite(this.latency.quantile(interval, q)));
  }

  /** Each row of a row-major matrix of sums, as means under its name. */
  private rows<Name extends string>(names: readonly Name[], matrix: Float64Array): Record<Name, number[]> {
    const row = (index: number): number[] =>
      this.means(matrix.subarray(index * this.intervals, (index + 1) * this.intervals));
    return Object.fromEntries(names.map((name, index) => [name, row(index)])) as Record<Name, number[]>;
  }

  private columnSum(matrix: Float64Array, rows: number, interval: number): number {
    let sum = 0;
    for (let row = 0; row < rows; row++) sum += matrix[row * this.intervals + interval] ?? 0;
    return sum / this.replications;
  }
}

function addTo(sums: Float64Array, values: Float64Array): void {
  assert(sums.length === values.length, 'all replications of a variant have series of one length');
  for (let i = 0; i < sums.length; i++) sums[i]! += values[i]!;
}

/**
 * The pooled latency histogram made fit to draw: equal bins on a logarithmic axis, and the survival function. A
 * bucket's count is spread evenly over its width, so that bins narrower than buckets show no comb.
 */
import type { VariantResult } from '../../experiment/result.ts';

type Histogram = VariantResult['latencyHistogram'];

export interface LatencyBin {
  readonly lowMs: number;
  readonly highMs: number;
  /** Of all successful requests, 0…1. */
  readonly share: number;
}

export interface TailPoint {
  readonly latencyMs: number;
  /** Share of requests that took longer, 0…1. */
  readonly slower: number;
}

/** A logarithmic axis needs a positive start: a nanosecond stands for zero. */
const SMALLEST_MS = 1e-6;

function totalCount(histogram: Histogram): number {
  return histogram.count.reduce((sum, count) => sum + count, 0);
}

/** `bins` equal bins on a logarithmic axis from the fastest to the slowest request; empty without requests. */
export function logBins(histogram: Histogram, bins: number): LatencyBin[] {
  const total = totalCount(histogram);
  const first = Math.max(SMALLEST_MS, histogram.lowMs[0] ?? 0);
  const last = Math.max(first * 1.05, histogram.highMs.at(-1) ?? 0);
  if (total === 0) return [];
  const edge = (i: number) => first * (last / first) ** (i / bins);
  const shares = Array.from({ length: bins }, () => 0);
  histogram.count.forEach((count, i) => {
    spread(shares, edge, Math.max(first, histogram.lowMs[i] ?? 0), histogram.highMs[i] ?? 0, count / total);
  });
  return shares.map((share, i) => ({ lowMs: edge(i), highMs: edge(i + 1), share }));
}

function spread(
  shares: number[],
  edge: (i: number) => number,
  low: number,
  high: number,
  share: number,
): void {
  const width = high - low;
  const bins = shares.length;
  const guess = Math.floor((bins * Math.log(low / edge(0))) / Math.log(edge(bins) / edge(0)));
  for (let bin = Math.max(0, guess - 1); bin < bins; bin++) {
    if (edge(bin) >= high && bin > 0 && width > 0) return;
    const overlap = width > 0 ? (Math.min(high, edge(bin + 1)) - Math.max(low, edge(bin))) / width : 1;
    if (overlap > 0) shares[bin] = (shares[bin] ?? 0) + share * overlap;
    if (width <= 0 && edge(bin + 1) >= low) return;
  }
}

/** Steps of the survival function, thinned to `limit` points; the last one, at 0, is left out. */
export function survival(histogram: Histogram, limit: number): TailPoint[] {
  const total = totalCount(histogram);
  if (total === 0) return [];
  const points: TailPoint[] = [{ latencyMs: Math.max(SMALLEST_MS, histogram.lowMs[0] ?? 0), slower: 1 }];
  let faster = 0;
  histogram.count.forEach((count, i) => {
    faster += count;
    if (faster < total)
      points.push({
        latencyMs: Math.max(SMALLEST_MS, histogram.highMs[i] ?? 0),
        slower: (total - faster) / total,
      });
  });
  return thin(points, limit);
}

/** Keeps points at least a small factor apart in latency or share: what a pixel cannot tell apart goes. */
function thin(points: readonly TailPoint[], limit: number): TailPoint[] {
  const first = points[0];
  const last = points.at(-1);
  if (first === undefined || last === undefined || points.length <= limit) return [...points];
  const minX = Math.log(last.latencyMs / first.latencyMs) / limit;
  const minY = Math.log(first.slower / last.slower) / limit;
  const kept = [first];
  for (const point of points) {
    const previous = kept.at(-1) ?? first;
    const apart =
      Math.log(point.latencyMs / previous.latencyMs) > 2 * minX ||
      Math.log(previous.slower / point.slower) > 2 * minY;
    if (apart || point === last) kept.push(point);
  }
  return kept;
}

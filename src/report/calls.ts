/** Calls between services as rows of a table: how many there were on each edge, how many failed, how long they took. */
import type { CallSummary, VariantResult } from '../experiment/result.ts';
import { formatEstimate } from './format.ts';

export interface CallRow {
  /** `shop → catalog` */
  readonly name: string;
  /** Per run. */
  readonly calls: string;
  readonly failed: string;
  /** Of the failed ones, 95 %. */
  readonly failedInterval: string;
  readonly p50: string;
  readonly p99: string;
  /** Of the p99, 95 %. */
  readonly p99Interval: string;
  /** The most frequent cause; empty without failures. */
  readonly cause: string;
}

/** In the order of the scenario; empty where no service calls another. */
export function callRows({ summary }: VariantResult): CallRow[] {
  return (summary.calls ?? []).map((each) => {
    const failed = formatEstimate(each.failed, 'count');
    const p99 = formatEstimate(each.latencyMs.p99, 'ms');
    return {
      name: each.name,
      calls: formatEstimate(each.calls, 'count').value,
      failed: failed.value,
      failedInterval: failed.interval,
      p50: formatEstimate(each.latencyMs.p50, 'ms').value,
      p99: p99.value,
      p99Interval: p99.interval,
      cause: mostFrequent(each),
    };
  });
}

function mostFrequent({ causes }: CallSummary): string {
  const [first] = Object.entries(causes).toSorted(([, a], [, b]) => (b.mean ?? 0) - (a.mean ?? 0));
  return first?.[0] ?? '';
}

/** Calls between services as rows of a table: how many there were on each edge, how many failed, how long they took. */
import type { CallSummary, VariantResult } from '../experiment/result.ts';
import { formatEstimate } from './format.ts';

export interface CallRow {
  /** `shop → catalog` */
  readonly name: string;
  /** Per run. */
  readonly calls: string;
  readonly failed: string;
  readonly p50: string;
  readonly p99: string;
  /** The most frequent cause; empty without failures. */
  readonly cause: string;
}

/** In the order of the scenario; empty where no service calls another. */
export function callRows({ summary }: VariantResult): CallRow[] {
  return (summary.calls ?? []).map((each) => ({
    name: each.name,
    calls: formatEstimate(each.calls, 'count').value,
    failed: formatEstimate(each.failed, 'count').value,
    p50: formatEstimate(each.latencyMs.p50, 'ms').value,
    p99: formatEstimate(each.latencyMs.p99, 'ms').value,
    cause: mostFrequent(each),
  }));
}

function mostFrequent({ causes }: CallSummary): string {
  const [first] = Object.entries(causes).toSorted(([, a], [, b]) => (b.mean ?? 0) - (a.mean ?? 0));
  return first?.[0] ?? '';
}

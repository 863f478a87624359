/** What services asked of each other, as a part of the page. */
import type { VariantResult } from '../../experiment/result.ts';
import { callRows } from '../calls.ts';
import { tableHtml } from './table.ts';

/** Empty where no service calls another. */
export function callsHtml(variant: VariantResult): string {
  const rows = callRows(variant).map((row) => [
    row.name,
    row.calls,
    row.failed,
    row.failedInterval,
    row.p50,
    row.p99,
    row.p99Interval,
    row.cause,
  ]);
  if (rows.length === 0) return '';
  const right = (title: string) => ({ title, align: 'right' as const });
  const columns = [
    { title: 'From → to' },
    right('Per run'),
    right('Failed'),
    right('95 % interval'),
    right('p50'),
    right('p99'),
    right('95 % interval'),
    { title: 'Most often by' },
  ];
  return `${tableHtml({ caption: 'Calls between services', columns, rows })}
<p class="aside">A call counts from its own beginning to its end, with its retries; p50 and p99 are of those that did not fail.</p>`;
}

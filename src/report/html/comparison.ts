/** The comparison in the page: the answer, a row per variant, and all metrics of each variant against the baseline. */
import type { Result } from '../../experiment/result.ts';
import {
  COMPARISON_LEGEND,
  comparisonFlags,
  comparisonSentence,
  differenceRows,
  metricLabel,
  variantRows,
  VERDICT_MARKS,
} from '../comparison/rows.ts';
import { escapeHtml } from './escape.ts';
import { tableHtml } from './table.ts';

export function comparisonHtml(result: Result): string {
  const metrics = result.pareto?.metrics ?? [];
  const columns = [
    { title: 'Variant' },
    ...metrics.map((metric) => ({ title: metricLabel(metric), align: 'right' as const })),
  ];
  const rows = variantRows(result).map(({ name, onFront, cells }) => [
    onFront ? `${name} *` : name,
    ...cells.map(({ text, verdict }) => (verdict === null ? text : `${text} ${VERDICT_MARKS[verdict]}`)),
  ]);
  const flags = comparisonFlags(result).map((flag) => `<p class="flag" role="note">${escapeHtml(flag)}</p>`);
  return `<p class="answer">${escapeHtml(comparisonSentence(result))}</p>
${flags.join('\n')}
${tableHtml({ caption: 'Variants with verdicts against the first', columns, rows })}
<p class="aside">${escapeHtml(COMPARISON_LEGEND)}</p>
${result.variants
  .slice(1)
  .map(({ name }) => differencesHtml(result, name))
  .join('\n')}
`;
}

function differencesHtml(result: Result, variant: string): string {
  const right = { align: 'right' as const };
  const columns = [
    { title: 'Metric' },
    { title: 'Baseline', ...right },
    { title: 'Difference', ...right },
    { title: '95 % interval', ...right },
    { title: 'Relative', ...right },
    { title: 'p', ...right },
    { title: 'Verdict' },
  ];
  const rows = differenceRows(result, variant).map((row) => [
    row.label,
    row.baseline,
    row.difference,
    row.interval,
    row.relative,
    row.p,
    `${VERDICT_MARKS[row.verdict]} ${row.verdict === '~' ? 'not told apart' : row.verdict}`,
  ]);
  const caption = `${variant} against the baseline, all metrics`;
  return `<details><summary>${escapeHtml(caption)}</summary>
${tableHtml({ caption, columns, rows })}</details>`;
}

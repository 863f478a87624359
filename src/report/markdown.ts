/**
 * The summary as Markdown, for a pull request or a CI job's summary page: answer, thresholds, figures, loss ledger.
 * Charts are not embedded, because a comment cannot carry files.
 */
import type { Result, VariantResult } from '../experiment/result.ts';
import { answerSentence, changesSentence, latencySentence, shortMeaning } from './answer.ts';
import { callRows } from './calls.ts';
import {
  COMPARISON_LEGEND,
  comparisonFlags,
  comparisonSentence,
  differenceRows,
  metricLabel,
  variantRows,
  VERDICT_MARKS,
} from './comparison/rows.ts';
import { formatPerRun, formatShare } from './format.ts';
import { escapeHtml } from './html/escape.ts';
import { causePerRun, kindsSeen, lossesByCause, lossesByPod, lossesBySource, whenLost } from './ledger.ts';
import { reproduceCommand } from './reproduce.ts';
import { flagSentences, outcomeRows, thresholdRows } from './rows.ts';

/** Text that Markdown and HTML leave alone, on one line. */
export function markdownText(text: string): string {
  return text
    .replaceAll(/\s*[\r\n]+\s*/g, ' ')
    .replaceAll(/[\\`*_{}[\]<>#|~]/g, String.raw`\$&`)
    .replaceAll('&', '&amp;');
}

function tableLine(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function table(
  head: readonly string[],
  align: readonly string[],
  rows: readonly (readonly string[])[],
): string[] {
  return [tableLine(head), tableLine(align), ...rows.map((cells) => tableLine(cells.map(markdownText)))];
}

function thresholdLines(result: Result): string[] {
  const rows = thresholdRows(result);
  if (rows.length === 0) return [];
  const cells = rows.map((row) => [
    `${row.mark} ${row.verdict}${row.remedy === '' ? '' : `: ${row.remedy}`}`,
    row.variant === '' ? row.expression : `${row.variant}: ${row.expression}`,
    row.value,
    row.interval,
  ]);
  return [
    '### Thresholds',
    '',
    ...table(['', 'threshold', 'observed', '95 % interval'], [':--', ':--', '--:', '--:'], cells),
    '',
  ];
}

function ledgerLines(result: Result, variant: VariantResult): string[] {
  const causes = lossesByCause(variant);
  if (causes.length === 0) return [];
  const rows = causes.map((row) => [
    row.cause,
    shortMeaning(row.cause),
    kindsSeen(row),
    causePerRun(variant, row),
    formatShare(row.share),
  ]);
  const [worst] = lossesByPod(variant);
  const pod =
    worst === undefined || worst.pod === null
      ? ''
      : ` Most at ${markdownText(worst.pod)}: ${formatPerRun(worst.perRun)} per run.`;
  return [
    '#### Lost requests by cause',
    '',
    ...table(
      ['cause', 'meaning', 'the client saw', 'per run', 'share'],
      [':--', ':--', ':--', '--:', '--:'],
      rows,
    ),
    '',
    `${whenLost(result, variant)}${pod}`.trim(),
    '',
    ...sourceLines(variant),
  ];
}

/** Which traffic lost how much, when there is more than one. */
function sourceLines(variant: VariantResult): string[] {
  const sources = lossesBySource(variant);
  if (sources.length === 0) return [];
  const rows = sources.map((row) => [row.source, formatPerRun(row.perRun), formatShare(row.share)]);
  return [
    '#### Lost requests by traffic',
    '',
    ...table(['traffic', 'per run', 'share'], [':--', '--:', '--:'], rows),
    '',
  ];
}

/** What services asked of each other. */
function callLines(variant: VariantResult): string[] {
  const rows = callRows(variant).map((row) => [row.name, row.calls, row.failed, row.p50, row.p99, row.cause]);
  if (rows.length === 0) return [];
  const head = ['from → to', 'per run', 'failed', 'p50', 'p99', 'most often by'];
  const align = [':--', '--:', '--:', '--:', '--:', ':--'];
  return ['#### Calls between services', '', ...table(head, align, rows), ''];
}

function variantLines(result: Result, variant: VariantResult): string[] {
  const runs = variant.replications.length;
  const rows = outcomeRows(variant).map((row) => [row.label, row.value, row.interval]);
  const latency = latencySentence(result, variant);
  const changes = changesSentence(variant);
  return [
    ...(result.variants.length > 1 ? [`### ${markdownText(variant.name)}`, ''] : []),
    `**${markdownText(answerSentence(result, variant))}**`,
    '',
    ...(latency === null ? [] : [markdownText(latency), '']),
    ...(changes === null ? [] : [markdownText(changes), '']),
    ...flagSentences(variant).flatMap((flag) => [`> ⚠️ ${flag}`, '']),
    ...table(
      ['', runs === 1 ? '1 run' : `mean of ${runs} runs`, '95 % interval'],
      [':--', '--:', '--:'],
      rows,
    ),
    '',
    ...ledgerLines(result, variant),
    ...callLines(variant),
  ];
}

function comparisonLines(result: Result): string[] {
  const metrics = result.pareto?.metrics ?? [];
  const rows = variantRows(result).map(({ name, onFront, cells }) => [
    onFront ? `${name} *` : name,
    ...cells.map(({ text, verdict }) => (verdict === null ? text : `${text} ${VERDICT_MARKS[verdict]}`)),
  ]);
  const head = ['variant', ...metrics.map(metricLabel)];
  return [
    `**${markdownText(comparisonSentence(result))}**`,
    '',
    ...table(head, [':--', ...metrics.map(() => '--:')], rows),
    '',
    markdownText(COMPARISON_LEGEND),
    '',
    ...comparisonFlags(result).flatMap((flag) => [`> ⚠️ ${markdownText(flag)}`, '']),
    ...result.variants.slice(1).flatMap(({ name }) => differenceLines(result, name)),
  ];
}

function differenceLines(result: Result, variant: string): string[] {
  const rows = differenceRows(result, variant).map((row) => [
    row.label,
    row.baseline,
    row.difference,
    row.interval,
    row.relative,
    row.p,
    row.verdict,
  ]);
  const head = ['', 'baseline', 'difference', '95 % interval', 'relative', 'p', ''];
  return [
    `<details><summary>${escapeHtml(variant)}: all metrics</summary>`,
    '',
    ...table(head, [':--', '--:', '--:', '--:', '--:', '--:', ':--'], rows),
    '',
    '</details>',
    '',
  ];
}

/** A fence longer than any in `text`. */
function fenced(text: string, language: string): string[] {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}${language}`, text, fence];
}

/** A comment on a pull request holds 65,536 characters; a longer scenario is left to result.json. */
const MOST_SCENARIO_CHARACTERS = 40_000;

function reproduceLines(result: Result): string[] {
  const scenario = JSON.stringify(result.scenario, null, 2);
  const isShort = scenario.length <= MOST_SCENARIO_CHARACTERS;
  const where = isShort ? 'the scenario below' : 'the member `scenario` of result.json';
  return [
    `<details><summary>The same figures again${result.comparisons === undefined ? '' : ' (of the first variant)'}</summary>`,
    '',
    `Save ${where} as scenario.json.`,
    '',
    ...fenced(reproduceCommand(result), 'sh'),
    '',
    ...(isShort ? [...fenced(scenario, 'json'), ''] : []),
    '</details>',
  ];
}

export function renderMarkdown(result: Result): string {
  const notes = result.notes.map((note) => `- ${markdownText(note)}`);
  return [
    `## ${markdownText(result.scenario.title)}`,
    '',
    ...(result.partial ? ['> Interrupted: only the finished runs are reported.', ''] : []),
    ...(result.comparisons === undefined
      ? result.variants.flatMap((variant) => variantLines(result, variant))
      : comparisonLines(result)),
    ...thresholdLines(result),
    ...(notes.length === 0 ? [] : ['<details><summary>Notes</summary>', '', ...notes, '', '</details>', '']),
    ...reproduceLines(result),
    '',
  ].join('\n');
}

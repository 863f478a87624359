/**
 * The summary for a terminal, at most 80 columns: the answer first, then the figures, the loss ledger, thresholds,
 * flags, notes and where the files are. It decides nothing about colour or about where it is printed.
 */
import Table from 'cli-table3';
import pc from 'picocolors';
import type { Result, VariantResult } from '../experiment/result.ts';
import { answerSentence, changesSentence, latencySentence, shortMeaning } from './answer.ts';
import { callRows } from './calls.ts';
import {
  COMPARISON_LEGEND,
  comparisonFlags,
  comparisonSentence,
  differenceRows,
  gridNames,
  metricLabel,
  variantRows,
  VERDICT_MARKS,
} from './comparison/rows.ts';
import { formatClock, formatPerRun, formatShare, NOTHING, shortenMiddle } from './format.ts';
import { causePerRun, kindsSeen, lossesByCause, lossesByPod, lossesBySource, whenLost } from './ledger.ts';
import { flagSentences, outcomeRows, precisionLines, thresholdRows, type ThresholdRow } from './rows.ts';
import { displayWidth, truncate, wrap } from './wrap.ts';

const WIDTH = 80;

export interface TextOptions {
  readonly color: boolean;
  /** Paths of the files written, as the user should see them. */
  readonly files?: readonly string[];
  /** Whether to print the first replication's timeline as well. */
  readonly timeline?: boolean;
}

type Colors = ReturnType<typeof pc.createColors>;

/** No lines at all, two spaces between columns. */
const BORDERLESS = {
  ...Object.fromEntries(
    ['top', 'bottom', 'left', 'right', 'mid'].flatMap((side) => [
      [side, ''],
      [`${side}-mid`, ''],
      [`${side}-left`, ''],
      [`${side}-right`, ''],
    ]),
  ),
  'left-mid': '',
  middle: '  ',
};

type Align = 'left' | 'right';

/** A table without lines; the header dimmed; widths are of whole columns, their sum + 2 between must be ≤ 78. */
function table(
  head: readonly string[],
  rows: readonly string[][],
  widths: readonly number[],
  align: Align[],
  c: Colors,
): string {
  const grid = new Table({
    chars: BORDERLESS,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    colWidths: [...widths],
    colAligns: align,
  });
  const cut = (cells: readonly string[]) =>
    cells.map((cell, i) => {
      const lines = cell.replaceAll('\u00a0', ' ').split('\n');
      return lines.map((line) => truncate(line, widths[i] ?? WIDTH)).join('\n');
    });
  grid.push(
    cut(head).map((cell) => c.dim(cell)),
    ...rows.map(cut),
  );
  return grid
    .toString()
    .split('\n')
    .map((line) => `  ${line.trimEnd()}`)
    .join('\n');
}

function heading(title: string, c: Colors): string {
  return `\n${c.bold(title)}`;
}

function paragraph(text: string, indent = ''): string {
  return wrap(text, WIDTH - indent.length)
    .map((line) => indent + line)
    .join('\n');
}

/** `text` after `mark`, its further lines under its first; `mark` takes `columns`. */
function hanging(mark: string, columns: number, text: string): string {
  return wrap(text, WIDTH - columns)
    .map((line, i) => (i === 0 ? mark : ' '.repeat(columns)) + line)
    .join('\n');
}

function bullet(text: string): string {
  return hanging('  - ', 4, text);
}

function outcomeTable(variant: VariantResult, c: Colors): string {
  const runs = variant.replications.length;
  const rows = outcomeRows(variant).map((row) => [row.label, row.value, row.interval]);
  const head = ['', runs === 1 ? '1 run' : `mean of ${runs} runs`, '95 % interval'];
  return table(head, rows, [24, 18, 30], ['left', 'right', 'right'], c);
}

/** What services asked of each other. */
function callTable(variant: VariantResult, c: Colors): string[] {
  const rows = callRows(variant).map((row) => [row.name, row.calls, row.failed, row.p50, row.p99, row.cause]);
  if (rows.length === 0) return [];
  const head = ['from → to', 'per run', 'failed', 'p50', 'p99', 'most often by'];
  const align: Align[] = ['left', 'right', 'right', 'right', 'right', 'left'];
  return [heading('Calls between services', c), table(head, rows, [20, 9, 8, 8, 8, 15], align, c)];
}

/** Columns for what the clients saw; more breaks into lines. */
const SEEN_WIDTH = 36;

function ledger(result: Result, variant: VariantResult, c: Colors): string[] {
  const causes = lossesByCause(variant);
  if (causes.length === 0) return [];
  const rows = causes.map((row) => [
    row.cause,
    wrap(kindsSeen(row), SEEN_WIDTH).join('\n'),
    causePerRun(variant, row),
    formatShare(row.share),
  ]);
  const head = ['cause', 'the client saw', 'per run', 'share'];
  const meanings = causes.map((row) => bullet(`${row.cause}: ${shortMeaning(row.cause)}`));
  return [
    heading('Lost requests by cause', c),
    table(head, rows, [20, SEEN_WIDTH, 8, 8], ['left', 'left', 'right', 'right'], c),
    ...meanings.map((line) => c.dim(line)),
    ...whereLost(result, variant),
    ...sourceTable(variant, c),
  ];
}

/** Which traffic lost how much, when there is more than one. */
function sourceTable(variant: VariantResult, c: Colors): string[] {
  const sources = lossesBySource(variant);
  if (sources.length === 0) return [];
  const rows = sources.map((row) => [row.source, formatPerRun(row.perRun), formatShare(row.share)]);
  const head = ['traffic', 'per run', 'share'];
  return [
    heading('Lost requests by traffic', c),
    table(head, rows, [58, 8, 8], ['left', 'right', 'right'], c),
  ];
}

/** The ledger's other two partitions, one line each. */
function whereLost(result: Result, variant: VariantResult): string[] {
  const pods = lossesByPod(variant);
  const worst = pods.slice(0, 3).map((row) => {
    const name = row.pod === null ? 'no pod chosen' : shortenMiddle(row.pod, 36);
    return `${name}\u00a0(${formatPerRun(row.perRun)})`;
  });
  const more = pods.length > worst.length ? `, and ${pods.length - worst.length} more` : '';
  return [
    ...[whenLost(result, variant)].filter((line) => line !== '').map((line) => paragraph(line, '  ')),
    paragraph(`Most per run at: ${worst.join(', ')}${more}.`, '  '),
  ];
}

const VERDICT_COLORS = { pass: 'green', fail: 'red', undecided: 'yellow' } as const;

function thresholdLine(row: ThresholdRow, c: Colors): string {
  const variant = row.variant === '' ? '' : `${row.variant}: `;
  const interval = row.interval === '' || row.interval === NOTHING ? '' : ` (${row.interval})`;
  const because = row.verdict === 'undecided' ? '; undecided: ' : '; ';
  const remedy = row.remedy === '' ? '' : `${because}${row.remedy}`;
  const mark = `  ${c[VERDICT_COLORS[row.verdict]](row.mark)} `;
  return hanging(mark, 4, `${variant}${row.expression}, observed ${row.value}${interval}${remedy}`);
}

function section(title: string, lines: readonly string[], c: Colors): string[] {
  return lines.length === 0 ? [] : [heading(title, c), ...lines];
}

function timelineLines(variant: VariantResult): string[] {
  const times = variant.timeline.map((entry) => formatClock(entry.timeMs, true));
  const columns = Math.max(0, ...times.map((time) => time.length)) + 4;
  return variant.timeline.map(({ object, what, why }, i) => {
    const time = `${times[i] ?? ''}  `.padStart(columns);
    return hanging(time, columns, `${object}\u00a0 ${what}${why === null ? '' : `: ${why}`}`);
  });
}

function variantText(result: Result, variant: VariantResult, options: TextOptions, c: Colors): string[] {
  const latency = latencySentence(result, variant);
  const changes = changesSentence(variant);
  return [
    ...(result.variants.length > 1 ? [heading(truncate(`Variant ${variant.name}`, WIDTH), c)] : []),
    ...wrap(answerSentence(result, variant), WIDTH).map((line) => c.bold(line)),
    ...(latency === null ? [] : [paragraph(latency)]),
    ...(changes === null ? [] : [paragraph(changes)]),
    '',
    outcomeTable(variant, c),
    ...callTable(variant, c),
    ...ledger(result, variant, c),
    ...section('Read with care', flagSentences(variant).map(bullet), c),
    ...(options.timeline === true ? section('Timeline of the first run', timelineLines(variant), c) : []),
  ];
}

/** More variants than this are told apart in one table only; the page has all metrics of all. */
const MOST_IN_FULL = 3;

const MARK_COLORS = { better: 'green', worse: 'red', '~': 'dim' } as const;

function comparisonText(result: Result, c: Colors): string[] {
  const rows = variantRows(result);
  const metrics = result.pareto?.metrics ?? [];
  const grid = gridNames(rows.map(({ name }) => name));
  const cells = rows.map(({ name, onFront, cells: own }, i) => [
    `${onFront ? '*' : ' '} ${grid?.values[i] ?? name}`,
    ...own.map(({ text, verdict }) => (verdict === null ? `${text}  ` : `${text} ${VERDICT_MARKS[verdict]}`)),
  ]);
  const longest = Math.max(9, ...cells.map(([name = '']) => displayWidth(name)));
  const left = metrics.length === 0 ? 0 : Math.floor((76 - Math.min(longest, 28)) / metrics.length) - 2;
  const width = Math.min(14, left);
  const widths = [76 - metrics.length * (width + 2), ...metrics.map(() => width)];
  const head = ['  variant', ...metrics.map((metric) => `${metricLabel(metric)}  `)];
  const others = result.variants.slice(1);
  const details =
    others.length <= MOST_IN_FULL ? others.flatMap(({ name }) => differenceText(result, name, c)) : [];
  return [
    ...wrap(comparisonSentence(result), WIDTH).map((line) => c.bold(line)),
    ...(grid === null ? [] : ['', c.dim(`Variants by ${grid.by}:`)]),
    '',
    table(head, cells, widths, ['left', ...metrics.map(() => 'right' as const)], c),
    ...details,
    '',
    c.dim(paragraph(COMPARISON_LEGEND)),
    ...section('Read with care', comparisonFlags(result).map(bullet), c),
  ];
}

function differenceText(result: Result, variant: string, c: Colors): string[] {
  const rows = differenceRows(result, variant).map((row) => [
    row.label,
    row.difference,
    row.interval,
    row.relative,
    row.p,
    c[MARK_COLORS[row.verdict]](row.verdict),
  ]);
  const head = ['', 'difference', '95 % interval', 'relative', 'p', ''];
  const align: Align[] = ['left', 'right', 'right', 'right', 'right', 'left'];
  return [
    heading(truncate(`${variant} − ${result.variants[0]?.name ?? ''}`, WIDTH), c),
    table(head, rows, [14, 10, 22, 9, 7, 6], align, c),
  ];
}

/** The whole summary, lines joined by `\n`, with a final newline. */
export function renderText(result: Result, options: TextOptions): string {
  const c = pc.createColors(options.color);
  const partial = result.partial
    ? [c.yellow(paragraph('Interrupted: only the finished runs are reported.'))]
    : [];
  const lines = [
    ...partial,
    ...(result.comparisons === undefined
      ? result.variants.flatMap((variant) => variantText(result, variant, options, c))
      : comparisonText(result, c)),
    ...section(
      'Precision',
      precisionLines(result).map((line) => hanging('  ', 4, line)),
      c,
    ),
    ...section(
      'Thresholds',
      thresholdRows(result).map((row) => thresholdLine(row, c)),
      c,
    ),
    ...section('Notes', result.notes.map(bullet), c),
    ...section(
      'Files',
      (options.files ?? []).map((file) => `  ${file}`),
      c,
    ),
  ];
  return `${lines.join('\n')}\n`;
}

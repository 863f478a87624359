/**
 * The summary for a terminal, at most 80 columns: the answer first, then the figures, the loss ledger, thresholds,
 * flags, notes and where the files are. It decides nothing about colour or about where it is printed.
 */
import Table from 'cli-table3';
import pc from 'picocolors';
import type { Result, VariantResult } from '../experiment/result.ts';
import { answerSentence, latencySentence, shortMeaning } from './answer.ts';
import { formatClock, formatPerRun, formatShare, shortenLeft } from './format.ts';
import { lossesByCause, whenLost, lossesByPod } from './ledger.ts';
import { flagSentences, outcomeRows, thresholdRows, type ThresholdRow } from './rows.ts';
import { truncate, wrap } from './wrap.ts';

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
    cells.map((cell, i) => truncate(cell.replaceAll('\u00a0', ' '), widths[i] ?? WIDTH));
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

function bullet(text: string): string {
  const [first = '', ...rest] = wrap(text, WIDTH - 4);
  return [`  - ${first}`, ...rest.map((line) => `    ${line}`)].join('\n');
}

function outcomeTable(variant: VariantResult, c: Colors): string {
  const runs = variant.replications.length;
  const rows = outcomeRows(variant).map((row) => [row.label, row.value, row.interval]);
  const head = ['', runs === 1 ? '1 run' : `mean of ${runs} runs`, '95 % interval'];
  return table(head, rows, [24, 18, 30], ['left', 'right', 'right'], c);
}

function ledger(variant: VariantResult, c: Colors): string[] {
  const causes = lossesByCause(variant);
  if (causes.length === 0) return [];
  const rows = causes.map((row) => [
    row.cause,
    row.kinds.join(', '),
    formatPerRun(row.perRun),
    formatShare(row.share),
  ]);
  const head = ['cause', 'the client saw', 'per run', 'share'];
  const meanings = causes.map((row) => bullet(`${row.cause}: ${shortMeaning(row.cause)}`));
  return [
    heading('Lost requests by cause', c),
    table(head, rows, [24, 24, 12, 10], ['left', 'left', 'right', 'right'], c),
    ...meanings.map((line) => c.dim(line)),
    ...whereLost(variant),
  ];
}

/** The ledger's other two partitions, one line each. */
function whereLost(variant: VariantResult): string[] {
  const pods = lossesByPod(variant);
  const worst = pods.slice(0, 3).map((row) => {
    const name = row.pod === null ? 'no pod chosen' : shortenLeft(row.pod, 36);
    return `${name}\u00a0(${formatPerRun(row.perRun)})`;
  });
  const more = pods.length > worst.length ? `, and ${pods.length - worst.length} more` : '';
  return [
    ...[whenLost(variant)].filter((line) => line !== '').map((line) => paragraph(line, '  ')),
    paragraph(`Most per run at: ${worst.join(', ')}${more}.`, '  '),
  ];
}

const VERDICT_COLORS = { pass: 'green', fail: 'red', undecided: 'yellow' } as const;

function thresholdLine(row: ThresholdRow, c: Colors): string {
  const variant = row.variant === '' ? '' : `${row.variant}: `;
  const observed = `observed ${row.value} (${row.interval})`;
  const [first = '', ...rest] = wrap(`${variant}${row.expression}, ${observed}`, WIDTH - 4);
  return [
    `  ${c[VERDICT_COLORS[row.verdict]](row.mark)} ${first}`,
    ...rest.map((line) => `    ${line}`),
  ].join('\n');
}

function section(title: string, lines: readonly string[], c: Colors): string[] {
  return lines.length === 0 ? [] : [heading(title, c), ...lines];
}

function timelineLines(variant: VariantResult): string[] {
  return variant.timeline.map((entry) => {
    const why = entry.why === null ? '' : `: ${entry.why}`;
    const time = formatClock(entry.timeMs, true).padStart(9);
    return truncate(`${time}  ${shortenLeft(entry.object, 32)}  ${entry.what}${why}`, WIDTH);
  });
}

function variantText(result: Result, variant: VariantResult, options: TextOptions, c: Colors): string[] {
  const latency = latencySentence(result, variant);
  return [
    ...(result.variants.length > 1 ? [heading(truncate(`Variant ${variant.name}`, WIDTH), c)] : []),
    ...wrap(answerSentence(result, variant), WIDTH).map((line) => c.bold(line)),
    ...(latency === null ? [] : [paragraph(latency)]),
    '',
    outcomeTable(variant, c),
    ...ledger(variant, c),
    ...section('Read with care', flagSentences(variant).map(bullet), c),
    ...(options.timeline === true ? section('Timeline of the first run', timelineLines(variant), c) : []),
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
    ...result.variants.flatMap((variant) => variantText(result, variant, options, c)),
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

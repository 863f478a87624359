/**
 * The forest plot: the relative difference of each variant to the baseline with its interval, grouped by metric. Bars
 * that would leave the picture end at its edge; the words beside each row have the whole interval.
 */
import type { ComparisonResult, Result } from '../../experiment/result.ts';
import { CHART_WIDTH, type ChartSpec, type ChartWords } from '../charts/chart.ts';
import { shortenMiddle } from '../format.ts';
import { paint } from '../theme.ts';
import { differenceRows, metricLabel } from './rows.ts';

export const FOREST_WORDS: ChartWords = {
  name: 'forest',
  title: 'Differences to the baseline',
  subtitle:
    'Relative difference with its 95 % interval, by paired runs; an interval across 0 tells nothing apart',
};

const ROW_HEIGHT = 19;
/** Differences beyond the double are drawn at the edge. */
const EDGE = 1;
/** `−20%`, and a zero without a sign. */
const TICK = "datum.value === 0 ? '0' : format(datum.value, '+.2~%')";
const LABEL_WIDTH = 250;
const WORDS_WIDTH = 230;

interface ForestRow {
  /** Place from the top; headings have one as well. */
  readonly y: number;
  readonly label: string;
  readonly heading: boolean;
  readonly verdict: string;
  readonly low: number | null;
  readonly high: number | null;
  readonly mean: number | null;
  readonly words: string;
}

export function forestMessage(result: Result): string {
  const shown = shownComparisons(result);
  const count = (verdict: string): number => shown.filter((each) => each.verdict === verdict).length;
  return `Of ${shown.length} differences ${count('better')} are for the better, ${count('worse')} for the worse, and ${count('~')} cannot be told from none.`;
}

function shownComparisons({ comparisons = [], pareto }: Result): readonly ComparisonResult[] {
  const metrics = pareto?.metrics ?? [];
  return comparisons.filter(({ metric }) => metrics.includes(metric));
}

function forestRows(result: Result): ForestRow[] {
  const shown = shownComparisons(result);
  const empty = { low: null, high: null, mean: null, verdict: '~' };
  const rows = (result.pareto?.metrics ?? []).flatMap((metric) => [
    { label: metricLabel(metric), heading: true, words: '', ...empty },
    ...shown
      .filter((each) => each.metric === metric)
      .map((each) => ({ label: shortenMiddle(each.variant, 40), heading: false, ...barOf(result, each) })),
  ]);
  return rows.map((row, y) => ({ y, ...row }));
}

function barOf(result: Result, comparison: ComparisonResult): Omit<ForestRow, 'y' | 'label' | 'heading'> {
  const interval = comparison.relativeCi95;
  const within = (value: number): number => Math.max(-EDGE, Math.min(EDGE, value));
  const row = differenceRows(result, comparison.variant).find(({ metric }) => metric === comparison.metric);
  return {
    verdict: comparison.verdict,
    low: interval === null ? null : within(interval[0]),
    high: interval === null ? null : within(interval[1]),
    mean: comparison.relative === null ? null : within(comparison.relative),
    words: row === undefined ? 'not compared' : `${row.difference}  (${row.interval})`,
  };
}

export function forestBody(result: Result): ChartSpec {
  const rows = forestRows(result);
  const width = CHART_WIDTH - LABEL_WIDTH - WORDS_WIDTH;
  const y = {
    field: 'y',
    type: 'quantitative',
    scale: { domain: [-0.6, rows.length - 0.4], reverse: true },
    axis: null,
  };
  const scale = { domain: domainOf(rows), nice: false };
  const axis = { title: 'difference to the baseline', labelExpr: TICK, tickCount: 7, grid: true };
  const x = (field: string) => ({ field, type: 'quantitative', scale, axis });
  const color = {
    field: 'verdict',
    type: 'nominal',
    scale: { domain: ['better', 'worse', '~'], range: [paint('good'), paint('bad'), paint('muted')] },
    legend: null,
  };
  const bars = { filter: 'isValid(datum.mean)' };
  return {
    datasets: { forest: rows },
    data: { name: 'forest' },
    width,
    height: rows.length * ROW_HEIGHT,
    layer: [
      {
        mark: { type: 'rule', color: paint('marker'), strokeDash: [4, 3] },
        encoding: { x: { datum: 0, type: 'quantitative', scale, axis } },
      },
      {
        transform: [bars],
        mark: { type: 'rule', strokeWidth: 2.5 },
        encoding: { y, x: x('low'), x2: { field: 'high' }, color },
      },
      {
        transform: [bars],
        mark: { type: 'point', filled: true, size: 55, opacity: 1 },
        encoding: { y, x: x('mean'), color },
      },
      {
        name: 'hover',
        transform: [bars],
        mark: { type: 'point', filled: true, size: 300, opacity: 0 },
        encoding: { y, x: x('mean'), tooltip: { field: 'words', title: 'difference' } },
      },
      label(
        'datum.heading',
        { align: 'left', x: -LABEL_WIDTH, fontWeight: 700, color: paint('ink') },
        'label',
        y,
      ),
      label('!datum.heading', { align: 'right', x: -10, color: paint('muted') }, 'label', y),
      label('true', { align: 'left', x: width + 12, color: paint('muted') }, 'words', y),
    ],
  };
}

function label(filter: string, mark: object, field: string, y: object): object {
  return {
    transform: [{ filter }],
    mark: { type: 'text', baseline: 'middle', fontSize: 11, limit: 0, ...mark },
    encoding: { y, text: { field } },
  };
}

/** A little more than what is drawn, and always some of both sides of 0. */
function domainOf(rows: readonly ForestRow[]): readonly [number, number] {
  const values = rows.flatMap(({ low, high, mean }) => [low, high, mean]).filter((value) => value !== null);
  const reach = Math.max(0.02, ...values.map(Math.abs));
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  return [Math.min(low, -0.1 * reach) - 0.05 * reach, Math.max(high, 0.1 * reach) + 0.05 * reach];
}

/** Small multiples: p99 latency over time, one small panel per variant on common axes, the baseline behind each. */
import type { Result, VariantResult } from '../../experiment/result.ts';
import { CHART_WIDTH, type ChartSpec, type ChartWords } from '../charts/chart.ts';
import { formatClock, formatNumber, shortenMiddle } from '../format.ts';
import { paint } from '../theme.ts';

export const MULTIPLES_WORDS: ChartWords = {
  name: 'multiples',
  title: 'p99 latency over time, variant by variant',
  subtitle: 'Pooled over the runs, interval by interval; the baseline in grey behind each variant',
};

const COLUMNS = 3;
const PANEL_HEIGHT = 110;

interface Point {
  readonly panel: string;
  readonly line: 'baseline' | 'variant';
  readonly seconds: number;
  readonly p99: number | null;
  /** For the tooltip. */
  readonly text: string;
}

export function multiplesMessage({ variants }: Result): string {
  const worst = variants.map(({ name, series }) => {
    const most = Math.max(...series.p99Ms.filter((value) => value !== null), 0);
    return `${name} ${formatNumber(most, 'ms')}`;
  });
  return `The slowest interval of each: ${worst.join('; ')}.`;
}

function points(panel: string, line: Point['line'], { series }: VariantResult): Point[] {
  return series.timeMs.map((timeMs, i) => ({
    panel,
    line,
    seconds: timeMs / 1000,
    p99: series.p99Ms[i] ?? null,
    text: `${formatClock(timeMs)}: ${formatNumber(series.p99Ms[i] ?? null, 'ms')} (${line})`,
  }));
}

export function multiplesBody({ variants }: Result): ChartSpec {
  const [baseline, ...others] = variants;
  const panels = others.map(({ name }) => shortenMiddle(name, 38));
  const rows = others.flatMap((variant, i) => [
    ...(baseline === undefined ? [] : points(panels[i]!, 'baseline', baseline)),
    ...points(panels[i]!, 'variant', variant),
  ]);
  const columns = Math.min(COLUMNS, others.length);
  const line = { type: 'line', strokeWidth: 1.4, strokeJoin: 'round', invalid: 'break-paths-show-domains' };
  const encoding = {
    x: { field: 'seconds', type: 'quantitative', axis: { title: 'seconds', tickCount: 5, grid: false } },
    y: {
      field: 'p99',
      type: 'quantitative',
      scale: { type: 'log', nice: false },
      axis: { title: 'ms', tickCount: 4 },
    },
    color: {
      field: 'line',
      type: 'nominal',
      scale: { domain: ['baseline', 'variant'], range: [paint('phase-pending'), paint('accent')] },
      legend: null,
    },
  };
  return {
    datasets: { points: rows },
    data: { name: 'points' },
    columns,
    facet: {
      field: 'panel',
      type: 'nominal',
      sort: panels,
      header: {
        title: null,
        labelFontSize: 11.5,
        labelAnchor: 'start',
        labelColor: paint('ink'),
        labelPadding: 6,
      },
    },
    spec: {
      width: Math.floor((CHART_WIDTH - 60) / columns) - 40,
      height: PANEL_HEIGHT,
      layer: [
        { mark: line, encoding },
        {
          name: 'hover',
          mark: { type: 'point', size: 60, opacity: 0, filled: true },
          encoding: { ...encoding, tooltip: { field: 'text', title: 'p99' } },
        },
      ],
    },
  };
}

/** The latency distribution: equal bins on a logarithmic axis, with the percentiles of the summary marked. */
import { formatNumber, NOTHING } from '../format.ts';
import { paint } from '../theme.ts';
import type { Chart, ChartContext, Layer } from './chart.ts';
import { LATENCY_LABEL, logTicks } from './log-axis.ts';
import { logBins } from './latency-bins.ts';
import { leftAxis } from './time-frame.ts';

const BINS = 90;

const PERCENTILES = [
  ['p50', 'p50'],
  ['p90', 'p90'],
  ['p99', 'p99'],
  ['p999', 'p99.9'],
] as const;

/** A logarithmic latency axis from the fastest to the slowest request. */
export function latencyX(field: string, [min, max]: LatencyDomain): object {
  return {
    field,
    type: 'quantitative',
    scale: { type: 'log', domain: [min, max], nice: false },
    axis: {
      title: 'latency',
      labelExpr: LATENCY_LABEL,
      values: logTicks(min, max),
      grid: true,
      labelOverlap: 'greedy',
    },
  };
}

export type LatencyDomain = readonly [min: number, max: number];

/** From the fastest to the slowest request, a little widened when all are alike; `null` without requests. */
export function latencyDomain({ variant: { latencyHistogram } }: ChartContext): LatencyDomain | null {
  const bins = logBins(latencyHistogram, 1);
  return bins[0] === undefined ? null : [bins[0].lowMs, bins[0].highMs];
}

interface Percentile {
  readonly at: number;
  readonly label: string;
  /** Position on the axis, 0…1. */
  readonly share: number;
  /** Line of its label, counted upwards from the plot. */
  readonly line: number;
}

/** Share of the axis that a label takes on a narrow page. */
const LABEL_SHARE = 0.33;

/** The percentiles within the axis, each label on the lowest line where it meets no other. */
function percentilesOf({ variant }: ChartContext, [min, max]: LatencyDomain): Percentile[] {
  const ends: number[] = [];
  return PERCENTILES.flatMap(([metric, name]) => {
    const { mean } = variant.summary.latencyMs[metric];
    if (mean === null || mean < min || mean > max) return [];
    const share = Math.log(mean / min) / Math.log(max / min);
    const start = share > 1 - LABEL_SHARE ? share - LABEL_SHARE : share;
    const free = ends.findIndex((end) => end <= start);
    const line = free === -1 ? ends.length : free;
    ends[line] = start + LABEL_SHARE;
    return [{ at: mean, label: `${name} ${formatNumber(mean, 'ms')}`, share, line }];
  });
}

/** Rules with labels at the percentiles of the summary. */
export function percentileRules(context: ChartContext, domain: LatencyDomain): Layer[] {
  const x = latencyX('at', domain);
  return percentilesOf(context, domain).flatMap(({ at, label, share, line }) => {
    const data = { values: [{ at }] };
    const top = -3 - line * 12;
    const side = share > 1 - LABEL_SHARE ? { align: 'right', dx: -3 } : { align: 'left', dx: 3 };
    const words = { type: 'text', text: label, baseline: 'bottom', y: top, fontSize: 10.5, ...side };
    return [
      {
        data,
        mark: { type: 'rule', color: paint('marker'), strokeDash: [3, 3], y: top - 9, y2: 'height' },
        encoding: { x },
      },
      { data, mark: { ...words, color: paint('marker') }, encoding: { x } },
    ];
  });
}

/** What stands in the place of a plot of latencies when no request succeeded. */
export function noLatency(): Layer[] {
  const middle = { x: { expr: 'width / 2' }, y: { expr: 'height / 2' } };
  return [
    {
      data: { values: [{}] },
      mark: { type: 'text', text: 'no request was answered', fontSize: 15, color: paint('muted'), ...middle },
    },
  ];
}

function message({ variant: { summary } }: ChartContext): string {
  const { p50, p99 } = summary.latencyMs;
  const [half, tail] = [formatNumber(p50.mean, 'ms'), formatNumber(p99.mean, 'ms')];
  if (half === NOTHING) return 'No request was answered, so there is no latency to show.';
  return `Half of the requests took less than ${half}, one in a hundred more than ${tail}.`;
}

export const distributionChart: Chart = {
  name: 'distribution',
  title: 'Distribution of latency',
  subtitle: 'Successful requests of all runs, by latency on a logarithmic axis',
  message,
  body: (context) => {
    const domain = latencyDomain(context);
    if (domain === null) return { height: 70, layer: noLatency() };
    const values = logBins(context.variant.latencyHistogram, BINS).map((bin) => ({
      lowMs: bin.lowMs,
      highMs: bin.highMs,
      share: bin.share,
      range: `${formatNumber(bin.lowMs, 'ms')} – ${formatNumber(bin.highMs, 'ms')}`,
      text: formatNumber(bin.share, 'share'),
    }));
    const bars = {
      data: { values },
      mark: { type: 'rect', color: paint('bar'), stroke: paint('surface'), strokeWidth: 0.6 },
      encoding: {
        x: latencyX('lowMs', domain),
        x2: { field: 'highMs' },
        y: {
          field: 'share',
          type: 'quantitative',
          scale: { zero: true },
          axis: leftAxis('share of requests', { format: '~%', tickCount: 4 }),
        },
        y2: { datum: 0 },
        tooltip: [
          { field: 'range', title: 'latency' },
          { field: 'text', title: 'requests' },
        ],
      },
    };
    return { height: 180, layer: [bars, ...percentileRules(context, domain)] };
  },
};

/** Latency percentiles per interval, pooled over the replications, on a logarithmic axis. */
import { formatClock, formatNumber } from '../format.ts';
import { paint } from '../theme.ts';
import type { Chart, ChartContext, Layer } from './chart.ts';
import { LATENCY_LABEL, logDomain, logTicks } from './log-axis.ts';
import { behind, emptyFrame, inFront, leftAxis, timeX } from './time-frame.ts';

const SERIES = ['p50', 'p90', 'p99'] as const;

interface Row {
  readonly from: number;
  readonly to: number;
  readonly time: string;
  readonly p50: number | null;
  readonly p90: number | null;
  readonly p99: number | null;
}

/** A logarithmic axis has no zero: what is not positive is a gap. */
function positive(value: number | null | undefined): number | null {
  return value === null || value === undefined || value <= 0 ? null : value;
}

function rowsOf({ variant: { series } }: ChartContext): Row[] {
  return series.timeMs.map((timeMs, i) => ({
    from: timeMs / 1000,
    to: (timeMs + series.intervalMs) / 1000,
    time: formatClock(timeMs),
    p50: positive(series.p50Ms[i]),
    p90: positive(series.p90Ms[i]),
    p99: positive(series.p99Ms[i]),
  }));
}

function message({ variant }: ChartContext): string {
  const { series } = variant;
  let worst = -1;
  series.p99Ms.forEach((value, i) => {
    if (value !== null && value > (series.p99Ms[worst] ?? 0)) worst = i;
  });
  const peak = series.p99Ms[worst];
  if (peak === null || peak === undefined) return 'No request was answered, so there is no latency to show.';
  const at = formatClock(series.timeMs[worst] ?? 0);
  return `p99 is highest at ${at} with ${formatNumber(peak, 'ms')}.`;
}

function hover(context: ChartContext, rows: readonly Row[]): Layer {
  const text = (name: (typeof SERIES)[number]) => ({ field: `${name}Text`, title: name });
  const values = rows.map((row) => ({
    from: row.from,
    to: row.to,
    time: row.time,
    ...Object.fromEntries(SERIES.map((name) => [`${name}Text`, formatNumber(row[name], 'ms')])),
  }));
  return {
    name: 'hover',
    data: { values },
    mark: { type: 'rect', opacity: 0 },
    encoding: {
      x: timeX('from', context.window),
      x2: { field: 'to' },
      tooltip: [{ field: 'time', title: 'time' }, ...SERIES.map(text)],
    },
  };
}

export const latencyChart: Chart = {
  name: 'latency',
  title: 'Latency of successful requests over time',
  subtitle: 'Percentiles by time of arrival, all runs together; logarithmic axis',
  message,
  body: (context) => {
    const rows = rowsOf(context);
    const points = rows.flatMap((row) =>
      SERIES.map((name) => ({ at: row.from, percentile: name, latency: row[name] })),
    );
    const last = rows.at(-1);
    const end =
      last === undefined
        ? []
        : SERIES.map((name) => ({ at: last.to, percentile: name, latency: last[name] }));
    const values = [...points, ...end]; // steps run to the end of the last interval
    const seen = values.flatMap(({ latency }) => (latency === null ? [] : [latency]));
    if (seen.length === 0)
      return { height: 70, layer: emptyFrame(context.window, 'no request was answered') };
    const domain = logDomain(Math.min(...seen), Math.max(...seen));
    const line = {
      data: { values },
      mark: {
        type: 'line',
        strokeWidth: 1.6,
        interpolate: 'step-after',
        invalid: 'break-paths-show-domains',
      },
      encoding: {
        x: timeX('at', context.window),
        y: {
          field: 'latency',
          type: 'quantitative',
          scale: { type: 'log', domain, nice: false },
          axis: leftAxis('latency', { labelExpr: LATENCY_LABEL, values: logTicks(...domain), grid: true }),
        },
        color: {
          field: 'percentile',
          type: 'nominal',
          sort: null,
          scale: { domain: SERIES, range: SERIES.map((name) => paint(name)) },
          legend: { symbolType: 'stroke', symbolStrokeWidth: 3, symbolSize: 180 },
        },
      },
    };
    return {
      height: 240,
      layer: [...behind(context.window), line, ...inFront(context.window), hover(context, rows)],
    };
  },
};

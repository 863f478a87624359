/** Share of requests lost over time, stacked by cause. Says so in words when nothing was lost. */
import { formatClock, formatNumber, formatShare } from '../format.ts';
import { lossesByCause } from '../ledger.ts';
import { causePaint } from '../theme.ts';
import { type Cause, CAUSES } from '../../model/outcomes.ts';
import type { Chart, ChartContext, Layer } from './chart.ts';
import { binWidth, rebin } from './rebin.ts';
import { behind, emptyFrame, inFront, leftAxis, timeX } from './time-frame.ts';

const MOST_BARS = 300;

/** Causes that occurred in the series, in the ledger's order, so that legend and table agree. */
function causesOf({ variant }: ChartContext): Cause[] {
  const inLedger = lossesByCause(variant).map((row) => row.cause);
  const ordered = new Set([...inLedger, ...CAUSES]);
  return [...ordered].filter((cause) => variant.series.causes[cause]?.some((count) => count > 0) === true);
}

function rowsOf({ variant: { series } }: ChartContext, causes: readonly Cause[]): object[] {
  const width = binWidth(series.timeMs.length, MOST_BARS);
  const requests = rebin(series.requests, width);
  const heights = requests.map(() => 0); // how high each bin is stacked so far
  return causes.flatMap((cause) =>
    rebin(series.causes[cause] ?? [], width).flatMap((lost, bin) => {
      const from = series.timeMs[bin * width];
      const arrived = requests[bin] ?? 0;
      if (lost === 0 || arrived === 0 || from === undefined) return [];
      const to = from + width * series.intervalMs;
      const low = heights[bin] ?? 0;
      heights[bin] = low + lost / arrived;
      return [
        {
          from: from / 1000,
          to: to / 1000,
          cause,
          low,
          high: low + lost / arrived,
          time: `${formatClock(from)}–${formatClock(to)}`,
          lost: `${formatNumber(lost, 'count')} of ${formatNumber(arrived, 'count')} (${formatNumber(lost / arrived, 'share')})`,
        },
      ];
    }),
  );
}

function message(context: ChartContext): string {
  const [first] = lossesByCause(context.variant);
  if (first === undefined) return 'No request was lost.';
  const most = `Most losses, ${formatShare(first.share)}, are ${first.cause}.`;
  if (context.variant.summary.rollout === null) return most;
  return `${most} Losses count as during the rollout until its last old pod is gone and no node lists it: a little longer than until it is complete.`;
}

function bars(context: ChartContext, causes: readonly Cause[]): Layer {
  return {
    data: { values: rowsOf(context, causes) },
    mark: { type: 'rect' },
    encoding: {
      x: timeX('from', context.window),
      x2: { field: 'to' },
      y: {
        field: 'low',
        type: 'quantitative',
        scale: { zero: true, nice: true },
        axis: leftAxis('requests lost', { format: '~%', tickCount: 4 }),
      },
      y2: { field: 'high' },
      color: {
        field: 'cause',
        type: 'nominal',
        sort: null,
        scale: { domain: causes, range: causes.map(causePaint) },
        legend: { symbolType: 'square' },
      },
      tooltip: [
        { field: 'time', title: 'time' },
        { field: 'cause', title: 'cause' },
        { field: 'lost', title: 'lost' },
      ],
    },
  };
}

export const errorsChart: Chart = {
  name: 'errors',
  title: 'Share of requests lost over time, by cause',
  subtitle: 'By time of arrival, mean of all runs',
  message,
  body: (context) => {
    const causes = causesOf(context);
    if (causes.length === 0) return { height: 70, layer: emptyFrame(context.window, 'no request was lost') };
    return {
      height: 180,
      layer: [...behind(context.window), bars(context, causes), ...inFront(context.window)],
    };
  },
};

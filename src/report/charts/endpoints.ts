/** How many pods there were over time, stacked by phase, and how many endpoints the Service listed as ready. */
import type { PodPhase } from '../../model/outcomes.ts';
import type { Series } from '../../experiment/result.ts';
import { formatClock, formatNumber } from '../format.ts';
import { paint, phasePaint } from '../theme.ts';
import type { Chart, ChartContext, Layer } from './chart.ts';
import { behind, inFront, leftAxis, timeX } from './time-frame.ts';

const READY_ENDPOINTS = 'ready endpoints';

/** Ready at the bottom: it is the part that carries the load. */
const STACK = ['ready', 'terminating', 'starting', 'pending'] as const satisfies readonly PodPhase[];

/** The counts do not tell a pod that has become unready from one that is not ready yet. */
const WORDS = {
  ready: 'ready',
  terminating: 'terminating',
  starting: 'starting or not ready',
  pending: 'pending',
} as const satisfies Readonly<Record<PodPhase, string>>;

const COLOR = {
  type: 'nominal',
  sort: null,
  scale: { domain: [...STACK, READY_ENDPOINTS], range: [...STACK.map(phasePaint), paint('ink')] },
  legend: {
    symbolType: 'square',
    symbolOpacity: 1,
    labelExpr: `datum.label === 'starting' ? '${WORDS.starting}' : datum.label`,
  },
};

/**
 * [time in s, index of the interval] of every interval in which one of `rows` differs from the one before, and the
 * end of the last: all that a chart of steps needs.
 */
function steps(
  { timeMs, intervalMs }: Series,
  rows: readonly (readonly number[])[],
): [at: number, index: number][] {
  const last = timeMs.at(-1);
  const changes = timeMs.flatMap((time, i): [number, number][] =>
    i === 0 || rows.some((row) => row[i] !== row[i - 1]) ? [[time / 1000, i]] : [],
  );
  return last === undefined ? changes : [...changes, [(last + intervalMs) / 1000, timeMs.length - 1]];
}

function areas({ variant: { series }, window }: ChartContext): Layer {
  const values = steps(
    series,
    STACK.map((phase) => series.podsByPhase[phase]),
  ).flatMap(([at, i]) =>
    STACK.map((phase, order) => ({ at, phase, order, pods: series.podsByPhase[phase][i] ?? 0 })),
  );
  return {
    data: { values },
    mark: { type: 'area', interpolate: 'step-after', opacity: 0.9 },
    encoding: {
      x: timeX('at', window),
      y: {
        field: 'pods',
        type: 'quantitative',
        stack: 'zero',
        axis: leftAxis('pods', { tickMinStep: 1, tickCount: 5, format: 'd' }),
      },
      order: { field: 'order', type: 'quantitative' },
      color: { field: 'phase', ...COLOR },
    },
  };
}

function endpointLine({ variant: { series }, window }: ChartContext): Layer {
  const values = steps(series, [series.readyEndpoints]).map(([at, i]) => ({
    at,
    endpoints: series.readyEndpoints[i] ?? 0,
    name: READY_ENDPOINTS,
  }));
  return {
    data: { values },
    mark: { type: 'line', interpolate: 'step-after', strokeWidth: 1.8 },
    encoding: {
      x: timeX('at', window),
      y: { field: 'endpoints', type: 'quantitative' },
      color: { field: 'name', ...COLOR },
    },
  };
}

function hover({ variant: { series }, window }: ChartContext): Layer {
  const values = series.timeMs.map((timeMs, i) => ({
    from: timeMs / 1000,
    to: (timeMs + series.intervalMs) / 1000,
    time: formatClock(timeMs),
    endpoints: formatNumber(series.readyEndpoints[i] ?? 0, 'count'),
    ...Object.fromEntries(
      STACK.map((phase) => [phase, formatNumber(series.podsByPhase[phase][i] ?? 0, 'count')]),
    ),
  }));
  return {
    name: 'hover',
    data: { values },
    mark: { type: 'rect', opacity: 0 },
    encoding: {
      x: timeX('from', window),
      x2: { field: 'to' },
      tooltip: [
        { field: 'time', title: 'time' },
        { field: 'endpoints', title: READY_ENDPOINTS },
        ...STACK.map((phase) => ({ field: phase, title: `${WORDS[phase]} pods` })),
      ],
    },
  };
}

function message({ variant: { series }, window }: ChartContext): string {
  const measured = (values: readonly number[]) =>
    values.filter((_, i) => (series.timeMs[i] ?? 0) >= window.warmupMs);
  const endpoints = measured(series.readyEndpoints);
  if (endpoints.length === 0) return 'No interval was recorded after the warm-up.';
  const [most, fewest] = [Math.max(...measured(series.pods)), Math.min(...endpoints)];
  return (
    `After the warm-up, and averaged over runs and intervals, at most ${formatNumber(most, 'count')} pods were alive; ` +
    `ready endpoints ranged from ${formatNumber(fewest, 'count')} to ${formatNumber(Math.max(...endpoints), 'count')}.`
  );
}

export const endpointsChart: Chart = {
  name: 'endpoints',
  title: 'Pods by phase and ready endpoints over time',
  subtitle: 'Time averages of each interval, mean of all runs',
  message,
  body: (context) => ({
    height: Math.max(0, ...context.variant.series.pods) > 15 ? 260 : 180,
    layer: [
      ...behind(context.window),
      areas(context),
      endpointLine(context),
      ...inFront(context.window),
      hover(context),
    ],
  }),
};

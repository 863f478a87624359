/** The life of every pod of the first run, a Gantt chart: pending, starting, ready, terminating. */
import { POD_PHASES } from '../../model/outcomes.ts';
import type { PodResult } from '../../experiment/result.ts';
import { formatClock, formatCount, formatNumber } from '../format.ts';
import { paint, phasePaint } from '../theme.ts';
import type { Chart, ChartContext, Layer } from './chart.ts';
import { behind, inFront, leftAxis, shortenedLabels, timeX } from './time-frame.ts';

function birth(pod: PodResult): number {
  return pod.phases[0]?.startMs ?? 0;
}

/** In the order of their creation: a rolling update then runs as stairs from the upper left to the lower right. */
export function podsByBirth(pods: readonly PodResult[]): PodResult[] {
  return pods.toSorted((a, b) => a.workload.localeCompare(b.workload, 'en') || birth(a) - birth(b));
}

/** More rows than this nobody reads, and a picture of ten thousand is 280,000 pixels high. */
export const MOST_ROWS = 100;

/** Of many, so many as can be read: evenly spread over their order, the first and the last among them. */
export function readableRows<T>(rows: readonly T[]): T[] {
  if (rows.length <= MOST_ROWS) return [...rows];
  const step = (rows.length - 1) / (MOST_ROWS - 1);
  return Array.from({ length: MOST_ROWS }, (_, i) => rows[Math.round(i * step)]!);
}

/** A pod that runs without being ready has been started long ago, if it was ready before. */
const LAPSED = 'not ready';

function isLapse({ phases }: PodResult, i: number): boolean {
  return phases[i]!.phase === 'starting' && phases.slice(0, i).some(({ phase }) => phase === 'ready');
}

/** What the bars are coloured by; a legend names only what there is to see. */
function phaseScale(pods: readonly PodResult[]): object {
  const hasLapsed = pods.some((pod) => pod.phases.some((_, i) => isLapse(pod, i)));
  const lapsed = hasLapsed ? [LAPSED] : [];
  return {
    domain: [...POD_PHASES, ...lapsed],
    range: [...POD_PHASES.map(phasePaint), ...lapsed.map(() => paint('phase-not-ready'))],
  };
}

function phaseRows(pods: readonly PodResult[]): object[] {
  return pods.flatMap((pod) =>
    pod.phases.map(({ phase, startMs, endMs }, i) => ({
      pod: pod.name,
      phase: isLapse(pod, i) ? LAPSED : phase,
      from: startMs / 1000,
      to: endMs / 1000,
      time: `${formatClock(startMs, true)}–${formatClock(endMs, true)} (${formatNumber(endMs - startMs, 'ms')})`,
      node: pod.node,
      revision: pod.revision,
      requests: formatCount(pod.requests),
      errors: formatCount(pod.errors),
    })),
  );
}

/** A row for each of these pods, of which there are `all`, shown or not. */
export function podRows(pods: readonly PodResult[], all: number): object {
  const names = pods.map((pod) => pod.name);
  return {
    field: 'pod',
    type: 'nominal',
    sort: null,
    scale: { domain: names, paddingInner: 0.28, paddingOuter: 0.2 },
    axis: leftAxis(all <= MOST_ROWS ? 'pod' : `${MOST_ROWS} of ${formatCount(all)} pods`, {
      labelExpr: shortenedLabels(names),
      labelFontSize: 10.5,
      labelLimit: 0,
      ticks: false,
      domain: false,
      labelOverlap: false,
    }),
  };
}

function phaseBars(context: ChartContext, pods: readonly PodResult[]): Layer {
  const all = context.variant.pods.length;
  const tooltip = ['pod', 'phase', 'time', 'node', 'revision', 'requests', 'errors'];
  return {
    data: { values: phaseRows(pods) },
    mark: { type: 'bar', cornerRadius: 1.5, clip: true },
    encoding: {
      x: timeX('from', context.firstWindow),
      x2: { field: 'to' },
      y: podRows(pods, all),
      color: {
        field: 'phase',
        type: 'nominal',
        sort: null,
        scale: phaseScale(pods),
        legend: { symbolType: 'square' },
      },
      tooltip: tooltip.map((field) => ({ field, type: 'nominal', title: field })),
    },
  };
}

/** Lost requests, written where the bar ends, on pods that lost any. */
function lossLabels(context: ChartContext, pods: readonly PodResult[]): Layer[] {
  const { endMs } = context.firstWindow;
  const all = context.variant.pods.length;
  const values = pods.flatMap((pod) => {
    const last = pod.phases.at(-1);
    if (pod.errors === 0 || last === undefined) return [];
    // The run goes on after the window, until its requests are answered.
    const end = Math.min(last.endMs, endMs);
    return [
      { pod: pod.name, at: end / 1000, label: `${formatCount(pod.errors)} lost`, inside: end > endMs * 0.9 },
    ];
  });
  const layer = (inside: boolean, more: object) => ({
    data: { values: values.filter((row) => row.inside === inside) },
    mark: {
      type: 'text',
      align: inside ? 'right' : 'left',
      dx: inside ? -4 : 5,
      fontSize: 10,
      fontWeight: 700,
      ...more,
    },
    encoding: { x: timeX('at', context.firstWindow), y: podRows(pods, all), text: { field: 'label' } },
  });
  const halo = { stroke: paint('surface'), strokeWidth: 6, strokeJoin: 'round', color: paint('surface') };
  const layers = [
    layer(false, halo),
    layer(false, { color: paint('bad') }),
    layer(true, { color: paint('surface') }),
  ];
  return layers.filter((l) => l.data.values.length > 0);
}

function message({ variant: { pods } }: ChartContext): string {
  const lossy = pods.filter((pod) => pod.errors > 0).length;
  const loss = lossy === 0 ? 'none of them lost a request' : `${lossy} of them lost requests`;
  return `${pods.length} pods lived during the first run; ${loss}.`;
}

export const podsChart: Chart = {
  name: 'pods',
  title: 'Life of each pod in the first run',
  subtitle: 'From creation to deletion; lost requests are written where the pod ends',
  message,
  body: (context) => {
    const pods = readableRows(podsByBirth(context.variant.pods));
    return {
      height: { step: pods.length <= 16 ? 20 : 14 },
      layer: [
        ...behind(context.firstWindow),
        phaseBars(context, pods),
        ...inFront(context.firstWindow),
        ...lossLabels(context, pods),
      ],
    };
  },
};

/**
 * Load per pod of the first run, as requests per second while the pod was ready within the measured window: pods
 * live for different times during a rollout, so plain counts would compare lifetimes and not loads.
 */
import type { PodResult } from '../../experiment/result.ts';
import { formatCount, formatNumber } from '../format.ts';
import { paint } from '../theme.ts';
import type { RunWindow } from '../window.ts';
import type { Chart, ChartContext, Layer } from './chart.ts';
import { MOST_ROWS, podRows, podsByBirth, readableRows } from './pods.ts';

/** A pod that was ready for less has no rate worth drawing. */
const SHORTEST_READY_MS = 1000;

interface PodLoad {
  readonly pod: PodResult;
  readonly readyMs: number;
  /** Requests per second while ready in the window; `null` when that was too short. */
  readonly rate: number | null;
}

export function podLoads(pods: readonly PodResult[], window: RunWindow): PodLoad[] {
  return podsByBirth(pods).map((pod) => {
    const readyMs = pod.phases
      .filter(({ phase }) => phase === 'ready')
      .reduce(
        (sum, p) => sum + Math.max(0, Math.min(p.endMs, window.endMs) - Math.max(p.startMs, window.warmupMs)),
        0,
      );
    return { pod, readyMs, rate: readyMs < SHORTEST_READY_MS ? null : (pod.requests / readyMs) * 1000 };
  });
}

function ratesOf({ variant, firstWindow }: ChartContext): number[] {
  return podLoads(variant.pods, firstWindow).flatMap(({ rate }) => (rate === null ? [] : [rate]));
}

function message(context: ChartContext): string {
  const rates = ratesOf(context);
  if (rates.length === 0) return 'No pod was ready for long enough to speak of a rate.';
  const [low, high] = [Math.min(...rates), Math.max(...rates)];
  return `Ready pods served between ${formatNumber(low, 'perSecond')} and ${formatNumber(high, 'perSecond')}.`;
}

/** Few pods in the order of their creation; of many some, in the order of their load, so that the extremes are there. */
function shownLoads(loads: readonly PodLoad[]): PodLoad[] {
  if (loads.length <= MOST_ROWS) return [...loads];
  return readableRows(loads.filter(({ rate }) => rate !== null).toSorted((a, b) => b.rate! - a.rate!));
}

/** @param all - number of pods, shown or not */
function bars(loads: readonly PodLoad[], all: number): Layer {
  const values = loads.map(({ pod, readyMs, rate }) => ({
    pod: pod.name,
    rate,
    text: formatNumber(rate, 'perSecond'),
    requests: formatCount(pod.requests),
    ready: formatNumber(readyMs, 'ms'),
    node: pod.node,
  }));
  const tooltip = {
    pod: 'pod',
    node: 'node',
    text: 'load while ready',
    requests: 'requests',
    ready: 'ready for',
  };
  return {
    data: { values },
    mark: { type: 'bar', color: paint('bar'), cornerRadiusEnd: 2 },
    encoding: {
      y: podRows(
        loads.map(({ pod }) => pod),
        all,
      ),
      x: {
        field: 'rate',
        type: 'quantitative',
        scale: { zero: true },
        axis: { title: 'requests per second while ready', tickCount: 6 },
      },
      tooltip: Object.entries(tooltip).map(([field, title]) => ({ field, type: 'nominal', title })),
    },
  };
}

function meanRule(rates: readonly number[]): Layer[] {
  if (rates.length === 0) return [];
  const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
  const data = { values: [{ mean, label: `mean ${formatNumber(mean, 'perSecond')}` }] };
  const x = { field: 'mean', type: 'quantitative' };
  const mark = { color: paint('marker') };
  return [
    { data, mark: { type: 'rule', strokeDash: [4, 3], y: -10, y2: 'height', ...mark }, encoding: { x } },
    {
      data,
      mark: { type: 'text', align: 'right', baseline: 'bottom', dx: -3, y: -3, fontSize: 10.5, ...mark },
      encoding: { x, text: { field: 'label' } },
    },
  ];
}

export const loadChart: Chart = {
  name: 'load',
  title: 'Load per pod in the first run',
  subtitle: 'Requests per second of the time the pod was ready in the measured window',
  message,
  body: (context) => {
    const loads = shownLoads(podLoads(context.variant.pods, context.firstWindow));
    return {
      height: { step: loads.length <= 16 ? 20 : 14 },
      layer: [bars(loads, context.variant.pods.length), ...meanRule(ratesOf(context))],
    };
  },
};

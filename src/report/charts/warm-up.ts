/** Welch's plot: latency in the pilot runs that the warm-up was found from, its moving average, and where it was cut. */
import { formatNumber } from '../format.ts';
import { paint } from '../theme.ts';
import type { Chart } from './chart.ts';
import { leftAxis, timeX } from './time-frame.ts';

export const warmUpChart: Chart = {
  name: 'warm-up',
  title: 'Warm-up: latency from a start at rest',
  subtitle:
    "Pilot runs without the events: mean latency by time of arrival (pale), Welch's moving average, and the cut",
  applies: ({ variant }) => variant.pilot !== undefined,
  message: ({ variant: { pilot }, window }) => {
    const cut = `Requests are counted from ${formatNumber(window.warmupMs / 1000, 'factor')} s on`;
    return pilot?.isSettled === false
      ? `${cut}, but the latency had not settled by then.`
      : `${cut}: from there the mean of the rest is known best (MSER-5).`;
  },
  body: ({ variant: { pilot }, window }) => {
    const { latencyMs = [], welchMs = [], intervalMs = 0 } = pilot ?? {};
    const endMs = latencyMs.length * intervalMs;
    const rows = (values: readonly number[]) =>
      values.map((value, i) => ({
        timeS: ((i + 0.5) * intervalMs) / 1000,
        latencyMs: value,
        text: formatNumber(value, 'ms'),
      }));
    const encoding = {
      x: timeX('timeS', { endMs }),
      y: {
        field: 'latencyMs',
        type: 'quantitative',
        axis: leftAxis('mean latency, ms'),
        scale: { zero: false },
      },
    };
    const line = (values: readonly number[], strokeWidth: number, opacity: number) => ({
      data: { values: rows(values) },
      mark: { type: 'line', color: paint('bar'), strokeWidth, opacity },
      encoding,
    });
    const cut = {
      data: { values: [{ timeS: window.warmupMs / 1000 }] },
      mark: { type: 'rule', color: paint('ink'), strokeDash: [4, 3] },
      encoding: { x: timeX('timeS', { endMs }) },
    };
    const hover = {
      name: 'hover',
      data: { values: rows(welchMs) },
      mark: { type: 'point', size: 120, opacity: 0, filled: true },
      encoding: { ...encoding, tooltip: { field: 'text', title: 'mean latency' } },
    };
    return { height: 160, layer: [line(latencyMs, 1, 0.4), line(welchMs, 2, 1), cut, hover] };
  },
};

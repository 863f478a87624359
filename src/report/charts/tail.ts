/** The tail of the latency distribution: how many requests took longer than x, both axes logarithmic. */
import { formatNumber } from '../format.ts';
import { paint } from '../theme.ts';
import type { Chart, ChartContext } from './chart.ts';
import { latencyDomain, latencyX, noLatency, percentileRules } from './distribution.ts';
import { survival } from './latency-bins.ts';
import { leftAxis } from './time-frame.ts';

const MOST_POINTS = 240;

const SHARE_LABEL = "format(datum.value * 100, '~r') + ' %'";

function message({ variant: { summary } }: ChartContext): string {
  const { p999, max } = summary.latencyMs;
  if (p999.mean === null) return 'No request was answered, so there is no latency to show.';
  return `One request in a thousand took more than ${formatNumber(p999.mean, 'ms')}; the slowest of a run ${formatNumber(max.mean, 'ms')}.`;
}

export const tailChart: Chart = {
  name: 'tail',
  title: 'Tail of latency: share of requests slower than x',
  subtitle: 'Successful requests of all runs; both axes logarithmic',
  message,
  body: (context) => {
    const domain = latencyDomain(context);
    if (domain === null) return { height: 70, layer: noLatency() };
    const values = survival(context.variant.latencyHistogram, MOST_POINTS).map((point) => ({
      latencyMs: point.latencyMs,
      slower: point.slower,
      text: `${formatNumber(point.slower, 'share')} slower than ${formatNumber(point.latencyMs, 'ms')}`,
    }));
    const least = values.at(-1)?.slower ?? 1;
    const decades = Array.from({ length: Math.ceil(-Math.log10(least)) + 1 }, (_, i) => 10 ** -i);
    const encoding = {
      x: latencyX('latencyMs', domain),
      y: {
        field: 'slower',
        type: 'quantitative',
        scale: { type: 'log', domain: [Math.min(least, 0.1), 1], nice: false },
        axis: leftAxis('share of requests slower', { labelExpr: SHARE_LABEL, values: decades }),
      },
    };
    const data = { values };
    const line = {
      data,
      mark: { type: 'line', interpolate: 'step-after', color: paint('bar'), strokeWidth: 2 },
      encoding,
    };
    const hover = {
      name: 'hover',
      data,
      mark: { type: 'point', size: 120, opacity: 0, filled: true },
      encoding: { ...encoding, tooltip: { field: 'text', title: 'share' } },
    };
    return { height: 180, layer: [line, ...percentileRules(context, domain), hover] };
  },
};

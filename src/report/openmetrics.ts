/**
 * The time series as OpenMetrics text with timestamps, for `promtool tsdb create-blocks-from openmetrics` and whatever
 * else reads it. Time 0 of the simulation is the epoch: a run has no date.
 *
 * @see https://prometheus.io/docs/specs/om/open_metrics_spec/
 */
import type { Result, Series } from '../experiment/result.ts';

interface Line {
  readonly labels: Readonly<Record<string, string>>;
  /** [intervals] */
  readonly values: readonly (number | null)[];
}

interface Family {
  readonly name: string;
  readonly unit?: string;
  readonly help: string;
  readonly lines: (series: Series) => readonly Line[];
}

const perSecond = (counts: readonly number[], { intervalMs }: Series): number[] =>
  counts.map((count) => (count * 1000) / intervalMs);

const seconds = (ms: readonly (number | null)[]): (number | null)[] =>
  ms.map((value) => (value === null ? null : value / 1000));

const FAMILIES: readonly Family[] = [
  {
    name: 'simulate_request_rate',
    help: 'Requests per second by time of arrival, mean over replications.',
    lines: (series) => [{ labels: {}, values: perSecond(series.requests, series) }],
  },
  {
    name: 'simulate_failure_rate',
    help: 'Failed requests per second by time of arrival and cause, mean over replications.',
    lines: (series) =>
      Object.entries(series.causes).map(([cause, counts]) => ({
        labels: { cause },
        values: perSecond(counts, series),
      })),
  },
  {
    name: 'simulate_latency_seconds',
    unit: 'seconds',
    help: 'Latency of successful requests by time of arrival, quantiles over all replications.',
    lines: ({ p50Ms, p90Ms, p99Ms }) => [
      { labels: { quantile: '0.5' }, values: seconds(p50Ms) },
      { labels: { quantile: '0.9' }, values: seconds(p90Ms) },
      { labels: { quantile: '0.99' }, values: seconds(p99Ms) },
    ],
  },
  {
    name: 'simulate_ready_endpoints',
    help: 'Ready endpoints, mean over time and replications.',
    lines: ({ readyEndpoints }) => [{ labels: {}, values: readyEndpoints }],
  },
  {
    name: 'simulate_pods',
    help: 'Pods by phase, mean over time and replications.',
    lines: ({ podsByPhase }) =>
      Object.entries(podsByPhase).map(([phase, values]) => ({ labels: { phase }, values })),
  },
];

/** The whole text, of all variants: each sample is labelled with its own. */
export function renderOpenMetrics({ variants }: Pick<Result, 'variants'>): string {
  const families = FAMILIES.map(({ name, unit, help, lines }) => {
    const head = [`# TYPE ${name} gauge`, ...(unit === undefined ? [] : [`# UNIT ${name} ${unit}`])];
    const samples = variants.flatMap(({ name: variant, series }) =>
      lines(series).flatMap(({ labels, values }) => {
        const labelled = `${name}{${labelText({ variant, ...labels })}}`;
        return values.flatMap((value, i) =>
          value === null ? [] : [`${labelled} ${value} ${(series.timeMs[i] ?? 0) / 1000}`],
        );
      }),
    );
    return [...head, `# HELP ${name} ${help}`, ...samples].join('\n');
  });
  return `${families.join('\n')}\n# EOF\n`;
}

function labelText(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}="${escaped(value)}"`)
    .join(',');
}

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

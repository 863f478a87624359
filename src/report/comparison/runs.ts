/** Run by run: the difference of every pair of runs, as ticks in a row per variant, and a panel per metric. */
import type { ReplicationResult, Result } from '../../experiment/result.ts';
import { CHART_WIDTH, type ChartSpec, type ChartWords } from '../charts/chart.ts';
import { shortenMiddle } from '../format.ts';
import { paint } from '../theme.ts';
import { metricDifference, metricLabel } from './rows.ts';

export const RUNS_WORDS: ChartWords = {
  name: 'runs',
  title: 'Differences run by run',
  subtitle:
    'Each tick is one run of a variant less the same run of the baseline: the same requests, the same chance',
};

const LABEL_LENGTH = 30;
const ROW_HEIGHT = 17;

interface Tick {
  readonly panel: string;
  readonly variant: string;
  readonly difference: number;
  readonly text: string;
}

export function runsMessage(result: Result): string {
  const ticks = ticksOf(result);
  const count = (holds: (difference: number) => boolean): number =>
    ticks.filter(({ difference }) => holds(difference)).length;
  return `Of ${ticks.length} differences of single runs ${count((d) => d < 0)} are below zero, ${count((d) => d > 0)} above, and ${count((d) => d === 0)} are exactly zero.`;
}

/** The figure of one run under its name in a comparison; `null` where it was not observed. */
function figureOf(run: ReplicationResult, metric: string): number | null {
  const failed = Object.values(run.errors).reduce((sum, count) => sum + count, 0);
  if (metric === 'failed') return failed;
  if (metric === 'errorRate') return run.requests === 0 ? null : failed / run.requests;
  const found = metric
    .split('.')
    .reduce<unknown>((holder, key) => (holder as Record<string, unknown> | null)?.[key], run);
  return typeof found === 'number' ? found : null;
}

function ticksOf({ variants, pareto }: Result): Tick[] {
  const [baseline, ...others] = variants;
  const before = new Map(baseline?.replications.map((run) => [run.index, run]));
  return (pareto?.metrics ?? []).flatMap((metric) =>
    others.flatMap(({ name, replications }) =>
      replications.flatMap((run) => {
        const partner = before.get(run.index);
        const [own, base] = [figureOf(run, metric), partner === undefined ? null : figureOf(partner, metric)];
        if (own === null || base === null) return [];
        const difference = own - base;
        const text = `run ${run.index}: ${metricDifference(metric, difference)}`;
        return [{ panel: panelOf(metric), variant: shortenMiddle(name, LABEL_LENGTH), difference, text }];
      }),
    ),
  );
}

function panelOf(metric: string): string {
  return metricLabel(metric) + (/Ms\b/.test(metric) ? ', ms' : '');
}

export function runsBody(result: Result): ChartSpec {
  const ticks = ticksOf(result);
  const names = result.variants.slice(1).map(({ name }) => shortenMiddle(name, LABEL_LENGTH));
  const x = { field: 'difference', type: 'quantitative', axis: { title: null, tickCount: 5, grid: false } };
  const y = {
    field: 'variant',
    type: 'nominal',
    sort: names,
    axis: { title: null, labelLimit: 0, domain: false },
  };
  const zero = {
    mark: { type: 'rule', color: paint('marker'), strokeDash: [4, 3] },
    encoding: { x: { datum: 0, type: 'quantitative' } },
  };
  const size = { height: ROW_HEIGHT * 0.8, thickness: 2 };
  return {
    datasets: { ticks },
    data: { name: 'ticks' },
    columns: 2,
    facet: {
      field: 'panel',
      type: 'nominal',
      sort: (result.pareto?.metrics ?? []).map(panelOf),
      header: {
        title: null,
        labelFontSize: 11.5,
        labelAnchor: 'start',
        labelColor: paint('ink'),
        labelPadding: 6,
      },
    },
    resolve: { scale: { x: 'independent' } },
    spec: {
      width: Math.floor(CHART_WIDTH / 2) - 170,
      height: { step: ROW_HEIGHT },
      layer: [
        zero,
        { mark: { type: 'tick', ...size, opacity: 0.55, color: paint('accent') }, encoding: { x, y } },
        {
          name: 'hover',
          mark: { type: 'tick', ...size, thickness: 8, opacity: 0 },
          encoding: { x, y, tooltip: { field: 'text', title: 'difference' } },
        },
      ],
    },
  };
}

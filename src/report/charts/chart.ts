/**
 * The contract of a chart, and what all charts are built from. A chart turns the result of one variant into a
 * Vega-Lite spec and says in words what it shows; it draws nothing. Marks named `hover…` carry tooltips only and are
 * left out of still pictures.
 */
import type { Result, VariantResult } from '../../experiment/result.ts';
import { readWindow, type RunWindow } from '../window.ts';
import { CHART_CONFIG } from '../theme.ts';

/** What a chart may read. */
export interface ChartContext {
  readonly variant: VariantResult;
  readonly window: RunWindow;
  /** The same with the rollout's end as in the first replication, for charts of that replication. */
  readonly firstWindow: RunWindow;
}

export interface ChartWords {
  /** File name without ending, and anchor in the page. */
  readonly name: string;
  /** States what is shown. */
  readonly title: string;
  /** How to read it, one line. */
  readonly subtitle: string;
}

export interface Chart extends ChartWords {
  /** The chart's message in words: alternative text, and the caption under it. */
  readonly message: (context: ChartContext) => string;
  readonly body: (context: ChartContext) => ChartBody;
  /** Whether there is anything to draw; there is, unless it says otherwise. */
  readonly applies?: (context: ChartContext) => boolean;
}

/** A single or layered view; the frame (title, size, configuration) is the same for all. */
interface ChartBody {
  readonly height: number | { readonly step: number };
  readonly layer: readonly Layer[];
}

/** Width of the still pictures; the page fits charts to their container. */
export const CHART_WIDTH = 860;

export function chartContext(result: Result, variant: VariantResult): ChartContext {
  return {
    variant,
    window: readWindow(result, variant),
    firstWindow: readWindow(result, variant, 'first'),
  };
}

/** Rows of plain values. */
type Rows = readonly object[];

/** A layer with its rows inside, as charts write it. */
export interface Layer {
  readonly data?: { readonly values: Rows };
  readonly [key: string]: unknown;
}

/** A Vega-Lite spec. Plain JSON: Vega-Lite's own types know neither expressions everywhere nor our data. */
export interface ChartSpec {
  readonly datasets: Readonly<Record<string, Rows>>;
  readonly [key: string]: unknown;
}

/** Moves the layers' rows out, each array once: Vega-Lite hashes what stands inside, which takes half its time. */
function withNamedData(layers: readonly Layer[]): Pick<ChartSpec, 'datasets' | 'layer'> {
  const names = new Map<Rows, string>();
  const layer = layers.map(({ data, ...rest }) => {
    if (data === undefined) return rest;
    const name = names.get(data.values) ?? `rows-${names.size + 1}`;
    names.set(data.values, name);
    return { data: { name }, ...rest };
  });
  return { datasets: Object.fromEntries([...names].map(([rows, name]) => [name, rows])), layer };
}

/** The whole spec of a chart, colours as CSS variables. */
export function chartSpec(chart: Chart, context: ChartContext): ChartSpec {
  const { height, layer } = chart.body(context);
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title: { text: chart.title, subtitle: chart.subtitle },
    description: `${chart.title}. ${chart.message(context)}`,
    width: CHART_WIDTH,
    height,
    autosize: { type: 'fit-x', contains: 'padding' },
    config: CHART_CONFIG,
    ...withNamedData(layer),
  };
}

/**
 * From a chart to its forms: Vega-Lite spec, Vega spec, SVG, PNG. Compiles every chart once; vega, vega-lite and
 * resvg are imported when first needed, because they cost a quarter of a second. It writes no files.
 */
import type { LoggerInterface, Spec } from 'vega';
import type { TopLevelSpec } from 'vega-lite';
import type { Result, VariantResult } from '../experiment/result.ts';
import { type ChartSpec, type ChartWords, chartContext, chartSpec } from './charts/chart.ts';
import { CHARTS } from './charts/charts.ts';
import { escapeHtml } from './html/escape.ts';
import { itemWidth } from './text-metrics.ts';
import { FONT, FONT_FAMILY, inLight, paint } from './theme.ts';

/** A compiled chart: everything the page and the still pictures are made of, colours as CSS variables. */
export interface Picture {
  readonly chart: ChartWords;
  /** The chart's message in words. */
  readonly message: string;
  readonly spec: ChartSpec;
  /** Without title: pages say it as a heading, and Vega cannot break it into lines. */
  readonly vega: Spec;
}

/** Vega-Lite warns of choices it makes for us; our charts have been looked at. */
const silent: LoggerInterface = {
  level: () => silent,
  error(message) {
    throw new Error(`chart does not compile: ${String(message)}`);
  },
  warn: () => silent,
  info: () => silent,
  debug: () => silent,
};

export async function compilePictures(result: Result, variant: VariantResult): Promise<Picture[]> {
  const context = chartContext(result, variant);
  const pictures: Picture[] = [];
  for (const chart of CHARTS) {
    if (chart.applies?.(context) === false) continue;
    pictures.push(await compilePicture(chart, chart.message(context), chartSpec(chart, context)));
  }
  return pictures;
}

/** @param message - in words, what the chart shows */
export async function compilePicture(chart: ChartWords, message: string, spec: ChartSpec): Promise<Picture> {
  const { compile } = await import('vega-lite');
  const { datasets, title: _title, ...empty } = spec;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see ChartSpec; a wrong spec throws in compile
  const { spec: vega } = compile(empty as unknown as TopLevelSpec, { logger: silent });
  return { chart, message, spec, vega: filled(vega, datasets) };
}

/** Puts the rows into a spec that was compiled without them. */
function filled(spec: Spec, datasets: ChartSpec['datasets']): Spec {
  const data = (spec.data ?? []).map((source) => {
    const rows = datasets[source.name];
    return rows === undefined ? source : { ...source, values: [...rows] };
  });
  return { ...spec, data };
}

/** The spec as a file of its own, colours written in. */
export function specText(picture: Picture): string {
  return `${inLight(JSON.stringify(picture.spec))}\n`;
}

/** A part of vega's interface that its types leave out. */
interface Measuring {
  readonly textMetrics: { width: typeof itemWidth };
}

/** Without the marks that only carry tooltips, in panels as well: their names end alike, whatever stands before. */
function still<T extends Pick<Spec, 'marks'>>(spec: T): T {
  if (spec.marks === undefined) return spec;
  const shown = spec.marks.filter((mark) => !/(?:^|_)hover/.test(mark.name ?? ''));
  return { ...spec, marks: shown.map((mark) => (mark.type === 'group' ? still(mark) : mark)) };
}

/** An SVG whose colours are CSS variables; `prefix` keeps its ids apart from those of others on a page. */
export async function renderSvg(spec: Spec, prefix: string): Promise<string> {
  const vega = await import('vega');
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- exported, but missing from vega's types
  (vega as unknown as Measuring).textMetrics.width = itemWidth;
  vega.resetSVGDefIds(); // ids count on otherwise, and the second rendering would differ from the first
  const view = new vega.View(vega.parse(still(spec)), { renderer: 'none', logLevel: vega.Error });
  const svg = await view.toSVG();
  view.finalize();
  return svg.replaceAll(/(\bid="|url\(#)/g, `$1${prefix}-`);
}

const TITLE_HEIGHT = 48;

/** A still picture as a file of its own: colours written in, the title above it. */
export function standalone({ chart, spec }: Picture, svg: string): string {
  const [width, height] = ['width', 'height'].map((side) =>
    Number(new RegExp(` ${side}="([\\d.]+)"`).exec(svg)?.[1]),
  );
  if (width === undefined || height === undefined) return inLight(svg);
  const whole = height + TITLE_HEIGHT;
  const text = (y: number, style: string, words: string) =>
    `<text x="8" y="${y}" font-family="${FONT}" ${style}>${escapeHtml(words)}</text>`;
  return inLight(`<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" version="1.1" width="${width}" height="${whole}" viewBox="0 0 ${width} ${whole}" role="img">
<title>${escapeHtml(chart.title)}</title><desc>${escapeHtml(String(spec['description']))}</desc>
<rect width="${width}" height="${whole}" fill="${paint('surface')}"/>
${text(24, `font-size="15" font-weight="700" fill="${paint('ink')}"`, chart.title)}
${text(42, `font-size="12" fill="${paint('muted')}"`, chart.subtitle)}
<svg y="${TITLE_HEIGHT}" width="${width}" height="${height}">${svg}</svg></svg>
`);
}

/** A PNG at twice the size, with the given fonts only: a system's fonts would change it from machine to machine. */
export async function renderPng(svg: string, fontFiles: readonly string[]): Promise<Uint8Array> {
  const { Resvg } = await import('@resvg/resvg-js');
  // Not renderAsync: each of its threads keeps some 15 MB for itself (measured over seven charts: 139 MB against 96).
  const picture = new Resvg(svg, {
    fitTo: { mode: 'zoom', value: 2 },
    font: { loadSystemFonts: false, fontFiles: [...fontFiles], defaultFontFamily: FONT_FAMILY },
  });
  return picture.render().asPng();
}

/**
 * A result rendered in the formats asked for, as files for the caller to write. A pure function of the result and of
 * the assets: no clock, no chance, no files. Each chart is compiled and drawn once and used by all formats.
 */
import type { Result } from '../experiment/result.ts';
import { comparisonPictures } from './comparison/pictures.ts';
import { renderCsv } from './csv.ts';
import { slug } from './html/escape.ts';
import { type PageVariant, renderPage, type StillPicture } from './html/page.ts';
import { renderJunit } from './junit.ts';
import { renderMarkdown } from './markdown.ts';
import { renderOpenMetrics } from './openmetrics.ts';
import { compilePictures, renderPng, renderSvg, specText, standalone } from './pictures.ts';
import { renderTrace } from './trace.ts';

/** `json`, the result itself, is not rendered: the caller has its text. */
export type ReportFormat = 'html' | 'svg' | 'png' | 'csv' | 'json' | 'md' | 'junit' | 'openmetrics' | 'trace';

export interface ReportFile {
  /** Relative to the output directory, with `/`: `charts/latency.svg`. */
  readonly path: string;
  readonly content: string | Uint8Array;
}

export interface ReportAssets {
  /** The bundled script of the page. */
  readonly browserRuntime: string;
  /** Absolute paths of Inter 400 and 700, TTF. */
  readonly fontFiles: readonly string[];
}

type Formats = ReadonlySet<ReportFormat>;

/** Where a variant's files go: at the top when it is the only one, else in a folder named after it. */
function folderOf(result: Result, index: number): string {
  const variant = result.variants[index];
  return variant === undefined || result.variants.length === 1 ? '' : `${index + 1}-${slug(variant.name)}/`;
}

/** A variant with its charts, drawn. */
interface Drawn extends PageVariant {
  /** Folder below `charts/`. */
  readonly folder: string;
}

/** One chart after another: Vega numbers the ids in an SVG by a counter that all drawings share. */
async function drawVariants(result: Result): Promise<Drawn[]> {
  const drawn: Drawn[] = [];
  for (const [i, variant] of result.variants.entries()) {
    const prefix = result.variants.length === 1 ? '' : `v${i + 1}-`;
    const pictures: StillPicture[] = [];
    // A comparison has charts of its own; those of single runs would be many and say little.
    const own = result.comparisons === undefined ? await compilePictures(result, variant) : [];
    for (const picture of own) {
      pictures.push({ picture, svg: await renderSvg(picture.vega, `${prefix}${picture.chart.name}`) });
    }
    drawn.push({ variant, prefix, pictures, folder: folderOf(result, i) });
  }
  return drawn;
}

async function drawComparison(result: Result): Promise<StillPicture[]> {
  const drawn: StillPicture[] = [];
  for (const picture of await comparisonPictures(result)) {
    drawn.push({ picture, svg: await renderSvg(picture.vega, picture.chart.name) });
  }
  return drawn;
}

async function chartFiles(
  { picture, svg }: StillPicture,
  folder: string,
  wanted: Formats,
  fontFiles: readonly string[],
): Promise<ReportFile[]> {
  const base = `charts/${folder}${picture.chart.name}`;
  const whole = standalone(picture, svg);
  return [
    { path: `${base}.vl.json`, content: specText(picture) },
    ...(wanted.has('svg') ? [{ path: `${base}.svg`, content: whole }] : []),
    ...(wanted.has('png') ? [{ path: `${base}.png`, content: await renderPng(whole, fontFiles) }] : []),
  ];
}

async function renderCharts(result: Result, wanted: Formats, assets: ReportAssets): Promise<ReportFile[]> {
  const drawn = await drawVariants(result);
  const compared = await drawComparison(result);
  const page = wanted.has('html')
    ? [{ path: 'report.html', content: renderPage(result, drawn, compared, assets.browserRuntime) }]
    : [];
  if (!wanted.has('svg') && !wanted.has('png')) return page;
  const files: ReportFile[] = [];
  for (const picture of compared) files.push(...(await chartFiles(picture, '', wanted, assets.fontFiles)));
  for (const { pictures, folder } of drawn) {
    for (const picture of pictures)
      files.push(...(await chartFiles(picture, folder, wanted, assets.fontFiles)));
  }
  return [...page, ...files];
}

/** Renders the files of all `formats`, in an order that depends on nothing but the result. */
export async function renderReport(
  result: Result,
  formats: readonly ReportFormat[],
  assets: ReportAssets,
): Promise<ReportFile[]> {
  const wanted: Formats = new Set(formats);
  const files: ReportFile[] = [];
  if (wanted.has('html') || wanted.has('svg') || wanted.has('png')) {
    files.push(...(await renderCharts(result, wanted, assets)));
  }
  if (wanted.has('csv')) {
    result.variants.forEach((variant, i) => {
      files.push({ path: `${folderOf(result, i)}series.csv`, content: renderCsv(variant.series) });
    });
  }
  if (wanted.has('md')) files.push({ path: 'report.md', content: renderMarkdown(result) });
  if (wanted.has('junit')) files.push({ path: 'junit.xml', content: renderJunit(result) });
  if (wanted.has('openmetrics')) files.push({ path: 'metrics.txt', content: renderOpenMetrics(result) });
  if (wanted.has('trace')) files.push({ path: 'trace.json', content: renderTrace(result) });
  return files;
}

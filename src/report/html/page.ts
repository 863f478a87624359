/**
 * report.html: one file with everything in it. Still charts stand in the page as SVG, so that it can be read without
 * scripts; the embedded runtime brings them to life. A content security policy forbids the page any request.
 */
import type { Result, VariantResult } from '../../experiment/result.ts';
import type { Picture } from '../pictures.ts';
import { comparisonHtml } from './comparison.ts';
import { callsHtml } from './calls.ts';
import { codeHtml, escapeHtml, scriptCode, scriptJson, slug } from './escape.ts';
import {
  answerHtml,
  cardsHtml,
  ledgerHtml,
  notesHtml,
  outcomesHtml,
  reproduceHtml,
  thresholdsHtml,
  timelineHtml,
} from './sections.ts';
import { styleSheet } from './style.ts';
import { variantsHtml } from './variants.ts';

/** A picture with its still form, colours as CSS variables. */
export interface StillPicture {
  readonly picture: Picture;
  readonly svg: string;
}

/** A variant with its pictures; `prefix` begins all its ids. */
export interface PageVariant {
  readonly variant: VariantResult;
  readonly prefix: string;
  readonly pictures: readonly StillPicture[];
}

const POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:";

function figureHtml({ picture, svg }: StillPicture, prefix: string): string {
  const { chart, message } = picture;
  const label = escapeHtml(`Chart: ${chart.title}. ${message}`);
  return `<figure><h3>${escapeHtml(chart.title)}</h3>
<p class="subtitle">${escapeHtml(chart.subtitle)}</p>
<div id="${prefix}chart-${chart.name}" role="img" aria-label="${label}">${svg}</div>
<figcaption>${escapeHtml(message)}</figcaption></figure>`;
}

function part(prefix: string, name: string, title: string, body: string): string {
  const id = `${prefix}${slug(name)}`;
  return `<section aria-labelledby="${id}"><h2 id="${id}">${escapeHtml(title)}</h2>\n${body}</section>`;
}

function variantHtml(result: Result, { variant, prefix, pictures }: PageVariant): string {
  const suffix = result.variants.length > 1 ? `: ${variant.name}` : '';
  const figures = pictures.map((picture) => figureHtml(picture, prefix)).join('\n');
  const charts = figures === '' ? '' : part(prefix, 'charts-of-run', `What happened${suffix}`, figures);
  const opening =
    result.variants.length > 1 ? part(prefix, 'answer', `Variant${suffix}`, answerHtml(result, variant)) : '';
  const calls = callsHtml(variant);
  return [
    opening,
    result.variants.length > 1 ? cardsHtml(variant) : '',
    charts,
    part(prefix, 'ledger', `Lost requests by cause${suffix}`, ledgerHtml(result, variant)),
    calls === '' ? '' : part(prefix, 'calls', `Calls between services${suffix}`, calls),
    part(prefix, 'outcomes', `All outcomes${suffix}`, outcomesHtml(variant)),
    part(prefix, 'timeline', `Timeline${suffix}`, timelineHtml(variant, prefix)),
  ].join('\n');
}

function headHtml(result: Result): string {
  const title = escapeHtml(result.scenario.title);
  return `<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${styleSheet()}</style>`;
}

function partsOf({ summary }: VariantResult): (readonly [id: string, title: string])[] {
  return [
    ['charts-of-run', 'Charts'],
    ['ledger', 'Lost requests'],
    ...(summary.calls === undefined ? [] : [['calls', 'Calls'] as const]),
    ['outcomes', 'All outcomes'],
    ['timeline', 'Timeline'],
  ];
}

function navHtml(result: Result, variants: readonly PageVariant[]): string {
  const several = variants.length > 1;
  const links: readonly (readonly [id: string, title: string])[] = [
    ...(result.comparisons === undefined ? [] : [['comparison', 'Comparison'] as const]),
    ...(several ? [['variants', 'Side by side'] as const] : []),
    ...(result.thresholds.length > 0 ? [['thresholds', 'Thresholds'] as const] : []),
    ...(several
      ? variants.map(({ prefix, variant }) => [`${prefix}answer`, variant.name] as const)
      : variants.flatMap(({ variant }) => partsOf(variant))),
    ['reproduce', 'Reproduce'],
  ];
  const items = links.map(([id, title]) => `<li><a href="#${id}">${escapeHtml(title)}</a></li>`).join('');
  return `<nav aria-label="Contents"><ul>${items}</ul></nav>`;
}

function bannerHtml(result: Result, variants: readonly PageVariant[]): string {
  const [first] = variants;
  const { title, question } = result.scenario;
  const partial = result.partial
    ? '<p class="flag" role="note">Interrupted: only the finished runs are reported.</p>'
    : '';
  return `<header>
<h1>${escapeHtml(title)}</h1>
${question === undefined ? '' : `<p class="question">${codeHtml(question)}</p>`}
${partial}
${first === undefined || result.variants.length > 1 ? '' : answerHtml(result, first.variant)}
${navHtml(result, variants)}
</header>`;
}

function footerHtml({ tool, seed, scenarioHash, variants }: Result): string {
  const runs = variants[0]?.replications.length ?? 0;
  const count = runs === 1 ? 'one run' : `${runs} runs`;
  return `<footer><p>${escapeHtml(`${tool.name} ${tool.version} · seed ${seed} · ${count} · scenario ${scenarioHash.slice(0, 12)}`)}</p></footer>`;
}

/** @param compared - the charts of the comparison */
function comparisonPart(result: Result, compared: readonly StillPicture[]): string {
  if (result.comparisons === undefined) return '';
  const figures = compared.map((picture) => figureHtml(picture, '')).join('\n');
  return part('', 'comparison', 'Comparison', comparisonHtml(result) + figures);
}

/** The whole page. `runtime` is the bundled browser script; it contains no secrets of the page and is the same for all. */
export function renderPage(
  result: Result,
  variants: readonly PageVariant[],
  compared: readonly StillPicture[],
  runtime: string,
): string {
  const charts = variants.flatMap(({ prefix, pictures }) =>
    pictures.map(({ picture }) => ({ id: `${prefix}chart-${picture.chart.name}`, spec: picture.vega })),
  );
  // Panels side by side have a width of their own: the page scales them instead of fitting them.
  const panels = compared.map(({ picture }) => ({
    id: `chart-${picture.chart.name}`,
    spec: picture.vega,
    isFixed: true,
  }));
  const [first] = variants;
  return `<!doctype html>
<html lang="en"><head>
${headHtml(result)}
</head><body>
<a class="skip unseen" href="#main">Skip to the figures</a>
${bannerHtml(result, variants)}
<main id="main">
${comparisonPart(result, compared)}
${first === undefined || result.variants.length > 1 ? variantsHtml(result) : cardsHtml(first.variant)}
${thresholdsHtml(result)}
${variants.map((variant) => variantHtml(result, variant)).join('\n')}
${notesHtml(result)}
${reproduceHtml(result)}
</main>
${footerHtml(result)}
<script type="application/json" id="charts">${scriptJson([...panels, ...charts])}</script>
<script>${scriptCode(runtime)}</script>
</body></html>
`;
}

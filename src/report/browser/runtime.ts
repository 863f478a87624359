/**
 * The script inside report.html: replaces each still chart by a live one with tooltips, fits it to its place, and
 * filters the timeline. Bundled by the build into one text. It evaluates no code (Vega expressions are interpreted)
 * and asks for nothing over the network; where anything fails, the still chart stays.
 */
import { Error as ERROR_LEVEL, parse, type Spec, View } from 'vega';
import { expressionInterpreter } from 'vega-interpreter';
import { Handler } from 'vega-tooltip';

interface EmbeddedChart {
  /** Id of the element that holds the still picture. */
  readonly id: string;
  readonly spec: Spec;
  /** Of a width of its own. */
  readonly isFixed?: boolean;
}

const tooltip = new Handler({ theme: 'custom', disableDefaultStyle: true });

function embeddedCharts(): EmbeddedChart[] {
  const text = document.querySelector('#charts')?.textContent;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by our own page
  return text === null || text === undefined ? [] : (JSON.parse(text) as EmbeddedChart[]);
}

/** Keeps the chart as wide as its place; a frame's delay, because a resize comes in bursts. */
function followWidth(view: View, place: Element): void {
  let width = place.clientWidth;
  let waiting = false;
  const fit = async (): Promise<void> => {
    waiting = false;
    width = place.clientWidth;
    await view.width(width).runAsync();
  };
  new ResizeObserver(() => {
    if (waiting || place.clientWidth === width || place.clientWidth === 0) return;
    waiting = true;
    requestAnimationFrame(() => void fit());
  }).observe(place);
}

async function bringToLife({ id, spec, isFixed = false }: EmbeddedChart): Promise<void> {
  const place = document.getElementById(id);
  if (place === null) return;
  const live = document.createElement('div');
  const view = new View(parse(spec, undefined, { ast: true }), {
    renderer: 'svg',
    container: live,
    hover: false,
    logLevel: ERROR_LEVEL,
    expr: expressionInterpreter,
    tooltip: tooltip.call,
  });
  await (isFixed ? view : view.width(place.clientWidth)).runAsync();
  place.replaceChildren(live);
  place.dataset['live'] = 'true';
  if (isFixed) scaleDown(live);
  else followWidth(view, place);
}

/** A chart of fixed width shrinks with its place, as a picture does. */
function scaleDown(live: Element): void {
  const svg = live.querySelector('svg');
  if (svg === null) return;
  svg.style.maxWidth = '100%';
  svg.style.height = 'auto';
}

function filterRows(input: HTMLInputElement, table: HTMLTableElement, status: Element | null): void {
  const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const row of table.tBodies[0]?.rows ?? []) {
    const text = row.textContent?.toLowerCase() ?? '';
    row.hidden = !words.every((word) => text.includes(word));
    if (!row.hidden) shown += 1;
  }
  if (status !== null) status.textContent = words.length === 0 ? '' : `${shown} shown`;
}

function enableFilters(): void {
  for (const input of document.querySelectorAll<HTMLInputElement>('input[data-filters]')) {
    const table = document.getElementById(input.dataset['filters'] ?? '');
    if (!(table instanceof HTMLTableElement)) continue;
    const status = input.parentElement?.querySelector('output') ?? null;
    input.parentElement?.removeAttribute('hidden');
    input.addEventListener('input', () => filterRows(input, table, status));
  }
}

/** One after another, so that the page answers in between. */
async function start(): Promise<void> {
  enableFilters();
  for (const chart of embeddedCharts()) await bringToLife(chart);
  document.documentElement.dataset['ready'] = 'true';
}

void start();

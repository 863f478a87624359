/**
 * The common time axis: every chart over time has the same domain, ticks and margins, the warm-up shaded behind and
 * the marked instants (rollout starts, complete) ruled in front, so that charts can be read one above another.
 */
import type { Layer } from './chart.ts';
import { shortenMiddle } from '../format.ts';
import { textWidth } from '../text-metrics.ts';
import { paint } from '../theme.ts';
import type { Marker, RunWindow } from '../window.ts';

/** Room left of every plot over time; holds a pod's name shortened to {@link LABEL_LENGTH}. */
const LEFT_MARGIN = 108;
const LABEL_LENGTH = 15;

const STEPS_S = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400];

/** Round instants in seconds, at most sixteen or so. */
function ticks(endS: number): number[] {
  const step = STEPS_S.find((s) => endS / s <= 16) ?? Math.ceil(endS / 12 / 14_400) * 14_400;
  return Array.from({ length: Math.floor(endS / step + 1e-9) + 1 }, (_, i) => i * step);
}

const CLOCK = "floor(datum.value / 60) + ':' + format(datum.value % 60, datum.value % 1 ? '04.1f' : '02.0f')";

/** The x channel: simulated time in seconds, shown as m:ss. */
export function timeX(field: string, window: Pick<RunWindow, 'endMs'>): object {
  const endS = window.endMs / 1000;
  return {
    field,
    type: 'quantitative',
    scale: { domain: [0, endS], nice: false },
    axis: {
      title: 'simulated time (m:ss)',
      values: ticks(endS),
      labelExpr: CLOCK,
      labelOverlap: 'greedy',
      labelFlush: true,
      grid: false,
    },
  };
}

/** The y axis of a chart over time: its title lies level above the axis, its margin is the common one. */
export function leftAxis(title: string, more: object = {}): object {
  return {
    title,
    titleAngle: 0,
    titleAlign: 'left',
    titleAnchor: 'end',
    titleBaseline: 'bottom',
    titleX: -LEFT_MARGIN + 4,
    titleY: -8,
    minExtent: LEFT_MARGIN,
    maxExtent: LEFT_MARGIN,
    ...more,
  };
}

/** A Vega expression that shortens a category's label in the middle. */
export function shortenedLabels(names: readonly string[]): string {
  const table = Object.fromEntries(names.map((name) => [name, shortenMiddle(name, LABEL_LENGTH)]));
  return `(${JSON.stringify(table)})[datum.value]`;
}

const LABEL = { baseline: 'bottom', fontSize: 10.5 } as const;

/** Left out where it would meet the label of the first instant, which stands before it. */
function warmupLabel({ markers, endMs }: RunWindow): object {
  const first = markers.find((marker) => marker.side === 'before');
  if (first === undefined) return { expr: "'warm-up'" };
  return { expr: `width * ${first.timeMs / endMs} < ${labelWidth(first) + 50} ? '' : 'warm-up'` };
}

const EMPTY_FONT_SIZE = 15;

/** What stands in the place of a plot that would be empty; the time axis and its marks stay. */
export function emptyFrame(window: RunWindow, text: string): Layer[] {
  const half = textWidth(text, EMPTY_FONT_SIZE, false) / 2 + 12;
  const y = {
    datum: 0,
    type: 'quantitative',
    axis: leftAxis('', { labels: false, ticks: false, grid: false, domain: false }),
  };
  const data = { values: [{ at: 0 }] };
  const middle = { x: { expr: 'width / 2' }, y: { expr: 'height / 2' } };
  const plate = {
    type: 'rect',
    x: { expr: `width / 2 - ${half}` },
    x2: { expr: `width / 2 + ${half}` },
    y: { expr: 'height / 2 - 14' },
    y2: { expr: 'height / 2 + 14' },
  };
  return [
    ...behind(window),
    { data, mark: { type: 'point', opacity: 0 }, encoding: { x: timeX('at', window), y } },
    { data, mark: { type: 'rect', opacity: 0, x: 0, x2: 1, y: -30, y2: 0 } }, // room for two lines of labels
    ...inFront(window),
    { data, mark: { ...plate, color: paint('surface'), cornerRadius: 6 } },
    { data, mark: { type: 'text', text, fontSize: EMPTY_FONT_SIZE, color: paint('muted'), ...middle } },
  ];
}

/** Layers to draw first. */
export function behind(window: RunWindow): Layer[] {
  if (window.warmupMs <= 0) return [];
  const data = { values: [{ from: 0, to: Math.min(window.warmupMs, window.endMs) / 1000 }] };
  const x = timeX('from', window);
  return [
    {
      data,
      mark: { type: 'rect', color: paint('shade'), tooltip: null },
      encoding: { x, x2: { field: 'to' } },
    },
    {
      data,
      mark: {
        type: 'text',
        text: warmupLabel(window),
        ...LABEL,
        align: 'left',
        dx: 2,
        y: -4,
        color: paint('muted'),
      },
      encoding: { x },
    },
  ];
}

/** Pixels that a marker's label takes, with a little air. */
function labelWidth({ label }: Marker): number {
  return Math.ceil(textWidth(label, LABEL.fontSize, false)) + 8;
}

/** A Vega expression: whether the label of marker i would meet that of the one before it. */
function meets(markers: readonly Marker[], i: number, endMs: number): string {
  const [before, own] = [markers[i - 1], markers[i]];
  if (before === undefined || own === undefined) return 'false';
  const needed =
    (before.side === 'after' ? labelWidth(before) : 0) + (own.side === 'before' ? labelWidth(own) : 0);
  return `(width * ${(own.timeMs - before.timeMs) / endMs} < ${needed})`;
}

/** A Vega expression: whether a label would cross the edge on its own side, and so stands on the other. */
function turns(marker: Marker, endMs: number): string {
  const share = marker.timeMs / endMs;
  return `(width * ${marker.side === 'before' ? share : 1 - share} < ${labelWidth(marker)})`;
}

/** A plot narrower than this has labels at its first and its last marker only. */
const NARROW = 480;

/**
 * A label that turns stands a line higher, but for the last one where the first has turned already. So does one that
 * would meet the label before it; it is left out when that line is taken.
 */
function markerLabel({ endMs }: RunWindow, markers: readonly Marker[], i: number): Layer[] {
  const [first, marker] = [markers[0], markers[i]];
  if (first === undefined || marker === undefined) return [];
  const [turned, tight] = [turns(marker, endMs), meets(markers, i, endMs)];
  const lastToo = i > 0 && i === markers.length - 1 ? `!${turns(first, endMs)}` : 'true';
  const isBetween = i > 0 && i < markers.length - 1;
  const hidden = `(${isBetween} && width < ${NARROW}) || (${tight} && ${meets(markers, i - 1, endMs)})`;
  const usual = marker.side === 'before' ? 'right' : 'left';
  const mark = {
    type: 'text',
    text: { expr: `${hidden} ? '' : ${JSON.stringify(marker.label)}` },
    ...LABEL,
    color: paint('marker'),
    align: { expr: `${turned} ? '${usual === 'left' ? 'right' : 'left'}' : '${usual}'` },
    dx: { expr: `${turned} === ${usual === 'left'} ? -3 : 3` },
    y: { expr: `(${turned} && ${lastToo}) || ${tight} ? -15 : -4` },
  };
  const data = { values: [{ at: marker.timeMs / 1000 }] };
  return [{ data, mark, encoding: { x: timeX('at', { endMs }) } }];
}

/** Layers to draw last. Instants after the end of the run are not drawn. */
export function inFront(window: RunWindow): Layer[] {
  const visible = window.markers.filter((marker) => marker.timeMs <= window.endMs);
  if (visible.length === 0) return [];
  const data = { values: visible.map((marker) => ({ at: marker.timeMs / 1000 })) };
  const mark = { type: 'rule', color: paint('marker'), strokeDash: [4, 3], y: -14, y2: 'height' };
  const rules = { data, mark, encoding: { x: timeX('at', window) } };
  return [rules, ...visible.flatMap((_, i) => markerLabel(window, visible, i))];
}

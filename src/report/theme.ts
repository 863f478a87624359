/**
 * Colours and type of every chart and of the page: one name per meaning, one pair of values (light, dark) per name.
 * Charts refer to a colour by its CSS variable, so that the page follows the reader's colour scheme and the printer
 * without drawing again; `inLight` writes the light values in for files that stand alone (SVG, PNG, specs).
 * Hues are Paul Tol's "muted" and Okabe–Ito's, chosen to stay apart for colour-blind readers.
 */
import type { Cause, PodPhase } from '../model/outcomes.ts';

interface Paint {
  readonly light: string;
  readonly dark: string;
}

const PAINTS = {
  page: { light: '#f6f7f9', dark: '#14171c' },
  surface: { light: '#ffffff', dark: '#1c2027' },
  ink: { light: '#1b2430', dark: '#e6eaf0' },
  muted: { light: '#566273', dark: '#a3adba' },
  line: { light: '#d9dee5', dark: '#363d48' },
  grid: { light: '#e9ecf1', dark: '#2a3039' },
  shade: { light: '#eef1f5', dark: '#252b34' },
  accent: { light: '#0f5cad', dark: '#7ab8f5' },
  good: { light: '#17703f', dark: '#62c98d' },
  bad: { light: '#b3261e', dark: '#ff8f85' },
  unsure: { light: '#8a5a00', dark: '#e6b455' },
  marker: { light: '#3d4858', dark: '#c3cbd6' },
  bar: { light: '#4a90c2', dark: '#5b9fd0' },

  p50: { light: '#56b4e9', dark: '#3f83ad' },
  p90: { light: '#0072b2', dark: '#63b3e8' },
  p99: { light: '#0b2545', dark: '#d7ebfb' },

  'phase-pending': { light: '#b9c0ca', dark: '#6d7684' },
  'phase-starting': { light: '#e9b13c', dark: '#d9a02d' },
  'phase-ready': { light: '#2a9d8f', dark: '#2fa594' },
  'phase-terminating': { light: '#b0527c', dark: '#c46c95' },
  'phase-not-ready': { light: '#d5622c', dark: '#e07b45' },

  'cause-stale-endpoint': { light: '#cc6677', dark: '#e07f8f' },
  'cause-not-listening-yet': { light: '#ddcc77', dark: '#ddcc77' },
  'cause-not-initialized-yet': { light: '#999933', dark: '#b5b54a' },
  'cause-killed-in-flight': { light: '#332288', dark: '#8f80e6' },
  'cause-no-endpoints': { light: '#882255', dark: '#c25590' },
  'cause-queue-full': { light: '#88ccee', dark: '#88ccee' },
  'cause-overload': { light: '#117733', dark: '#3fae66' },
  'cause-slow-response': { light: '#44aa99', dark: '#59c4b2' },
  'cause-idle-close-race': { light: '#aa4499', dark: '#cf72bf' },
  'cause-application-error': { light: '#8c8c8c', dark: '#a8a8a8' },
  'cause-dead-address': { light: '#661100', dark: '#d9744f' },
  'cause-dns-stale': { light: '#6699cc', dark: '#7fb2e5' },
  'cause-dns-negative': { light: '#004488', dark: '#5f93d6' },
  'cause-hung-pod': { light: '#a0522d', dark: '#d08a5a' },
  'cause-dead-node': { light: '#4d2b1f', dark: '#c49a86' },
  'cause-closed-port': { light: '#b8860b', dark: '#d9a93a' },
  'cause-throttled': { light: '#ee7733', dark: '#ff9d5c' },
  'cause-no-environment-variable': { light: '#5b7553', dark: '#9dbb92' },
} as const satisfies Readonly<Record<string, Paint>>;

type PaintName = keyof typeof PAINTS;

/** The CSS variable of a colour. */
export function paint(name: PaintName): string {
  return `var(--${name})`;
}

export function causePaint(cause: Cause): string {
  return paint(`cause-${cause}`);
}

export function phasePaint(phase: PodPhase): string {
  return paint(`phase-${phase}`);
}

/** Writes the light colours in, for text that stands outside the page. */
export function inLight(text: string): string {
  return text.replaceAll(/var\(--([a-z0-9-]+)\)/g, (whole, name: string) =>
    isPaint(name) ? PAINTS[name].light : whole,
  );
}

function isPaint(name: string): name is PaintName {
  return Object.hasOwn(PAINTS, name);
}

/** CSS declarations of all colours for one scheme. */
export function paintDeclarations(scheme: keyof Paint): string {
  return Object.entries(PAINTS)
    .map(([name, value]) => `--${name}:${value[scheme]};`)
    .join('');
}

/** The family that pictures are drawn with; the page falls back to the system's. */
export const FONT_FAMILY = 'Inter';

export const FONT = `${FONT_FAMILY}, system-ui, sans-serif`;

/** Vega-Lite configuration shared by all charts. */
export const CHART_CONFIG = {
  background: paint('surface'),
  font: FONT,
  padding: 8,
  view: { stroke: null },
  mark: { aria: false },
  title: {
    anchor: 'start',
    frame: 'bounds',
    fontSize: 14,
    fontWeight: 700,
    color: paint('ink'),
    subtitleColor: paint('muted'),
    subtitleFontSize: 11.5,
    subtitlePadding: 4,
    offset: 12,
  },
  axis: {
    aria: false,
    domainColor: paint('line'),
    gridColor: paint('grid'),
    tickColor: paint('line'),
    labelColor: paint('muted'),
    labelFontSize: 11,
    titleColor: paint('muted'),
    titleFontSize: 11,
    titleFontWeight: 400,
  },
  legend: {
    aria: false,
    orient: 'top',
    direction: 'horizontal',
    title: null,
    labelColor: paint('ink'),
    labelFontSize: 11.5,
    symbolOpacity: 1,
    offset: 30,
    columnPadding: 14,
    labelLimit: 240,
    columns: { expr: 'width < 480 ? 2 : 12' },
  },
} as const;

/**
 * Numbers as people read them: a unit that fits the size, as many digits as the interval justifies, thousands
 * separated by commas. It knows nothing of metrics or results beyond an estimate.
 */
import type { Estimate } from '../experiment/result.ts';

/** What a number measures, and so how it is scaled and marked. `ms` scales to µs, ms, s or min; `share` to %. */
export type Unit = 'ms' | 'share' | 'count' | 'perSecond' | 'podSeconds' | 'factor';

/** What stands where there is no number. */
export const NOTHING = '–';

const NBSP = '\u00a0';

interface Scale {
  readonly factor: number;
  readonly suffix: string;
}

const SUFFIX: Readonly<Record<Exclude<Unit, 'ms'>, string>> = {
  share: `${NBSP}%`,
  perSecond: '/s',
  factor: `${NBSP}×`,
  count: '',
  podSeconds: '',
};

function scaleOf(unit: Unit, magnitude: number): Scale {
  if (unit === 'ms') return durationScale(magnitude);
  return { factor: unit === 'share' ? 100 : 1, suffix: SUFFIX[unit] };
}

function durationScale(ms: number): Scale {
  if (ms > 0 && ms < 1) return { factor: 1000, suffix: `${NBSP}µs` };
  if (ms < 1000) return { factor: 1, suffix: `${NBSP}ms` };
  if (ms < 600_000) return { factor: 1e-3, suffix: `${NBSP}s` };
  return { factor: 1 / 60_000, suffix: `${NBSP}min` };
}

const formats = new Map<number, Intl.NumberFormat>();

function fixed(value: number, decimals: number): string {
  let format = formats.get(decimals);
  if (format === undefined) {
    format = new Intl.NumberFormat('en-US', {
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
    });
    formats.set(decimals, format);
  }
  return format.format(value === 0 ? 0 : value);
}

/** Decimals for `digits` significant digits of `value`, at most 8. */
function decimalsFor(value: number, digits: number): number {
  if (value === 0 || !Number.isFinite(value)) return 0;
  return Math.min(8, Math.max(0, digits - 1 - Math.floor(Math.log10(Math.abs(value)) + 1e-9)));
}

/** One number with about `digits` significant digits and its unit; {@link NOTHING} for `null` and NaN. */
export function formatNumber(value: number | null, unit: Unit, digits = 3): string {
  if (value === null || !Number.isFinite(value)) return NOTHING;
  const scale = scaleOf(unit, Math.abs(value));
  const scaled = value * scale.factor;
  const decimals = unit === 'count' && Number.isInteger(scaled) ? 0 : decimalsFor(scaled, digits);
  return fixed(scaled, decimals) + scale.suffix;
}

/** A count in full, such as `54,012`. */
export function formatCount(value: number): string {
  return fixed(value, 0);
}

/** A count per run: whole from 100 on, one decimal below, more only for less than one in ten runs. */
export function formatPerRun(value: number): string {
  if (value >= 100) return formatCount(Math.round(value));
  return formatNumber(value, 'count', value >= 10 ? 3 : value >= 1 ? 2 : 1);
}

/** A part of a whole: 94.9 %, 5.1 %, 0.31 %. */
export function formatShare(value: number): string {
  return formatNumber(value, 'share', value >= 0.1 ? 3 : 2);
}

/** Whether there is an interval to show: of one run there is none, and one of width 0 is none either. */
export function hasInterval({ ci95 }: Estimate): boolean {
  return ci95 !== null && ci95[1] > ci95[0];
}

/** As many decimals, from `decimals` on and three more at most, as tell all `values` from a limit they differ from. */
function decimalsApart(values: readonly number[], limit: number, decimals: number): number {
  const told = (digits: number) =>
    values.every((value) => value === limit || fixed(value, digits) !== fixed(limit, digits));
  return [0, 1, 2].map((more) => decimals + more).find(told) ?? decimals + 3;
}

export interface FormattedEstimate {
  /** The mean with its unit. */
  readonly value: string;
  /** The 95 % interval without unit, `12.1–12.5`; `≤ 0.01 %` above a mean of 0; words where there is none. */
  readonly interval: string;
}

/**
 * A mean and its interval with common unit and decimals: as many as the interval's half-width needs to show, but at
 * least two and at most four digits of the mean. An interval of width 0 is said in words, because `[5, 5]` claims
 * more than was seen. Next to a `limit` it takes up to three decimals more, until what differs also looks different.
 */
export function formatEstimate(
  estimate: Estimate,
  unit: Unit,
  limit: number | null = null,
): FormattedEstimate {
  const { mean, ci95, n } = estimate;
  if (mean === null || !Number.isFinite(mean)) return { value: NOTHING, interval: NOTHING };
  const scale = scaleOf(unit, Math.abs(mean));
  const scaled = mean * scale.factor;
  if (ci95 === null) return { value: formatNumber(mean, unit), interval: NOTHING };
  const [low, high] = [ci95[0] * scale.factor, ci95[1] * scale.factor];
  if (high <= low) return { value: formatNumber(mean, unit), interval: `the same in all ${n}` };
  if (mean === 0)
    return { value: fixed(0, 0) + scale.suffix, interval: `below ${formatNumber(ci95[1], unit, 2)}` };
  const usual = Math.min(
    Math.max(decimalsFor((high - low) / 2, 1), decimalsFor(scaled, 2)),
    decimalsFor(scaled, 4),
  );
  const decimals = limit === null ? usual : decimalsApart([scaled, low, high], limit * scale.factor, usual);
  return {
    value: fixed(scaled, decimals) + scale.suffix,
    interval: `${fixed(low, decimals)}–${fixed(high, decimals)}`,
  };
}

function signed(value: number, decimals: number): string {
  const text = fixed(Math.abs(value), decimals);
  if (!/[1-9]/.test(text)) return text;
  return `${value < 0 ? '−' : '+'}${text}`;
}

/**
 * A difference and its interval, each with its sign, in one unit that fits the largest of them, with as many decimals as
 * show two digits of the half-width. Differences of shares are percentage points.
 */
export function formatDifference({ mean, ci95, n }: Estimate, unit: Unit): FormattedEstimate {
  if (mean === null) return { value: NOTHING, interval: NOTHING };
  const [low, high] = ci95 ?? [mean, mean];
  const scale = scaleOf(unit, Math.max(Math.abs(low), Math.abs(high)));
  const suffix = unit === 'share' ? `${NBSP}pp` : scale.suffix;
  const half = ((high - low) / 2) * scale.factor;
  const isPoint = half <= 1e-9 * Math.abs(mean) * scale.factor;
  const decimals = isPoint ? decimalsFor(mean * scale.factor, 3) : Math.min(decimalsFor(half, 2), 6);
  const [value, from, to] = [mean, low, high].map((each) => signed(each * scale.factor, decimals));
  const interval = ci95 === null ? NOTHING : isPoint ? `the same in all ${n}` : `${from} … ${to}`;
  return { value: value! + suffix, interval };
}

/** Simulated time as `m:ss`, or `h:mm:ss` from an hour on; `m:ss.mmm` when it should be precise. */
export function formatClock(timeMs: number, precise = false): string {
  const total = precise ? Math.round(timeMs) / 1000 : Math.round(timeMs / 1000);
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor((total % 3600) / 60);
  const seconds = (total % 60).toFixed(precise ? 3 : 0).padStart(precise ? 6 : 2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${seconds}` : `${minutes}:${seconds}`;
}

/** Shortens in the middle, so that a pod's name keeps its Deployment in front and what tells it apart at the end. */
export function shortenMiddle(text: string, length: number): string {
  if (text.length <= length) return text;
  const tail = Math.ceil(length / 3);
  return `${text.slice(0, length - 1 - tail)}…${text.slice(-tail)}`;
}

/**
 * Rates (`200/s`) and shares (`0.01` or `1%`) as a scenario writes them. Kubernetes' own percentages, which stand
 * for counts, are read by the Kubernetes part.
 */

const PER_SECOND: Readonly<Record<string, number>> = { s: 1, m: 1 / 60, h: 1 / 3600 };

export const RATE_PATTERN = /^\d+(?:\.\d+)?\/[smh]$/;
export const RATE_WORDS = 'expected a rate above 0 such as "200/s", "30/m" or "100/h"';
export const RATE_OR_NONE_WORDS = 'expected a rate such as "200/s", "30/m" or "0/s"';

/** Highest rate accepted, per second: far beyond what one replication could work through. */
const MAX_RATE_PER_SECOND = 1e7;

/** Events per second; `null` when the text is no rate, or is above {@link MAX_RATE_PER_SECOND}, or 0 where that is not allowed. */
export function parseRate(text: string, orNone = false): number | null {
  if (!RATE_PATTERN.test(text)) return null;
  const [number, unit] = text.split('/');
  const perSecond = Number(number) * PER_SECOND[unit!]!;
  return (orNone || perSecond > 0) && perSecond <= MAX_RATE_PER_SECOND ? perSecond : null;
}

/** Events per second of a rate that the schema has checked. @throws RangeError if it was not. */
export function ratePerSecond(text: string): number {
  const rate = parseRate(text, true);
  if (rate === null) throw new RangeError(`not a rate: ${text}`);
  return rate;
}

export const SHARE_PATTERN = /^\d+(?:\.\d+)?%$/;
export const SHARE_WORDS = 'expected a share from 0 to 1, such as 0.01 or "1%"';

/** 0…1, or `null`. */
export function parseShare(value: number | string): number | null {
  const share =
    typeof value === 'number' ? value : SHARE_PATTERN.test(value) ? Number(value.slice(0, -1)) / 100 : NaN;
  return share >= 0 && share <= 1 ? share : null;
}

/** 0…1 of a share that the schema has checked. @throws RangeError if it was not. */
export function shareOf(value: number | string): number {
  const share = parseShare(value);
  if (share === null) throw new RangeError(`not a share: ${value}`);
  return share;
}

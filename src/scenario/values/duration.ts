/**
 * Durations as Go and Kubernetes write them: sums of numbers with units, such as `1m30s`. Reading and writing only;
 * which durations make sense where is the schema's business.
 */

const UNIT_MS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

/** One or more terms such as `1.5h`, `30s` or `250ms`, none negative. */
export const DURATION_PATTERN = /^(?:\d+(?:\.\d+)?(?:ns|us|µs|μs|ms|s|m|h))+$/;

/** What is expected where a duration is. */
export const DURATION_WORDS = 'expected a duration such as "250ms", "10s" or "1m30s"';

/** Milliseconds, or `null` when the text is no duration or exceeds 100 years. */
export function parseDuration(text: string): number | null {
  if (!DURATION_PATTERN.test(text)) return null;
  let total = 0;
  for (const [, number, unit] of text.matchAll(/([\d.]+)([a-zµμ]+)/g))
    total += Number(number) * UNIT_MS[unit!]!;
  return total <= 100 * 365 * 24 * 3_600_000 ? total : null;
}

/** Milliseconds of a duration that the schema has checked. @throws RangeError if it was not. */
export function durationMs(text: string): number {
  const ms = parseDuration(text);
  if (ms === null) throw new RangeError(`not a duration: ${text}`);
  return ms;
}

/** The shortest sum of whole units that means `ms` exactly: `90000` gives `1m30s`, `0.05` gives `50us`. */
export function formatDuration(ms: number): string {
  if (ms === 0) return '0s';
  if (ms < 1000) return formatSmall(ms);
  let rest = ms;
  let text = '';
  for (const unit of ['h', 'm', 's'] as const) {
    const size = UNIT_MS[unit]!;
    const count = unit === 's' ? roundTo(rest / size, 9) : Math.floor(rest / size);
    if (count > 0) text += `${count}${unit}`;
    rest -= count * size;
  }
  return text;
}

function formatSmall(ms: number): string {
  if (ms >= 1) return `${roundTo(ms, 6)}ms`;
  return ms >= 1e-3 ? `${roundTo(ms * 1e3, 3)}us` : `${roundTo(ms * 1e6, 6)}ns`;
}

function roundTo(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

/** Points in time as traces write them: seconds, durations, or dates with a time of day. */
import { parseDuration } from './duration.ts';

const DATE = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2}(?:\.\d+)?))?)?(?:Z|UTC|[+-]00:?00)?$/;

/** Milliseconds since some fixed time; `null` when the text is none. Dates are taken as UTC. */
export function parseTimeStamp(text: string): number | null {
  if (/^\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(text)) return 1000 * Number(text);
  const parts = DATE.exec(text);
  if (parts === null) return parseDuration(text);
  const [year, month, day, hour, minute, second] = parts.slice(1).map((part) => Number(part ?? 0));
  const isPlausible = month! >= 1 && month! <= 12 && day! >= 1 && day! <= 31 && hour! < 24 && minute! < 60;
  if (!isPlausible || second! >= 61) return null;
  const seconds = ((days(year!, month!, day!) * 24 + hour!) * 60 + minute!) * 60;
  return seconds * 1000 + second! * 1000;
}

/** A day near the present, so that a double holds microseconds. */
const ORIGIN = 730_000;

/** Days of the Gregorian calendar since {@link ORIGIN}: years begin in March, so that leap days come last. */
function days(year: number, month: number, day: number): number {
  const years = month < 3 ? year - 1 : year;
  const months = (month + 9) % 12;
  const leapDays = Math.floor(years / 4) - Math.floor(years / 100) + Math.floor(years / 400);
  return -ORIGIN + years * 365 + leapDays + Math.floor((months * 153 + 2) / 5) + day;
}

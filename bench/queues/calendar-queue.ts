/**
 * Candidate: the plain calendar queue. As many buckets as events, within a factor of two; a year is once around them,
 * and a bucket holds the rows of its day in every year. A day is three times as long as the gaps between the events
 * that come next.
 * @see Brown, Calendar queues, CACM 31(10), 1988
 */
import { EventRows } from './event-rows.ts';
import { INTS, NEXT, REALS, TIME } from '../../src/kernel/event-row.ts';

const NO_ROW = -1;

const FEWEST_BUCKETS = 16;
/** Gaps looked at to find the length of a day. */
const SAMPLES = 64;
const GAPS_PER_DAY = 3;

// Elements of `calendar`.
const DAY_ZERO = 0;
const DAYS_PER_UNIT = 1;
/** Days count from day zero; as a double, because a year far ahead exceeds 32 bits. */
const TODAY = 2;

export class CalendarQueue extends EventRows {
  size = 0;
  private lasts: Int32Array = new Int32Array(FEWEST_BUCKETS).fill(NO_ROW);
  private readonly calendar: Float64Array = Float64Array.of(0, 1, 0);
  /** The bucket of the earliest row, as {@link findFirst} found it. */
  private first = 0;

  /** O(1), if the rows of a bucket are few. */
  add(kind: number, slot: number, generation: number): void {
    const row = this.newRow(kind, slot, generation);
    if (++this.size > 2 * this.lasts.length) this.rebuild(2 * this.lasts.length);
    this.place(row);
  }

  take(until: number): boolean {
    if (this.size === 0) return false;
    if (!this.findThisYear()) this.findAnyYear();
    const { lasts, ints, first } = this;
    const last = lasts[first]!;
    const row = ints[last * INTS + NEXT]!;
    const time = this.reals[row * REALS + TIME]!;
    if (time > until) return false;
    this.calendar[TODAY] = this.dayOf(row);
    if (row === last) lasts[first] = NO_ROW;
    else ints[last * INTS + NEXT] = ints[row * INTS + NEXT]!;
    this.deliver(row);
    if (--this.size < this.lasts.length / 2 && this.lasts.length > FEWEST_BUCKETS) {
      this.rebuild(this.lasts.length / 2);
    }
    return true;
  }

  private dayOf(row: number): number {
    const time = this.reals[row * REALS + TIME]!;
    return Math.floor((time - this.calendar[DAY_ZERO]!) * this.calendar[DAYS_PER_UNIT]!);
  }

  /** Modulo the year, in doubles, because days exceed 32 bits; `%` of doubles would be a call. */
  private bucketOf(day: number): number {
    const buckets = this.lasts.length;
    return day - Math.floor(day / buckets) * buckets;
  }

  private place(row: number): void {
    const { lasts } = this;
    const bucket = this.bucketOf(this.dayOf(row));
    lasts[bucket] = this.hang(row, lasts[bucket]!);
  }

  /**
   * Hangs the row into a sorted circular list, which is known by its last row, so that what comes in order (ties, above
   * all) goes to the end at once. @returns the list's last row
   */
  private hang(row: number, last: number): number {
    const { ints } = this;
    if (last === NO_ROW) {
      ints[row * INTS + NEXT] = row;
      return row;
    }
    const isLast = !this.precedes(row, last);
    let before = last;
    let after = ints[last * INTS + NEXT]!;
    if (!isLast) {
      while (!this.precedes(row, after)) {
        before = after;
        after = ints[after * INTS + NEXT]!;
      }
    }
    ints[row * INTS + NEXT] = after;
    ints[before * INTS + NEXT] = row;
    return isLast ? row : last;
  }

  /** Looks at one bucket after the other for a row of its day in this year. */
  private findThisYear(): boolean {
    const { lasts, ints } = this;
    const mask = lasts.length - 1;
    const today = this.calendar[TODAY]!;
    const start = this.bucketOf(today);
    for (let ahead = 0; ahead <= mask; ahead++) {
      const bucket = (start + ahead) & mask;
      const last = lasts[bucket]!;
      if (last === NO_ROW || this.dayOf(ints[last * INTS + NEXT]!) > today + ahead) continue;
      this.first = bucket;
      return true;
    }
    return false;
  }

  /** The earliest of the buckets' first rows. O(buckets) */
  private findAnyYear(): void {
    const { lasts, ints } = this;
    let best = NO_ROW;
    for (let bucket = 0; bucket < lasts.length; bucket++) {
      if (lasts[bucket] === NO_ROW) continue;
      const row = ints[lasts[bucket]! * INTS + NEXT]!;
      if (best !== NO_ROW && !this.precedes(row, best)) continue;
      best = row;
      this.first = bucket;
    }
  }

  /** Another number of buckets, and days as the next events want them; every event is placed anew. O(n) */
  private rebuild(buckets: number): void {
    const old = this.lasts;
    const rows: number[] = [];
    const start = this.bucketOf(this.calendar[TODAY]!);
    for (let ahead = 0; ahead < old.length; ahead++) {
      const last = old[(start + ahead) % old.length]!;
      if (last === NO_ROW) continue;
      let row = this.ints[last * INTS + NEXT]!;
      for (; row !== last; row = this.ints[row * INTS + NEXT]!) rows.push(row);
      rows.push(last);
    }
    this.setDays(rows);
    this.lasts = new Int32Array(buckets).fill(NO_ROW);
    for (const row of rows) this.place(row);
  }

  /** From the mean gap between the earliest rows, without the gaps that are twice as long. */
  private setDays(rows: readonly number[]): void {
    this.calendar[DAY_ZERO] = this.current[0]!;
    this.calendar[TODAY] = 0;
    const times = Float64Array.from(rows, (row) => this.reals[row * REALS + TIME]!);
    const earliest = [...times.toSorted().subarray(0, SAMPLES)];
    const gaps = earliest.slice(1).map((time, i) => time - earliest[i]!);
    const limit = 2 * mean(gaps);
    const gap = mean(gaps.filter((each) => each <= limit));
    if (gap > 0) this.calendar[DAYS_PER_UNIT] = 1 / (GAPS_PER_DAY * gap);
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}

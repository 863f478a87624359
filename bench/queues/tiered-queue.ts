/**
 * Candidate: three tiers. Near events hang in a ring of narrow buckets that stays in the cache; later ones are appended
 * to the pages of a wheel of coarse days, and much later ones to those of a wheel of coarser days, until their day
 * comes; what has no bucket anywhere (very late, or too many at one instant) is in a heap. Thus an event costs one
 * sequential write and one sequential read more than in a small queue, however many there are.
 * @see Brown, Calendar queues, CACM 31(10), 1988; Varghese & Lauck, Hashed and hierarchical timing wheels, SOSP 1987;
 *   Tang, Goh & Thng, Ladder queue, TOMACS 15(3), 2005
 */
import {
  EventRows,
  GENERATION,
  INTS,
  KIND,
  NEXT,
  NONE,
  REALS,
  SEQUENCE,
  SLOT,
  TIME,
  writeRow,
} from './event-rows.ts';
import { EventPages, NEVER, PageWheel, type Mover } from './page-wheel.ts';
import { RowHeap } from './row-heap.ts';

/** A bucket with more rows than this is emptied into the heap. */
const LONGEST_LIST = 32;
const FEWEST_BUCKETS = 1024;
const MOST_BUCKETS = 2 ** 14;
/** Buckets per pending event, while the ring can hold them: it reaches some five mean delays ahead. */
const BUCKETS_PER_EVENT = 16;
const WHEEL_BUCKETS = 1024;
/** Buckets for each event that is taken, when the width is right; and how far it may be off. */
const BUCKETS_PER_GAP = 3;
const TOLERANCE = 2.5;
/** Events taken between two looks at the density. */
const LOOK_EVERY = 4096;

// Elements of `calendar`.
const DAY_ZERO = 0;
const DAYS_PER_UNIT = 1;
const FAR_TIME = 2;
const LOOKED_AT = 3;

export class TieredQueue extends EventRows implements Mover {
  private heads: Int32Array = new Int32Array(FEWEST_BUCKETS).fill(NONE);
  private bits: Int32Array = new Int32Array(FEWEST_BUCKETS / 32);
  private mask = FEWEST_BUCKETS - 1;
  /** [time at which day 0 begins, days per unit of time, earliest time in the heap or Infinity, time of the last look] */
  private readonly calendar: Float64Array = Float64Array.of(0, 1, Infinity, 0);
  /** A day not after that of any row in the ring, all of which lie on one of the `buckets` days from here on. */
  private today = 0;
  private ringSize = 0;
  /** The row in front of the one that {@link earliestOf} found. */
  private before = NONE;
  private readonly far: RowHeap = new RowHeap();
  private readonly pages: EventPages = new EventPages();
  /** Its coarse days are half a ring long. */
  private late: PageWheel = wheelAbove(this.pages, FEWEST_BUCKETS);
  /** Its coarser days are half the wheel of the late. */
  private later: PageWheel = wheelAbove(this.pages, FEWEST_BUCKETS * (WHEEL_BUCKETS / 2));
  /** The first day of the wheels. */
  private lateDay = NEVER;
  private looks = 0;
  /** Size at, and events taken since, the last rebuild. */
  private sizeBefore = 0;
  private takenSince = 0;

  get size(): number {
    return this.ringSize + this.far.size + this.late.size + this.later.size;
  }

  /** O(1), amortised; O(log n) in the heap. */
  add(kind: number, slot: number, generation: number): void {
    const days = (this.due[0]! - this.calendar[DAY_ZERO]!) * this.calendar[DAYS_PER_UNIT]!;
    const day = days < NEVER ? days | 0 : NEVER;
    if ((day - this.today) >>> 0 > this.mask) return this.addElsewhere(day, kind, slot, generation);
    const bucket = day & this.mask;
    const row = this.newRow(kind, slot, generation);
    this.ints[row * INTS + NEXT] = this.heads[bucket]!;
    this.heads[bucket] = row;
    this.bits[bucket >> 5]! |= 1 << (bucket & 31);
    this.ringSize++;
  }

  /** To a wheel; before today, or too late for the wheels, to the heap. */
  private addElsewhere(day: number, kind: number, slot: number, generation: number): void {
    const { today, late, later } = this;
    if (day > today && day < NEVER && later.reaches(day, today)) {
      this.store(late.reaches(day, today) ? late : later, day, kind, slot, generation);
      return;
    }
    this.far.insert(this.due[0]!, this.newRow(kind, slot, generation), this.reals);
    this.noteFar();
  }

  private store(wheel: PageWheel, day: number, kind: number, slot: number, generation: number): void {
    const row = wheel.rowFor(day);
    writeRow(this.pages.reals, this.pages.ints, row, this.due, kind, slot, generation);
    if (wheel.firstDay < this.lateDay) this.lateDay = wheel.firstDay;
  }

  take(until: number): boolean {
    if (this.ringSize > 0) {
      const { ints } = this;
      const bucket = this.firstBucket();
      const day = this.today + ((bucket - this.today) & this.mask);
      if (day < this.lateDay) {
        let row = this.heads[bucket]!;
        let before = NONE;
        if (ints[row * INTS + NEXT] !== NONE) {
          row = this.earliestOf(row);
          before = this.before;
          if (row === NONE) {
            this.pour(bucket);
            return this.take(until);
          }
        }
        const time = this.reals[row * REALS + TIME]!;
        const farTime = this.calendar[FAR_TIME]!;
        if (time >= farTime && (time > farTime || this.precedes(this.far.rows[0]!, row))) {
          return this.takeFar(until);
        }
        if (time > until) return false;
        this.unlink(row, before, bucket);
        this.today = day;
        this.deliver(row);
        if (++this.looks === LOOK_EVERY) this.look();
        return true;
      }
    }
    return this.takeLater(until);
  }

  /** Takes the row out of its bucket. */
  private unlink(row: number, before: number, bucket: number): void {
    const after = this.ints[row * INTS + NEXT]!;
    if (before !== NONE) this.ints[before * INTS + NEXT] = after;
    else {
      this.heads[bucket] = after;
      if (after === NONE) this.bits[bucket >> 5]! &= ~(1 << (bucket & 31));
    }
    this.ringSize--;
  }

  /** The earliest row of a bucket's list, and `before` it; NONE when there are too many to look at each time. */
  private earliestOf(head: number): number {
    const { reals, ints } = this;
    let best = head;
    let length = 1;
    this.before = NONE;
    for (let last = head, row = ints[head * INTS + NEXT]!; row !== NONE; row = ints[row * INTS + NEXT]!) {
      if (++length > LONGEST_LIST) return NONE;
      const time = reals[row * REALS + TIME]!;
      const bestTime = reals[best * REALS + TIME]!;
      const older = reals[row * REALS + SEQUENCE]! < reals[best * REALS + SEQUENCE]!;
      if (time < bestTime || (time === bestTime && older)) {
        best = row;
        this.before = last;
      }
      last = row;
    }
    return best;
  }

  /** The ring has nothing before the wheels' first day. */
  private takeLater(until: number): boolean {
    if (this.lateDay === NEVER || this.dayOf(this.calendar[FAR_TIME]!) < this.lateDay) {
      return this.takeFar(until);
    }
    if (this.dayOf(until) < this.lateDay) return false;
    this.today = Math.max(this.today, this.lateDay);
    if (this.later.firstDay <= this.late.firstDay) this.later.spill(this);
    else this.late.spill(this);
    this.lateDay = Math.min(this.late.firstDay, this.later.firstDay);
    return this.take(until);
  }

  private takeFar(until: number): boolean {
    const { far } = this;
    if (far.size === 0 || far.times[0]! > until) return false;
    const row = far.rows[0]!;
    const day = this.dayOf(far.times[0]!);
    if (day > this.today && day < NEVER) this.today = day;
    far.pop(this.reals);
    this.noteFar();
    this.deliver(row);
    if (++this.looks === LOOK_EVERY) this.look();
    return true;
  }

  private noteFar(): void {
    this.calendar[FAR_TIME] = this.far.size === 0 ? Infinity : this.far.times[0]!;
  }

  /** In whole and broken days. */
  private dayOf(time: number): number {
    return (time - this.calendar[DAY_ZERO]!) * this.calendar[DAYS_PER_UNIT]!;
  }

  /** Takes an event over from a wheel, or from a former ring. */
  moveIn(reals: Float64Array, ints: Int32Array, row: number): void {
    const at = row * INTS;
    this.due[0] = reals[row * REALS + TIME]!;
    this.due[1] = reals[row * REALS + SEQUENCE]!;
    this.add(ints[at + KIND]!, ints[at + SLOT]!, ints[at + GENERATION]!);
  }

  /** The first bucket from today on that is not empty; the ring is not. */
  private firstBucket(): number {
    const { bits, mask } = this;
    let bucket = this.today & mask;
    let ahead = bits[bucket >> 5]! >>> (bucket & 31);
    while (ahead === 0) {
      bucket = ((bucket | 31) + 1) & mask;
      ahead = bits[bucket >> 5]!;
    }
    return bucket + 31 - Math.clz32(ahead & -ahead);
  }

  /** Empties a crowded bucket into the heap. */
  private pour(bucket: number): void {
    const rows = this.rowsOf(bucket);
    for (const row of rows) this.far.insert(this.reals[row * REALS + TIME]!, row, this.reals);
    this.ringSize -= rows.length;
    this.heads[bucket] = NONE;
    this.bits[bucket >> 5]! &= ~(1 << (bucket & 31));
    this.noteFar();
  }

  private rowsOf(bucket: number): number[] {
    const rows: number[] = [];
    for (let row = this.heads[bucket]!; row !== NONE; row = this.ints[row * INTS + NEXT]!) rows.push(row);
    return rows;
  }

  /** Now and then: is the ring as wide, and a bucket as narrow, as the events want it? */
  private look(): void {
    const now = this.current[0]!;
    const gap = (now - this.calendar[LOOKED_AT]!) / LOOK_EVERY;
    const { size } = this;
    this.looks = 0;
    this.takenSince += LOOK_EVERY;
    this.calendar[LOOKED_AT] = now;
    const wanted = Math.min(MOST_BUCKETS, Math.max(FEWEST_BUCKETS, BUCKETS_PER_EVENT * size));
    const buckets = 2 ** Math.ceil(Math.log2(wanted));
    const off = (this.calendar[DAYS_PER_UNIT]! * gap) / BUCKETS_PER_GAP;
    const narrowEnough = gap === 0 || (off > 1 / TOLERANCE && off < TOLERANCE);
    const wideEnough = buckets <= 4 * this.heads.length && 4 * buckets >= this.heads.length;
    const near = this.dayOf(now) < NEVER / 2;
    if (narrowEnough && wideEnough && near) return;
    // A rebuild must have been earned, or a density that swings would make it the main work.
    if (this.takenSince + Math.abs(size - this.sizeBefore) < size / 4) return;
    this.rebuild(buckets, gap === 0 ? this.calendar[DAYS_PER_UNIT]! : BUCKETS_PER_GAP / gap, now);
  }

  /** A new ring and new wheels from now on; every pending event is placed anew. O(n) */
  private rebuild(buckets: number, daysPerUnit: number, now: number): void {
    const rows: number[] = [];
    for (let bucket = 0; bucket <= this.mask; bucket++) rows.push(...this.rowsOf(bucket));
    for (let i = 0; i < this.far.size; i++) rows.push(this.far.rows[i]!);
    const wheels = [this.late, this.later];
    const { reals, ints } = this;
    this.clearRows();
    this.far.size = 0;
    this.heads = new Int32Array(buckets).fill(NONE);
    this.bits = new Int32Array(buckets / 32);
    this.mask = buckets - 1;
    this.late = wheelAbove(this.pages, buckets);
    this.later = wheelAbove(this.pages, buckets * (WHEEL_BUCKETS / 2));
    this.calendar[DAY_ZERO] = now;
    this.calendar[DAYS_PER_UNIT] = daysPerUnit;
    this.calendar[FAR_TIME] = Infinity;
    this.today = 0;
    this.lateDay = NEVER;
    this.ringSize = 0;
    for (const row of rows) this.moveIn(reals, ints, row);
    for (const wheel of wheels) while (wheel.size > 0) wheel.spill(this);
    this.takenSince = 0;
    this.sizeBefore = this.size;
  }
}

/** A wheel whose days are half as long as what lies below, so that a spilled bucket fits in there from its first day. */
function wheelAbove(pages: EventPages, days: number): PageWheel {
  return new PageWheel(pages, Math.log2(days) - 1, WHEEL_BUCKETS);
}

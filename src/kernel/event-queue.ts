/**
 * The pending events, in the total order of (time, sequence). Near ones hang in a ring of narrow buckets, of which a
 * bitmap skips the empty ones; far ones wait in a heap, and are taken from there. Both widths follow the events'
 * own density, so that taking and adding cost the same with fifty pending events and with a million.
 * @see Brown, Calendar queues, CACM 31(10), 1988; docs/adr/0005 has the measurements
 */
import { resized } from './columns.ts';
import { EventHeap } from './event-heap.ts';

// A row is 32 bytes, half a cache line: two doubles and four integers in one buffer.
const REALS = 4;
const TIME = 0;
const SEQUENCE = 1;
const INTS = 8;
const NEXT = 4;
const KIND = 5;
const SLOT = 6;
const GENERATION = 7;

const NONE = -1;
/** A bucket with more rows than this is emptied into the heap. */
const LONGEST_LIST = 32;
const FEWEST_BUCKETS = 1024;
const MOST_BUCKETS = 2 ** 21;
/** Buckets per pending event: the ring reaches some five mean delays ahead. */
const BUCKETS_PER_EVENT = 16;
/** Buckets for each event that is taken, when the width is right; and how far it may be off. */
const BUCKETS_PER_GAP = 3;
const TOLERANCE = 2.5;
/** Events taken between two looks at the density. */
const LOOK_EVERY = 4096;
/** Days are 32-bit integers from the ring's base on. */
const LAST_DAY = 2 ** 30;

// Elements of `calendar`.
const DAY_ZERO = 0;
const DAYS_PER_UNIT = 1;
const FAR_TIME = 2;
const LOOKED_AT = 3;

export class EventQueue {
  /** Where {@link add} finds the time and the sequence number: doubles that were arguments would be allocated. */
  readonly due: Float64Array = new Float64Array(2);
  /** What {@link take} took; the time as the one element of an array, because V8 allocates doubles in fields. */
  readonly current: Float64Array = new Float64Array(1);
  kind = 0;
  slot = 0;
  generation = 0;

  private reals: Float64Array = new Float64Array(REALS * 1024);
  private ints: Int32Array = new Int32Array(this.reals.buffer);
  /** Free rows, as a list through NEXT. */
  private free = NONE;
  private used = 0;

  private heads: Int32Array = new Int32Array(FEWEST_BUCKETS).fill(NONE);
  private bits: Int32Array = new Int32Array(FEWEST_BUCKETS / 32);
  private mask = FEWEST_BUCKETS - 1;
  /** [time at which day 0 begins, days per unit of time, earliest time in the heap or Infinity, time of the last look] */
  private readonly calendar: Float64Array = Float64Array.of(0, 1, Infinity, 0);
  /**
   * The day of the last event taken. Every row of the ring lies on one of the `buckets` days from here on, so that a
   * bucket holds rows of one day only.
   */
  private today = 0;
  private ringSize = 0;
  /** The row in front of the one that {@link earliestOf} found. */
  private before = NONE;
  private readonly far: EventHeap = new EventHeap((row) => this.reals[row * REALS + SEQUENCE]!);
  private looks = 0;

  get size(): number {
    return this.ringSize + this.far.size;
  }

  /**
   * Adds an event at `due`, [time, sequence], not before the last one taken; no two have the same sequence number.
   * O(1), amortised; O(log n) far ahead.
   */
  add(kind: number, slot: number, generation: number): void {
    const row = this.free === NONE ? this.newRow() : this.free;
    const { ints, reals } = this;
    const at = row * INTS;
    this.free = ints[at + NEXT]!;
    reals[row * REALS + TIME] = this.due[0]!;
    reals[row * REALS + SEQUENCE] = this.due[1]!;
    ints[at + KIND] = kind;
    ints[at + SLOT] = slot;
    ints[at + GENERATION] = generation;
    this.place(row);
  }

  /**
   * Takes the earliest event, if it lies not after `until`.
   * @returns false when there is none.
   */
  take(until: number): boolean {
    while (this.ringSize > 0) {
      const { heads, ints, reals } = this;
      const bucket = this.firstBucket();
      let row = heads[bucket]!;
      let before = NONE;
      if (ints[row * INTS + NEXT] !== NONE) {
        row = this.earliestOf(row);
        before = this.before;
        if (row === NONE) {
          this.pour(bucket);
          continue;
        }
      }
      const time = reals[row * REALS + TIME]!;
      const farTime = this.calendar[FAR_TIME]!;
      if (time >= farTime && (time > farTime || this.farPrecedes(row))) break;
      if (time > until) return false;
      this.unlink(row, before, bucket);
      this.deliver(row);
      return true;
    }
    return this.takeFar(until);
  }

  private takeFar(until: number): boolean {
    const { far } = this;
    if (far.size === 0 || far.times[0]! > until) return false;
    const row = far.topRow;
    far.pop();
    this.noteFar();
    this.moveTo(row);
    this.deliver(row);
    return true;
  }

  /** Hands the row's event out; the row is free again. */
  private deliver(row: number): void {
    const { ints } = this;
    const at = row * INTS;
    this.current[0] = this.reals[row * REALS + TIME]!;
    this.kind = ints[at + KIND]!;
    this.slot = ints[at + SLOT]!;
    this.generation = ints[at + GENERATION]!;
    ints[at + NEXT] = this.free;
    this.free = row;
    if (++this.looks === LOOK_EVERY) this.look();
  }

  /** Whether the heap's earliest, at the same time as the ring's, was sent before it. */
  private farPrecedes(row: number): boolean {
    const { reals } = this;
    return reals[this.far.topRow * REALS + SEQUENCE]! < reals[row * REALS + SEQUENCE]!;
  }

  private noteFar(): void {
    this.calendar[FAR_TIME] = this.far.size === 0 ? Infinity : this.far.times[0]!;
  }

  /** Today is the day of the row's time. */
  private moveTo(row: number): void {
    const time = this.reals[row * REALS + TIME]!;
    const day = (time - this.calendar[DAY_ZERO]!) * this.calendar[DAYS_PER_UNIT]!;
    if (day < LAST_DAY) this.today = day | 0;
    else this.rebuild(this.heads.length, this.calendar[DAYS_PER_UNIT]!, time);
  }

  /** Hangs the row into its bucket, or puts it into the heap. */
  private place(row: number): void {
    const { heads, calendar, mask } = this;
    const time = this.reals[row * REALS + TIME]!;
    const day = (time - calendar[DAY_ZERO]!) * calendar[DAYS_PER_UNIT]!;
    if (day - this.today >= mask || day >= LAST_DAY) {
      this.far.insert(time, row);
      this.noteFar();
      return;
    }
    const bucket = day & mask;
    this.ints[row * INTS + NEXT] = heads[bucket]!;
    heads[bucket] = row;
    this.bits[bucket >> 5]! |= 1 << (bucket & 31);
    this.ringSize++;
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

  /** Empties a crowded bucket, as of many events at one instant, into the heap. */
  private pour(bucket: number): void {
    const { heads, ints, reals } = this;
    for (let row = heads[bucket]!; row !== NONE; row = ints[row * INTS + NEXT]!) {
      this.far.insert(reals[row * REALS + TIME]!, row);
      this.ringSize--;
    }
    heads[bucket] = NONE;
    this.bits[bucket >> 5]! &= ~(1 << (bucket & 31));
    this.noteFar();
  }

  /** Takes the earliest row out of its bucket, which becomes today's. */
  private unlink(row: number, before: number, bucket: number): void {
    const after = this.ints[row * INTS + NEXT]!;
    if (before !== NONE) this.ints[before * INTS + NEXT] = after;
    else {
      this.heads[bucket] = after;
      if (after === NONE) this.bits[bucket >> 5]! &= ~(1 << (bucket & 31));
    }
    this.today += (bucket - this.today) & this.mask;
    this.ringSize--;
  }

  /** Now and then: is the ring as wide, and a bucket as narrow, as the events want it? */
  private look(): void {
    const now = this.current[0]!;
    const gap = (now - this.calendar[LOOKED_AT]!) / LOOK_EVERY;
    this.looks = 0;
    this.calendar[LOOKED_AT] = now;
    const wanted = Math.min(MOST_BUCKETS, Math.max(FEWEST_BUCKETS, BUCKETS_PER_EVENT * this.size));
    const buckets = 2 ** Math.ceil(Math.log2(wanted));
    // As many buckets as there can be must reach as far, so they are wider then.
    const perGap = Math.min(
      BUCKETS_PER_GAP,
      (BUCKETS_PER_GAP * buckets) / (BUCKETS_PER_EVENT * this.size + 1),
    );
    const off = (this.calendar[DAYS_PER_UNIT]! * gap) / perGap;
    const narrowEnough = gap === 0 || (off > 1 / TOLERANCE && off < TOLERANCE);
    const wideEnough = buckets <= 4 * this.heads.length && 4 * buckets >= this.heads.length;
    const near = this.today < LAST_DAY / 2;
    if (narrowEnough && wideEnough && near) return;
    this.rebuild(buckets, gap === 0 ? this.calendar[DAYS_PER_UNIT]! : perGap / gap, now);
  }

  /** A new ring from now on; every pending event is placed anew. O(n) */
  private rebuild(buckets: number, daysPerUnit: number, now: number): void {
    const rows: number[] = [];
    for (let head of this.heads) {
      for (; head !== NONE; head = this.ints[head * INTS + NEXT]!) rows.push(head);
    }
    for (; this.far.size > 0; this.far.pop()) rows.push(this.far.topRow);
    this.heads = new Int32Array(buckets).fill(NONE);
    this.bits = new Int32Array(buckets / 32);
    this.mask = buckets - 1;
    this.calendar[DAY_ZERO] = now;
    this.calendar[DAYS_PER_UNIT] = daysPerUnit;
    this.calendar[FAR_TIME] = Infinity;
    this.today = 0;
    this.ringSize = 0;
    for (const row of rows) this.place(row);
  }

  private newRow(): number {
    if (this.used * REALS === this.reals.length) {
      this.reals = resized(this.reals, 2 * this.reals.length, Float64Array);
      this.ints = new Int32Array(this.reals.buffer);
    }
    this.ints[this.used * INTS + NEXT] = NONE;
    return this.used++;
  }
}

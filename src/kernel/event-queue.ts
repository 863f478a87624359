/**
 * The pending events, in the total order of (time, sequence). Near ones hang in a ring of narrow buckets, of which a
 * bitmap skips the empty ones; later ones lie in wheels of coarse days until their day comes; what fits in neither waits
 * in a heap, and is taken from there. The widths follow the events' own density, so that taking and adding cost nearly
 * the same with fifty pending events and with a million.
 * @see Brown, Calendar queues, CACM 31(10), 1988; docs/adr/0005 has the measurements
 */
import { CapacityError } from '../base/errors.ts';
import { EventHeap } from './event-heap.ts';
import { checkOwner, claimMemory, ints, reals } from './event-memory.ts';
import { LateEvents } from './late-events.ts';
import { type Mover, NEVER } from './page-wheel.ts';
import {
  BITS,
  BUCKETS_PER_EVENT,
  BUCKETS_PER_GAP,
  DAY_ZERO,
  DAYS_PER_UNIT,
  DUE,
  DUE_SEQUENCE,
  FAR_TIME,
  FEWEST_BUCKETS,
  FIRST_ROW,
  GENERATION,
  HEAD_TIME,
  HEADS,
  INTS,
  KIND,
  LAST_DAY,
  LATE_TIME,
  LONGEST_LIST,
  LOOK_EVERY,
  LOOKED_AT,
  MOST_BUCKETS,
  NEXT,
  NO_ROW,
  NOW,
  RING_TIME,
  SEQUENCE,
  SLOT,
  TIME,
  TOLERANCE,
} from './event-row.ts';

export class EventQueue implements Mover {
  /** What {@link take} took; its time is `now`. */
  kind = 0;
  slot = 0;
  generation = 0;
  /** Free rows, as a list through NEXT. */
  private free = NO_ROW;
  private used = FIRST_ROW;

  private mask = FEWEST_BUCKETS - 1;
  /** Every row of the ring lies on one of the `buckets` days from here on, so that a bucket holds rows of one day only. */
  private today = 0;
  /** Bucket of the ring's earliest row. */
  private first = 0;
  private ringSize = 0;
  private late: LateEvents = new LateEvents(FEWEST_BUCKETS);
  private readonly far: EventHeap = new EventHeap((row) => reals[(row >> 1) | SEQUENCE]!);
  private looks = 0;
  /** Events pending at, and taken since, the last rebuild. */
  private pendingBefore = 0;
  private takenSince = 0;

  constructor() {
    claimMemory(this);
    reals[DAYS_PER_UNIT] = 1;
    for (const time of [RING_TIME, FAR_TIME, LATE_TIME, HEAD_TIME]) reals[time] = Infinity;
  }

  /** Time of the last event taken; the unit is the model's. */
  get now(): number {
    return reals[NOW]!;
  }

  get size(): number {
    return this.ringSize + this.late.size + this.far.size;
  }

  /**
   * Adds an event, due as the registers say, not before `now`; no two have the same sequence number. O(1), amortised;
   * O(log n) far ahead.
   */
  add(kind: number, slot: number, generation: number): void {
    const row = this.free === NO_ROW ? this.grow() : this.free;
    const { mask } = this;
    this.free = ints[row | NEXT]!;
    const time = reals[DUE]!;
    reals[(row >> 1) | TIME] = time;
    reals[(row >> 1) | SEQUENCE] = reals[DUE_SEQUENCE]!;
    ints[row | KIND] = kind;
    ints[row | SLOT] = slot;
    ints[row | GENERATION] = generation;
    const day = (time - reals[DAY_ZERO]!) * reals[DAYS_PER_UNIT]!;
    if (day < this.today || day >= this.today + mask) return this.placeFar(row);
    // As `hang` does; the common case stands here without a call, after which V8 would look at every array anew.
    const bucket = day & mask;
    if (ints[HEADS + bucket] !== NO_ROW) return this.hang(row, bucket);
    ints[HEADS + bucket] = row;
    ints[row | NEXT] = NO_ROW;
    ints[BITS + (bucket >> 5)]! |= 1 << (bucket & 31);
    this.ringSize++;
    if (time < reals[RING_TIME]!) {
      reals[RING_TIME] = time;
      this.first = bucket;
    }
  }

  /**
   * Takes the earliest event, if it lies not after `until`.
   * @returns false when there is none.
   */
  take(until: number): boolean {
    const time = reals[RING_TIME]!;
    const farTime = reals[FAR_TIME]!;
    if (time >= farTime && (time > farTime || this.farPrecedes())) return this.takeFar(until);
    if (!(time <= until) || this.ringSize === 0) return false;
    const { first, mask } = this;
    const row = ints[HEADS + first]!;
    const next = ints[row | NEXT]!;
    ints[HEADS + first] = next;
    this.today += (first - this.today) & mask;
    this.ringSize--;
    reals[NOW] = time;
    this.kind = ints[row | KIND]!;
    this.slot = ints[row | SLOT]!;
    this.generation = ints[row | GENERATION]!;
    ints[row | NEXT] = this.free;
    this.free = row;
    if (next !== NO_ROW) reals[RING_TIME] = reals[(next >> 1) | TIME]!;
    else {
      ints[BITS + (first >> 5)]! &= ~(1 << (first & 31));
      this.findFirst();
    }
    if (++this.looks === LOOK_EVERY) this.look();
    return true;
  }

  private takeFar(until: number): boolean {
    const { far } = this;
    const time = reals[FAR_TIME]!;
    if (!(time <= until) || time === Infinity) return false;
    if (time === reals[LATE_TIME]) {
      this.spill();
      return this.take(until);
    }
    const row = far.topRow;
    far.pop();
    this.noteFar();
    reals[NOW] = time;
    this.kind = ints[row | KIND]!;
    this.slot = ints[row | SLOT]!;
    this.generation = ints[row | GENERATION]!;
    ints[row | NEXT] = this.free;
    this.free = row;
    if (++this.looks === LOOK_EVERY) this.look();
    return true;
  }

  /** Opens the wheels' earliest day: its events go to the ring. The ring has nothing before it. */
  protected spill(): void {
    const { late } = this;
    const firstOfRing = this.today + ((this.first - this.today) & this.mask);
    this.today = this.ringSize === 0 ? late.firstDay : Math.min(late.firstDay, firstOfRing);
    late.spill(this);
    this.noteLate();
  }

  /** Takes an event over from a wheel, or from a former ring. */
  moveIn(fromReals: Float64Array, fromInts: Int32Array, row: number): void {
    reals[DUE] = fromReals[(row >> 1) | TIME]!;
    reals[DUE_SEQUENCE] = fromReals[(row >> 1) | SEQUENCE]!;
    this.add(fromInts[row | KIND]!, fromInts[row | SLOT]!, fromInts[row | GENERATION]!);
  }

  private noteFar(): void {
    reals[FAR_TIME] = Math.min(this.far.topTime, reals[LATE_TIME]!);
  }

  private noteLate(): void {
    const { firstDay } = this.late;
    const time = reals[DAY_ZERO]! + firstDay / reals[DAYS_PER_UNIT]!;
    // Less a hair, because the day of a time is rounded, too.
    reals[LATE_TIME] = firstDay === NEVER ? Infinity : time - Math.abs(time) * Number.EPSILON * 4;
    this.noteFar();
  }

  /** Whether the heap's earliest, at the same time as the ring's, was sent before it. */
  private farPrecedes(): boolean {
    const { far } = this;
    if (reals[FAR_TIME] === reals[LATE_TIME]) return reals[FAR_TIME]! < Infinity;
    if (this.ringSize === 0 || far.size === 0) return far.size > 0;
    return reals[(far.topRow >> 1) | SEQUENCE]! < reals[(ints[HEADS + this.first]! >> 1) | SEQUENCE]!;
  }

  /** Sequence number of the earliest event; Infinity when there is none. */
  protected earliestSequence(): number {
    const { far } = this;
    const ringTime = reals[RING_TIME]!;
    const farTime = reals[FAR_TIME]!;
    if (farTime < ringTime || (farTime === ringTime && this.farPrecedes())) {
      return reals[(far.topRow >> 1) | SEQUENCE]!;
    }
    return this.ringSize === 0 ? Infinity : reals[(ints[HEADS + this.first]! >> 1) | SEQUENCE]!;
  }

  private insertFar(row: number): void {
    const { far } = this;
    const time = reals[(row >> 1) | TIME]!;
    far.insert(time, row);
    this.noteFar();
  }

  /** The row lies not in the ring, unless that has only not been moved on for a while. */
  private placeFar(row: number): void {
    const { late } = this;
    const day = this.dayOf(reals[(row >> 1) | TIME]!);
    const today = this.dayOf(reals[NOW]!);
    if (today >= LAST_DAY) {
      this.insertFar(row);
      this.rebuild(this.mask + 1, reals[DAYS_PER_UNIT]!);
      return;
    }
    if (today > this.today) this.today = today | 0;
    if (day >= this.today && day < this.today + this.mask) this.hang(row, day & this.mask);
    else if (day > this.today && day < LAST_DAY && late.store(day | 0, this.today, reals, ints, row)) {
      this.release(row);
      this.noteLate();
    } else this.insertFar(row);
  }

  /** In whole and broken days. */
  private dayOf(time: number): number {
    return (time - reals[DAY_ZERO]!) * reals[DAYS_PER_UNIT]!;
  }

  private release(row: number): void {
    ints[row | NEXT] = this.free;
    this.free = row;
  }

  /** Hangs the row into its bucket. */
  private hang(row: number, bucket: number): void {
    const time = reals[(row >> 1) | TIME]!;
    const head = ints[HEADS + bucket]!;
    this.ringSize++;
    if (head === NO_ROW) {
      ints[HEADS + bucket] = row;
      ints[row | NEXT] = NO_ROW;
      ints[BITS + (bucket >> 5)]! |= 1 << (bucket & 31);
    } else if (!this.insert(row, head, bucket)) return;
    if (time < reals[RING_TIME]!) {
      reals[RING_TIME] = time;
      this.first = bucket;
    }
  }

  /** Puts the row into a bucket's list, in order. @returns false when there are too many: then all are in the heap. */
  private insert(row: number, head: number, bucket: number): boolean {
    let before = NO_ROW;
    let after = head;
    for (let length = 0; after !== NO_ROW && this.precedes(after, row); length++) {
      if (length === LONGEST_LIST) {
        this.pour(row, bucket);
        return false;
      }
      before = after;
      after = ints[after | NEXT]!;
    }
    ints[row | NEXT] = after;
    if (before === NO_ROW) ints[HEADS + bucket] = row;
    else ints[before | NEXT] = row;
    return true;
  }

  private precedes(row: number, other: number): boolean {
    const time = reals[(row >> 1) | TIME]!;
    const otherTime = reals[(other >> 1) | TIME]!;
    if (time !== otherTime) return time < otherTime;
    return reals[(row >> 1) | SEQUENCE]! < reals[(other >> 1) | SEQUENCE]!;
  }

  /** Empties a crowded bucket, as of many events at one instant, into the heap, and the new row with it. */
  private pour(row: number, bucket: number): void {
    this.ringSize--;
    this.insertFar(row);
    for (let next = ints[HEADS + bucket]!; next !== NO_ROW; next = ints[next | NEXT]!) {
      this.insertFar(next);
      this.ringSize--;
    }
    ints[HEADS + bucket] = NO_ROW;
    ints[BITS + (bucket >> 5)]! &= ~(1 << (bucket & 31));
    this.findFirst();
  }

  /** Finds the ring's earliest row, from today on. */
  private findFirst(): void {
    const { mask } = this;
    if (this.ringSize === 0) {
      reals[RING_TIME] = Infinity;
      return;
    }
    let bucket = this.today & mask;
    // An integer with a sign, as those that follow: of both kinds together V8 makes a double.
    let ahead = (ints[BITS + (bucket >> 5)]! >>> (bucket & 31)) | 0;
    while (ahead === 0) {
      bucket = ((bucket | 31) + 1) & mask;
      ahead = ints[BITS + (bucket >> 5)]!;
    }
    this.first = bucket + 31 - Math.clz32(ahead & -ahead);
    reals[RING_TIME] = reals[(ints[HEADS + this.first]! >> 1) | TIME]!;
  }

  /** Now and then: is the ring as wide, and a bucket as narrow, as the events want it? */
  private look(): void {
    const pending = this.ringSize + this.late.size + this.far.size;
    const now = reals[NOW]!;
    checkOwner(this);
    const gap = (now - reals[LOOKED_AT]!) / LOOK_EVERY;
    this.looks = 0;
    this.takenSince += LOOK_EVERY;
    reals[LOOKED_AT] = now;
    const wanted = Math.min(MOST_BUCKETS, Math.max(FEWEST_BUCKETS, BUCKETS_PER_EVENT * pending));
    const width = 2 ** Math.ceil(Math.log2(wanted));
    const off = (reals[DAYS_PER_UNIT]! * gap) / BUCKETS_PER_GAP;
    const narrowEnough = gap === 0 || (off > 1 / TOLERANCE && off < TOLERANCE);
    const present = this.mask + 1;
    const wideEnough = width <= 4 * present && 4 * width >= present;
    const near = this.today < LAST_DAY / 2;
    if (narrowEnough && wideEnough && near) return;
    // A rebuild must have been earned, or a density that swings would make it the main work.
    if (this.takenSince + Math.abs(pending - this.pendingBefore) < pending / 4) return;
    this.rebuild(width, gap === 0 ? reals[DAYS_PER_UNIT]! : BUCKETS_PER_GAP / gap);
  }

  /**
   * A new ring from now on. Every pending event is placed anew, in a new row: the rows of the ring are to lie together,
   * and not strewn over the memory that a million once took. O(n)
   */
  private rebuild(width: number, daysPerUnit: number): void {
    const { far, late } = this;
    const oldReals = reals.slice(0, this.used / 2);
    const oldInts = new Int32Array(oldReals.buffer);
    const rows: number[] = [];
    for (let head of oldInts.subarray(HEADS, HEADS + this.mask + 1)) {
      for (; head !== NO_ROW; head = oldInts[head | NEXT]!) rows.push(head);
    }
    for (const row of far.clear()) rows.push(row);
    ints.fill(NO_ROW, BITS, FIRST_ROW);
    this.free = NO_ROW;
    this.used = FIRST_ROW;
    // What comes from a power is a double to V8, and the field would be one ever after.
    this.mask = (width - 1) | 0;
    this.late = new LateEvents(width);
    reals[DAY_ZERO] = reals[NOW]!;
    reals[DAYS_PER_UNIT] = daysPerUnit;
    for (const time of [RING_TIME, FAR_TIME, LATE_TIME]) reals[time] = Infinity;
    this.today = 0;
    this.ringSize = 0;
    for (const row of rows) this.moveIn(oldReals, oldInts, row);
    while (late.size > 0) late.spill(this);
    this.takenSince = 0;
    this.pendingBefore = this.ringSize + this.late.size + far.size;
  }

  /** @returns a row that was never used. */
  private grow(): number {
    const row = this.used;
    if (row >= ints.length) throw new CapacityError('more than eight million events are pending at once');
    this.used += INTS;
    ints[row | NEXT] = NO_ROW;
    return row;
  }
}

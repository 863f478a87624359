/**
 * The pending events, in the total order of (time, sequence). Near ones hang in a ring of narrow buckets, of which a
 * bitmap skips the empty ones; later ones lie in wheels of coarse days until their day comes; what fits in neither waits
 * in a heap, and is taken from there. The widths follow the events' own density, so that taking and adding cost nearly
 * the same with fifty pending events and with a million.
 * @see Brown, Calendar queues, CACM 31(10), 1988; docs/adr/0005 has the measurements
 */
import { resized } from './columns.ts';
import { EventHeap } from './event-heap.ts';
import { LateEvents } from './late-events.ts';
import { type Mover, NEVER } from './page-wheel.ts';
import {
  BUCKETS_PER_EVENT,
  BUCKETS_PER_GAP,
  DAY_ZERO,
  DAYS_PER_UNIT,
  DUE,
  DUE_SEQUENCE,
  FAR_TIME,
  FEWEST_BUCKETS,
  GENERATION,
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
  REALS,
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
  /**
   * The doubles, because V8 would allocate them as fields and as arguments; all in one array, because that is one
   * pointer to load. Whoever adds an event writes its time and sequence number to DUE and DUE_SEQUENCE.
   */
  readonly registers: Float64Array = Float64Array.of(0, 0, 0, 0, 1, Infinity, Infinity, 0, 0, Infinity);

  private reals: Float64Array = new Float64Array(REALS * 1024);
  private ints: Int32Array = new Int32Array(this.reals.buffer);
  /** Free rows, as a list through NEXT. */
  private free = NO_ROW;
  private used = 0;

  /** First row of each bucket; its list is in order. */
  private buckets: Int32Array = new Int32Array(FEWEST_BUCKETS).fill(NO_ROW);
  private bits: Int32Array = new Int32Array(FEWEST_BUCKETS / 32);
  private mask = FEWEST_BUCKETS - 1;
  /** Every row of the ring lies on one of the `buckets` days from here on, so that a bucket holds rows of one day only. */
  private today = 0;
  /** Bucket of the ring's earliest row. */
  private first = 0;
  private ringSize = 0;
  private late: LateEvents = new LateEvents(FEWEST_BUCKETS);
  private readonly far: EventHeap = new EventHeap((row) => this.reals[row * REALS + SEQUENCE]!);
  private looks = 0;
  /** Events pending at, and taken since, the last rebuild. */
  private pendingBefore = 0;
  private takenSince = 0;

  /** Time of the last event taken; the unit is the model's. */
  get now(): number {
    return this.registers[NOW]!;
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
    const { ints, reals, registers, buckets, bits, mask } = this;
    const at = row * INTS;
    this.free = ints[at + NEXT]!;
    const time = registers[DUE]!;
    reals[row * REALS + TIME] = time;
    reals[row * REALS + SEQUENCE] = registers[DUE_SEQUENCE]!;
    ints[at + KIND] = kind;
    ints[at + SLOT] = slot;
    ints[at + GENERATION] = generation;
    const day = (time - registers[DAY_ZERO]!) * registers[DAYS_PER_UNIT]!;
    if (day < this.today || day >= this.today + mask) return this.placeFar(row);
    // As `hang` does; the common case stands here without a call, after which V8 would look at every array anew.
    const bucket = day & mask;
    if (buckets[bucket] !== NO_ROW) return this.hang(row, bucket);
    buckets[bucket] = row;
    ints[at + NEXT] = NO_ROW;
    bits[bucket >> 5]! |= 1 << (bucket & 31);
    this.ringSize++;
    if (time < registers[RING_TIME]!) {
      registers[RING_TIME] = time;
      this.first = bucket;
    }
  }

  /**
   * Takes the earliest event, if it lies not after `until`.
   * @returns false when there is none.
   */
  take(until: number): boolean {
    const { registers } = this;
    const time = registers[RING_TIME]!;
    const farTime = registers[FAR_TIME]!;
    if (time >= farTime && (time > farTime || this.farPrecedes())) return this.takeFar(until);
    if (!(time <= until) || this.ringSize === 0) return false;
    const { buckets, ints, reals, first, mask } = this;
    const row = buckets[first]!;
    const next = ints[row * INTS + NEXT]!;
    buckets[first] = next;
    this.today += (first - this.today) & mask;
    this.ringSize--;
    registers[NOW] = time;
    this.kind = ints[row * INTS + KIND]!;
    this.slot = ints[row * INTS + SLOT]!;
    this.generation = ints[row * INTS + GENERATION]!;
    ints[row * INTS + NEXT] = this.free;
    this.free = row;
    if (next !== NO_ROW) registers[RING_TIME] = reals[next * REALS + TIME]!;
    else {
      this.bits[first >> 5]! &= ~(1 << (first & 31));
      this.findFirst();
    }
    if (++this.looks === LOOK_EVERY) this.look();
    return true;
  }

  private takeFar(until: number): boolean {
    const { far, ints, registers } = this;
    const time = registers[FAR_TIME]!;
    if (!(time <= until) || time === Infinity) return false;
    if (time === registers[LATE_TIME]) {
      this.spill();
      return this.take(until);
    }
    const row = far.topRow;
    far.pop();
    this.noteFar();
    registers[NOW] = time;
    this.kind = ints[row * INTS + KIND]!;
    this.slot = ints[row * INTS + SLOT]!;
    this.generation = ints[row * INTS + GENERATION]!;
    ints[row * INTS + NEXT] = this.free;
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
  moveIn(reals: Float64Array, ints: Int32Array, row: number): void {
    this.registers[DUE] = reals[row * REALS + TIME]!;
    this.registers[DUE_SEQUENCE] = reals[row * REALS + SEQUENCE]!;
    this.add(ints[row * INTS + KIND]!, ints[row * INTS + SLOT]!, ints[row * INTS + GENERATION]!);
  }

  private noteFar(): void {
    const { registers } = this;
    registers[FAR_TIME] = Math.min(this.far.topTime, registers[LATE_TIME]!);
  }

  private noteLate(): void {
    const { registers } = this;
    const { firstDay } = this.late;
    const time = registers[DAY_ZERO]! + firstDay / registers[DAYS_PER_UNIT]!;
    // Less a hair, because the day of a time is rounded, too.
    registers[LATE_TIME] = firstDay === NEVER ? Infinity : time - Math.abs(time) * Number.EPSILON * 4;
    this.noteFar();
  }

  /** Whether the heap's earliest, at the same time as the ring's, was sent before it. */
  private farPrecedes(): boolean {
    const { reals, far, registers } = this;
    if (registers[FAR_TIME] === registers[LATE_TIME]) return registers[FAR_TIME]! < Infinity;
    if (this.ringSize === 0 || far.size === 0) return far.size > 0;
    return reals[far.topRow * REALS + SEQUENCE]! < reals[this.buckets[this.first]! * REALS + SEQUENCE]!;
  }

  /** Sequence number of the earliest event; Infinity when there is none. */
  protected earliestSequence(): number {
    const { reals, far, registers } = this;
    const ringTime = registers[RING_TIME]!;
    const farTime = registers[FAR_TIME]!;
    if (farTime < ringTime || (farTime === ringTime && this.farPrecedes())) {
      return reals[far.topRow * REALS + SEQUENCE]!;
    }
    return this.ringSize === 0 ? Infinity : reals[this.buckets[this.first]! * REALS + SEQUENCE]!;
  }

  private insertFar(row: number): void {
    const { far } = this;
    const time = this.reals[row * REALS + TIME]!;
    far.insert(time, row);
    this.noteFar();
  }

  /** The row lies not in the ring, unless that has only not been moved on for a while. */
  private placeFar(row: number): void {
    const { registers, reals, late } = this;
    const day = this.dayOf(reals[row * REALS + TIME]!);
    const today = this.dayOf(registers[NOW]!);
    if (today >= LAST_DAY) {
      this.insertFar(row);
      this.rebuild(this.buckets.length, registers[DAYS_PER_UNIT]!);
      return;
    }
    if (today > this.today) this.today = today | 0;
    if (day >= this.today && day < this.today + this.mask) this.hang(row, day & this.mask);
    else if (day > this.today && day < LAST_DAY && late.store(day | 0, this.today, reals, this.ints, row)) {
      this.release(row);
      this.noteLate();
    } else this.insertFar(row);
  }

  /** In whole and broken days. */
  private dayOf(time: number): number {
    return (time - this.registers[DAY_ZERO]!) * this.registers[DAYS_PER_UNIT]!;
  }

  private release(row: number): void {
    this.ints[row * INTS + NEXT] = this.free;
    this.free = row;
  }

  /** Hangs the row into its bucket. */
  private hang(row: number, bucket: number): void {
    const { buckets, registers } = this;
    const time = this.reals[row * REALS + TIME]!;
    const head = buckets[bucket]!;
    this.ringSize++;
    if (head === NO_ROW) {
      buckets[bucket] = row;
      this.ints[row * INTS + NEXT] = NO_ROW;
      this.bits[bucket >> 5]! |= 1 << (bucket & 31);
    } else if (!this.insert(row, head, bucket)) return;
    if (time < registers[RING_TIME]!) {
      registers[RING_TIME] = time;
      this.first = bucket;
    }
  }

  /** Puts the row into a bucket's list, in order. @returns false when there are too many: then all are in the heap. */
  private insert(row: number, head: number, bucket: number): boolean {
    const { ints } = this;
    let before = NO_ROW;
    let after = head;
    for (let length = 0; after !== NO_ROW && this.precedes(after, row); length++) {
      if (length === LONGEST_LIST) {
        this.pour(row, bucket);
        return false;
      }
      before = after;
      after = ints[after * INTS + NEXT]!;
    }
    ints[row * INTS + NEXT] = after;
    if (before === NO_ROW) this.buckets[bucket] = row;
    else ints[before * INTS + NEXT] = row;
    return true;
  }

  private precedes(row: number, other: number): boolean {
    const { reals } = this;
    const time = reals[row * REALS + TIME]!;
    const otherTime = reals[other * REALS + TIME]!;
    if (time !== otherTime) return time < otherTime;
    return reals[row * REALS + SEQUENCE]! < reals[other * REALS + SEQUENCE]!;
  }

  /** Empties a crowded bucket, as of many events at one instant, into the heap, and the new row with it. */
  private pour(row: number, bucket: number): void {
    const { buckets, ints } = this;
    this.ringSize--;
    this.insertFar(row);
    for (let next = buckets[bucket]!; next !== NO_ROW; next = ints[next * INTS + NEXT]!) {
      this.insertFar(next);
      this.ringSize--;
    }
    buckets[bucket] = NO_ROW;
    this.bits[bucket >> 5]! &= ~(1 << (bucket & 31));
    this.findFirst();
  }

  /** Finds the ring's earliest row, from today on. */
  private findFirst(): void {
    const { bits, mask } = this;
    if (this.ringSize === 0) {
      this.registers[RING_TIME] = Infinity;
      return;
    }
    let bucket = this.today & mask;
    let ahead = bits[bucket >> 5]! >>> (bucket & 31);
    while (ahead === 0) {
      bucket = ((bucket | 31) + 1) & mask;
      ahead = bits[bucket >> 5]!;
    }
    this.first = bucket + 31 - Math.clz32(ahead & -ahead);
    this.registers[RING_TIME] = this.reals[this.buckets[this.first]! * REALS + TIME]!;
  }

  /** Now and then: is the ring as wide, and a bucket as narrow, as the events want it? */
  private look(): void {
    const { registers } = this;
    const pending = this.ringSize + this.late.size + this.far.size;
    const now = registers[NOW]!;
    const gap = (now - registers[LOOKED_AT]!) / LOOK_EVERY;
    this.looks = 0;
    this.takenSince += LOOK_EVERY;
    registers[LOOKED_AT] = now;
    const wanted = Math.min(MOST_BUCKETS, Math.max(FEWEST_BUCKETS, BUCKETS_PER_EVENT * pending));
    const width = 2 ** Math.ceil(Math.log2(wanted));
    const off = (registers[DAYS_PER_UNIT]! * gap) / BUCKETS_PER_GAP;
    const narrowEnough = gap === 0 || (off > 1 / TOLERANCE && off < TOLERANCE);
    const wideEnough = width <= 4 * this.buckets.length && 4 * width >= this.buckets.length;
    const near = this.today < LAST_DAY / 2;
    if (narrowEnough && wideEnough && near) return;
    // A rebuild must have been earned, or a density that swings would make it the main work.
    if (this.takenSince + Math.abs(pending - this.pendingBefore) < pending / 4) return;
    this.rebuild(width, gap === 0 ? registers[DAYS_PER_UNIT]! : BUCKETS_PER_GAP / gap);
  }

  /**
   * A new ring from now on. Every pending event is placed anew, in a new row: the rows of the ring are to lie together,
   * and not strewn over the memory that a million once took. O(n)
   */
  private rebuild(width: number, daysPerUnit: number): void {
    const { registers, far, late, reals, ints } = this;
    const rows: number[] = [];
    for (let head of this.buckets) {
      for (; head !== NO_ROW; head = ints[head * INTS + NEXT]!) rows.push(head);
    }
    for (const row of far.clear()) rows.push(row);
    this.reals = new Float64Array(reals.length);
    this.ints = new Int32Array(this.reals.buffer);
    this.free = NO_ROW;
    this.used = 0;
    this.buckets = new Int32Array(width).fill(NO_ROW);
    this.bits = new Int32Array(width / 32);
    this.mask = width - 1;
    this.late = new LateEvents(width);
    registers[DAY_ZERO] = registers[NOW]!;
    registers[DAYS_PER_UNIT] = daysPerUnit;
    registers[RING_TIME] = Infinity;
    registers[FAR_TIME] = Infinity;
    registers[LATE_TIME] = Infinity;
    this.today = 0;
    this.ringSize = 0;
    for (const row of rows) this.moveIn(reals, ints, row);
    while (late.size > 0) late.spill(this);
    this.takenSince = 0;
    this.pendingBefore = this.ringSize + this.late.size + far.size;
  }

  /** More rows. @returns a free one. */
  private grow(): number {
    if (this.used * REALS === this.reals.length) {
      this.reals = resized(this.reals, 2 * this.reals.length, Float64Array);
      this.ints = new Int32Array(this.reals.buffer);
    }
    this.ints[this.used * INTS + NEXT] = NO_ROW;
    return this.used++;
  }
}

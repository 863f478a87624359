/**
 * The pending events, in the total order of (time, sequence). Near ones hang in a ring of narrow buckets, of which a
 * bitmap skips the empty ones; far ones wait in a heap, and are taken from there. Both widths follow the events'
 * own density, so that taking and adding cost the same with fifty pending events and with a million.
 * @see Brown, Calendar queues, CACM 31(10), 1988; docs/adr/0005 has the measurements
 */
import { assert } from '../base/assert.ts';
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

export class EventQueue {
  size = 0;
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
  private base = 0;
  private daysPerUnit = 1;
  /** No event of the ring lies before this day. */
  private today = 0;
  private ringSize = 0;
  /** Earliest row of the ring, or NONE when that must be found. */
  private best = NONE;
  private readonly far: EventHeap = new EventHeap((row) => this.reals[row * REALS + SEQUENCE]!);
  private looks = 0;
  private lookTime = 0;

  /**
   * Adds an event at `due`, [time, sequence], not before the last one taken; no two have the same sequence number.
   * O(1), amortised; O(log n) far ahead.
   */
  add(kind: number, slot: number, generation: number): void {
    const row = this.free === NONE ? this.newRow() : this.free;
    const at = row * INTS;
    this.free = this.ints[at + NEXT]!;
    this.reals[row * REALS + TIME] = this.due[0]!;
    this.reals[row * REALS + SEQUENCE] = this.due[1]!;
    this.ints[at + KIND] = kind;
    this.ints[at + SLOT] = slot;
    this.ints[at + GENERATION] = generation;
    this.size++;
    this.place(row);
  }

  /**
   * Takes the earliest event, if it lies not after `until`.
   * @returns false when there is none.
   */
  take(until: number): boolean {
    if (this.size === 0) return false;
    if (this.best === NONE && this.ringSize > 0) this.find();
    const { reals, ints, best, far } = this;
    let row = best;
    if (best === NONE) row = far.topRow;
    else if (far.size > 0 && far.times[0]! <= reals[best * REALS + TIME]! && this.farIsFirst())
      row = far.topRow;
    const time = reals[row * REALS + TIME]!;
    if (time > until) return false;
    if (row === best) this.unlink(row);
    else far.pop();
    const at = row * INTS;
    this.current[0] = time;
    this.kind = ints[at + KIND]!;
    this.slot = ints[at + SLOT]!;
    this.generation = ints[at + GENERATION]!;
    ints[at + NEXT] = this.free;
    this.free = row;
    this.size--;
    if (++this.looks === LOOK_EVERY) this.look();
    return true;
  }

  private farIsFirst(): boolean {
    const ring = this.best * REALS;
    const far = this.far.topRow * REALS;
    const { reals } = this;
    if (reals[far + TIME]! !== reals[ring + TIME]!) return true;
    return reals[far + SEQUENCE]! < reals[ring + SEQUENCE]!;
  }

  /** Hangs the row into its bucket, or puts it into the heap. */
  private place(row: number): void {
    const { reals, best } = this;
    const time = reals[row * REALS + TIME]!;
    const day = (time - this.base) * this.daysPerUnit;
    if (day - this.today >= this.mask || day >= LAST_DAY) return this.far.insert(time, row);
    const date = day | 0;
    const bucket = date & this.mask;
    this.ints[row * INTS + NEXT] = this.heads[bucket]!;
    this.heads[bucket] = row;
    this.bits[bucket >> 5]! |= 1 << (bucket & 31);
    this.ringSize++;
    if (best === NONE) {
      if (date < this.today) this.today = date;
    } else if (time < reals[best * REALS + TIME]!) {
      this.best = row;
      this.today = date;
    }
  }

  /** Finds the earliest row of the ring, which is not empty. */
  private find(): void {
    const { bits, heads, mask } = this;
    for (;;) {
      const bucket = this.today & mask;
      const ahead = bits[bucket >> 5]! >>> (bucket & 31);
      if (ahead === 0) {
        this.today += 32 - (bucket & 31);
        continue;
      }
      const skip = 31 - Math.clz32(ahead & -ahead);
      this.today += skip;
      this.best = this.earliestOn(this.today, heads[bucket + skip]!);
      if (this.best !== NONE) return;
      this.today++;
    }
  }

  /** The earliest row of a bucket's list that lies on `date`: other rows of the list belong to later rounds. */
  private earliestOn(date: number, head: number): number {
    const { reals, ints, base, daysPerUnit } = this;
    let best = NONE;
    let bestTime = Infinity;
    for (let row = head; row !== NONE; row = ints[row * INTS + NEXT]!) {
      const time = reals[row * REALS + TIME]!;
      if (time > bestTime || (((time - base) * daysPerUnit) | 0) !== date) continue;
      if (time === bestTime && reals[row * REALS + SEQUENCE]! > reals[best * REALS + SEQUENCE]!) continue;
      best = row;
      bestTime = time;
    }
    return best;
  }

  private unlink(row: number): void {
    const { ints, heads } = this;
    const bucket = this.today & this.mask;
    const next = ints[row * INTS + NEXT]!;
    let before = heads[bucket]!;
    if (before === row) {
      heads[bucket] = next;
      if (next === NONE) this.bits[bucket >> 5]! &= ~(1 << (bucket & 31));
    } else {
      while (ints[before * INTS + NEXT]! !== row) before = ints[before * INTS + NEXT]!;
      ints[before * INTS + NEXT] = next;
    }
    this.ringSize--;
    this.best = NONE;
  }

  /** Now and then: is the ring as wide, and a bucket as narrow, as the events want it? */
  private look(): void {
    const now = this.current[0]!;
    const gap = (now - this.lookTime) / LOOK_EVERY;
    this.looks = 0;
    this.lookTime = now;
    const wanted = Math.min(MOST_BUCKETS, Math.max(FEWEST_BUCKETS, BUCKETS_PER_EVENT * this.size));
    const buckets = 2 ** Math.ceil(Math.log2(wanted));
    // As many buckets as there can be must reach as far, so they are wider then.
    const perGap = Math.min(
      BUCKETS_PER_GAP,
      (BUCKETS_PER_GAP * buckets) / (BUCKETS_PER_EVENT * this.size + 1),
    );
    const off = (this.daysPerUnit * gap) / perGap;
    const narrowEnough = gap === 0 || (off > 1 / TOLERANCE && off < TOLERANCE);
    const wideEnough = buckets <= 4 * this.heads.length && 4 * buckets >= this.heads.length;
    const near = (now - this.base) * this.daysPerUnit < LAST_DAY / 2;
    if (narrowEnough && wideEnough && near) return;
    this.rebuild(buckets, gap === 0 ? this.daysPerUnit : perGap / gap);
  }

  /** A new ring from now on; every pending event is placed anew. O(n) */
  private rebuild(buckets: number, daysPerUnit: number): void {
    const rows: number[] = [];
    for (let head of this.heads) {
      for (; head !== NONE; head = this.ints[head * INTS + NEXT]!) rows.push(head);
    }
    for (; this.far.size > 0; this.far.pop()) rows.push(this.far.topRow);
    assert(rows.length === this.size, 'every pending event is in the ring or in the heap');
    this.heads = new Int32Array(buckets).fill(NONE);
    this.bits = new Int32Array(buckets / 32);
    this.mask = buckets - 1;
    this.base = this.current[0]!;
    this.daysPerUnit = daysPerUnit;
    this.today = 0;
    this.ringSize = 0;
    this.best = NONE;
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

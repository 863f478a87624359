/**
 * Events too far ahead for the ring, kept where they cost no cache miss: each coarse day has a chain of pages, to whose
 * end an event is appended, and which are read from front to back when that day comes. Nothing is sorted here.
 */
import { resized } from './columns.ts';
import { INTS, REALS } from './event-row.ts';

const ROWS_LOG2 = 6;
/** Rows of a page: 2 KiB. */
const ROWS = 2 ** ROWS_LOG2;
/** No page: page 0 is never used, so that a cursor of 0 means none. */
const NONE = 0;
/** The first day of a wheel without events: later than all days. */
export const NEVER = 2 ** 30;

/** Pages of rows, laid out as in event-row.ts, for all wheels; of the free ones the last freed is used first. */
export class EventPages {
  reals: Float64Array = new Float64Array(REALS * ROWS * 4);
  ints: Int32Array = new Int32Array(this.reals.buffer);
  /** [pages] The next page of a chain, or of the free ones. */
  private next: Int32Array = new Int32Array(4);
  private free = NONE;
  private used = 1;

  /** @returns a page at the end of the chain that ends with `last` (or NONE). */
  append(last: number): number {
    let page = this.free;
    if (page === NONE) page = this.unusedPage();
    else this.free = this.next[page]!;
    this.next[page] = NONE;
    if (last !== NONE) this.next[last] = page;
    return page;
  }

  /** Frees the page. @returns the one that followed. */
  release(page: number): number {
    const after = this.next[page]!;
    this.next[page] = this.free;
    this.free = page;
    return after;
  }

  private unusedPage(): number {
    if (this.used === this.next.length) {
      this.next = resized(this.next, 2 * this.used, Int32Array);
      this.reals = resized(this.reals, 2 * this.reals.length, Float64Array);
      this.ints = new Int32Array(this.reals.buffer);
    }
    return this.used++;
  }
}

/** A wheel of 2^k coarse days, of which each is 2^`shift` days long. */
export class PageWheel {
  size = 0;
  /** The first day of the earliest coarse day with events, or {@link NEVER}. */
  firstDay = NEVER;
  readonly shift: number;
  private readonly pages: EventPages;
  private readonly mask: number;
  /** [buckets] Where the next row goes; 0 in an empty bucket; a multiple of ROWS when the page is full. */
  private readonly cursors: Int32Array;
  /** [buckets] The first page of the chain. */
  private readonly chains: Int32Array;
  private readonly bits: Int32Array;

  constructor(pages: EventPages, shift: number, buckets: number) {
    this.pages = pages;
    this.shift = shift;
    this.mask = buckets - 1;
    this.cursors = new Int32Array(buckets);
    this.chains = new Int32Array(buckets);
    this.bits = new Int32Array(buckets / 32);
  }

  /** Whether the wheel, as of today, has a bucket for that day; only that day's rows hang there then. */
  reaches(day: number, today: number): boolean {
    return (day >> this.shift) - (today >> this.shift) <= this.mask;
  }

  /** @returns the place for one more row of that day. */
  rowFor(day: number): number {
    const bucket = (day >> this.shift) & this.mask;
    let row = this.cursors[bucket]!;
    if ((row & (ROWS - 1)) === 0) row = this.turnPage(day, bucket, row);
    this.cursors[bucket] = row + 1;
    this.size++;
    return row;
  }

  private turnPage(day: number, bucket: number, end: number): number {
    const page = this.pages.append(end === 0 ? NONE : (end >> ROWS_LOG2) - 1);
    if (end === 0) {
      this.chains[bucket] = page;
      this.bits[bucket >> 5]! |= 1 << (bucket & 31);
      this.firstDay = Math.min(this.firstDay, (day >> this.shift) << this.shift);
    }
    return page << ROWS_LOG2;
  }

  /**
   * Empties the earliest bucket: `move` is given each row, as its index in `ints`, in the order they were
   * added. It may add rows to other wheels.
   */
  spill(move: Mover): void {
    const { pages } = this;
    const bucket = (this.firstDay >> this.shift) & this.mask;
    const end = this.cursors[bucket]!;
    let page = this.chains[bucket]!;
    this.cursors[bucket] = 0;
    this.bits[bucket >> 5]! &= ~(1 << (bucket & 31));
    while (page !== NONE) {
      // Pages may grow meanwhile; the rows of this bucket stay in the old buffer, too.
      const { reals, ints } = pages;
      const from = page << ROWS_LOG2;
      const to = end - from < ROWS && end > from ? end : from + ROWS;
      for (let row = from; row < to; row++) move.moveIn(reals, ints, row * INTS);
      this.size -= to - from;
      page = pages.release(page);
    }
    this.firstDay = this.size === 0 ? NEVER : this.nextDay();
  }

  /** The first day of the next bucket that is not empty; there is one. */
  private nextDay(): number {
    const { bits, mask } = this;
    const start = (this.firstDay >> this.shift) + 1;
    let bucket = start & mask;
    let ahead = (bits[bucket >> 5]! >>> (bucket & 31)) | 0;
    while (ahead === 0) {
      bucket = ((bucket | 31) + 1) & mask;
      ahead = bits[bucket >> 5]!;
    }
    bucket += 31 - Math.clz32(ahead & -ahead);
    return (start + ((bucket - start) & mask)) << this.shift;
  }
}

/** Who takes the rows of a spilled bucket. */
export interface Mover {
  moveIn(reals: Float64Array, ints: Int32Array, row: number): void;
}

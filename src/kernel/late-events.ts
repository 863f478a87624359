/**
 * What lies beyond the ring of the event queue: two wheels of coarse days, the second's far coarser. Thus an event costs
 * one sequential write and one sequential read more than in a small queue, however many there are: a heap of a million
 * would cost cache misses. It orders days, not events.
 * @see Varghese & Lauck, Hashed and hierarchical timing wheels, SOSP 1987; docs/adr/0005 has the measurements
 */
import { GENERATION, INTS, KIND, SEQUENCE, SLOT, TIME } from './event-row.ts';
import { EventPages, type Mover, NEVER, PageWheel } from './page-wheel.ts';

const WHEEL_BUCKETS = 1024;

export class LateEvents {
  /** The first day of the earliest coarse day with events, or NEVER. */
  firstDay: number = NEVER;
  private readonly pages: EventPages = new EventPages();
  private readonly soon: PageWheel;
  private readonly later: PageWheel;

  /** @param days length of the ring below, a power of two ≥ 64 */
  constructor(days: number) {
    // Coarse days are half as long as what lies below, so that a spilled one fits in there from its first day.
    this.soon = new PageWheel(this.pages, Math.log2(days) - 1, WHEEL_BUCKETS);
    this.later = new PageWheel(this.pages, Math.log2(days * (WHEEL_BUCKETS / 2)) - 1, WHEEL_BUCKETS);
  }

  get size(): number {
    return this.soon.size + this.later.size;
  }

  /** Copies the event of a row whose day lies after today. @returns false when that is later than the wheels reach. O(1) */
  store(day: number, today: number, reals: Float64Array, ints: Int32Array, row: number): boolean {
    const wheel = this.soon.reaches(day, today) ? this.soon : this.later;
    if (!wheel.reaches(day, today)) return false;
    const at = wheel.rowFor(day) * INTS;
    const { pages } = this;
    pages.reals[(at >> 1) | TIME] = reals[(row >> 1) | TIME]!;
    pages.reals[(at >> 1) | SEQUENCE] = reals[(row >> 1) | SEQUENCE]!;
    pages.ints[at | KIND] = ints[row | KIND]!;
    pages.ints[at | SLOT] = ints[row | SLOT]!;
    pages.ints[at | GENERATION] = ints[row | GENERATION]!;
    this.noteFirst();
    return true;
  }

  /** Empties the earliest coarse day; `mover` may store events of the coarser wheel again. */
  spill(mover: Mover): void {
    if (this.later.firstDay <= this.soon.firstDay) this.later.spill(mover);
    else this.soon.spill(mover);
    this.noteFirst();
  }

  private noteFirst(): void {
    this.firstDay = Math.min(this.soon.firstDay, this.later.firstDay);
  }
}

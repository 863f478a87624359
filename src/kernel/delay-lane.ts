/**
 * A lane holds events that all lie the same constant delay ahead of the moment they were sent, so that a ring buffer
 * keeps them in order: constant cost, and only the lane's head stands in the event queue. A lane may be bound to a
 * slot pool: then entries whose slot was released meanwhile are dropped unseen, which makes a timeout that never
 * fires almost free.
 */
import { reals } from './event-memory.ts';
import { DUE, DUE_SEQUENCE } from './event-row.ts';
import { giveBack, INTS_LOG2, laneInts, laneReals, REALS_LOG2, takeBlock } from './lane-memory.ts';
import { headSequences, headTimes } from './series-heads.ts';
import type { SlotPool } from './slot-pool.ts';

const FEWEST_ROWS_LOG2 = 6;
/** Of a lane without memory, as most stay. */
const EMPTY = 0;

export class DelayLane {
  readonly delay: number;
  /** The series that the lane is in the engine; −1 before its first event. */
  series = -1;
  size = 0;
  private readonly pool: SlotPool | null;
  /** The block of the ring: its first row, and the number of its rows; and the row of the head. */
  private first = 0;
  private rows = EMPTY;
  private head = 0;

  /** @param pool drops entries whose slot no longer has the generation it was sent with. */
  constructor(delay: number, pool: SlotPool | null = null) {
    this.delay = delay;
    this.pool = pool;
  }

  /** Appends an event that is due as the queue's memory says. */
  push(kind: number, slot: number, generation: number): void {
    if (this.size === this.rows) this.grow();
    const row = this.rowAt(this.size++);
    const real = row << REALS_LOG2;
    const int = row << INTS_LOG2;
    laneReals[real] = reals[DUE]!;
    laneReals[real | 1] = reals[DUE_SEQUENCE]!;
    laneInts[int | 4] = kind;
    laneInts[int | 5] = slot;
    laneInts[int | 6] = generation;
  }

  /** Tells the engine's tournament when the head is due, Infinity without one, and its sequence number. */
  showHead(): void {
    const real = this.head << REALS_LOG2;
    headTimes[this.series] = this.size === 0 ? Infinity : laneReals[real]!;
    headSequences[this.series] = laneReals[real | 1]!;
  }

  get headKind(): number {
    return laneInts[(this.head << INTS_LOG2) | 4]!;
  }
  get headSlot(): number {
    return laneInts[(this.head << INTS_LOG2) | 5]!;
  }
  get headGeneration(): number {
    return laneInts[(this.head << INTS_LOG2) | 6]!;
  }

  /** True when the head is still wanted. */
  headIsLive(): boolean {
    return this.pool === null || this.pool.isLive(this.headSlot, this.headGeneration);
  }

  /** Removes the head, and with it every dead entry that follows. */
  shift(): void {
    do {
      this.head = this.rowAt(1);
      this.size--;
    } while (this.size > 0 && !this.headIsLive());
  }

  /** The row `ahead` places behind the head. */
  private rowAt(ahead: number): number {
    return this.first | ((this.head + ahead) & (this.rows - 1));
  }

  /** A block of twice the length, with the entries in order from its first row on. */
  private grow(): void {
    const { first, head, rows } = this;
    const log2 = rows === EMPTY ? FEWEST_ROWS_LOG2 : 32 - Math.clz32(rows);
    const next = takeBlock(log2);
    const end = first + rows;
    laneReals.copyWithin(next << REALS_LOG2, head << REALS_LOG2, end << REALS_LOG2);
    laneReals.copyWithin((next + end - head) << REALS_LOG2, first << REALS_LOG2, head << REALS_LOG2);
    if (rows !== EMPTY) giveBack(first, log2 - 1);
    this.first = next;
    this.head = next;
    this.rows = 1 << log2;
  }
}

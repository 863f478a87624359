/**
 * A lane holds events that all lie the same constant delay ahead of the moment they were sent, so that a ring buffer
 * keeps them in order: constant cost, and only the lane's head stands in the event queue. A lane may be bound to a
 * slot pool: then entries whose slot was released meanwhile are dropped unseen, which makes a timeout that never
 * fires almost free.
 */
import { resized } from './columns.ts';
import { DUE, DUE_SEQUENCE } from './event-row.ts';
import type { SlotPool } from './slot-pool.ts';

/** A row is 32 bytes, 4 doubles or 8 integers, in one buffer: time, sequence, then kind, slot and generation. */
const REALS_LOG2 = 2;
const INTS_LOG2 = 3;

export class DelayLane {
  readonly delay: number;
  /** The series that the lane is in the engine; −1 before its first event, for most lanes are never used. */
  series = -1;
  size = 0;
  private readonly pool: SlotPool | null;
  private head = 0;
  private capacity = 64;
  private reals: Float64Array = new Float64Array(64 << REALS_LOG2);
  private ints: Int32Array = new Int32Array(this.reals.buffer);

  /** @param pool drops entries whose slot no longer has the generation it was sent with. */
  constructor(delay: number, pool: SlotPool | null = null) {
    this.delay = delay;
    this.pool = pool;
  }

  /** Appends an event that is due as the queue's memory says. */
  push(memory: Float64Array, kind: number, slot: number, generation: number): void {
    if (this.size === this.capacity) this.grow();
    const row = (this.head + this.size++) & (this.capacity - 1);
    this.reals[row << REALS_LOG2] = memory[DUE]!;
    this.reals[(row << REALS_LOG2) | 1] = memory[DUE_SEQUENCE]!;
    this.ints[(row << INTS_LOG2) | 4] = kind;
    this.ints[(row << INTS_LOG2) | 5] = slot;
    this.ints[(row << INTS_LOG2) | 6] = generation;
  }

  /** Writes when the head is due, Infinity without one, and its sequence number to the elements of the lane's series. */
  headDue(times: Float64Array, sequences: Float64Array): void {
    times[this.series] = this.size === 0 ? Infinity : this.reals[this.head << REALS_LOG2]!;
    sequences[this.series] = this.reals[(this.head << REALS_LOG2) | 1]!;
  }

  get headKind(): number {
    return this.ints[(this.head << INTS_LOG2) | 4]!;
  }
  get headSlot(): number {
    return this.ints[(this.head << INTS_LOG2) | 5]!;
  }
  get headGeneration(): number {
    return this.ints[(this.head << INTS_LOG2) | 6]!;
  }

  /** True when the head is still wanted. */
  headIsLive(): boolean {
    return this.pool === null || this.pool.isLive(this.headSlot, this.headGeneration);
  }

  /** Removes the head, and with it every dead entry that follows. */
  shift(): void {
    do {
      this.head = (this.head + 1) & (this.capacity - 1);
      this.size--;
    } while (this.size > 0 && !this.headIsLive());
  }

  private grow(): void {
    const { head, capacity } = this;
    this.capacity = 2 * capacity;
    this.reals = resized(this.reals, this.capacity << REALS_LOG2, Float64Array);
    // What stands before the head continues after the old end, so that the ring stays in order modulo the new length.
    this.reals.copyWithin(capacity << REALS_LOG2, 0, head << REALS_LOG2);
    this.ints = new Int32Array(this.reals.buffer);
  }
}

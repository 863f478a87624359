/**
 * A lane holds events that all lie the same constant delay ahead of the moment they were sent, so that a ring buffer
 * keeps them in order: constant cost, and only the lane's head stands in the event queue. A lane may be bound to a
 * slot pool: then entries whose slot was released meanwhile are dropped unseen, which makes a timeout that never
 * fires almost free.
 */
import { resized } from './columns.ts';
import type { SlotPool } from './slot-pool.ts';

export class DelayLane {
  readonly delay: number;
  size = 0;
  private readonly pool: SlotPool | null;
  private head = 0;
  private times: Float64Array = new Float64Array(64);
  private sequences: Float64Array = new Float64Array(64);
  private kinds: Int32Array = new Int32Array(64);
  private slots: Int32Array = new Int32Array(64);
  private generations: Int32Array = new Int32Array(64);

  /** @param pool drops entries whose slot no longer has the generation it was sent with. */
  constructor(delay: number, pool: SlotPool | null = null) {
    this.delay = delay;
    this.pool = pool;
  }

  push(time: number, sequence: number, kind: number, slot: number, generation: number): void {
    if (this.size === this.times.length) this.grow();
    const at = (this.head + this.size++) & (this.times.length - 1);
    this.times[at] = time;
    this.sequences[at] = sequence;
    this.kinds[at] = kind;
    this.slots[at] = slot;
    this.generations[at] = generation;
  }

  get headTime(): number {
    return this.times[this.head]!;
  }
  get headSequence(): number {
    return this.sequences[this.head]!;
  }
  get headKind(): number {
    return this.kinds[this.head]!;
  }
  get headSlot(): number {
    return this.slots[this.head]!;
  }
  get headGeneration(): number {
    return this.generations[this.head]!;
  }

  /** True when the head is still wanted. */
  headIsLive(): boolean {
    return this.pool === null || this.pool.isLive(this.slots[this.head]!, this.generations[this.head]!);
  }

  /** Removes the head, and with it every dead entry that follows. */
  shift(): void {
    do {
      this.head = (this.head + 1) & (this.times.length - 1);
      this.size--;
    } while (this.size > 0 && !this.headIsLive());
  }

  private grow(): void {
    const { head } = this;
    const length = this.times.length;
    this.times = resized(this.times, length * 2, Float64Array);
    this.sequences = resized(this.sequences, length * 2, Float64Array);
    this.kinds = resized(this.kinds, length * 2, Int32Array);
    this.slots = resized(this.slots, length * 2, Int32Array);
    this.generations = resized(this.generations, length * 2, Int32Array);
    // The part before the head continues after the old end, so that the ring stays contiguous modulo the new length.
    for (const column of [this.times, this.sequences, this.kinds, this.slots, this.generations]) {
      column.copyWithin(length, 0, head);
    }
  }
}

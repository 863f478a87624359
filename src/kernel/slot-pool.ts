/**
 * Recycled integer slots with generations. A slot names a row in its owner's columns; its generation tells a late
 * event whether the row is still the one it was sent for. Owners extend the class and grow their columns with it.
 */
import { assert } from '../base/assert.ts';
import { resized } from './columns.ts';

export abstract class SlotPool {
  /** Slots in use. */
  size = 0;
  capacity: number;
  /** [capacity]; grows by one whenever the slot is released. */
  generation: Int32Array;
  private free: Int32Array;
  private freeCount = 0;
  /** Slots ever handed out; the ones from here on are fresh. */
  protected used = 0;

  constructor(capacity: number) {
    this.capacity = capacity;
    this.generation = new Int32Array(capacity);
    this.free = new Int32Array(capacity);
  }

  /** A slot whose columns hold whatever its last user left there. O(1), amortised. */
  acquire(): number {
    this.size++;
    if (this.freeCount > 0) return this.free[--this.freeCount]!;
    if (this.used === this.capacity) this.double();
    return this.used++;
  }

  /** Ends the slot's present life: events sent for it are stale from now on. */
  release(slot: number): void {
    assert(this.size > 0, 'a slot was released twice');
    this.generation[slot] = (this.generation[slot]! + 1) | 0;
    this.free[this.freeCount++] = slot;
    this.size--;
  }

  isLive(slot: number, generation: number): boolean {
    return this.generation[slot] === generation;
  }

  /** Reallocates the owner's columns to `capacity` rows, keeping their contents. */
  protected abstract resize(capacity: number): void;

  private double(): void {
    this.capacity *= 2;
    this.generation = resized(this.generation, this.capacity, Int32Array);
    this.free = resized(this.free, this.capacity, Int32Array);
    this.resize(this.capacity);
  }
}

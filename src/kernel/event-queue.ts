/**
 * The pending events: a 4-ary min-heap on (time, sequence) over typed arrays. It stores small integer handles and
 * knows nothing of what they mean; the engine keeps what belongs to a handle. Sequence numbers are compared only
 * when times are equal, which keeps the order total without moving a third array.
 */

import { resized } from './columns.ts';

const ARITY = 4;

export class EventQueue {
  size = 0;
  private times: Float64Array;
  private handles: Int32Array;
  /** By handle, not by heap position: it need not move. */
  private sequences: Float64Array;

  constructor(capacity = 1024) {
    this.times = new Float64Array(capacity);
    this.handles = new Int32Array(capacity);
    this.sequences = new Float64Array(capacity);
  }

  /** Time of the earliest entry; Infinity when empty. */
  get topTime(): number {
    return this.size === 0 ? Infinity : this.times[0]!;
  }

  /** Handle of the earliest entry; undefined behaviour when empty. */
  get topHandle(): number {
    return this.handles[0]!;
  }

  /** Adds `handle` at (time, sequence). A handle may be in the queue once. O(log₄ n). */
  insert(time: number, sequence: number, handle: number): void {
    if (this.size === this.times.length) this.growHeap();
    if (handle >= this.sequences.length) this.growSequences(handle);
    this.sequences[handle] = sequence;
    this.siftUp(this.size++, time, sequence, handle);
  }

  /** Removes the earliest entry. O(log₄ n). */
  pop(): void {
    const last = --this.size;
    if (last > 0) this.siftDown(this.times[last]!, this.handles[last]!);
  }

  /** Replaces the earliest entry by (time, sequence, handle): one sift instead of pop and insert. */
  replaceTop(time: number, sequence: number, handle: number): void {
    this.sequences[handle] = sequence;
    this.siftDown(time, handle);
  }

  /** Moves a hole up from `hole` and drops the entry into it. */
  private siftUp(hole: number, time: number, sequence: number, handle: number): void {
    const { times, handles, sequences } = this;
    while (hole > 0) {
      const parent = (hole - 1) >> 2;
      const parentTime = times[parent]!;
      if (time > parentTime) break;
      const parentHandle = handles[parent]!;
      if (time === parentTime && sequence > sequences[parentHandle]!) break;
      times[hole] = parentTime;
      handles[hole] = parentHandle;
      hole = parent;
    }
    times[hole] = time;
    handles[hole] = handle;
  }

  /** Moves a hole down from the root and drops the entry into it. */
  private siftDown(time: number, handle: number): void {
    const { times, handles, sequences, size } = this;
    const sequence = sequences[handle]!;
    let hole = 0;
    for (;;) {
      let child = hole * ARITY + 1;
      if (child >= size) break;
      const end = child + ARITY < size ? child + ARITY : size;
      let bestTime = times[child]!;
      let best = child;
      while (++child < end) {
        const childTime = times[child]!;
        if (childTime > bestTime) continue;
        if (childTime === bestTime && sequences[handles[child]!]! > sequences[handles[best]!]!) continue;
        bestTime = childTime;
        best = child;
      }
      if (time < bestTime || (time === bestTime && sequence < sequences[handles[best]!]!)) break;
      times[hole] = bestTime;
      handles[hole] = handles[best]!;
      hole = best;
    }
    times[hole] = time;
    handles[hole] = handle;
  }

  private growHeap(): void {
    this.times = resized(this.times, this.times.length * 2, Float64Array);
    this.handles = resized(this.handles, this.handles.length * 2, Int32Array);
  }

  private growSequences(handle: number): void {
    const length = Math.max(this.sequences.length * 2, handle + 1);
    this.sequences = resized(this.sequences, length, Float64Array);
  }
}

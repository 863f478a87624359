/**
 * A 4-ary min-heap of rows on (time, sequence): what the pending events beyond the ring of buckets are kept in. The
 * times stand in the heap itself; sequence numbers are looked up only when times are equal.
 */
import { resized } from './columns.ts';

const ARITY = 4;

export class EventHeap {
  size = 0;
  /** In heap order: the earliest stands at 0. */
  times: Float64Array = new Float64Array(256);
  private rows: Int32Array = new Int32Array(256);
  private readonly sequenceOf: (row: number) => number;

  constructor(sequenceOf: (row: number) => number) {
    this.sequenceOf = sequenceOf;
  }

  /** The earliest time; Infinity when empty. */
  get topTime(): number {
    return this.size === 0 ? Infinity : this.times[0]!;
  }

  /** The earliest row; undefined behaviour when empty. */
  get topRow(): number {
    return this.rows[0]!;
  }

  /** Empties it. @returns its rows, in no order. O(n) */
  clear(): Int32Array {
    const rows = this.rows.slice(0, this.size);
    this.size = 0;
    return rows;
  }

  /** O(log₄ n) */
  insert(time: number, row: number): void {
    if (this.size === this.times.length) {
      this.times = resized(this.times, 2 * this.size, Float64Array);
      this.rows = resized(this.rows, 2 * this.size, Int32Array);
    }
    const { times, rows } = this;
    let hole = this.size++;
    while (hole > 0) {
      const parent = (hole - 1) >> 2;
      if (!this.precedes(time, row, times[parent]!, rows[parent]!)) break;
      times[hole] = times[parent]!;
      rows[hole] = rows[parent]!;
      hole = parent;
    }
    times[hole] = time;
    rows[hole] = row;
  }

  /** Removes the earliest row: the last one takes its place and sinks. O(log₄ n) */
  pop(): void {
    const last = --this.size;
    if (last > 0) this.sink(this.times[last]!, this.rows[last]!);
  }

  private sink(time: number, row: number): void {
    const { times, rows, size } = this;
    let hole = 0;
    for (let child = 1; child < size; child = hole * ARITY + 1) {
      const end = child + ARITY < size ? child + ARITY : size;
      let best = child;
      for (let i = child + 1; i < end; i++) {
        if (this.precedes(times[i]!, rows[i]!, times[best]!, rows[best]!)) best = i;
      }
      if (this.precedes(time, row, times[best]!, rows[best]!)) break;
      times[hole] = times[best]!;
      rows[hole] = rows[best]!;
      hole = best;
    }
    times[hole] = time;
    rows[hole] = row;
  }

  private precedes(time: number, row: number, otherTime: number, otherRow: number): boolean {
    if (time !== otherTime) return time < otherTime;
    return this.sequenceOf(row) < this.sequenceOf(otherRow);
  }
}

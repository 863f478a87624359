/**
 * A 4-ary min-heap of rows on (time, sequence) with a moving hole. Times stand in the heap itself; a sequence number is
 * looked up only when two times are equal.
 */
import { resized } from '../../src/kernel/columns.ts';
import { REALS, SEQUENCE } from '../../src/kernel/event-row.ts';

const ARITY = 4;

export class RowHeap {
  size = 0;
  /** In heap order: the earliest stands at 0. */
  times: Float64Array = new Float64Array(256);
  rows: Int32Array = new Int32Array(256);

  /** `reals` is the rows' buffer, as of now. O(log₄ n) */
  insert(time: number, row: number, reals: Float64Array): void {
    if (this.size === this.times.length) {
      this.times = resized(this.times, 2 * this.size, Float64Array);
      this.rows = resized(this.rows, 2 * this.size, Int32Array);
    }
    const { times, rows } = this;
    let hole = this.size++;
    while (hole > 0) {
      const parent = (hole - 1) >> 2;
      const above = times[parent]!;
      if (above < time || (above === time && older(reals, rows[parent]!, row))) break;
      times[hole] = above;
      rows[hole] = rows[parent]!;
      hole = parent;
    }
    times[hole] = time;
    rows[hole] = row;
  }

  /** Removes the earliest row: the last one takes its place and sinks. O(log₄ n) */
  pop(reals: Float64Array): void {
    const { times, rows } = this;
    const size = --this.size;
    const time = times[size]!;
    const row = rows[size]!;
    let hole = 0;
    for (let child = 1; child < size; child = hole * ARITY + 1) {
      const end = Math.min(child + ARITY, size);
      let best = child;
      let least = times[child]!;
      for (let i = child + 1; i < end; i++) {
        const other = times[i]!;
        if (other > least || (other === least && older(reals, rows[best]!, rows[i]!))) continue;
        best = i;
        least = other;
      }
      if (time < least || (time === least && older(reals, row, rows[best]!))) break;
      times[hole] = least;
      rows[hole] = rows[best]!;
      hole = best;
    }
    times[hole] = time;
    rows[hole] = row;
  }
}

function older(reals: Float64Array, row: number, other: number): boolean {
  return reals[row * REALS + SEQUENCE]! < reals[other * REALS + SEQUENCE]!;
}

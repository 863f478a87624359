/**
 * Time series in intervals of equal width, beginning at time 0: counts (`IntervalCounter`) and time averages of a step
 * function (`StepSeries`). Distributions per interval are in histogram-series.ts.
 */
import { assert } from '../../base/assert.ts';

/** A sum for each interval. */
export class IntervalCounter {
  /** [intervals] */
  readonly values: Float64Array;

  constructor(intervals: number) {
    this.values = new Float64Array(intervals);
  }

  /** @throws InvariantError outside the series */
  add(interval: number, amount = 1): void {
    assert(
      interval >>> 0 === interval && interval < this.values.length,
      'an amount is added to an interval of the series',
    );
    this.values[interval]! += amount;
  }

  /** Adds the values of a series with as many intervals. */
  merge(values: Float64Array): void {
    assert(values.length === this.values.length, 'merged series have as many intervals');
    for (let i = 0; i < values.length; i++) this.values[i]! += values[i]!;
  }
}

// Columns of `state`.
const TIME = 0;
const VALUE = 1;

/** Averages a step function over each interval. Times never go back and may pass beyond the last interval. */
export class StepSeries {
  private readonly intervalMs: number;
  /** [intervals] Area under the function. */
  private readonly areas: Float64Array;
  // Doubles in a typed array: V8 would box them as fields.
  private readonly state: Float64Array;
  /** The interval in which the last change fell. */
  private current = 0;

  /** The function has the value `initial` from time 0 on. */
  constructor(intervals: number, intervalMs: number, initial = 0) {
    assert(intervalMs > 0, 'an interval has a width');
    this.intervalMs = intervalMs;
    this.areas = new Float64Array(intervals);
    this.state = Float64Array.of(0, initial);
  }

  /** Its value now. */
  get value(): number {
    return this.state[VALUE]!;
  }

  /**
   * The function has `value` from `timeMs` on. Constant time, plus that of each interval passed.
   * @throws InvariantError when `timeMs` lies before the last change
   */
  set(timeMs: number, value: number): void {
    this.advance(timeMs);
    this.state[VALUE] = value;
  }

  /**
   * The averages up to `timeMs`, [intervals]: of the part that has passed where that lies inside an interval, NaN for
   * intervals not reached. The series may go on afterwards and be finished again.
   */
  finish(timeMs: number): Float64Array {
    this.advance(timeMs);
    return this.areas.map((area, interval) => {
      const elapsed = Math.min(timeMs - interval * this.intervalMs, this.intervalMs);
      return elapsed > 0 ? area / elapsed : NaN;
    });
  }

  private advance(timeMs: number): void {
    const { areas, state, intervalMs } = this;
    const value = state[VALUE]!;
    let time = state[TIME]!;
    assert(timeMs >= time, 'the time of a step function does not go back');
    for (let end = 0; this.current < areas.length; this.current++, time = end) {
      end = (this.current + 1) * intervalMs;
      if (timeMs < end) break;
      areas[this.current]! += value * (end - time);
    }
    if (this.current < areas.length) areas[this.current]! += value * (timeMs - time);
    state[TIME] = timeMs;
  }
}

/**
 * The average over time of a quantity that changes in steps, such as the length of a queue. For averages per interval
 * use interval-series.ts.
 */
import { assert } from '../../base/assert.ts';

// Columns of `state`.
const START = 0;
const TIME = 1;
const VALUE = 2;
const INTEGRAL = 3;

/** Integral and mean of a step function since its start; times never go back. */
export class TimeAverage {
  // Doubles in a typed array: V8 would box them as fields.
  private readonly state: Float64Array;

  /** The function has `value` from `time` on. */
  constructor(time: number, value: number) {
    this.state = Float64Array.of(time, time, value, 0);
  }

  /** Its value now. */
  get value(): number {
    return this.state[VALUE]!;
  }

  /** The function has `value` from `time` on. @throws InvariantError when `time` lies before the last change */
  set(time: number, value: number): void {
    this.state[INTEGRAL] = this.integral(time);
    this.state[TIME] = time;
    this.state[VALUE] = value;
  }

  /** Forgets what was before `time`, such as the warm-up; the value stays. */
  restart(time: number): void {
    this.set(time, this.value);
    this.state[START] = time;
    this.state[INTEGRAL] = 0;
  }

  /** Area under the function from its start to `to`, in value × time. @throws InvariantError before the last change */
  integral(to: number): number {
    const { state } = this;
    assert(to >= state[TIME]!, 'the time of a step function does not go back');
    return state[INTEGRAL]! + state[VALUE]! * (to - state[TIME]!);
  }

  /** Mean from its start to `to`; the value itself when no time has passed. */
  average(to: number): number {
    const elapsed = to - this.state[START]!;
    return elapsed === 0 ? this.value : this.integral(to) / elapsed;
  }
}

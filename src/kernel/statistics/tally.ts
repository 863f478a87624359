/**
 * Count, mean, variance and extremes of single observations, kept as they come (Welford's method). For quantiles use a
 * histogram; for a quantity that has a value at every time use time-average.ts.
 */

/** A tally as data. */
export interface TallyData {
  readonly count: number;
  readonly mean: number;
  /** Σ (x − mean)² */
  readonly squaredDeviations: number;
  /** Infinity when empty. */
  readonly min: number;
  /** −Infinity when empty. */
  readonly max: number;
}

// Columns of `state`.
const COUNT = 0;
const MEAN = 1;
const SQUARED_DEVIATIONS = 2;
const MIN = 3;
const MAX = 4;

/**
 * Statistics of a sample.
 * @see Welford, Technometrics 4(3), 1962; merging: Chan, Golub & LeVeque, "Updating Formulae", 1979
 */
export class Tally {
  // Doubles in a typed array: V8 would box them as fields.
  private readonly state = Float64Array.of(0, 0, 0, Infinity, -Infinity);

  get count(): number {
    return this.state[COUNT]!;
  }

  /** NaN when empty, as are `min` and `max`. */
  get mean(): number {
    return this.count === 0 ? NaN : this.state[MEAN]!;
  }

  /** Of the sample, with the divisor n − 1; NaN for fewer than two values. */
  get variance(): number {
    return this.count < 2 ? NaN : this.state[SQUARED_DEVIATIONS]! / (this.count - 1);
  }

  get standardDeviation(): number {
    return Math.sqrt(this.variance);
  }

  get min(): number {
    return this.count === 0 ? NaN : this.state[MIN]!;
  }

  get max(): number {
    return this.count === 0 ? NaN : this.state[MAX]!;
  }

  /** Adds one observation. */
  record(value: number): void {
    const { state } = this;
    const count = state[COUNT]! + 1;
    const before = value - state[MEAN]!;
    const mean = state[MEAN]! + before / count;
    state[COUNT] = count;
    state[MEAN] = mean;
    state[SQUARED_DEVIATIONS]! += before * (value - mean);
    if (value < state[MIN]!) state[MIN] = value;
    if (value > state[MAX]!) state[MAX] = value;
  }

  /** Adds everything another tally observed. */
  merge(data: TallyData): void {
    if (data.count === 0) return;
    const { state } = this;
    const count = state[COUNT]! + data.count;
    const apart = data.mean - state[MEAN]!;
    state[SQUARED_DEVIATIONS]! +=
      data.squaredDeviations + (apart * apart * state[COUNT]! * data.count) / count;
    state[MEAN]! += (apart * data.count) / count;
    state[COUNT] = count;
    state[MIN] = Math.min(state[MIN]!, data.min);
    state[MAX] = Math.max(state[MAX]!, data.max);
  }

  /** A copy of its state. */
  data(): TallyData {
    const [count, mean, squaredDeviations, min, max] = this.state;
    return { count: count!, mean: mean!, squaredDeviations: squaredDeviations!, min: min!, max: max! };
  }
}

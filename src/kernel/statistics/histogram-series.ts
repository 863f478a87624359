/**
 * One histogram for each interval of simulated time, in memory that follows what was recorded: an octave of an interval
 * takes a page of 256 counts when its first value arrives. No sums and no extremes; those of the whole run are in
 * histogram.ts.
 */
import { assert } from '../../base/assert.ts';
import {
  BUCKET_BITS,
  BUCKETS_PER_OCTAVE,
  bucketOf,
  OCTAVES,
  rankOfQuantile,
  valueInBucket,
} from './buckets.ts';

/** A series as data, to be sent between threads and merged. */
export interface HistogramSeriesData {
  /** [intervals × octaves], row-major: page number, or −1 where nothing was recorded. */
  readonly pages: Int32Array;
  /** [pages × 256], row-major. */
  readonly counts: Uint32Array;
}

const NO_PAGE = -1;
const FIRST_CAPACITY = 64;

/** Counts values per interval. Each count must stay below 2³², merged series together. */
export class HistogramSeries {
  /** Number of intervals. */
  readonly intervals: number;
  private readonly pages: Int32Array;
  private counts = new Uint32Array(FIRST_CAPACITY * BUCKETS_PER_OCTAVE);
  private used = 0;

  /** @param intervals number of intervals, ≥ 0 */
  constructor(intervals: number) {
    this.intervals = intervals;
    this.pages = new Int32Array(intervals * OCTAVES).fill(NO_PAGE);
  }

  /** Adds one value ≥ 0 to an interval, 0 … intervals − 1. @throws InvariantError outside these ranges */
  record(interval: number, value: number): void {
    assert(value >= 0, 'a recorded value is a number ≥ 0');
    assert(
      interval >>> 0 === interval && interval < this.intervals,
      'a value is recorded in an interval of the series',
    );
    const bucket = bucketOf(value);
    const page = this.pageFor(interval * OCTAVES + (bucket >> BUCKET_BITS));
    this.counts[(page << BUCKET_BITS) + (bucket & (BUCKETS_PER_OCTAVE - 1))]! += 1;
  }

  /** Adds everything another series of as many intervals counted. */
  merge(data: HistogramSeriesData): void {
    assert(data.pages.length === this.pages.length, 'merged series have as many intervals');
    data.pages.forEach((source, slot) => {
      if (source === NO_PAGE) return;
      const from = source * BUCKETS_PER_OCTAVE;
      const to = this.pageFor(slot) * BUCKETS_PER_OCTAVE;
      for (let i = 0; i < BUCKETS_PER_OCTAVE; i++) this.counts[to + i]! += data.counts[from + i]!;
    });
  }

  /** Number of values recorded in an interval. */
  count(interval: number): number {
    let total = 0;
    for (let octave = 0; octave < OCTAVES; octave++) total += this.countOfOctave(interval, octave);
    return total;
  }

  /** As `Histogram.quantile`, but the extremes are only as exact as their buckets; NaN for an empty interval. */
  quantile(interval: number, q: number): number {
    const count = this.count(interval);
    if (count === 0) return NaN;
    let left = rankOfQuantile(q, count);
    let octave = 0;
    for (let here = 0; (here = this.countOfOctave(interval, octave)) < left; octave++) left -= here;
    const first = this.pages[interval * OCTAVES + octave]! * BUCKETS_PER_OCTAVE;
    let bucket = 0;
    for (; left > this.counts[first + bucket]!; bucket++) left -= this.counts[first + bucket]!;
    return valueInBucket(octave * BUCKETS_PER_OCTAVE + bucket, left, this.counts[first + bucket]!);
  }

  /** A copy of its state, without unused pages. */
  data(): HistogramSeriesData {
    return { pages: this.pages.slice(), counts: this.counts.slice(0, this.used * BUCKETS_PER_OCTAVE) };
  }

  private countOfOctave(interval: number, octave: number): number {
    const page = this.pages[interval * OCTAVES + octave]!;
    if (page === NO_PAGE) return 0;
    let total = 0;
    const first = page * BUCKETS_PER_OCTAVE;
    for (let i = first; i < first + BUCKETS_PER_OCTAVE; i++) total += this.counts[i]!;
    return total;
  }

  /** The page of a slot (interval × octave), taken now if it had none. */
  private pageFor(slot: number): number {
    const page = this.pages[slot]!;
    return page === NO_PAGE ? this.takePage(slot) : page;
  }

  private takePage(slot: number): number {
    const page = this.used++;
    if (this.used * BUCKETS_PER_OCTAVE > this.counts.length) {
      const grown = new Uint32Array(this.counts.length * 2);
      grown.set(this.counts);
      this.counts = grown;
    }
    this.pages[slot] = page;
    return page;
  }
}

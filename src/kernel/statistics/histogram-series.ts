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
  /** Page p is page p mod 64 of chunk ⌊p / 64⌋; a chunk is [64 × 256], row-major. */
  readonly chunks: readonly Uint32Array[];
}

const NO_PAGE = -1;
const CHUNK_BITS = 6;
const PAGES_PER_CHUNK = 1 << CHUNK_BITS;

/**
 * Chunks of zeros, given back by series that are done with. Of this thread: a replication takes some megabytes of them,
 * and with fresh memory for each V8 marks its whole heap every few replications, on the other processors' time.
 */
const spareChunks: Uint32Array[] = [];

/** Gives the memory of a series back for the next one; its data mean nothing any more. O(memory) */
export function recycle({ chunks }: HistogramSeriesData): void {
  for (const chunk of chunks) spareChunks.push(chunk.fill(0));
}

/** Counts values per interval. Each count must stay below 2³², merged series together. */
export class HistogramSeries {
  /** Number of intervals. */
  readonly intervals: number;
  private readonly pages: Int32Array;
  /** In chunks, because an array that grows by doubling would need three times the memory while it does. */
  private readonly chunks: Uint32Array[] = [];
  private used = 0;
  private readonly single = new Float64Array(1);

  /** @param intervals number of intervals, ≥ 0 */
  constructor(intervals: number) {
    this.intervals = intervals;
    this.pages = new Int32Array(intervals * OCTAVES).fill(NO_PAGE);
  }

  /** Adds one value ≥ 0 to an interval, 0 … intervals − 1. @throws InvariantError outside these ranges */
  record(interval: number, value: number): void {
    this.single[0] = value;
    this.recordFrom(interval, this.single, 0);
  }

  /** Adds `values[index]` to an interval: for hot callers, whose doubles as arguments would be allocated. */
  recordFrom(interval: number, values: Float64Array, index: number): void {
    const value = values[index]!;
    assert(value >= 0, 'a recorded value is a number ≥ 0');
    this.recordIn(bucketOf(value), interval);
  }

  /** Counts a value of this bucket, `bucketOf(value)`, in an interval. @throws InvariantError outside the series */
  recordIn(bucket: number, interval: number): void {
    assert(
      interval >>> 0 === interval && interval < this.intervals,
      'a value is recorded in an interval of the series',
    );
    const page = this.pageFor(interval * OCTAVES + (bucket >> BUCKET_BITS));
    this.chunks[page >> CHUNK_BITS]![firstOf(page) + (bucket & (BUCKETS_PER_OCTAVE - 1))]! += 1;
  }

  /** Adds everything another series of as many intervals counted. */
  merge(data: HistogramSeriesData): void {
    assert(data.pages.length === this.pages.length, 'merged series have as many intervals');
    data.pages.forEach((source, slot) => {
      if (source === NO_PAGE) return;
      const from = data.chunks[source >> CHUNK_BITS]!;
      const page = this.pageFor(slot);
      const to = this.chunks[page >> CHUNK_BITS]!;
      const shift = firstOf(source) - firstOf(page);
      for (let i = firstOf(page); i < firstOf(page) + BUCKETS_PER_OCTAVE; i++) to[i]! += from[i + shift]!;
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
    const page = this.pages[interval * OCTAVES + octave]!;
    const counts = this.chunks[page >> CHUNK_BITS]!;
    let at = firstOf(page);
    for (; left > counts[at]!; at++) left -= counts[at]!;
    return valueInBucket(octave * BUCKETS_PER_OCTAVE + at - firstOf(page), left, counts[at]!);
  }

  /** Its state itself, not a copy: the series is done for when its buffers are sent away. */
  data(): HistogramSeriesData {
    return { pages: this.pages, chunks: this.chunks };
  }

  private countOfOctave(interval: number, octave: number): number {
    const page = this.pages[interval * OCTAVES + octave]!;
    if (page === NO_PAGE) return 0;
    const counts = this.chunks[page >> CHUNK_BITS]!;
    let total = 0;
    for (let i = firstOf(page); i < firstOf(page) + BUCKETS_PER_OCTAVE; i++) total += counts[i]!;
    return total;
  }

  /** The page of a slot (interval × octave), taken now if it had none. */
  private pageFor(slot: number): number {
    const page = this.pages[slot]!;
    return page === NO_PAGE ? this.takePage(slot) : page;
  }

  private takePage(slot: number): number {
    const page = this.used++;
    const chunk = page >> CHUNK_BITS;
    if (chunk === this.chunks.length)
      this.chunks.push(spareChunks.pop() ?? new Uint32Array(PAGES_PER_CHUNK * BUCKETS_PER_OCTAVE));
    this.pages[slot] = page;
    return page;
  }
}

/** Index of the page's first count in its chunk. */
function firstOf(page: number): number {
  return (page & (PAGES_PER_CHUNK - 1)) << BUCKET_BITS;
}

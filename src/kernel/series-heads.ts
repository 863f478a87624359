/**
 * The next event of each of a few series that are in order by themselves (the arrivals of a source, the entries of a
 * lane), in a tournament: only these heads are compared with each other and with the event queue, so that most events
 * never enter that. A match is decided by (time, sequence). Knows nothing of what the events are.
 * @see Knuth, The Art of Computer Programming 3, 5.4.1 (replacement selection with a tree of losers or winners)
 */
import { resized } from './columns.ts';

export class SeriesHeads {
  /** Number of series. */
  count = 0;
  /** The series whose head is the earliest; any one while all are empty. */
  first = 0;
  /** [leaves] When the head is due; Infinity without one. */
  times: Float64Array = new Float64Array(1).fill(Infinity);
  /** [leaves] */
  sequences: Float64Array = new Float64Array(1);
  /** [2 × leaves] Winners of the matches below; node 1 is the root, and leaf i stands at leaves + i. */
  private winners: Int32Array = Int32Array.of(0, 0);
  /** A power of two. */
  private leaves = 1;

  /** A new, empty series. @returns its number. O(series) */
  add(): number {
    if (this.count === this.leaves) this.double();
    return this.count++;
  }

  /** `times` and `sequences` of a series have changed. O(log series) */
  update(series: number): void {
    const { winners, times } = this;
    for (let node = (this.leaves + series) >> 1; node > 0; node >>= 1) {
      const left = winners[2 * node]!;
      const right = winners[2 * node + 1]!;
      const leftTime = times[left]!;
      const rightTime = times[right]!;
      if (leftTime < rightTime || rightTime === Infinity) winners[node] = left;
      else winners[node] = rightTime < leftTime || this.precedes(right, left) ? right : left;
    }
    this.first = winners[1]!;
  }

  private precedes(series: number, other: number): boolean {
    return this.sequences[series]! < this.sequences[other]!;
  }

  private double(): void {
    const leaves = (this.leaves *= 2);
    this.times = resized(this.times, leaves, Float64Array);
    this.times.fill(Infinity, leaves / 2);
    this.sequences = resized(this.sequences, leaves, Float64Array);
    this.winners = Int32Array.from({ length: 2 * leaves }, (_, node) => Math.max(0, node - leaves));
    for (let series = 0; series < leaves; series++) this.update(series);
  }
}

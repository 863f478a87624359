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
  /**
   * [nodes] When the head of a series is due, Infinity without one, by its number; then the winners of the matches, round
   * by round: node n is followed in the next round by leaves + ⌊n / 2⌋, and node 2 × leaves − 2 is the last.
   */
  times: Float64Array = new Float64Array(1).fill(Infinity);
  /** [leaves] */
  sequences: Float64Array = new Float64Array(1);
  /** [nodes] The series that the time belongs to. */
  private winners: Int32Array = Int32Array.of(0);
  /** A power of two. */
  private leaves = 1;

  /** A new, empty series. @returns its number. O(series) */
  add(): number {
    if (this.count === this.leaves) this.double();
    return this.count++;
  }

  /** `times` and `sequences` of a series have changed. O(log series) */
  update(series: number): void {
    const { winners, times, leaves } = this;
    const last = 2 * leaves - 2;
    let winner = series;
    let time = times[series]!;
    for (let node = series; node !== last;) {
      const rival = times[node ^ 1]!;
      if (rival < time || (rival === time && this.precedes(winners[node ^ 1]!, winner))) {
        time = rival;
        winner = winners[node ^ 1]!;
      }
      node = leaves + (node >> 1);
      times[node] = time;
      winners[node] = winner;
    }
    this.first = winner;
  }

  private precedes(series: number, other: number): boolean {
    return this.sequences[series]! < this.sequences[other]!;
  }

  private double(): void {
    const { count, times } = this;
    const leaves = (this.leaves *= 2);
    this.times = new Float64Array(2 * leaves - 1).fill(Infinity);
    this.times.set(times.subarray(0, count));
    this.sequences = resized(this.sequences, leaves, Float64Array);
    this.winners = Int32Array.from({ length: 2 * leaves - 1 }, (_, node) => (node < leaves ? node : 0));
    for (let series = 0; series < leaves; series++) this.update(series);
  }
}

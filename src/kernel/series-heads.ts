/**
 * The next event of each of a few series that are in order by themselves (the arrivals of a source, the entries of a
 * lane), in a tournament: only these heads are compared with each other and with the event queue, so that most events
 * never enter that. A match is decided by (time, sequence). Knows nothing of what the events are.
 * @see Knuth, The Art of Computer Programming 3, 5.4.1 (replacement selection with a tree of losers or winners)
 */
import { CapacityError } from '../base/errors.ts';

const MOST_SERIES = 2 ** 16;

/**
 * [nodes] When the head of a series is due, Infinity without one, by its number; then the winners of the matches, round
 * by round: node n is followed in the next round by leaves + ⌊n / 2⌋, and node 2 × leaves − 2 is the last. These are
 * constants of the thread, as the queue's memory is.
 */
export const headTimes: Float64Array = new Float64Array(2 * MOST_SERIES);
/** [leaves] */
export const headSequences: Float64Array = new Float64Array(MOST_SERIES);
/** [nodes] The series that the time belongs to. */
const winners: Int32Array = new Int32Array(2 * MOST_SERIES);

export class SeriesHeads {
  /** Number of series. */
  count = 0;
  /** The series whose head is the earliest; any one while all are empty. */
  first = 0;
  /** A power of two. */
  private leaves = 1;

  constructor() {
    headTimes[0] = Infinity;
    headSequences[0] = 0;
    winners[0] = 0;
  }

  /** A new, empty series. @returns its number. O(series) */
  add(): number {
    if (this.count === this.leaves) this.double();
    return this.count++;
  }

  /** `headTimes` and `headSequences` of a series have changed. O(log series) */
  update(series: number): void {
    const { leaves } = this;
    const last = 2 * leaves - 2;
    let winner = series;
    let time = headTimes[series]!;
    for (let node = series; node !== last;) {
      const rival = headTimes[node ^ 1]!;
      if (rival < time || (rival === time && precedes(winners[node ^ 1]!, winner))) {
        time = rival;
        winner = winners[node ^ 1]!;
      }
      node = leaves + (node >> 1);
      headTimes[node] = time;
      winners[node] = winner;
    }
    this.first = winner;
  }

  private double(): void {
    const { count } = this;
    const leaves = (this.leaves *= 2);
    if (leaves > MOST_SERIES) throw new CapacityError('more than 65,536 sources and delays');
    headTimes.fill(Infinity, count, 2 * leaves - 1);
    headSequences.fill(0, count, leaves);
    for (let node = 0; node < 2 * leaves - 1; node++) winners[node] = node < leaves ? node : 0;
    for (let series = 0; series < leaves; series++) this.update(series);
  }
}

function precedes(series: number, other: number): boolean {
  return headSequences[series]! < headSequences[other]!;
}

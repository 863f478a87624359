/**
 * Who is to run which job: threads take their turns from memory they share, without asking the main thread, which
 * would let them wait while it is busy. Knows places in a list of jobs, and no jobs.
 */
import { present } from '../base/assert.ts';

// Columns of `memory`; from LANES on, what each lane holds.
const NEXT = 0;
const LANES = 1;

/** The turns 0 … `count` − 1, each taken once. A lane is a thread's number. */
export class SharedTurns {
  /** [1 + lanes] Shared memory; to be sent to the threads. */
  readonly memory: Int32Array;
  private readonly count: number;

  constructor(count: number, memory: Int32Array) {
    this.count = count;
    this.memory = memory;
  }

  static forLanes(lanes: number, count: number): SharedTurns {
    const bytes = (LANES + lanes) * Int32Array.BYTES_PER_ELEMENT;
    return new SharedTurns(count, new Int32Array(new SharedArrayBuffer(bytes)));
  }

  /** The next turn, which the lane holds until it ends it; `null` when there are no more. */
  take(lane: number): number | null {
    const turn = Atomics.add(this.memory, NEXT, 1);
    if (turn >= this.count) return null;
    Atomics.store(this.memory, LANES + lane, turn + 1);
    return turn;
  }

  end(lane: number): void {
    Atomics.store(this.memory, LANES + lane, 0);
  }

  /** The turn the lane has not ended. */
  heldBy(lane: number): number | null {
    const held = present(Atomics.load(this.memory, LANES + lane), 'a lane has a column');
    return held === 0 ? null : held - 1;
  }
}

/**
 * What the candidates share: the events' rows, 32 bytes each (two doubles and four integers in one buffer), of which
 * the one freed last is used first, and the hand-over of an event. No order: that is the candidate's affair.
 */
import { resized } from '../../src/kernel/columns.ts';
import {
  GENERATION,
  INTS,
  KIND,
  NEXT,
  NO_ROW,
  REALS,
  SEQUENCE,
  SLOT,
  TIME,
} from '../../src/kernel/event-row.ts';

const FEWEST_ROWS = 256;

export class EventRows {
  readonly due: Float64Array = new Float64Array(2);
  readonly current: Float64Array = new Float64Array(1);
  kind = 0;
  slot = 0;
  generation = 0;

  protected reals: Float64Array = new Float64Array(REALS * FEWEST_ROWS);
  protected ints: Int32Array = new Int32Array(this.reals.buffer);
  /** Free rows, as a list through NEXT. */
  private free = NO_ROW;
  private used = 0;

  /** A row with the event at `due`. */
  protected newRow(kind: number, slot: number, generation: number): number {
    const row = this.free === NO_ROW ? this.unusedRow() : this.free;
    this.free = this.ints[row * INTS + NEXT]!;
    const at = row * INTS;
    this.reals[row * REALS + TIME] = this.due[0]!;
    this.reals[row * REALS + SEQUENCE] = this.due[1]!;
    this.ints[at + KIND] = kind;
    this.ints[at + SLOT] = slot;
    this.ints[at + GENERATION] = generation;
    return row;
  }

  /** Hands the row's event out; the row is free again. */
  protected deliver(row: number): void {
    const { ints } = this;
    const at = row * INTS;
    this.current[0] = this.reals[row * REALS + TIME]!;
    this.kind = ints[at + KIND]!;
    this.slot = ints[at + SLOT]!;
    this.generation = ints[at + GENERATION]!;
    this.release(row);
  }

  protected release(row: number): void {
    this.ints[row * INTS + NEXT] = this.free;
    this.free = row;
  }

  /** The total order. */
  protected precedes(row: number, other: number): boolean {
    const { reals } = this;
    const time = reals[row * REALS + TIME]!;
    const otherTime = reals[other * REALS + TIME]!;
    if (time !== otherTime) return time < otherTime;
    return reals[row * REALS + SEQUENCE]! < reals[other * REALS + SEQUENCE]!;
  }

  private unusedRow(): number {
    if (this.used * REALS === this.reals.length) {
      this.reals = resized(this.reals, 2 * this.reals.length, Float64Array);
      this.ints = new Int32Array(this.reals.buffer);
    }
    this.ints[this.used * INTS + NEXT] = NO_ROW;
    return this.used++;
  }
}

/** The least that a slot pool can be: rows of one column. */
import { SlotPool } from '../../src/kernel/slot-pool.ts';

export class Rows extends SlotPool {
  column: Int32Array;

  constructor() {
    super(64);
    this.column = new Int32Array(64);
  }

  protected override resize(capacity: number): void {
    const column = new Int32Array(capacity);
    column.set(this.column);
    this.column = column;
  }
}

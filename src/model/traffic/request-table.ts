/**
 * One row per request under way, all fields of it side by side in one buffer. A row is a request together with its
 * present attempt. A row outlives its request when the client has given up but the pod is still at work on it
 * (ABANDONED).
 */
import { resized } from '../../kernel/columns.ts';
import { SlotPool } from '../../kernel/slot-pool.ts';
import { NONE } from '../none.ts';
import * as Row from './request-row.ts';
import * as RequestState from './request-state.ts';

export class RequestTable extends SlotPool {
  /** [rows × 16], row-major */
  reals: Float64Array;
  /** [rows × 32], row-major, over the same buffer. */
  ints: Int32Array;

  constructor(capacity = 256) {
    super(capacity);
    this.reals = new Float64Array(capacity << Row.REALS_LOG2);
    this.ints = new Int32Array(this.reals.buffer);
  }

  /** A row in its initial state; the caller fills in what the request is. */
  begin(): number {
    const slot = this.acquire();
    const { ints } = this;
    const at = slot << Row.INTS_LOG2;
    ints[at | Row.POD] = NONE;
    ints[at | Row.CONNECTION] = NONE;
    ints[at | Row.FLAGS] = 0;
    ints[at | Row.KIND] = Row.NO_ERROR;
    return slot;
  }

  /** Another row that says the same. */
  copy(slot: number): number {
    const other = this.begin();
    const from = slot << Row.REALS_LOG2;
    this.reals.copyWithin(other << Row.REALS_LOG2, from, (slot + 1) << Row.REALS_LOG2);
    return other;
  }

  end(slot: number): void {
    this.ints[(slot << Row.INTS_LOG2) | Row.STATE] = RequestState.free;
    this.release(slot);
  }

  isAbandoned(slot: number): boolean {
    return (this.ints[(slot << Row.INTS_LOG2) | Row.FLAGS]! & Row.ABANDONED) !== 0;
  }

  /** What the pod itself has done for a request in service, ms: it does nothing while it waits for its calls. */
  workMs(slot: number, nowMs: number): number {
    const at = slot << Row.REALS_LOG2;
    return Math.min(nowMs - this.reals[at | Row.BEGAN_MS]!, this.reals[at | Row.SERVICE_MS]!);
  }

  /** Rows that may be in use lie below this number. */
  get extent(): number {
    return this.used;
  }

  protected override resize(capacity: number): void {
    this.reals = resized(this.reals, capacity << Row.REALS_LOG2, Float64Array);
    this.ints = new Int32Array(this.reals.buffer);
  }
}

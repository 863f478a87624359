/**
 * One row per request under way, all fields of it side by side in one buffer. A row is a request together with its
 * present attempt. A row outlives its request when the client has given up but the pod is still at work on it
 * (ABANDONED).
 */
import { SlotPool } from '../../kernel/slot-pool.ts';
import { NONE } from '../none.ts';
import { clearRows, ints, reachRows, reals } from './request-memory.ts';
import * as Row from './request-row.ts';
import * as RequestState from './request-state.ts';

export class RequestTable extends SlotPool {
  constructor(capacity = 256) {
    super(capacity);
    clearRows();
    reachRows(capacity);
  }

  /** A row in its initial state; the caller fills in what the request is. */
  begin(): number {
    const slot = this.acquire();
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
    reals.copyWithin(other << Row.REALS_LOG2, from, (slot + 1) << Row.REALS_LOG2);
    return other;
  }

  end(slot: number): void {
    ints[(slot << Row.INTS_LOG2) | Row.STATE] = RequestState.free;
    this.release(slot);
  }

  isAbandoned(slot: number): boolean {
    return (ints[(slot << Row.INTS_LOG2) | Row.FLAGS]! & Row.ABANDONED) !== 0;
  }

  /** What the pod itself has done for a request in service, ms: it does nothing while it waits for its calls. */
  workMs(slot: number, nowMs: number): number {
    const at = slot << Row.REALS_LOG2;
    return Math.min(nowMs - reals[at | Row.BEGAN_MS]!, reals[at | Row.SERVICE_MS]!);
  }

  /** Rows that may be in use lie below this number. */
  get extent(): number {
    return this.used;
  }

  protected override resize(capacity: number): void {
    reachRows(capacity);
  }
}

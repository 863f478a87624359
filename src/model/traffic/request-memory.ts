/**
 * The rows of a thread's requests, laid out as request-row.ts says. A constant of the module, whose address V8 puts into
 * the machine code (docs/adr/0007); it belongs to the thread's one simulation. What nobody has used yet takes no memory.
 */
import { assert } from '../../base/assert.ts';
import { reserved } from '../../kernel/reserved.ts';
import * as Row from './request-row.ts';

/** Requests that may be under way at once. */
const MOST_REQUESTS = 2 ** 22;

/** [rows × 16], row-major */
export const reals: Float64Array = new Float64Array(reserved(MOST_REQUESTS << (3 + Row.REALS_LOG2)));
/** [rows × 32], row-major, over the same buffer. */
export const ints: Int32Array = new Int32Array(reals.buffer);

/** Rows that were ever in reach. */
let reached = 0;

/** Another simulation begins, with rows as if new. */
export function clearRows(): void {
  ints.fill(0, 0, reached << Row.INTS_LOG2);
  reached = 0;
}

/** @throws InvariantError where there are not as many rows. */
export function reachRows(rows: number): void {
  assert(rows << Row.REALS_LOG2 <= reals.length, 'more requests are under way than there is memory for');
  reached = rows;
}

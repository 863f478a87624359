/**
 * The rows of a thread's requests, laid out as request-row.ts says. A constant of the module, whose address V8 puts into
 * the machine code (docs/adr/0007); it belongs to the thread's one simulation. What nobody has used yet takes no memory.
 */
import { CapacityError } from '../../base/errors.ts';
import { reserved } from '../../kernel/reserved.ts';
import * as Row from './request-row.ts';

/** Requests that may be under way at once. */
const MOST_REQUESTS = 2 ** 22;

/** [rows × 16], row-major */
export const reals: Float64Array = new Float64Array(reserved(MOST_REQUESTS << (3 + Row.REALS_LOG2)));
/** [rows × 32], row-major, over the same buffer. */
export const ints: Int32Array = new Int32Array(reals.buffer);

const TOO_MANY =
  'more than four million requests are under way at once; a timeout of the clients, a shorter queue of the application, a lower rate or more pods bound them';

/** Rows that were ever in reach. */
let reached = 0;

/** Another simulation begins, with rows as if new. */
export function clearRows(): void {
  ints.fill(0, 0, reached << Row.INTS_LOG2);
  reached = 0;
}

/** @throws CapacityError where there are not as many rows. */
export function reachRows(rows: number): void {
  if (rows << Row.REALS_LOG2 > reals.length) throw new CapacityError(TOO_MANY);
  reached = rows;
}

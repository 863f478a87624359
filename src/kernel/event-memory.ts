/**
 * The memory of a thread's pending events, laid out as event-row.ts says: registers, bitmap, buckets, rows. It is a
 * constant of the module and not a field of the queue, because V8 then puts its address and length into the machine code
 * instead of loading them from the object after each call (measured: an eighth less time per event; docs/adr/0005). So a
 * thread has one queue at a time, which is the one that was made last. The pages of memory that nobody has used yet take
 * none.
 */
import { assert } from '../base/assert.ts';
import { FIRST_ROW, INTS } from './event-row.ts';
import { clearLanes } from './lane-memory.ts';
import { reserved } from './reserved.ts';

/** Events that may be pending at once. */
const MOST_ROWS = 2 ** 23;

const buffer: ArrayBuffer = reserved(4 * (FIRST_ROW + INTS * MOST_ROWS));
export const reals: Float64Array = new Float64Array(buffer);
export const ints: Int32Array = new Int32Array(buffer);

let owner: object | null = null;

/** Gives the memory to a new queue. Rows are written before they are read; what lies before them is zeroed. */
export function claimMemory(queue: object): void {
  ints.fill(0, 0, FIRST_ROW);
  clearLanes();
  owner = queue;
}

/** @throws InvariantError where another queue was made meanwhile. */
export function checkOwner(queue: object): void {
  assert(owner === queue, 'a thread has one event queue at a time');
}

/**
 * The entries of a thread's lanes: rows of 32 bytes (time, sequence, kind, slot, generation), in blocks of 2^k rows that
 * begin at a multiple of their length. A constant of the module, as event-memory.ts is, and for the same reason.
 */
import { CapacityError } from '../base/errors.ts';
import { reserved } from './reserved.ts';

/** Entries of all lanes together. */
const MOST_ROWS = 2 ** 24;

/** 4 doubles or 8 integers per row: time and sequence, then kind, slot and generation. */
export const REALS_LOG2 = 2;
export const INTS_LOG2 = 3;

const buffer: ArrayBuffer = reserved(MOST_ROWS << 5);
export const laneReals: Float64Array = new Float64Array(buffer);
export const laneInts: Int32Array = new Int32Array(buffer);

/** Rows from here on were never given out. */
let used = 0;
/** [log2 of the length] First rows of blocks that were given back. */
let free: number[][] = [];

/** Takes back every block: another engine begins. */
export function clearLanes(): void {
  used = 0;
  free = [];
}

/** @returns the first row of a block of 2^`log2` rows. */
export function takeBlock(log2: number): number {
  const first = free[log2]?.pop();
  if (first !== undefined) return first;
  const rows = 1 << log2;
  const next = (used + rows - 1) & -rows;
  if ((next + rows) << REALS_LOG2 > laneReals.length) {
    throw new CapacityError(
      'more than sixteen million events are under way, or were, in lanes of constant delay',
    );
  }
  used = next + rows;
  return next;
}

export function giveBack(first: number, log2: number): void {
  (free[log2] ??= []).push(first);
}

/**
 * Layout of an event's row: 32 bytes, half a cache line; two doubles and four integers in one buffer (event-memory.ts).
 */

// In the queue a row is known by the index of its first integer, a multiple of INTS: its elements are `ints[row | KIND]`
// and `reals[(row >> 1) | TIME]`, without a product whose overflow V8 would have to check.

/** Elements per row, and offsets within it, of the Float64Array. */
export const REALS = 4;
export const TIME = 0;
export const SEQUENCE = 1;

/** Elements per row, and offsets within it, of the Int32Array over the same buffer. */
export const INTS = 8;
/** Next row of a list. */
export const NEXT = 4;
export const KIND = 5;
export const SLOT = 6;
export const GENERATION = 7;

// The queue's one memory: 16 registers, the bits of the ring, its buckets, then the rows.
/** No row has this number: here stand the registers. */
export const NO_ROW = 0;
/** First element of the ring's bitmap, and of its buckets, of the Int32Array; there is room for the widest ring. */
export const BITS = 32;
export const HEADS = 544;
export const FIRST_ROW = 16_928;

// Elements of the Float64Array: the registers, doubles because V8 would allocate them as fields and as arguments.
/** Time of the last event taken. */
export const NOW = 0;
/** Time and sequence number of the event that is added next. */
export const DUE = 1;
export const DUE_SEQUENCE = 2;
/** Time at which day 0 begins. */
export const DAY_ZERO = 3;
export const DAYS_PER_UNIT = 4;
/** Time of the ring's earliest row; Infinity when it is empty. */
export const RING_TIME = 5;
/** The earlier of the time of the heap's earliest row and LATE_TIME. */
export const FAR_TIME = 6;
/** Time of the last look at the density. */
export const LOOKED_AT = 7;
/** Sequence number of the event that the engine sends next. */
export const NEXT_SEQUENCE = 8;
/** Not after any event of the wheels; Infinity when they are empty. */
export const LATE_TIME = 9;
/** Time of the earliest event of the engine's series; Infinity without one. */
export const HEAD_TIME = 10;

/** A bucket in which a new row would stand behind more rows than this is emptied into the heap. */
export const LONGEST_LIST = 32;
export const FEWEST_BUCKETS = 1024;
/** The ring then fits into a core's own cache. BITS, HEADS and FIRST_ROW follow from it. */
export const MOST_BUCKETS = 16_384;
/** Buckets per pending event, up to that: the ring reaches some five mean delays ahead. */
export const BUCKETS_PER_EVENT = 16;
/** Buckets for each event that is taken, when the width is right; and how far it may be off. */
export const BUCKETS_PER_GAP = 3;
export const TOLERANCE = 2.5;
/** Events taken between two looks at the density. */
export const LOOK_EVERY = 4096;
/** Days are 32-bit integers from the ring's base on. */
export const LAST_DAY = 1_073_741_824;

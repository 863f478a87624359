/**
 * What a request meets at a pod's address, by pod number; see pod-table.ts. What every request touches lies in a row of
 * one cache line, because the pods of a large service do not fit into a cache (with a column for each of these, requests to
 * 10,000 pods took 9 % longer in the median of three pairs of runs, which is within what runs differ by); the rest in
 * columns. Constants of the module, whose addresses V8 puts into the machine code (docs/adr/0007): they belong to the
 * thread's one simulation.
 */
import { CapacityError } from '../../base/errors.ts';
import { reserved } from '../../kernel/reserved.ts';

/** Pods that may be made in one replication. */
const MOST_PODS = 2 ** 20;
/** More than a row and the columns below take for a pod. */
const BYTES_PER_POD = 136;

/** One buffer for all, because V8 looks for garbage whenever a large one is made. */
const buffer: ArrayBuffer = reserved(MOST_PODS * BYTES_PER_POD);
const capacity = Math.floor(buffer.byteLength / BYTES_PER_POD / 8) * 8;

/** 8 doubles per row, of which the integers leave two. */
export const REALS_LOG2 = 3;
/** [pods × 8], row-major */
export const reals: Float64Array = new Float64Array(buffer, 0, capacity << REALS_LOG2);
/** Requests admitted in the window. */
export const ADMITTED = 0;
/** Service within the window, in slot-milliseconds. */
export const BUSY_MS = 1;

/** 16 integers per row; the first 4 lie under the doubles. */
export const INTS_LOG2 = 4;
/** [pods × 16], row-major, over the same memory. */
export const ints: Int32Array = new Int32Array(buffer, 0, capacity << INTS_LOG2);
/** One of AddressState. */
export const STATE = 4;
export const NODE = 5;
export const CONCURRENCY = 6;
export const QUEUE_LIMIT = 7;
/** 1: its program calls other services. */
export const CALLS = 8;
/** 1: its requests share cores or have a quota: see cpus.ts. */
export const SHARES_CPU = 9;
/** 1: service times are multiplied, by a cold start or because the pod is slow. */
export const IS_PACED = 10;
/** Requests in service. */
export const BUSY = 11;
/** Requests waiting, a list through RequestTable.next. */
export const QUEUED = 12;
export const HEAD = 13;
export const TAIL = 14;
/** First of the connections that end at the pod, a list in ConnectionTable. */
export const CONNECTIONS = 15;

let taken = reals.byteLength;

function column<C extends Int32Array | Float64Array>(
  Type: new (memory: ArrayBuffer, offset: number, length: number) => C,
): C {
  const made = new Type(buffer, taken, capacity);
  taken += made.byteLength;
  return made;
}

/** Index of its program, see traffic/programs.ts. */
export const program: Int32Array = column(Int32Array);
/** Infinity while no process listens; −Infinity: since long before time 0. */
export const listeningSinceMs: Float64Array = column(Float64Array);
/** How long processes that have ended had listened, within the window. */
export const listenedMs: Float64Array = column(Float64Array);
export const coldStartFactor: Float64Array = column(Float64Array);
export const coldStartMs: Float64Array = column(Float64Array);
/** Of a pod that has been slowed down; otherwise 1. */
export const slowFactor: Float64Array = column(Float64Array);
/** Requests of the window that failed at or on the way to the pod. */
export const lost: Float64Array = column(Float64Array);
/** Service that is over, in slot-milliseconds, and requests served: of metered pods only. */
export const workMs: Float64Array = column(Float64Array);
export const served: Float64Array = column(Float64Array);

const COLUMNS = [
  program,
  listeningSinceMs,
  listenedMs,
  coldStartFactor,
  coldStartMs,
  slowFactor,
  lost,
  workMs,
  served,
];

/** Another simulation begins, after one of `count` pods. */
export function clearPods(count: number): void {
  ints.fill(0, 0, count << INTS_LOG2);
  for (const each of COLUMNS) each.fill(0, 0, count);
}

/** @throws CapacityError where there is no room for another pod */
export function checkRoom(count: number): void {
  if (count >= capacity) throw new CapacityError('more than a million pods are made in one replication');
}

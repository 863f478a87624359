/**
 * What a request meets at a pod's address, in columns by pod number; see pod-table.ts. Constants of the module, whose
 * addresses V8 puts into the machine code (docs/adr/0007): they belong to the thread's one simulation.
 */
import { CapacityError } from '../../base/errors.ts';
import { reserved } from '../../kernel/reserved.ts';

/** Pods that may be made in one replication; a power of two, so that every column is aligned. */
const MOST_PODS = 2 ** 20;
/** More than the columns below take for a pod. */
const BYTES_PER_POD = 128;

/** One buffer for all, because V8 looks for garbage whenever a large one is made. */
const buffer: ArrayBuffer = reserved(MOST_PODS * BYTES_PER_POD);
const capacity = Math.floor(buffer.byteLength / BYTES_PER_POD / 8) * 8;
let taken = 0;

function column<C extends Uint8Array | Int32Array | Float64Array>(
  Type: new (memory: ArrayBuffer, offset: number, length: number) => C,
): C {
  const made = new Type(buffer, taken, capacity);
  taken += made.byteLength;
  return made;
}

export const state: Uint8Array = column(Uint8Array);
export const node: Int32Array = column(Int32Array);
export const concurrency: Int32Array = column(Int32Array);
export const queueLimit: Int32Array = column(Int32Array);
/** 1: its program calls other services. */
export const calls: Uint8Array = column(Uint8Array);
/** 1: its requests share cores or have a quota: see cpus.ts. */
export const sharesCpu: Uint8Array = column(Uint8Array);
/** Requests in service. */
export const busy: Int32Array = column(Int32Array);
/** Requests waiting, a list through RequestTable.next. */
export const queued: Int32Array = column(Int32Array);
export const head: Int32Array = column(Int32Array);
export const tail: Int32Array = column(Int32Array);
/** First of the connections that end at the pod, a list in ConnectionTable. */
export const connections: Int32Array = column(Int32Array);
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
/** 1: service times are multiplied, by a cold start or because the pod is slow. */
export const isPaced: Uint8Array = column(Uint8Array);
/** Requests admitted in the window. */
export const admitted: Float64Array = column(Float64Array);
/** Requests of the window that failed at or on the way to the pod. */
export const lost: Float64Array = column(Float64Array);
/** Service within the window, in slot-milliseconds. */
export const busyMs: Float64Array = column(Float64Array);
/** Service that is over, in slot-milliseconds, and requests served: of metered pods only. */
export const workMs: Float64Array = column(Float64Array);
export const served: Float64Array = column(Float64Array);

const COLUMNS = [
  state,
  node,
  concurrency,
  queueLimit,
  calls,
  sharesCpu,
  busy,
  queued,
  head,
  tail,
  connections,
  program,
  listeningSinceMs,
  listenedMs,
  coldStartFactor,
  coldStartMs,
  slowFactor,
  isPaced,
  admitted,
  lost,
  busyMs,
  workMs,
  served,
];

/** Another simulation begins, after one of `count` pods. */
export function clearPods(count: number): void {
  for (const each of COLUMNS) each.fill(0, 0, count);
}

/** @throws CapacityError where there is no room for another pod */
export function checkRoom(count: number): void {
  if (count >= capacity) throw new CapacityError('more than a million pods are made in one replication');
}

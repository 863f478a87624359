/**
 * What a request meets at a pod's address, in columns by pod number; see pod-table.ts. Constants of the module, whose
 * addresses V8 puts into the machine code (docs/adr/0007): they belong to the thread's one simulation.
 */
import { assert } from '../../base/assert.ts';
import { reserved } from '../../kernel/reserved.ts';

/** Pods that may be made in one replication. */
const MOST_PODS = 2 ** 20;

const bytes = (): Uint8Array => new Uint8Array(reserved(MOST_PODS));
const integers = (): Int32Array => new Int32Array(reserved(4 * MOST_PODS));
const doubles = (): Float64Array => new Float64Array(reserved(8 * MOST_PODS));

export const state: Uint8Array = bytes();
export const node: Int32Array = integers();
export const concurrency: Int32Array = integers();
export const queueLimit: Int32Array = integers();
/** 1: its program calls other services. */
export const calls: Uint8Array = bytes();
/** 1: its requests share cores or have a quota: see cpus.ts. */
export const sharesCpu: Uint8Array = bytes();
/** Requests in service. */
export const busy: Int32Array = integers();
/** Requests waiting, a list through RequestTable.next. */
export const queued: Int32Array = integers();
export const head: Int32Array = integers();
export const tail: Int32Array = integers();
/** First of the connections that end at the pod, a list in ConnectionTable. */
export const connections: Int32Array = integers();
/** Index of its program, see traffic/programs.ts. */
export const program: Int32Array = integers();
/** Infinity while no process listens; −Infinity: since long before time 0. */
export const listeningSinceMs: Float64Array = doubles();
/** How long processes that have ended had listened, within the window. */
export const listenedMs: Float64Array = doubles();
export const coldStartFactor: Float64Array = doubles();
export const coldStartMs: Float64Array = doubles();
/** Of a pod that has been slowed down; otherwise 1. */
export const slowFactor: Float64Array = doubles();
/** 1: service times are multiplied, by a cold start or because the pod is slow. */
export const isPaced: Uint8Array = bytes();
/** Requests admitted in the window. */
export const admitted: Float64Array = doubles();
/** Requests of the window that failed at or on the way to the pod. */
export const lost: Float64Array = doubles();
/** Service within the window, in slot-milliseconds. */
export const busyMs: Float64Array = doubles();
/** Service that is over, in slot-milliseconds, and requests served: of metered pods only. */
export const workMs: Float64Array = doubles();
export const served: Float64Array = doubles();

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
  for (const column of COLUMNS) column.fill(0, 0, count);
}

/** @throws InvariantError where there is no room for another pod */
export function checkRoom(count: number): void {
  assert(count < connections.length, 'more pods are made than there is memory for');
}

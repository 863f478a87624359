/**
 * What a request meets at a pod's address, in columns by pod number. Pods are numbered in the order of their
 * creation and never reused. The control plane's view of a pod is another thing: cluster/pod.ts.
 */
import { resized } from '../../kernel/columns.ts';
import type { ApplicationOptions } from '../options.ts';
import { NONE } from '../none.ts';

export class PodTable {
  count = 0;
  private capacity = 64;
  state: Uint8Array = new Uint8Array(this.capacity);
  node: Int32Array = new Int32Array(this.capacity);
  concurrency: Int32Array = new Int32Array(this.capacity);
  queueLimit: Int32Array = new Int32Array(this.capacity);
  /** 1: its program calls other services. */
  calls: Uint8Array = new Uint8Array(this.capacity);
  /** 1: its requests share cores or have a quota: see cpus.ts. */
  sharesCpu: Uint8Array = new Uint8Array(this.capacity);
  /** Requests in service. */
  busy: Int32Array = new Int32Array(this.capacity);
  /** Requests waiting, a list through RequestTable.next. */
  queued: Int32Array = new Int32Array(this.capacity);
  head: Int32Array = new Int32Array(this.capacity);
  tail: Int32Array = new Int32Array(this.capacity);
  /** First of the connections that end at the pod, a list in ConnectionTable. */
  connections: Int32Array = new Int32Array(this.capacity);
  /** Index of its program, see traffic/programs.ts. */
  program: Int32Array = new Int32Array(this.capacity);
  /** Infinity while no process listens; −Infinity: since long before time 0. */
  listeningSinceMs: Float64Array = new Float64Array(this.capacity);
  /** How long processes that have ended had listened, within the window. */
  listenedMs: Float64Array = new Float64Array(this.capacity);
  coldStartFactor: Float64Array = new Float64Array(this.capacity);
  coldStartMs: Float64Array = new Float64Array(this.capacity);
  /** Of a pod that has been slowed down; otherwise 1. */
  slowFactor: Float64Array = new Float64Array(this.capacity);
  /** 1: service times are multiplied, by a cold start or because the pod is slow. */
  isPaced: Uint8Array = new Uint8Array(this.capacity);
  /** Requests admitted in the window. */
  admitted: Float64Array = new Float64Array(this.capacity);
  /** Requests of the window that failed at or on the way to the pod. */
  lost: Float64Array = new Float64Array(this.capacity);
  /** Service within the window, in slot-milliseconds. */
  busyMs: Float64Array = new Float64Array(this.capacity);
  /** Service that is over, in slot-milliseconds, and requests served: of metered pods only. */
  workMs: Float64Array = new Float64Array(this.capacity);
  served: Float64Array = new Float64Array(this.capacity);

  /** A new pod, not on any node yet. @returns its number. */
  add(application: ApplicationOptions, program: number): number {
    if (this.count === this.capacity) this.grow();
    const pod = this.count++;
    this.program[pod] = program;
    this.listeningSinceMs[pod] = Infinity;
    this.node[pod] = NONE;
    this.head[pod] = NONE;
    this.tail[pod] = NONE;
    this.connections[pod] = NONE;
    this.concurrency[pod] = application.concurrency;
    this.queueLimit[pod] = application.queue;
    this.calls[pod] = Number((application.calls ?? []).length > 0);
    this.coldStartFactor[pod] = application.coldStart.factor;
    this.coldStartMs[pod] = application.coldStart.durationMs;
    this.slowFactor[pod] = 1;
    this.isPaced[pod] = application.coldStart.factor === 1 ? 0 : 1;
    return pod;
  }

  private grow(): void {
    const length = (this.capacity *= 2);
    this.state = resized(this.state, length, Uint8Array);
    this.node = resized(this.node, length, Int32Array);
    this.concurrency = resized(this.concurrency, length, Int32Array);
    this.queueLimit = resized(this.queueLimit, length, Int32Array);
    this.calls = resized(this.calls, length, Uint8Array);
    this.sharesCpu = resized(this.sharesCpu, length, Uint8Array);
    this.busy = resized(this.busy, length, Int32Array);
    this.queued = resized(this.queued, length, Int32Array);
    this.head = resized(this.head, length, Int32Array);
    this.tail = resized(this.tail, length, Int32Array);
    this.connections = resized(this.connections, length, Int32Array);
    this.program = resized(this.program, length, Int32Array);
    this.listenedMs = resized(this.listenedMs, length, Float64Array);
    this.listeningSinceMs = resized(this.listeningSinceMs, length, Float64Array);
    this.coldStartFactor = resized(this.coldStartFactor, length, Float64Array);
    this.coldStartMs = resized(this.coldStartMs, length, Float64Array);
    this.slowFactor = resized(this.slowFactor, length, Float64Array);
    this.isPaced = resized(this.isPaced, length, Uint8Array);
    this.admitted = resized(this.admitted, length, Float64Array);
    this.lost = resized(this.lost, length, Float64Array);
    this.busyMs = resized(this.busyMs, length, Float64Array);
    this.workMs = resized(this.workMs, length, Float64Array);
    this.served = resized(this.served, length, Float64Array);
  }
}

/**
 * One row per request under way, in columns. A row is a request together with its present attempt. A row outlives its request when the client has given up but the pod is still at work on it (`abandoned`).
 */
import { resized } from '../../kernel/columns.ts';
import { SlotPool } from '../../kernel/slot-pool.ts';

/** Where the attempt is now. */
export const RequestState = {
  free: 0,
  /** Waiting at the client for a connection of its pool. */
  awaitingConnection: 1,
  /** A connection is being opened. */
  connecting: 2,
  /** First packet sent to an address that will never answer. */
  blackholed: 3,
  /** On its way to the pod. */
  travelling: 4,
  queued: 5,
  serving: 6,
  /** The answer is on its way to the client. */
  returning: 7,
  backingOff: 8,
} as const;

/** `kind` of an attempt that has not failed. */
export const NO_ERROR = 255;
/** `source` of a kubelet's probe that waits in the queue of requests. */
export const PROBE_SOURCE = -1;
export const NONE = -1;
/** `connection` of a row whose pool connection is being opened. */
export const OPENING = -2;

export class RequestTable extends SlotPool {
  /** Intended arrival of the request, not of the attempt. */
  arrivalMs: Float64Array;
  /** Service time before any cold-start factor. */
  demandMs: Float64Array;
  /** Service time, once service has begun. */
  serviceMs: Float64Array;
  /** When service began. */
  beganMs: Float64Array;
  /** From the intended arrival to the final answer, once that is there. */
  latencyMs: Float64Array;
  /** The request's own draw for every choice among endpoints. */
  choice: Uint32Array;
  source: Int32Array;
  /** Interval of the time series that the arrival falls into. */
  interval: Int32Array;
  /** Pool client within the source; for a probe: its worker. */
  client: Int32Array;
  /** Node the client runs on, or enters by. */
  node: Int32Array;
  pod: Int32Array;
  connection: Int32Array;
  attemptsLeft: Int32Array;
  /** Link of the queue the row stands in. */
  next: Int32Array;
  state: Uint8Array;
  path: Uint8Array;
  /** 1: the client has gone; nothing is recorded any more. */
  abandoned: Uint8Array;
  /** 1: it stood in a queue before it was served. */
  waited: Uint8Array;
  /** 1: the application will answer with an error of its own. */
  willFail: Uint8Array;
  kind: Uint8Array;
  cause: Uint8Array;
  /** Grows whenever a service begins or is cut short, so that a completion of an earlier service is known as stale. */
  ticket: Int32Array;

  constructor(capacity = 1024) {
    super(capacity);
    this.arrivalMs = new Float64Array(capacity);
    this.demandMs = new Float64Array(capacity);
    this.serviceMs = new Float64Array(capacity);
    this.beganMs = new Float64Array(capacity);
    this.latencyMs = new Float64Array(capacity);
    this.choice = new Uint32Array(capacity);
    this.source = new Int32Array(capacity);
    this.interval = new Int32Array(capacity);
    this.client = new Int32Array(capacity);
    this.node = new Int32Array(capacity);
    this.pod = new Int32Array(capacity);
    this.connection = new Int32Array(capacity);
    this.attemptsLeft = new Int32Array(capacity);
    this.next = new Int32Array(capacity);
    this.state = new Uint8Array(capacity);
    this.path = new Uint8Array(capacity);
    this.abandoned = new Uint8Array(capacity);
    this.waited = new Uint8Array(capacity);
    this.willFail = new Uint8Array(capacity);
    this.kind = new Uint8Array(capacity);
    this.cause = new Uint8Array(capacity);
    this.ticket = new Int32Array(capacity);
  }

  /** A row in its initial state; the caller fills in what the request is. */
  begin(): number {
    const slot = this.acquire();
    this.pod[slot] = NONE;
    this.connection[slot] = NONE;
    this.client[slot] = 0;
    this.abandoned[slot] = 0;
    this.waited[slot] = 0;
    this.willFail[slot] = 0;
    this.kind[slot] = NO_ERROR;
    return slot;
  }

  end(slot: number): void {
    this.state[slot] = RequestState.free;
    this.release(slot);
  }

  /** Rows that may be in use lie below this number. */
  get extent(): number {
    return this.used;
  }

  protected override resize(capacity: number): void {
    this.arrivalMs = resized(this.arrivalMs, capacity, Float64Array);
    this.demandMs = resized(this.demandMs, capacity, Float64Array);
    this.serviceMs = resized(this.serviceMs, capacity, Float64Array);
    this.beganMs = resized(this.beganMs, capacity, Float64Array);
    this.latencyMs = resized(this.latencyMs, capacity, Float64Array);
    this.choice = resized(this.choice, capacity, Uint32Array);
    this.source = resized(this.source, capacity, Int32Array);
    this.interval = resized(this.interval, capacity, Int32Array);
    this.client = resized(this.client, capacity, Int32Array);
    this.node = resized(this.node, capacity, Int32Array);
    this.pod = resized(this.pod, capacity, Int32Array);
    this.connection = resized(this.connection, capacity, Int32Array);
    this.attemptsLeft = resized(this.attemptsLeft, capacity, Int32Array);
    this.next = resized(this.next, capacity, Int32Array);
    this.state = resized(this.state, capacity, Uint8Array);
    this.path = resized(this.path, capacity, Uint8Array);
    this.abandoned = resized(this.abandoned, capacity, Uint8Array);
    this.waited = resized(this.waited, capacity, Uint8Array);
    this.willFail = resized(this.willFail, capacity, Uint8Array);
    this.kind = resized(this.kind, capacity, Uint8Array);
    this.cause = resized(this.cause, capacity, Uint8Array);
    this.ticket = resized(this.ticket, capacity, Int32Array);
  }
}

/** Kept-alive connections, one row each, listed by the pod they end at. */
import * as Pods from '../workload/pod-memory.ts';
import { resized } from '../../kernel/columns.ts';
import { SlotPool } from '../../kernel/slot-pool.ts';
import type { PodTable } from '../workload/pod-table.ts';
import { NONE } from '../none.ts';
import { ints } from './request-memory.ts';
import * as Row from './request-row.ts';

/** `closedByPod`: the pod's node has lost its power, and with it all knowledge of the connection. */
export const FORGOTTEN = 2;
/** `closedByPod`: the same of the node that the connection entered the cluster by. */
export const CUT = 3;

export class ConnectionTable extends SlotPool {
  source: Int32Array;
  client: Int32Array;
  pod: Int32Array;
  /** Node the client runs on, or entered by. */
  node: Int32Array;
  path: Uint8Array;
  /** Requests answered on it. */
  served: Int32Array;
  idleSinceMs: Float64Array;
  /** HTTP/2: requests of it that are under way. */
  streams: Int32Array;
  /** HTTP/2: 1 when the client's end is open, so that it may carry more than the request it was opened for. */
  isOpen: Uint8Array;
  openedMs: Float64Array;
  /** When the pod sent its last answer. */
  answeredMs: Float64Array;
  /** Requests of it that the pod is at work on. */
  atWork: Int32Array;
  /** 1: the pod's clock for idle connections is running. */
  timed: Uint8Array;
  /** 1: the pod's end is closed; or one of the two above. */
  closedByPod: Uint8Array;
  /** 1: the present answer will say `Connection: close`. */
  closing: Uint8Array;
  private readonly pods: PodTable;
  private following: Int32Array;
  private preceding: Int32Array;

  constructor(pods: PodTable, capacity = 64) {
    super(capacity);
    this.pods = pods;
    this.source = new Int32Array(capacity);
    this.client = new Int32Array(capacity);
    this.pod = new Int32Array(capacity);
    this.node = new Int32Array(capacity);
    this.path = new Uint8Array(capacity);
    this.served = new Int32Array(capacity);
    this.idleSinceMs = new Float64Array(capacity);
    this.streams = new Int32Array(capacity);
    this.isOpen = new Uint8Array(capacity);
    this.openedMs = new Float64Array(capacity);
    this.answeredMs = new Float64Array(capacity);
    this.atWork = new Int32Array(capacity);
    this.timed = new Uint8Array(capacity);
    this.closedByPod = new Uint8Array(capacity);
    this.closing = new Uint8Array(capacity);
    this.following = new Int32Array(capacity);
    this.preceding = new Int32Array(capacity);
  }

  /** A new connection that ends at `pod`. */
  private open(pod: number): number {
    const connection = this.acquire();
    this.pod[connection] = pod;
    this.served[connection] = 0;
    this.atWork[connection] = 0;
    this.timed[connection] = 0;
    this.closedByPod[connection] = 0;
    this.closing[connection] = 0;
    const first = Pods.ints[(pod << Pods.INTS_LOG2) | Pods.CONNECTIONS]!;
    this.following[connection] = first;
    this.preceding[connection] = NONE;
    if (first !== NONE) this.preceding[first] = connection;
    Pods.ints[(pod << Pods.INTS_LOG2) | Pods.CONNECTIONS] = connection;
    return connection;
  }

  /** The connection that a request has reached its pod on, which is the request's from now on. */
  openFor(slot: number): number {
    const at = slot << Row.INTS_LOG2;
    const connection = this.open(ints[at | Row.POD]!);
    this.source[connection] = ints[at | Row.SOURCE]!;
    this.client[connection] = ints[at | Row.CLIENT]!;
    this.node[connection] = ints[at | Row.NODE]!;
    this.path[connection] = ints[at | Row.PATH]!;
    ints[at | Row.CONNECTION] = connection;
    return connection;
  }

  close(connection: number): void {
    const before = this.preceding[connection]!;
    const after = this.following[connection]!;
    if (before === NONE) Pods.ints[(this.pod[connection]! << Pods.INTS_LOG2) | Pods.CONNECTIONS] = after;
    else this.following[before] = after;
    if (after !== NONE) this.preceding[after] = before;
    this.release(connection);
  }

  /** The connections that end at `pod`, as they are now. */
  of(pod: number): number[] {
    const list: number[] = [];
    for (
      let at = Pods.ints[(pod << Pods.INTS_LOG2) | Pods.CONNECTIONS]!;
      at !== NONE;
      at = this.following[at]!
    )
      list.push(at);
    return list;
  }

  /** Nobody knows any more of the connections that end at a pod without power. */
  forgetPod(pod: number): void {
    for (const connection of this.of(pod)) this.closedByPod[connection] = FORGOTTEN;
  }

  /** Nor of those that clients outside hold by way of a node without power. O(pods + connections) */
  cutNode(node: number, isExternal: (source: number) => boolean): void {
    for (let pod = 0; pod < this.pods.count; pod++) {
      for (const connection of this.of(pod)) {
        if (this.node[connection] !== node || !isExternal(this.source[connection]!)) continue;
        this.closedByPod[connection] = CUT;
      }
    }
  }

  protected override resize(capacity: number): void {
    this.source = resized(this.source, capacity, Int32Array);
    this.client = resized(this.client, capacity, Int32Array);
    this.pod = resized(this.pod, capacity, Int32Array);
    this.node = resized(this.node, capacity, Int32Array);
    this.path = resized(this.path, capacity, Uint8Array);
    this.served = resized(this.served, capacity, Int32Array);
    this.idleSinceMs = resized(this.idleSinceMs, capacity, Float64Array);
    this.streams = resized(this.streams, capacity, Int32Array);
    this.isOpen = resized(this.isOpen, capacity, Uint8Array);
    this.openedMs = resized(this.openedMs, capacity, Float64Array);
    this.answeredMs = resized(this.answeredMs, capacity, Float64Array);
    this.atWork = resized(this.atWork, capacity, Int32Array);
    this.timed = resized(this.timed, capacity, Uint8Array);
    this.closedByPod = resized(this.closedByPod, capacity, Uint8Array);
    this.closing = resized(this.closing, capacity, Uint8Array);
    this.following = resized(this.following, capacity, Int32Array);
    this.preceding = resized(this.preceding, capacity, Int32Array);
  }
}

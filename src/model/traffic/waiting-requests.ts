/** Requests that wait at their client for a connection, in order of arrival: a list through the rows of the table. */
import { NONE } from '../none.ts';
import { ints } from './request-memory.ts';
import * as Row from './request-row.ts';
import * as RequestState from './request-state.ts';
import type { RequestTable } from './request-table.ts';

export interface Waiting {
  head: number;
  tail: number;
  /** Its requests are being served right now. */
  serving: boolean;
}

/** Who serves them. */
export interface Server<W extends Waiting> {
  hasRoom(waiting: W, source: number): boolean;
  /** Sends the request now, or enqueues it again. */
  submit(slot: number): void;
}

export function enqueue(waiting: Waiting, slot: number): void {
  const at = slot << Row.INTS_LOG2;
  ints[at | Row.STATE] = RequestState.awaitingConnection;
  ints[at | Row.FLAGS]! |= Row.WAITED;
  ints[at | Row.NEXT] = NONE;
  if (waiting.tail === NONE) waiting.head = slot;
  else ints[(waiting.tail << Row.INTS_LOG2) | Row.NEXT] = slot;
  waiting.tail = slot;
}

/** A loop, not a recursion: without network delay thousands of waiting requests may be refused in one event. */
export function serveWaiting<W extends Waiting>(requests: RequestTable, waiting: W, server: Server<W>): void {
  if (waiting.serving) return;
  waiting.serving = true;
  while (waiting.head !== NONE) {
    const slot = waiting.head;
    const at = slot << Row.INTS_LOG2;
    const abandoned = requests.isAbandoned(slot);
    if (!abandoned && !server.hasRoom(waiting, ints[at | Row.SOURCE]!)) break;
    waiting.head = ints[at | Row.NEXT]!;
    if (waiting.head === NONE) waiting.tail = NONE;
    if (abandoned) requests.end(slot);
    else server.submit(slot);
  }
  waiting.serving = false;
}

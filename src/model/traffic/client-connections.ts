/**
 * The clients' ends of connections that carry several requests. How they are kept is the business of one keeper for
 * each kind (keep-alive pools, HTTP/2); this finds the one that a request's, or a connection's, source has.
 */
import type { ConnectionTable } from './connection-table.ts';
import { ints } from './request-memory.ts';
import * as Row from './request-row.ts';

export interface ConnectionKeeper {
  /** Sends the request on a connection that is open, on a new one, or later. */
  submit(slot: number): void;
  /** The first packet of the connection that is OPENING for the request is at a pod that accepts it. */
  connected(slot: number): void;
  /**
   * The answer, or failure, of a request with a connection is with the client.
   * @returns true when the request goes on, so that this was not its end.
   */
  finished(slot: number): boolean;
  /** The client has given the request up. */
  abandoned(slot: number): void;
  /** The client learns that the pod's end of the connection is closed, or will be. */
  closeAtClient(connection: number): void;
}

export class ClientConnections {
  private readonly connections: ConnectionTable;
  /** By source. */
  private readonly keepers: readonly ConnectionKeeper[];

  constructor(connections: ConnectionTable, keepers: readonly ConnectionKeeper[]) {
    this.connections = connections;
    this.keepers = keepers;
  }

  submit(slot: number): void {
    this.keeperOf(slot).submit(slot);
  }

  connected(slot: number): void {
    this.keeperOf(slot).connected(slot);
  }

  /** @see ConnectionKeeper.finished */
  finished(slot: number): boolean {
    return this.keeperOf(slot).finished(slot);
  }

  abandoned(slot: number): void {
    this.keeperOf(slot).abandoned(slot);
  }

  /** Nothing, when the connection is closed at the client's end already. */
  closeAtClient(connection: number, generation: number): void {
    const { connections } = this;
    if (!connections.isLive(connection, generation)) return;
    this.keepers[connections.source[connection]!]!.closeAtClient(connection);
  }

  private keeperOf(slot: number): ConnectionKeeper {
    return this.keepers[ints[(slot << Row.INTS_LOG2) | Row.SOURCE]!]!;
  }
}

/**
 * Kept-alive connections: each client of a source holds at most `pool` of them. The most recently used idle one is
 * taken first, as Go's and nginx's pools do; a request that finds them all in use waits its turn. A connection stays
 * with its pod until one end closes it; nothing rebalances it.
 */
import type { Engine } from '../../kernel/engine.ts';
import { NONE } from '../none.ts';
import type { ConnectionKeeper } from './client-connections.ts';
import { ints } from './request-memory.ts';
import * as Row from './request-row.ts';
import type { RequestTable } from './request-table.ts';
import type { ConnectionTable } from './connection-table.ts';
import type { TrafficSource } from './source.ts';
import type { Transport } from './transport.ts';
import { enqueue, serveWaiting, type Waiting } from './waiting-requests.ts';
import { ErrorKindCode } from '../outcomes.ts';

/** One client's connections, the idle ones as a stack, and the requests that wait for one. */
interface Pool extends Waiting {
  readonly idle: number[];
  /** Connections open or being opened. */
  open: number;
}

export class ConnectionPools implements ConnectionKeeper {
  private readonly engine: Engine;
  private readonly requests: RequestTable;
  private readonly connections: ConnectionTable;
  private readonly transport: Transport;
  private readonly sources: readonly TrafficSource[];
  /** [sources][clients] */
  private readonly pools: Pool[][];

  constructor(
    engine: Engine,
    requests: RequestTable,
    connections: ConnectionTable,
    transport: Transport,
    sources: readonly TrafficSource[],
  ) {
    this.engine = engine;
    this.requests = requests;
    this.connections = connections;
    this.transport = transport;
    this.sources = sources;
    this.pools = sources.map(() => []);
  }

  /** Sends the request on an idle connection, on a new one, or later. */
  submit(slot: number): void {
    const at = slot << Row.INTS_LOG2;
    const source = ints[at | Row.SOURCE]!;
    const pool = this.poolOf(source, ints[at | Row.CLIENT]!);
    const connection = this.takeIdle(source, pool);
    if (connection !== NONE) this.use(connection, slot);
    else if (pool.open < this.limit(source)) this.openFor(slot, pool);
    else enqueue(pool, slot);
  }

  /** The connection that is OPENING for the request is there. */
  connected(slot: number): void {
    const connection = this.connections.openFor(slot);
    this.connections.openedMs[connection] = this.engine.now;
  }

  /** The answer, or failure, of a request with a connection is with the client: that is free again, or done for. */
  finished(slot: number): boolean {
    const { connections } = this;
    const at = slot << Row.INTS_LOG2;
    const connection = ints[at | Row.CONNECTION]!;
    ints[at | Row.CONNECTION] = NONE;
    const pool = this.poolOf(ints[at | Row.SOURCE]!, ints[at | Row.CLIENT]!);
    if (connection === Row.OPENING) {
      this.transport.hangUp(slot);
      this.lost(pool);
      return false;
    }
    connections.served[connection]!++;
    const kind = ints[at | Row.KIND]!;
    const broken = kind !== Row.NO_ERROR && kind !== ErrorKindCode.http503 && kind !== ErrorKindCode.http5xx;
    if (broken || this.isSpent(connection)) {
      this.close(connection);
      this.lost(pool);
      return false;
    }
    connections.idleSinceMs[connection] = this.engine.now;
    pool.idle.push(connection);
    this.serveNext(pool);
    return false;
  }

  /** The client has given the request up: its connection can carry no other. */
  abandoned(slot: number): void {
    const at = slot << Row.INTS_LOG2;
    const connection = ints[at | Row.CONNECTION]!;
    if (connection === NONE) return;
    ints[at | Row.CONNECTION] = NONE;
    if (connection !== Row.OPENING) this.close(connection);
    this.lost(this.poolOf(ints[at | Row.SOURCE]!, ints[at | Row.CLIENT]!));
  }

  /** @see ConnectionKeeper.closeAtClient: if it is idle it leaves the pool. */
  closeAtClient(connection: number): void {
    const { connections } = this;
    const pool = this.poolOf(connections.source[connection]!, connections.client[connection]!);
    const at = pool.idle.indexOf(connection);
    if (at === -1) return;
    pool.idle.splice(at, 1);
    this.close(connection);
    this.lost(pool);
  }

  private isSpent(connection: number): boolean {
    const { connections } = this;
    if (connections.closedByPod[connection] !== 0 || connections.closing[connection] === 1) return true;
    const options = this.sources[connections.source[connection]!]!.connections;
    if (options.type !== 'keepAlive') return false;
    return connections.served[connection]! >= options.maxRequests || this.isTooOld(connection, options);
  }

  private isTooOld(connection: number, { maxAgeMs }: { readonly maxAgeMs?: number }): boolean {
    return maxAgeMs !== undefined && this.engine.now - this.connections.openedMs[connection]! >= maxAgeMs;
  }

  /** The most recently used idle connection that is neither too old nor has been idle for too long, or NONE. */
  private takeIdle(source: number, pool: Pool): number {
    const options = this.sources[source]!.connections;
    if (options.type !== 'keepAlive') return NONE;
    for (;;) {
      const newest = pool.idle.pop();
      if (newest === undefined) return NONE;
      const isIdleTooLong = this.engine.now - this.connections.idleSinceMs[newest]! >= options.idleTimeoutMs;
      if (!isIdleTooLong && !this.isTooOld(newest, options)) return newest;
      this.close(newest);
      pool.open--;
    }
  }

  private use(connection: number, slot: number): void {
    const { connections } = this;
    const at = slot << Row.INTS_LOG2;
    ints[at | Row.CONNECTION] = connection;
    ints[at | Row.POD] = connections.pod[connection]!;
    ints[at | Row.NODE] = connections.node[connection]!;
    ints[at | Row.PATH] = connections.path[connection]!;
    this.transport.send(slot);
  }

  private openFor(slot: number, pool: Pool): void {
    pool.open++;
    ints[(slot << Row.INTS_LOG2) | Row.CONNECTION] = Row.OPENING;
    this.transport.open(slot);
  }

  private close(connection: number): void {
    this.transport.closed(connection);
    this.connections.close(connection);
  }

  /** One connection fewer: a request that waits may open another. */
  private lost(pool: Pool): void {
    pool.open--;
    this.serveNext(pool);
  }

  private serveNext(pool: Pool): void {
    serveWaiting(this.requests, pool, this);
  }

  /** @see serveWaiting */
  hasRoom(pool: Pool, source: number): boolean {
    return pool.idle.length > 0 || pool.open < this.limit(source);
  }

  private limit(source: number): number {
    const options = this.sources[source]!.connections;
    return options.type === 'keepAlive' ? options.pool : Infinity;
  }

  private poolOf(source: number, client: number): Pool {
    return (this.pools[source]![client] ??= { idle: [], open: 0, head: NONE, tail: NONE, serving: false });
  }
}

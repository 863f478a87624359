/**
 * HTTP/2 connections: many requests at once on each, as streams. A client opens a further connection only when its
 * others are full, so that one connection, and with it one pod, may carry all that a client sends. A server that closes
 * one says so first (GOAWAY): the streams that it has taken are finished, and the client sends the others again by
 * itself. It models neither the loss of a packet that holds up all streams, nor pings.
 * @see https://www.rfc-editor.org/rfc/rfc9113#name-goaway
 */
import { assert } from '../../base/assert.ts';
import type { Engine } from '../../kernel/engine.ts';
import { INSTANT, type Network } from '../dataplane/network.ts';
import { OPENED_AT_CLIENT } from '../events.ts';
import { NONE } from '../none.ts';
import type { Http2Options } from '../options.ts';
import { CauseCode, ErrorKindCode } from '../outcomes.ts';
import type { ConnectionTable } from './connection-table.ts';
import { ints } from './request-memory.ts';
import * as Row from './request-row.ts';
import * as RequestState from './request-state.ts';
import type { RequestTable } from './request-table.ts';
import type { TrafficSource } from './source.ts';
import type { Transport } from './transport.ts';
import { enqueue, serveWaiting, type Waiting } from './waiting-requests.ts';

/** One client's connections, and the requests that wait for a free stream. */
interface Pool extends Waiting {
  /** Those that may take new streams, in the order of their opening. */
  readonly usable: number[];
  /** Requests whose connection is being opened and not at its pod yet. */
  opening: number;
}

export class Http2Pools {
  private readonly engine: Engine;
  private readonly network: Network;
  private readonly requests: RequestTable;
  private readonly connections: ConnectionTable;
  private readonly transport: Transport;
  private readonly sources: readonly TrafficSource[];
  /** [sources][clients] */
  private readonly pools: Pool[][];

  constructor(
    engine: Engine,
    network: Network,
    requests: RequestTable,
    connections: ConnectionTable,
    transport: Transport,
    sources: readonly TrafficSource[],
  ) {
    this.engine = engine;
    this.network = network;
    this.requests = requests;
    this.connections = connections;
    this.transport = transport;
    this.sources = sources;
    this.pools = sources.map(() => []);
  }

  /** Sends the request as a stream of a connection, of a new one, or later. */
  submit(slot: number): void {
    const at = slot << Row.INTS_LOG2;
    const source = ints[at | Row.SOURCE]!;
    const pool = this.poolOf(source, ints[at | Row.CLIENT]!);
    const options = this.optionsOf(source);
    const connection = this.withFreeStream(pool, options);
    if (connection !== NONE) return this.use(connection, slot);
    if (pool.opening + pool.usable.length < options.connections) return this.openFor(slot, pool);
    enqueue(pool, slot);
  }

  /** The pod has the first packet of the connection that is OPENING for the request; the client learns of it later. */
  connected(slot: number): void {
    const { connections, engine } = this;
    const at = slot << Row.INTS_LOG2;
    const connection = connections.openFor(slot);
    connections.openedMs[connection] = engine.now;
    connections.streams[connection] = 1;
    connections.isOpen[connection] = 0;
    const pool = this.poolOfConnection(connection);
    pool.opening--;
    pool.usable.push(connection);
    const lane = this.network.oneWayLane(ints[at | Row.PATH]!);
    const generation = connections.generation[connection]!;
    if (lane === INSTANT) this.openedAtClient(connection, generation);
    else engine.send(lane, OPENED_AT_CLIENT, connection, generation);
  }

  /** The client's end of the connection is open: it takes further streams. */
  openedAtClient(connection: number, generation: number): void {
    const { connections } = this;
    if (!connections.isLive(connection, generation)) return;
    connections.isOpen[connection] = 1;
    this.serveNext(this.poolOfConnection(connection));
  }

  /**
   * The answer, or failure, of a request is with the client.
   * @returns true when the server had said, before it closed, that it would not take the stream: it is sent again.
   */
  finished(slot: number): boolean {
    const { connections } = this;
    const at = slot << Row.INTS_LOG2;
    const connection = ints[at | Row.CONNECTION]!;
    const pool = this.poolOf(ints[at | Row.SOURCE]!, ints[at | Row.CLIENT]!);
    ints[at | Row.CONNECTION] = NONE;
    if (connection === Row.OPENING) {
      this.transport.hangUp(slot);
      this.openingFailed(pool);
      return false;
    }
    connections.served[connection]!++;
    const closed = connections.closedByPod[connection] !== 0;
    const goneAway = connections.closing[connection] === 1;
    const refused = ints[at | Row.CAUSE] === CauseCode['idle-close-race'];
    const again = closed && goneAway && refused && ints[at | Row.KIND] === ErrorKindCode.reset;
    if (closed || goneAway) this.retire(connection, pool);
    this.streamEnded(connection, pool);
    if (!again) return false;
    ints[at | Row.KIND] = Row.NO_ERROR;
    ints[at | Row.POD] = NONE;
    this.submit(slot);
    return true;
  }

  /** The client has given the request up: it resets the stream, and keeps the connection. */
  abandoned(slot: number): void {
    const { connections } = this;
    const at = slot << Row.INTS_LOG2;
    const connection = ints[at | Row.CONNECTION]!;
    if (connection === NONE) return;
    ints[at | Row.CONNECTION] = NONE;
    const pool = this.poolOf(ints[at | Row.SOURCE]!, ints[at | Row.CLIENT]!);
    if (connection === Row.OPENING) return this.openingFailed(pool);
    if (RequestState.isAtPod(ints[at | Row.STATE]!)) connections.atWork[connection]!--;
    this.streamEnded(connection, pool);
  }

  /** The client learns that the pod takes no more streams on the connection. */
  closeAtClient(connection: number): void {
    const pool = this.poolOfConnection(connection);
    this.retire(connection, pool);
    if (this.connections.streams[connection] === 0) this.close(connection);
    this.serveNext(pool);
  }

  private streamEnded(connection: number, pool: Pool): void {
    const { connections } = this;
    connections.idleSinceMs[connection] = this.engine.now;
    const isLast = --connections.streams[connection]! === 0;
    if (isLast && !pool.usable.includes(connection)) this.close(connection);
    this.serveNext(pool);
  }

  private openingFailed(pool: Pool): void {
    pool.opening--;
    this.serveNext(pool);
  }

  /** The first connection that takes another stream, or NONE. */
  private withFreeStream(pool: Pool, options: Http2Options): number {
    const { connections } = this;
    for (const connection of pool.usable) {
      if (this.isSpent(connection, options)) {
        this.retire(connection, pool);
        if (connections.streams[connection] === 0) this.close(connection);
        return this.withFreeStream(pool, options);
      }
      const streams = connections.streams[connection]!;
      if (connections.isOpen[connection] === 1 && streams < options.maxConcurrentStreams) return connection;
    }
    return NONE;
  }

  private isSpent(connection: number, { idleTimeoutMs, maxAgeMs = Infinity }: Http2Options): boolean {
    const { connections } = this;
    const { now } = this.engine;
    if (now - connections.openedMs[connection]! >= maxAgeMs) return true;
    return (
      connections.streams[connection] === 0 && now - connections.idleSinceMs[connection]! >= idleTimeoutMs
    );
  }

  private use(connection: number, slot: number): void {
    const { connections } = this;
    const at = slot << Row.INTS_LOG2;
    connections.streams[connection]!++;
    ints[at | Row.CONNECTION] = connection;
    ints[at | Row.POD] = connections.pod[connection]!;
    ints[at | Row.NODE] = connections.node[connection]!;
    ints[at | Row.PATH] = connections.path[connection]!;
    this.transport.send(slot);
  }

  private openFor(slot: number, pool: Pool): void {
    pool.opening++;
    ints[(slot << Row.INTS_LOG2) | Row.CONNECTION] = Row.OPENING;
    this.transport.open(slot);
  }

  /** It takes no new streams. */
  private retire(connection: number, pool: Pool): void {
    const at = pool.usable.indexOf(connection);
    if (at !== -1) pool.usable.splice(at, 1);
  }

  private close(connection: number): void {
    this.transport.closed(connection);
    this.connections.close(connection);
  }

  private serveNext(pool: Pool): void {
    serveWaiting(this.requests, pool, this);
  }

  /** Whether a request of the source would not have to wait. @see serveWaiting */
  hasRoom(pool: Pool, source: number): boolean {
    const options = this.optionsOf(source);
    // First, because it may find that one is spent.
    if (this.withFreeStream(pool, options) !== NONE) return true;
    return pool.opening + pool.usable.length < options.connections;
  }

  private optionsOf(source: number): Http2Options {
    const options = this.sources[source]!.connections;
    assert(options.type === 'http2', 'a source with HTTP/2 connections');
    return options;
  }

  private poolOfConnection(connection: number): Pool {
    return this.poolOf(this.connections.source[connection]!, this.connections.client[connection]!);
  }

  private poolOf(source: number, client: number): Pool {
    return (this.pools[source]![client] ??= {
      usable: [],
      opening: 0,
      head: NONE,
      tail: NONE,
      serving: false,
    });
  }
}

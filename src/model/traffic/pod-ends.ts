/**
 * The pods' ends of kept-alive connections: what a server closes, and when. It closes them gracefully as it drains, all
 * of them as its process ends, and in between those that have been idle for too long by its own clock, so that a
 * request may be on its way to a connection that is just being closed.
 */
import * as Pods from '../workload/pod-memory.ts';
import type { Engine } from '../../kernel/engine.ts';
import { INSTANT, type Network } from '../dataplane/network.ts';
import { CLOSE_AT_CLIENT, IDLE_AT_POD } from '../events.ts';
import type { KeepAliveLimits } from '../options.ts';
import type { Program } from './programs.ts';
import type { PodTable } from '../workload/pod-table.ts';
import type { ConnectionTable } from './connection-table.ts';
import type { TrafficSource } from './source.ts';

export class PodEnds {
  /** Whether any server limits its connections. */
  readonly hasLimits: boolean;
  /** Set once, by the simulation: the client learns of the close. */
  ports!: { closeAtClient(connection: number, generation: number): void };
  private readonly engine: Engine;
  private readonly network: Network;
  private readonly pods: PodTable;
  private readonly connections: ConnectionTable;
  private readonly sources: readonly TrafficSource[];
  /** By program. */
  private readonly limits: readonly (KeepAliveLimits | undefined)[];

  constructor(
    engine: Engine,
    network: Network,
    pods: PodTable,
    connections: ConnectionTable,
    sources: readonly TrafficSource[],
    programs: readonly Program[],
  ) {
    this.engine = engine;
    this.network = network;
    this.pods = pods;
    this.connections = connections;
    this.sources = sources;
    this.limits = programs.map(({ application }) => application.keepAlive);
    this.hasLimits = this.limits.some((each) => each !== undefined);
  }

  /** The pod sends an answer on the connection, which may be the last, or begin an idle time. */
  answered(connection: number): void {
    const { connections } = this;
    const { now } = this.engine;
    const limits = this.limitsOf(connection);
    if (limits === undefined) return;
    const { maxRequests = Infinity, maxAgeMs = Infinity, idleTimeoutMs } = limits;
    const answers = connections.served[connection]! + 1;
    if (answers >= maxRequests || now - connections.openedMs[connection]! >= maxAgeMs) {
      connections.closing[connection] = 1;
    }
    connections.answeredMs[connection] = now;
    if (idleTimeoutMs !== undefined && connections.timed[connection] === 0) {
      this.watch(connection, idleTimeoutMs);
    }
  }

  /** One pending event per connection: it is put off while there are answers. */
  idleAtPod(connection: number, generation: number): void {
    const { connections } = this;
    if (!connections.isLive(connection, generation)) return;
    connections.timed[connection] = 0;
    // The answer to what it is at work on will begin another idle time.
    if (connections.atWork[connection]! > 0) return;
    const { idleTimeoutMs } = this.limitsOf(connection)!;
    const leftMs = connections.answeredMs[connection]! + idleTimeoutMs! - this.engine.now;
    if (leftMs > 0) this.watch(connection, leftMs);
    else this.closeIdle(connection);
  }

  /** The pod stops reading new requests: idle connections are closed, busy ones after their present answer. */
  closeGracefully(pod: number): void {
    this.eachOf(pod, (connection) => this.closeWhenIdle(connection));
  }

  /** Connections from outside to the service that entered by the node are closed. O(connections) */
  closeEntered(service: number, node: number): void {
    const { connections } = this;
    for (let pod = 0; pod < this.pods.count; pod++) {
      this.eachOf(pod, (connection) => {
        const source = this.sources[connections.source[connection]!]!;
        const isMeant =
          source.external && source.service === service && connections.node[connection] === node;
        if (isMeant) this.closeWhenIdle(connection);
      });
    }
  }

  /** The process has ended: its kernel closes every connection. */
  closeAll(pod: number): void {
    this.eachOf(pod, (connection) => this.close(connection));
  }

  /** The pod's node has lost its power: nobody tells the clients. */
  forgetAll(pod: number): void {
    this.connections.forgetPod(pod);
  }

  private limitsOf(connection: number): KeepAliveLimits | undefined {
    return this.limits[Pods.program[this.connections.pod[connection]!]!];
  }

  private closeWhenIdle(connection: number): void {
    const { atWork, served } = this.connections;
    // A server does not close a connection whose first request it has not read yet.
    if (atWork[connection]! > 0 || served[connection] === 0) this.announceClose(connection);
    else this.closeIdle(connection);
  }

  /** The present answer will say so; HTTP/2 has a message for it, GOAWAY, which is on its way at once. */
  private announceClose(connection: number): void {
    this.connections.closing[connection] = 1;
    if (this.isHttp2(connection)) this.tellClient(connection);
  }

  /** Nothing tells the client before, unless the connection is one of HTTP/2: then it sends again what comes too late. */
  private closeIdle(connection: number): void {
    if (this.isHttp2(connection)) this.connections.closing[connection] = 1;
    this.close(connection);
  }

  private isHttp2(connection: number): boolean {
    return this.sources[this.connections.source[connection]!]!.isHttp2;
  }

  private watch(connection: number, delayMs: number): void {
    const { connections, engine } = this;
    connections.timed[connection] = 1;
    engine.schedule(delayMs, IDLE_AT_POD, connection, connections.generation[connection]!);
  }

  /** Closing one connection may end others at once, and their rows may be in new hands before their turn. */
  private eachOf(pod: number, close: (connection: number) => void): void {
    const { connections } = this;
    const listed = connections
      .of(pod)
      .map((connection) => [connection, connections.generation[connection]!] as const);
    for (const [connection, generation] of listed) {
      if (connections.isLive(connection, generation)) close(connection);
    }
  }

  private close(connection: number): void {
    const { connections } = this;
    if (connections.closedByPod[connection] !== 0) return;
    connections.closedByPod[connection] = 1;
    this.tellClient(connection);
  }

  private tellClient(connection: number): void {
    const { connections } = this;
    const lane = this.network.oneWayLane(connections.path[connection]!);
    const generation = connections.generation[connection]!;
    if (lane === INSTANT) this.ports.closeAtClient(connection, generation);
    else this.engine.send(lane, CLOSE_AT_CLIENT, connection, generation);
  }
}

/**
 * The kept-alive connections of an ingress proxy's workers to the pods: each worker keeps a limited number of idle ones
 * for all pods together, and forgets the one unused for longest.
 * @see https://nginx.org/en/docs/http/ngx_http_upstream_module.html#keepalive
 */
import type { Engine } from '../../kernel/engine.ts';
import { NONE } from '../none.ts';
import type { IngressOptions } from '../options.ts';
import type { ConnectionTable } from '../traffic/connection-table.ts';
import { ints } from '../traffic/request-memory.ts';
import * as Row from '../traffic/request-row.ts';
import { ErrorKindCode } from '../outcomes.ts';

export class UpstreamConnections {
  private readonly engine: Engine;
  private readonly connections: ConnectionTable;
  private readonly options: IngressOptions['keepAlive'];
  /** By worker: its idle connections, the least recently used first. */
  private readonly idle: readonly Set<number>[];
  /** By worker: for each pod, the same as a stack. */
  private readonly byPod: readonly Map<number, number[]>[];

  constructor(
    engine: Engine,
    connections: ConnectionTable,
    options: IngressOptions['keepAlive'],
    workers: number,
  ) {
    this.engine = engine;
    this.connections = connections;
    this.options = options;
    this.idle = Array.from({ length: workers }, () => new Set());
    this.byPod = Array.from({ length: workers }, () => new Map());
  }

  /** Gives the request an idle connection of its worker to its pod. @returns false when one is to be opened. */
  take(slot: number): boolean {
    const { connections, engine } = this;
    const at = slot << Row.INTS_LOG2;
    const worker = ints[at | Row.CLIENT]!;
    const stack = this.byPod[worker]!.get(ints[at | Row.POD]!);
    ints[at | Row.CONNECTION] = Row.OPENING;
    for (;;) {
      const connection = stack?.at(-1);
      if (connection === undefined) return false;
      this.forget(worker, connection);
      if (engine.now - connections.idleSinceMs[connection]! >= this.options.idleTimeoutMs) {
        connections.close(connection);
        continue;
      }
      ints[at | Row.CONNECTION] = connection;
      return true;
    }
  }

  /** The connection that is OPENING for the request is there. */
  connected(slot: number): void {
    this.connections.openFor(slot);
    const connection = ints[(slot << Row.INTS_LOG2) | Row.CONNECTION]!;
    this.connections.openedMs[connection] = this.engine.now;
  }

  /** The try is over: its connection is idle again, or closed. */
  finished(slot: number): void {
    const { connections, options } = this;
    const { now } = this.engine;
    const at = slot << Row.INTS_LOG2;
    const connection = ints[at | Row.CONNECTION]!;
    const kind = ints[at | Row.KIND]!;
    ints[at | Row.CONNECTION] = NONE;
    if (connection < 0) return;
    const served = ++connections.served[connection]!;
    const isWhole = kind === Row.NO_ERROR || kind === ErrorKindCode.http503 || kind === ErrorKindCode.http5xx;
    const isClosing = connections.closedByPod[connection] !== 0 || connections.closing[connection] === 1;
    const isSpent =
      served >= options.maxRequests || now - connections.openedMs[connection]! >= options.maxAgeMs;
    if (!isWhole || isClosing || isSpent || options.connections === 0) return connections.close(connection);
    connections.idleSinceMs[connection] = now;
    this.keep(ints[at | Row.CLIENT]!, connection);
  }

  /** Nobody waits for the answer any more. */
  abandoned(slot: number): void {
    const at = slot << Row.INTS_LOG2;
    const connection = ints[at | Row.CONNECTION]!;
    ints[at | Row.CONNECTION] = NONE;
    if (connection >= 0) this.connections.close(connection);
  }

  /** The worker learns that the pod closed an idle connection; a busy one it closes with its answer. */
  closeAtClient(connection: number): void {
    const worker = this.connections.client[connection]!;
    if (!this.idle[worker]!.has(connection)) return;
    this.forget(worker, connection);
    this.connections.close(connection);
  }

  private keep(worker: number, connection: number): void {
    const { connections } = this;
    const idle = this.idle[worker]!;
    const pod = connections.pod[connection]!;
    const stack = this.byPod[worker]!.get(pod);
    if (stack === undefined) this.byPod[worker]!.set(pod, [connection]);
    else stack.push(connection);
    idle.add(connection);
    if (idle.size <= this.options.connections) return;
    const oldest = idle.values().next().value!;
    this.forget(worker, oldest);
    connections.close(oldest);
  }

  private forget(worker: number, connection: number): void {
    const pod = this.connections.pod[connection]!;
    const stack = this.byPod[worker]!.get(pod)!;
    stack.splice(stack.lastIndexOf(connection), 1);
    if (stack.length === 0) this.byPod[worker]!.delete(pod);
    this.idle[worker]!.delete(connection);
  }
}

/**
 * Ingress controllers: proxies between the clients outside and the pods of a Service. A request goes to one worker of
 * one of them, which chooses a pod from what it knows at this instant, sends it on a connection of its own, and tries
 * another pod when that fails. What clients see of a failure is the proxy's 502, 503 or 504. The controllers themselves
 * never fail, and cost no time.
 * @see https://github.com/kubernetes/ingress-nginx/blob/main/docs/user-guide/nginx-configuration/configmap.md
 */
import * as Pods from '../workload/pod-memory.ts';
import type { Engine } from '../../kernel/engine.ts';
import { share } from '../../kernel/share.ts';
import { INSTANT, type Network } from '../dataplane/network.ts';
import { ANSWER_AT_CLIENT, AT_INGRESS, TIMEOUT, UPSTREAM_TIMEOUT } from '../events.ts';
import { mixed } from '../mixed.ts';
import { NONE } from '../none.ts';
import type { IngressOptions } from '../options.ts';
import { CauseCode, ErrorKindCode } from '../outcomes.ts';
import type { Streams } from '../streams.ts';
import type { ConnectionKeeper } from '../traffic/client-connections.ts';
import type { ConnectionTable } from '../traffic/connection-table.ts';
import { ints, reals } from '../traffic/request-memory.ts';
import * as Row from '../traffic/request-row.ts';
import * as RequestState from '../traffic/request-state.ts';
import type { RequestTable } from '../traffic/request-table.ts';
import type { TrafficSource } from '../traffic/source.ts';
import type { NodeTable } from '../workload/node-table.ts';
import type { IngressViews } from './ingress-views.ts';
import { Tries } from './tries.ts';
import { UpstreamConnections } from './upstream-connections.ts';
import { createUpstreamBalancer, type UpstreamBalancer } from './upstream-balancer.ts';

/** Tells the draw among workers from the draw among endpoints. */
const WORKER_DRAW = 0x27220a95;

export interface IngressPorts {
  readonly clients: {
    /** The client has the answer. */
    answer(slot: number): void;
    /** Why a request that was in this state had no answer yet. */
    causeOfTimeout(slot: number, state: number): number;
  };
  readonly transport: {
    /** Sends the request on the connection it has. */
    send(slot: number): void;
    /** Opens a connection for it to the pod it has, by the path it has. */
    reach(slot: number): void;
  };
  readonly recorder: { attempted(slot: number): void };
}

export interface IngressParts {
  readonly engine: Engine;
  readonly network: Network;
  readonly requests: RequestTable;
  readonly connections: ConnectionTable;
  readonly sources: readonly TrafficSource[];
  readonly streams: Streams;
  readonly powered: NodeTable;
  readonly views: IngressViews;
}

export class Ingress implements ConnectionKeeper {
  /** Set once, by the simulation. */
  ports!: IngressPorts;
  private readonly engine: Engine;
  private readonly network: Network;
  private readonly requests: RequestTable;
  private readonly nodes: NodeTable;
  private readonly sources: readonly TrafficSource[];
  private readonly options: IngressOptions;
  private readonly upstreams: UpstreamConnections;
  private readonly tries: Tries;
  /** [workers × services], row-major */
  private readonly balancers: readonly UpstreamBalancer[];
  private readonly services: number;
  /** From a client that opens a connection until its request is with the controller. */
  private readonly newConnectionLane: number;
  private readonly readTimeoutLane: number;

  constructor(parts: IngressParts, options: IngressOptions, services: number) {
    const { engine, network, requests, connections, streams, views } = parts;
    this.engine = engine;
    this.network = network;
    this.requests = requests;
    this.nodes = parts.powered;
    this.sources = parts.sources;
    this.options = options;
    this.services = services;
    this.tries = new Tries(requests);
    const workers = options.replicas * options.workers;
    this.upstreams = new UpstreamConnections(engine, connections, options.keepAlive, workers);
    const cookies = Array.from({ length: services }, () => new Map<number, number>());
    this.balancers = Array.from({ length: workers * services }, (_, at) => {
      const stream = streams.open('ingressBalance', at);
      return createUpstreamBalancer(options.loadBalance, stream, cookies[at % services]!);
    });
    views.changed = (worker, service, pods) =>
      this.balancers[worker * services + service]!.use(pods, engine.now);
    const externalMs = network.options.externalMs;
    this.newConnectionLane = externalMs === 0 ? INSTANT : engine.addLane(3 * externalMs);
    this.readTimeoutLane = engine.addLane(options.readTimeoutMs, requests);
  }

  /** The client sends its request to a worker. */
  submit(slot: number): void {
    const at = slot << Row.INTS_LOG2;
    const source = this.sources[ints[at | Row.SOURCE]!]!;
    const worker = this.workerFor(mixed(ints[at | Row.CHOICE]! + WORKER_DRAW));
    this.tries.begin(slot, ints[at | Row.CLIENT]!);
    ints[at | Row.CLIENT] = worker;
    ints[at | Row.NODE] = this.nodeOf(worker);
    ints[at | Row.STATE] = RequestState.travelling;
    const isNew = source.connections.type === 'perRequest';
    const lane = isNew ? this.newConnectionLane : this.network.entryLane;
    if (lane === INSTANT) this.arrived(slot);
    else this.engine.send(lane, AT_INGRESS, slot, 0);
  }

  /** The request is with its worker. */
  arrived(slot: number): void {
    if (this.requests.isAbandoned(slot)) return this.requests.end(slot);
    this.tries.arrivedMs[slot] = this.engine.now;
    this.tryNext(slot);
  }

  /** @see ConnectionKeeper.connected */
  connected(slot: number): void {
    this.upstreams.connected(slot);
  }

  /** The pod's answer, or news of a failure, is with the worker. @returns true: the client knows nothing of it yet. */
  finished(slot: number): boolean {
    const { tries, engine } = this;
    const at = slot << Row.INTS_LOG2;
    if (tries.count[slot] === 1) {
      this.balancerOf(slot).took(ints[at | Row.POD]!, engine.now - tries.sentMs[slot]!, engine.now);
    }
    this.upstreams.finished(slot);
    if (this.mayTryAgain(slot)) {
      ints[at | Row.KIND] = Row.NO_ERROR;
      ints[at | Row.FLAGS]! &= ~Row.WAITED;
      this.ports.recorder.attempted(slot);
      this.tryNext(slot);
    } else this.reply(slot);
    return true;
  }

  /** The client has gone: so does the connection to the pod, which is told nothing else. */
  abandoned(slot: number): void {
    this.upstreams.abandoned(slot);
  }

  closeAtClient(connection: number): void {
    this.upstreams.closeAtClient(connection);
  }

  /** A pod has not answered in time, unless the try is a later one. */
  upstreamTimeout(slot: number): void {
    const { requests, tries, engine } = this;
    const at = slot << Row.INTS_LOG2;
    const state = ints[at | Row.STATE]!;
    // Of a controller whose node has lost its power nobody waits.
    const isCut = (ints[at | Row.FLAGS]! & Row.CUT) !== 0;
    if (requests.isAbandoned(slot) || isCut || ints[at | Row.CONNECTION]! < 0) return;
    const begunMs = engine.now - this.options.readTimeoutMs;
    if (tries.sentMs[slot]! > begunMs + 1e-6 || state === RequestState.returning) return;
    const cause = this.ports.clients.causeOfTimeout(slot, state);
    const next = this.leaveBehind(slot);
    ints[(next << Row.INTS_LOG2) | Row.KIND] = ErrorKindCode.timeout;
    ints[(next << Row.INTS_LOG2) | Row.CAUSE] = cause;
    this.finished(next);
  }

  /** One of all workers, of a controller whose node has power if there is any. */
  private workerFor(draw: number): number {
    const { workers, replicas } = this.options;
    const all = workers * replicas;
    const first = share(draw, all);
    for (let step = 0; step < replicas && this.nodes.deadCount > 0; step++) {
      const worker = (first + step * workers) % all;
      if (this.nodes.dead[this.nodeOf(worker)] === 0) return worker;
    }
    return first;
  }

  /** The controllers' pods stand on the first nodes, one each as far as these go. */
  private nodeOf(worker: number): number {
    return Math.floor(worker / this.options.workers) % this.network.nodeCount;
  }

  private tryNext(slot: number): void {
    const { tries, engine } = this;
    const at = slot << Row.INTS_LOG2;
    const source = this.sources[ints[at | Row.SOURCE]!]!;
    const address = source.firstAddress + tries.client[slot]!;
    const pod = this.balancerOf(slot).choose(address, engine.now);
    ints[at | Row.POD] = pod;
    if (pod === NONE) {
      ints[at | Row.KIND] = ErrorKindCode.http503;
      ints[at | Row.CAUSE] = CauseCode['no-endpoints'];
      return this.reply(slot);
    }
    tries.count[slot]!++;
    tries.sentMs[slot] = engine.now;
    engine.send(this.readTimeoutLane, UPSTREAM_TIMEOUT, slot, this.requests.generation[slot]!);
    const isCached = this.upstreams.take(slot);
    tries.isCached[slot] = Number(isCached);
    ints[at | Row.PATH] = this.network.path(
      ints[at | Row.NODE]!,
      Pods.ints[(pod << Pods.INTS_LOG2) | Pods.NODE]!,
      false,
    );
    if (isCached) this.ports.transport.send(slot);
    else this.ports.transport.reach(slot);
  }

  /** nginx's proxy_next_upstream. */
  private mayTryAgain(slot: number): boolean {
    const { tries, options } = this;
    const { nextUpstream } = options;
    const kind = ints[(slot << Row.INTS_LOG2) | Row.KIND]!;
    const condition = conditionOf(kind);
    if (condition === null || !nextUpstream.on.includes(condition)) return false;
    // A cached connection that turns out to be closed costs no try.
    if (tries.isCached[slot] === 1 && condition === 'error') tries.count[slot]!--;
    if (tries.count[slot]! >= nextUpstream.tries) return false;
    const spentMs = this.engine.now - tries.arrivedMs[slot]!;
    return nextUpstream.timeoutMs === 0 || spentMs < nextUpstream.timeoutMs;
  }

  /** The worker answers the client. */
  private reply(slot: number): void {
    const at = slot << Row.INTS_LOG2;
    const kind = ints[at | Row.KIND]!;
    const condition = conditionOf(kind);
    if (condition === 'error') ints[at | Row.KIND] = ErrorKindCode.http502;
    else if (condition === 'timeout') ints[at | Row.KIND] = ErrorKindCode.http504;
    ints[at | Row.CLIENT] = this.tries.client[slot]!;
    ints[at | Row.STATE] = RequestState.returning;
    const lane = this.network.entryLane;
    if (lane === INSTANT) this.ports.clients.answer(slot);
    else this.engine.send(lane, ANSWER_AT_CLIENT, slot, 0);
  }

  /** The pod goes on working on what the request was; the request goes on in another row, which is returned. */
  private leaveBehind(slot: number): number {
    const { requests, engine } = this;
    const next = requests.copy(slot);
    const source = this.sources[ints[(next << Row.INTS_LOG2) | Row.SOURCE]!]!;
    this.tries.copy(slot, next);
    source.copyDraws(slot, next);
    this.upstreams.abandoned(slot);
    ints[(slot << Row.INTS_LOG2) | Row.FLAGS]! |= Row.ABANDONED;
    const state = ints[(slot << Row.INTS_LOG2) | Row.STATE]!;
    // No event will come for it.
    if (state === RequestState.held || state === RequestState.blackholed) requests.end(slot);
    ints[(next << Row.INTS_LOG2) | Row.CONNECTION] = NONE;
    if (source.timeoutMs === null) return next;
    const leftMs = reals[(next << Row.REALS_LOG2) | Row.ARRIVAL_MS]! + source.timeoutMs - engine.now;
    engine.schedule(Math.max(0, leftMs), TIMEOUT, next, requests.generation[next]!);
    return next;
  }

  private balancerOf(slot: number): UpstreamBalancer {
    const { service } = this.sources[ints[(slot << Row.INTS_LOG2) | Row.SOURCE]!]!;
    return this.balancers[ints[(slot << Row.INTS_LOG2) | Row.CLIENT]! * this.services + service]!;
  }
}

/** What nginx calls a failure; `null` for what it hands on, and for success. */
function conditionOf(kind: number): IngressOptions['nextUpstream']['on'][number] | null {
  switch (kind) {
    case ErrorKindCode.refused:
    case ErrorKindCode.reset:
    case ErrorKindCode.unreachable:
      return 'error';
    case ErrorKindCode.timeout:
      return 'timeout';
    case ErrorKindCode.http503:
      return 'http_503';
    case ErrorKindCode.http5xx:
      return 'http_500';
    default:
      return null;
  }
}

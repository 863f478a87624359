/**
 * Packets under way: a new connection asks the rules of the client's own node at that instant, reaches a container
 * that listens or does not, and carries the request there and the answer back. A step without delay happens at once,
 * in the same event. Knows nothing of pools and retries.
 */
import type { Engine } from '../../kernel/engine.ts';
import { ANSWER_AT_CLIENT, REQUEST_AT_POD, SYN_AT_NODE, SYN_AT_POD, CONNECT_GIVE_UP } from '../events.ts';
import { INSTANT, type Network } from '../dataplane/network.ts';
import { CauseCode, ErrorKindCode } from '../outcomes.ts';
import { AddressState, type PodTable } from '../workload/pod-table.ts';
import type { AnswerSink } from '../workload/servers.ts';
import type { ConnectionTable } from './connection-table.ts';
import { NONE, PROBE_SOURCE, RequestState, type RequestTable } from './request-table.ts';
import type { TrafficSource } from './source.ts';

/** Linux gives a connection attempt up after about two minutes (tcp_syn_retries = 6: 127 s). */
export const CONNECT_GIVE_UP_MS = 127_000;

/** The neighbours. They are the objects themselves, not closures over them: V8 inlines a method, but no closure. */
export interface TransportPorts {
  /** The pod that the rules of `node` choose for a new connection to `service`, or NONE. */
  readonly proxies: { choose(node: number, service: number, draw: number): number };
  /** The connection is there; the request follows. */
  readonly pools: { connected(slot: number): void };
  readonly servers: { arrive(slot: number): void };
  readonly clients: { answer(slot: number): void };
  readonly prober: { answered(slot: number): void };
}

export class Transport implements AnswerSink {
  /** Set once, by the simulation. */
  ports!: TransportPorts;
  private readonly engine: Engine;
  private readonly network: Network;
  private readonly requests: RequestTable;
  private readonly pods: PodTable;
  private readonly connections: ConnectionTable;
  private readonly sources: readonly TrafficSource[];

  constructor(
    engine: Engine,
    network: Network,
    requests: RequestTable,
    pods: PodTable,
    connections: ConnectionTable,
    sources: readonly TrafficSource[],
  ) {
    this.engine = engine;
    this.network = network;
    this.requests = requests;
    this.pods = pods;
    this.connections = connections;
    this.sources = sources;
  }

  /** The client opens a new connection for the request. */
  open(slot: number): void {
    this.requests.state[slot] = RequestState.connecting;
    const external = this.sources[this.requests.source[slot]!]!.external;
    if (external) this.carry(this.network.entryLane, SYN_AT_NODE, slot);
    else this.synAtNode(slot);
  }

  /** The node's rules choose the endpoint, with what they know at this instant. */
  synAtNode(slot: number): void {
    const { requests, network } = this;
    if (requests.abandoned[slot] === 1) return requests.end(slot);
    const source = this.sources[requests.source[slot]!]!;
    const node = requests.node[slot]!;
    const pod = this.ports.proxies.choose(node, source.service, requests.choice[slot]!);
    requests.pod[slot] = pod;
    if (pod === NONE) {
      requests.kind[slot] = ErrorKindCode.refused;
      requests.cause[slot] = CauseCode['no-endpoints'];
      requests.state[slot] = RequestState.returning;
      return this.carry(source.external ? network.entryLane : INSTANT, ANSWER_AT_CLIENT, slot);
    }
    const path = network.path(node, this.pods.node[pod]!, source.external);
    requests.path[slot] = path;
    this.carry(network.hopLane(path), SYN_AT_POD, slot);
  }

  synAtPod(slot: number): void {
    const { requests } = this;
    if (requests.abandoned[slot] === 1) return requests.end(slot);
    switch (this.pods.state[requests.pod[slot]!]!) {
      case AddressState.accepting:
      case AddressState.initializing:
        requests.state[slot] = RequestState.travelling;
        this.ports.pools.connected(slot);
        return this.carry(this.network.roundTripLane(requests.path[slot]!), REQUEST_AT_POD, slot);
      case AddressState.starting:
        return this.refuse(slot, ErrorKindCode.refused, CauseCode['not-listening-yet']);
      case AddressState.gone:
        return this.meetDeadAddress(slot);
      default:
        return this.refuse(slot, ErrorKindCode.refused, CauseCode['stale-endpoint']);
    }
  }

  /** Sends the request on the connection it has. */
  send(slot: number): void {
    this.requests.state[slot] = RequestState.travelling;
    this.carry(this.network.oneWayLane(this.requests.path[slot]!), REQUEST_AT_POD, slot);
  }

  requestAtPod(slot: number): void {
    const { requests, connections } = this;
    const connection = requests.connection[slot]!;
    if (connection >= 0) {
      if (connections.closedByPod[connection] === 1) {
        const race = connections.served[connection]! > 0;
        const cause = race ? CauseCode['idle-close-race'] : CauseCode['killed-in-flight'];
        return this.refuse(slot, ErrorKindCode.reset, cause);
      }
      connections.atWork[connection] = 1;
    }
    const source = this.sources[requests.source[slot]!]!;
    if (source.isMixed) source.settle(slot, requests, this.pods.deployment[requests.pod[slot]!]!);
    this.ports.servers.arrive(slot);
  }

  /** @see AnswerSink.answered */
  answered(slot: number): void {
    const { requests } = this;
    if (requests.source[slot] === PROBE_SOURCE) return this.ports.prober.answered(slot);
    const connection = requests.connection[slot]!;
    if (connection >= 0) this.connections.atWork[connection] = 0;
    requests.state[slot] = RequestState.returning;
    this.carry(this.network.oneWayLane(requests.path[slot]!), ANSWER_AT_CLIENT, slot);
  }

  /** News of a failure travels back from the pod. */
  private refuse(slot: number, kind: number, cause: number): void {
    const { requests } = this;
    requests.kind[slot] = kind;
    requests.cause[slot] = cause;
    requests.state[slot] = RequestState.returning;
    this.carry(this.network.oneWayLane(requests.path[slot]!), ANSWER_AT_CLIENT, slot);
  }

  /** Nobody has the address any more: silence until someone gives up, or an error of the network. */
  private meetDeadAddress(slot: number): void {
    const { requests, network } = this;
    requests.cause[slot] = CauseCode['stale-endpoint'];
    if (network.deadAddress === 'unreachable') {
      return this.refuse(slot, ErrorKindCode.unreachable, CauseCode['stale-endpoint']);
    }
    requests.state[slot] = RequestState.blackholed;
    const { timeoutMs } = this.sources[requests.source[slot]!]!;
    const patienceMs =
      timeoutMs === null ? Infinity : requests.arrivalMs[slot]! + timeoutMs - this.engine.now;
    if (patienceMs <= CONNECT_GIVE_UP_MS) return;
    const ticket = (requests.ticket[slot]! + 1) | 0;
    requests.ticket[slot] = ticket;
    this.engine.schedule(CONNECT_GIVE_UP_MS, CONNECT_GIVE_UP, slot, ticket);
  }

  /** The kernel gives the connection attempt up, unless the request has gone on without it. */
  giveUpConnecting(slot: number, ticket: number): void {
    const { requests } = this;
    if (requests.ticket[slot] !== ticket || requests.state[slot] !== RequestState.blackholed) return;
    requests.kind[slot] = ErrorKindCode.timeout;
    requests.state[slot] = RequestState.returning;
    this.ports.clients.answer(slot);
  }

  private carry(lane: number, kind: number, slot: number): void {
    if (lane !== INSTANT) this.engine.send(lane, kind, slot, 0);
    else if (kind === ANSWER_AT_CLIENT) this.ports.clients.answer(slot);
    else if (kind === REQUEST_AT_POD) this.requestAtPod(slot);
    else if (kind === SYN_AT_POD) this.synAtPod(slot);
    else this.synAtNode(slot);
  }
}

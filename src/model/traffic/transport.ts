/**
 * Packets under way: a new connection asks the rules of the client's own node at that instant, reaches a container
 * that listens or does not, and carries the request there and the answer back. A step without delay happens at once,
 * in the same event. Knows nothing of pools and retries.
 */
import * as Pods from '../workload/pod-memory.ts';
import type { Engine } from '../../kernel/engine.ts';
import {
  ANSWER_AT_CLIENT,
  CONNECT_GIVE_UP,
  REQUEST_AT_POD,
  SYN_AGAIN,
  SYN_AT_NODE,
  SYN_AT_POD,
} from '../events.ts';
import type { ClosedPorts } from '../dataplane/closed-ports.ts';
import { INSTANT, type Network } from '../dataplane/network.ts';
import { CauseCode, ErrorKindCode } from '../outcomes.ts';
import * as AddressState from '../workload/address-state.ts';
import type { NodeTable } from '../workload/node-table.ts';
import type { AnswerSink } from '../workload/servers.ts';
import { CUT, FORGOTTEN, type ConnectionTable } from './connection-table.ts';
import { mixed } from '../mixed.ts';
import { NONE } from '../none.ts';
import { ints, reals } from './request-memory.ts';
import * as Row from './request-row.ts';
import * as RequestState from './request-state.ts';
import type { RequestTable } from './request-table.ts';
import type { TrafficSource } from './source.ts';
import { connectGiveUpMs, DIAL_TIMEOUTS_MS, RETRANSMIT_GIVE_UP_MS, synGapsMs } from './syn-retries.ts';
import type { TransportPorts } from './transport-ports.ts';

/** Tells the draw among nodes from the draw among endpoints. */
const LOAD_BALANCER_DRAW = 0x3c6ef372;

export class Transport implements AnswerSink {
  /** Set once, by the simulation. */
  ports!: TransportPorts;
  private readonly engine: Engine;
  private readonly network: Network;
  private readonly requests: RequestTable;
  private readonly connections: ConnectionTable;
  private readonly sources: readonly TrafficSource[];
  /** Whether some clients connect without a proxy. */
  private readonly hasDirect: boolean;
  private readonly nodes: NodeTable;
  /** @see synGapsMs */
  private readonly synGapsMs: readonly number[];
  private readonly connectGiveUpMs: number;
  /** Whether the proxy of a node accepts connections itself and dials endpoints; set once, by the simulation. */
  dials = false;
  /** The same of an ingress controller; set once, by the simulation. */
  upstreamGiveUpMs = Infinity;
  /** `null`: pods listen on every port that they are sent to; set once, by the simulation. */
  closedPorts: ClosedPorts | null = null;

  constructor(
    engine: Engine,
    network: Network,
    requests: RequestTable,
    connections: ConnectionTable,
    sources: readonly TrafficSource[],
    nodes: NodeTable,
  ) {
    this.engine = engine;
    this.network = network;
    this.requests = requests;
    this.connections = connections;
    this.sources = sources;
    this.hasDirect = sources.some(({ isDirect }) => isDirect);
    this.nodes = nodes;
    this.synGapsMs = synGapsMs(network.options);
    this.connectGiveUpMs = connectGiveUpMs(network.options);
  }

  /** The client opens a new connection for the request. */
  open(slot: number): void {
    const at = slot << Row.INTS_LOG2;
    const { entryLane } = this.network;
    ints[at | Row.STATE] = RequestState.connecting;
    ints[at | Row.SYNS] = 0;
    if (this.dials) ints[at | Row.POD] = NONE;
    const { external, resolves, loadBalancer } = this.sources[ints[at | Row.SOURCE]!]!;
    if (resolves) return this.ports.resolvers.resolve(slot);
    if (loadBalancer !== null) {
      const draw = mixed(ints[at | Row.CHOICE]! + LOAD_BALANCER_DRAW);
      ints[at | Row.NODE] = loadBalancer.choose(ints[at | Row.NODE]!, draw);
    }
    if (external && entryLane !== INSTANT) this.engine.send(entryLane, SYN_AT_NODE, slot, 0);
    else this.choose(slot);
  }

  synAtNode(slot: number): void {
    if (this.requests.isAbandoned(slot)) this.requests.end(slot);
    else if (this.hasDialled(slot << Row.INTS_LOG2)) this.dialAgain(slot);
    else this.choose(slot);
  }

  /** The node's rules choose the endpoint, with what they know at this instant. */
  private choose(slot: number): void {
    const at = slot << Row.INTS_LOG2;
    const { chain, external, firstAddress } = this.sources[ints[at | Row.SOURCE]!]!;
    const node = ints[at | Row.NODE]!;
    if (this.nodes.isWithoutPower(node)) return this.fallSilent(slot, CauseCode['dead-node']);
    const address = firstAddress + ints[at | Row.CLIENT]!;
    const { proxies } = this.ports;
    const pod = this.hasDialled(at)
      ? proxies.chooseAgain(node, chain, address)
      : proxies.choose(node, chain, ints[at | Row.CHOICE]!, address);
    ints[at | Row.POD] = pod;
    if (pod === NONE) {
      if (!this.dials && proxies.isSilent(node, chain)) return this.drop(slot);
      return this.reject(slot, CauseCode['no-endpoints']);
    }
    this.approach(slot, node, external);
  }

  /** The name is known: it leads to an endpoint itself, or (NONE) to the address of the Service. */
  resolved(slot: number, pod: number): void {
    if (pod === NONE) return this.choose(slot);
    const at = slot << Row.INTS_LOG2;
    const node = ints[at | Row.NODE]!;
    if (this.nodes.isWithoutPower(node)) return this.fallSilent(slot, CauseCode['dead-node']);
    ints[at | Row.POD] = pod;
    this.approach(slot, node, false);
  }

  /** The client has no address. */
  unresolved(slot: number, kind: number, cause: number): void {
    ints[(slot << Row.INTS_LOG2) | Row.KIND] = kind;
    ints[(slot << Row.INTS_LOG2) | Row.CAUSE] = cause;
    this.answer(slot, INSTANT);
  }

  /** The first packet goes to the pod that was chosen. */
  private approach(slot: number, node: number, external: boolean): void {
    const { network } = this;
    const at = slot << Row.INTS_LOG2;
    const pod = ints[at | Row.POD]!;
    const path = network.path(node, Pods.ints[(pod << Pods.INTS_LOG2) | Pods.NODE]!, external);
    ints[at | Row.PATH] = path;
    this.sendSyn(slot, path);
  }

  private sendSyn(slot: number, path: number): void {
    const lane = this.network.hopLane(path);
    if (lane === INSTANT) this.connect(slot);
    else this.engine.send(lane, SYN_AT_POD, slot, 0);
  }

  /** Opens a connection to the pod that the request has been given, by the path that it has. */
  reach(slot: number): void {
    const at = slot << Row.INTS_LOG2;
    ints[at | Row.STATE] = RequestState.connecting;
    this.sendSyn(slot, ints[at | Row.PATH]!);
  }

  /** The request's client closes, or gives up, the connection that is this request's own. */
  hangUp(slot: number): void {
    if (!this.hasDirect && !this.ports.proxies.countsConnections) return;
    const at = slot << Row.INTS_LOG2;
    const pod = ints[at | Row.POD]!;
    const isOver = ints[at | Row.STATE] === RequestState.backingOff || this.requests.isAbandoned(slot);
    if (pod === NONE || isOver || ints[at | Row.CONNECTION]! >= 0) return;
    const { chain, isDirect, isIngress } = this.sources[ints[at | Row.SOURCE]!]!;
    if (isDirect) this.ports.resolvers.hungUp(slot);
    else if (!isIngress) this.ports.proxies.connectionEnded(ints[at | Row.NODE]!, chain, pod);
  }

  /** A pooled connection is closed by its client, or the news of its end is there. */
  closed(connection: number): void {
    if (!this.hasDirect && !this.ports.proxies.countsConnections) return;
    const { source, client, node, pod, closedByPod } = this.connections;
    const { chain, isDirect } = this.sources[source[connection]!]!;
    if (!isDirect) this.ports.proxies.connectionEnded(node[connection]!, chain, pod[connection]!);
    else if (closedByPod[connection] !== 0) {
      this.ports.resolvers.failed(source[connection]!, client[connection]!);
    }
  }

  synAtPod(slot: number): void {
    if (this.requests.isAbandoned(slot)) this.requests.end(slot);
    else this.connect(slot);
  }

  /** The first packet is at the pod's address. */
  private connect(slot: number): void {
    const at = slot << Row.INTS_LOG2;
    const pod = ints[at | Row.POD]!;
    const state = Pods.ints[(pod << Pods.INTS_LOG2) | Pods.STATE]!;
    if (AddressState.accepts(state)) {
      const { service } = this.sources[ints[at | Row.SOURCE]!]!;
      if (this.closedPorts?.has(service, pod)) {
        return this.turnAway(slot, ErrorKindCode.refused, CauseCode['closed-port']);
      }
      ints[at | Row.STATE] = RequestState.travelling;
      if (ints[at | Row.CONNECTION] === Row.OPENING) this.ports.pools.connected(slot);
      const lane = this.network.roundTripLane(ints[at | Row.PATH]!);
      if (lane === INSTANT) this.requestAtPod(slot);
      else this.engine.send(lane, REQUEST_AT_POD, slot, 0);
    } else if (state === AddressState.starting) {
      this.turnAway(slot, ErrorKindCode.refused, CauseCode['not-listening-yet']);
    } else if (state === AddressState.gone) this.meetDeadAddress(slot);
    else if (state === AddressState.dead) this.awaitInVain(slot, CauseCode['dead-node']);
    else this.turnAway(slot, ErrorKindCode.refused, this.staleCause(slot));
  }

  /** The news that nobody takes the connection goes back: to its client, or to the proxy that has dialled. */
  private turnAway(slot: number, kind: number, cause: number): void {
    if (!this.isDialled(slot)) return this.refuse(slot, kind, cause);
    const at = slot << Row.INTS_LOG2;
    ints[at | Row.CAUSE] = cause;
    const lane = this.network.oneWayLane(ints[at | Row.PATH]!);
    if (lane === INSTANT) this.dialAgain(slot);
    else this.engine.send(lane, SYN_AT_NODE, slot, 0);
  }

  /** No packet comes back from the endpoint: the client gives up at some time, or before it the proxy. */
  private awaitInVain(slot: number, cause: number): void {
    if (!this.isDialled(slot)) return this.fallSilent(slot, cause);
    const dials = ints[(slot << Row.INTS_LOG2) | Row.SYNS]!;
    this.waitInSilence(slot, cause, DIAL_TIMEOUTS_MS[dials]!, SYN_AGAIN);
  }

  /** Whether the proxy has failed to reach an endpoint for the present attempt. */
  private hasDialled(at: number): boolean {
    return this.dials && ints[at | Row.POD] !== NONE;
  }

  private isDialled(slot: number): boolean {
    const { isDirect, isIngress } = this.sources[ints[(slot << Row.INTS_LOG2) | Row.SOURCE]!]!;
    return this.dials && !isDirect && !isIngress;
  }

  /** Another endpoint, or, after so many, the end of the connection, which the proxy had accepted. */
  private dialAgain(slot: number): void {
    const at = slot << Row.INTS_LOG2;
    ints[at | Row.STATE] = RequestState.connecting;
    if (++ints[at | Row.SYNS]! < DIAL_TIMEOUTS_MS.length) return this.choose(slot);
    this.reject(slot, ints[at | Row.CAUSE]!);
  }

  /** Sends the request on the connection it has. */
  send(slot: number): void {
    const at = slot << Row.INTS_LOG2;
    const lane = this.network.oneWayLane(ints[at | Row.PATH]!);
    ints[at | Row.STATE] = RequestState.travelling;
    if (lane === INSTANT) this.requestAtPod(slot);
    else this.engine.send(lane, REQUEST_AT_POD, slot, 0);
  }

  requestAtPod(slot: number): void {
    const { connections } = this;
    const at = slot << Row.INTS_LOG2;
    const connection = ints[at | Row.CONNECTION]!;
    const pod = ints[at | Row.POD]!;
    const state = Pods.ints[(pod << Pods.INTS_LOG2) | Pods.STATE]!;
    if (this.nodes.deadCount > 0 && state === AddressState.dead) return this.unanswered(slot);
    if (connection >= 0) {
      if (connections.closedByPod[connection] !== 0) return this.meetClosed(slot, connection);
      connections.atWork[connection]!++;
    }
    const source = this.sources[ints[at | Row.SOURCE]!]!;
    if (source.isMixed) source.settle(slot, Pods.program[pod]!);
    this.ports.servers.arrive(slot);
  }

  /** The other end of the request's connection is closed, or knows nothing of it. */
  private meetClosed(slot: number, connection: number): void {
    const { connections } = this;
    const closed = connections.closedByPod[connection];
    const isCut = closed === CUT && this.nodes.dead[connections.node[connection]!] === 1;
    if (isCut) return this.unanswered(slot);
    if (closed === CUT || closed === FORGOTTEN) {
      return this.refuse(slot, ErrorKindCode.reset, CauseCode['dead-node']);
    }
    const race = connections.served[connection]! > 0;
    const cause = race ? CauseCode['idle-close-race'] : CauseCode['killed-in-flight'];
    this.refuse(slot, ErrorKindCode.reset, cause);
  }

  /** @see AnswerSink.unanswered */
  unanswered(slot: number): void {
    if (ints[(slot << Row.INTS_LOG2) | Row.SOURCE] === Row.PROBE_SOURCE) {
      return this.ports.prober.unanswered(slot);
    }
    if (this.requests.isAbandoned(slot)) return this.requests.end(slot);
    this.waitInSilence(slot, CauseCode['dead-node'], RETRANSMIT_GIVE_UP_MS, CONNECT_GIVE_UP);
  }

  /** A node has lost its power: what clients outside have sent by way of it gets no answer. O(rows) */
  entryLost(node: number): void {
    const { requests } = this;
    this.connections.cutNode(node, (source) => this.sources[source]!.external);
    for (let slot = 0; slot < requests.extent; slot++) {
      const at = slot << Row.INTS_LOG2;
      const isUnderWay = RequestState.isUnderWay(ints[at | Row.STATE]!);
      if (!isUnderWay || ints[at | Row.SOURCE] === Row.PROBE_SOURCE || ints[at | Row.NODE] !== node) continue;
      if (this.sources[ints[at | Row.SOURCE]!]!.external) ints[at | Row.FLAGS]! |= Row.CUT;
    }
  }

  /** @see AnswerSink.answered */
  answered(slot: number): void {
    const at = slot << Row.INTS_LOG2;
    if (ints[at | Row.SOURCE] === Row.PROBE_SOURCE) return this.ports.prober.answered(slot);
    const connection = ints[at | Row.CONNECTION]!;
    if (connection >= 0) {
      this.connections.atWork[connection]!--;
      if (this.ports.podEnds.hasLimits) this.ports.podEnds.answered(connection);
    }
    this.answer(slot, this.network.oneWayLane(ints[at | Row.PATH]!));
  }

  /** The answer, or the news of a failure, travels back to the client. */
  private answer(slot: number, lane: number): void {
    if ((ints[(slot << Row.INTS_LOG2) | Row.FLAGS]! & Row.CUT) !== 0) return this.unanswered(slot);
    ints[(slot << Row.INTS_LOG2) | Row.STATE] = RequestState.returning;
    if (lane === INSTANT) this.ports.clients.answer(slot);
    else this.engine.send(lane, ANSWER_AT_CLIENT, slot, 0);
  }

  /** The node has no endpoint for the connection: it refuses it, or ends the one that its proxy has accepted. */
  private reject(slot: number, cause: number): void {
    const at = slot << Row.INTS_LOG2;
    ints[at | Row.KIND] = this.dials ? ErrorKindCode.reset : ErrorKindCode.refused;
    ints[at | Row.CAUSE] = cause;
    const { external } = this.sources[ints[at | Row.SOURCE]!]!;
    this.answer(slot, external ? this.network.entryLane : INSTANT);
  }

  /** News of a failure travels back from the pod. */
  private refuse(slot: number, kind: number, cause: number): void {
    const at = slot << Row.INTS_LOG2;
    ints[at | Row.KIND] = kind;
    ints[at | Row.CAUSE] = cause;
    this.answer(slot, this.network.oneWayLane(ints[at | Row.PATH]!));
  }

  /** Nobody has the address any more: silence until someone gives up, or an error of the network. */
  private meetDeadAddress(slot: number): void {
    if (this.network.deadAddress === 'unreachable') {
      return this.turnAway(slot, ErrorKindCode.unreachable, this.staleCause(slot));
    }
    this.awaitInVain(slot, this.staleCause(slot));
  }

  private staleCause(slot: number): number {
    return this.sources[ints[(slot << Row.INTS_LOG2) | Row.SOURCE]!]!.staleCause;
  }

  /** No packet will ever come back, whatever the rules become: conntrack has tied the attempt to that address. */
  private fallSilent(slot: number, cause: number): void {
    const { isIngress } = this.sources[ints[(slot << Row.INTS_LOG2) | Row.SOURCE]!]!;
    const giveUpMs = isIngress ? this.upstreamGiveUpMs : this.connectGiveUpMs;
    this.waitInSilence(slot, cause, giveUpMs, CONNECT_GIVE_UP);
  }

  /** The node drops the SYN before anything of it is remembered: the next one meets the rules of its own time. */
  private drop(slot: number): void {
    const at = slot << Row.INTS_LOG2;
    const gapMs = this.synGapsMs[ints[at | Row.SYNS]!++]!;
    this.waitInSilence(slot, CauseCode['no-endpoints'], gapMs, SYN_AGAIN);
  }

  private waitInSilence(slot: number, cause: number, delayMs: number, event: number): void {
    const at = slot << Row.INTS_LOG2;
    ints[at | Row.CAUSE] = cause;
    ints[at | Row.STATE] = RequestState.blackholed;
    const { timeoutMs } = this.sources[ints[at | Row.SOURCE]!]!;
    const arrivalMs = reals[(slot << Row.REALS_LOG2) | Row.ARRIVAL_MS]!;
    const patienceMs = timeoutMs === null ? Infinity : arrivalMs + timeoutMs - this.engine.now;
    if (patienceMs <= delayMs) return;
    const ticket = (ints[at | Row.TICKET]! + 1) | 0;
    ints[at | Row.TICKET] = ticket;
    this.engine.schedule(delayMs, event, slot, ticket);
  }

  /** The client's kernel sends the SYN of a dropped attempt again, or gives up after the last. */
  synAgain(slot: number, ticket: number): void {
    const at = slot << Row.INTS_LOG2;
    if (!this.isSilent(slot, ticket)) return;
    if (this.hasDialled(at)) return this.dialAgain(slot);
    if (ints[at | Row.SYNS] === this.synGapsMs.length) return this.giveUpConnecting(slot, ticket);
    ints[at | Row.STATE] = RequestState.connecting;
    this.choose(slot);
  }

  /** The client's kernel gives the connection up, unless the request has gone on without it. */
  giveUpConnecting(slot: number, ticket: number): void {
    if (!this.isSilent(slot, ticket)) return;
    ints[(slot << Row.INTS_LOG2) | Row.KIND] = ErrorKindCode.timeout;
    this.answer(slot, INSTANT);
  }

  private isSilent(slot: number, ticket: number): boolean {
    const at = slot << Row.INTS_LOG2;
    return ints[at | Row.TICKET] === ticket && ints[at | Row.STATE] === RequestState.blackholed;
  }
}

/**
 * A traffic source, made ready to run: where its requests come from, what each of them draws when it arrives, and
 * how its clients connect. A request draws all its chance here, at its arrival, so that request n is the same
 * request under every variant.
 */
import { assert } from '../../base/assert.ts';
import { resized } from '../../kernel/columns.ts';
import type { Engine } from '../../kernel/engine.ts';
import type { RandomStream } from '../../kernel/random.ts';
import { DrawBlock } from '../../kernel/samplers/draw-block.ts';
import { createSampler } from '../../kernel/samplers/index.ts';
import { isResolved } from '../dataplane/cluster-dns.ts';
import { share } from '../../kernel/share.ts';
import type { LoadBalancer } from '../dataplane/load-balancer.ts';
import { ARRIVAL } from '../events.ts';
import type { ConnectionOptions, ServiceOptions, SimulationOptions } from '../options.ts';
import { CauseCode } from '../outcomes.ts';
import type { Streams } from '../streams.ts';
import type { NodeTable } from '../workload/node-table.ts';
import { createArrivals, type ArrivalPart } from './arrivals/index.ts';
import { ClosedUsers } from './closed-users.ts';
import { mayLackVariables } from './environment.ts';
import { programsBehind, programsOf } from './programs.ts';
import { ints, reals } from './request-memory.ts';
import * as Row from './request-row.ts';
import type { RequestTable } from './request-table.ts';

/** Streams of a source's further demands lie this far apart. */
const SOURCE_SPAN = 2 ** 12;

/** Requests whose choice and place are drawn at once. */
const BLOCK = 256;
/** Addresses inside are the numbers of pods, or of nodes; those outside lie above, so many for each source. */
const OUTSIDE_ADDRESS = 2 ** 30;
const SOURCE_ADDRESSES = 2 ** 18;

/** Number of a client without a client pod or node of its own: the world outside. */
const OUTSIDE = 0;

export class TrafficSource {
  readonly index: number;
  /** The series of its arrivals in the engine. */
  readonly series: number;
  readonly service: number;
  readonly external: boolean;
  /** Which of a node's chains its connections meet: 2 × service, and one more from outside. */
  readonly chain: number;
  /** Address of its client 0; the others follow. */
  readonly firstAddress: number;
  private readonly clients: number;
  readonly connections: ConnectionOptions;
  /** It chooses the node by which connections from outside enter; set once, by the simulation. */
  loadBalancer: LoadBalancer | null = null;
  readonly isHttp2: boolean;
  /** Through an ingress controller. */
  readonly isIngress: boolean;
  /** Every request opens a connection of its own, to the Service itself. */
  readonly connectsPerRequest: boolean;
  readonly retryAttempts: number;
  readonly backoffMs: number;
  /** `null`: the clients wait for ever. */
  readonly timeoutMs: number | null;
  /** Lane of the timeouts; -1 without. */
  readonly timeoutLane: number;
  /** Whether its clients look names up, or may have no address. */
  readonly resolves: boolean;
  /** Whether they connect to endpoints themselves, without a proxy. */
  readonly isDirect: boolean;
  /** What to blame when it is sent to an address where nobody accepts any more. */
  readonly staleCause: number;
  /** `null`: its requests come without waiting for answers, by {@link gaps}. */
  readonly users: ClosedUsers | null;
  /** Milliseconds from one arrival to the next. */
  readonly gaps: DrawBlock;
  private readonly clientWorkload: number | null;
  private readonly nodes: NodeTable;
  /** Whether several programs answer: then what a request costs depends on the pod it reaches. */
  readonly isMixed: boolean;
  /** One per program behind the service: request n draws from all of them, wherever it will be served. */
  private readonly demands: readonly DrawBlock[];
  /** Those of the only program, when not mixed. */
  private readonly demand: DrawBlock;
  private readonly failureRatio: number;
  private readonly failureRatios: readonly number[];
  /** By program: its place in the two arrays above; -1 for the others. */
  private readonly places: readonly number[];
  /** [rows × (programs + 1)] Demands of a request, and its failure draw; only when mixed. */
  private draws: Float64Array = new Float64Array(0);
  private readonly choice: RandomStream;
  private readonly place: RandomStream;
  private readonly address: RandomStream;
  /** The choices and places of the next requests, drawn ahead. */
  private readonly choices = new Int32Array(BLOCK);
  private readonly spots = new Int32Array(BLOCK);
  private position = BLOCK;
  private readonly failure: RandomStream;

  constructor(
    index: number,
    options: SimulationOptions,
    engine: Engine,
    streams: Streams,
    requests: RequestTable,
    nodes: NodeTable,
  ) {
    const traffic = options.traffic[index]!;
    this.index = index;
    this.series = engine.addSeries(ARRIVAL, index);
    this.service = traffic.service;
    this.external = traffic.from === 'external';
    this.chain = 2 * traffic.service + Number(this.external);
    this.clients = traffic.clients ?? 1;
    this.firstAddress = this.external ? OUTSIDE_ADDRESS + index * SOURCE_ADDRESSES : 0;
    this.clientWorkload = typeof traffic.from === 'object' ? traffic.from.workload : null;
    this.connections = traffic.connections;
    this.isIngress = traffic.via === 'ingress';
    this.isHttp2 = traffic.connections.type === 'http2' && !this.isIngress;
    this.connectsPerRequest = traffic.connections.type === 'perRequest' && !this.isIngress;
    this.retryAttempts = traffic.retries.attempts;
    this.backoffMs = traffic.retries.backoffMs;
    this.timeoutMs = traffic.timeoutMs;
    this.timeoutLane = traffic.timeoutMs === null ? -1 : engine.addLane(traffic.timeoutMs, requests);
    this.nodes = nodes;
    this.gaps = new DrawBlock(
      createArrivals(arrivalParts(options, index), {
        arrivals: streams.open('arrivals', index),
        states: streams.open('arrivalStates', index),
      }),
    );
    this.users =
      traffic.arrivals.type === 'closed'
        ? new ClosedUsers(
            traffic.arrivals,
            index,
            engine,
            streams.open('thinkTime', index),
            options.durationMs,
          )
        : null;
    const programs = programsOf(options);
    const behind = programsBehind(options, traffic.service);
    const applications = behind.map((program) => programs[program]!.application);
    this.isMixed = behind.length > 1;
    this.places = programs.map((_, program) => behind.indexOf(program));
    this.staleCause = staleCause(options.services[traffic.service]!);
    this.resolves = traffic.resolution !== undefined || mayLackVariables(traffic);
    this.isDirect = isResolved(options.services[traffic.service]!);
    assert(this.resolves || !this.isDirect, 'a name without an address of its own must be looked up');
    this.failureRatios = applications.map(({ failureRatio }) => failureRatio);
    this.demands = applications.map((application, place) => {
      const serviceTime = createSampler(application.serviceTime);
      const stream = streams.open('demand', index + place * SOURCE_SPAN);
      return new DrawBlock((values) => serviceTime.fill(stream, values));
    });
    this.demand = this.demands[0] ?? new DrawBlock((values) => values.fill(0));
    this.failureRatio = this.failureRatios[0] ?? 0;
    this.choice = streams.open('endpointChoice', index);
    this.place = streams.open('clientPlace', index);
    this.address = streams.open('clientAddress', index);
    this.failure = streams.open('applicationFailure', index);
  }

  /**
   * Draws what the request in `slot` is.
   * @param clientPods the running pods of the client workload, by number, with their nodes.
   * @returns false when the source has no client that could send it: the request then does not exist.
   */
  draw(slot: number, clientPods: ClientPods): boolean {
    const at = slot << Row.INTS_LOG2;
    const next = this.drawWork(slot);
    if (this.clientWorkload === null) {
      const { nodes, external } = this;
      const node = share(this.spots[next]!, nodes.count);
      ints[at | Row.CLIENT] = external ? this.clientOutside() : node;
      ints[at | Row.NODE] = node;
      if (nodes.closedCount === 0) return true;
      if (!external) return nodes.dead[node] === 0;
      // A load balancer has to find out.
      if (this.loadBalancer === null) ints[at | Row.NODE] = nodes.entryFor(node, this.spots[next]!);
      return true;
    }
    const pods = clientPods.runningPodsOf(this.clientWorkload);
    if (pods.length === 0) return false;
    const pod = pods[share(this.spots[next]!, pods.length)]!;
    ints[at | Row.CLIENT] = pod;
    ints[at | Row.NODE] = clientPods.nodeOf(pod);
    return true;
  }

  /** As {@link draw}, of a request whose client is known. @returns which of the draws made ahead are its own. */
  drawWork(slot: number): number {
    const at = slot << Row.INTS_LOG2;
    if (this.position === BLOCK) this.drawAhead();
    const next = this.position++;
    if (this.isMixed) this.drawForAll(slot);
    else this.drawForOne(slot);
    ints[at | Row.SOURCE] = this.index;
    ints[at | Row.CHOICE] = this.choices[next]!;
    ints[at | Row.ATTEMPTS_LEFT] = this.retryAttempts;
    return next;
  }

  /** Mixed: the request has reached a pod with this program. */
  settle(slot: number, program: number): void {
    const place = this.places[program]!;
    const row = slot * (this.demands.length + 1);
    const fails = this.draws[row + this.demands.length]! < this.failureRatios[place]!;
    reals[(slot << Row.REALS_LOG2) | Row.DEMAND_MS] = this.draws[row + place]!;
    if (fails) ints[(slot << Row.INTS_LOG2) | Row.FLAGS]! |= Row.WILL_FAIL;
    else ints[(slot << Row.INTS_LOG2) | Row.FLAGS]! &= ~Row.WILL_FAIL;
  }

  /** What was drawn for one row holds for another as well. */
  copyDraws(from: number, to: number): void {
    if (!this.isMixed) return;
    const width = this.demands.length + 1;
    this.fitDraws((to + 1) * width);
    this.draws.copyWithin(to * width, from * width, (from + 1) * width);
  }

  private drawAhead(): void {
    this.choice.fillWords(this.choices);
    this.place.fillWords(this.spots);
    this.position = 0;
  }

  private clientOutside(): number {
    return this.clients === 1 ? OUTSIDE : this.address.below(this.clients);
  }

  private drawForOne(slot: number): void {
    const { failureRatio } = this;
    reals[(slot << Row.REALS_LOG2) | Row.DEMAND_MS] = this.demand.next();
    if (failureRatio > 0 && this.failure.uniform() < failureRatio) {
      ints[(slot << Row.INTS_LOG2) | Row.FLAGS]! |= Row.WILL_FAIL;
    }
  }

  private fitDraws(length: number): void {
    if (this.draws.length < length) this.draws = resized(this.draws, 2 * length, Float64Array);
  }

  private drawForAll(slot: number): void {
    const width = this.demands.length + 1;
    this.fitDraws((slot + 1) * width);
    this.demands.forEach((demands, place) => (this.draws[slot * width + place] = demands.next()));
    this.draws[slot * width + width - 1] = this.failure.uniform();
  }
}

/** The arrivals of a source, and what takes their place in the course of the run. */
function arrivalParts({ traffic, events }: SimulationOptions, source: number): ArrivalPart[] {
  const changes = events.filter((event) => event.type === 'setTraffic' && event.source === source);
  const parts = changes.flatMap((event) =>
    event.type === 'setTraffic' ? [{ fromMs: event.atMs, arrivals: event.arrivals }] : [],
  );
  const first = { fromMs: 0, arrivals: traffic[source]!.arrivals };
  return [first, ...parts.toSorted((a, b) => a.fromMs - b.fromMs)];
}

/** Where the pods of a client workload are. */
export interface ClientPods {
  runningPodsOf(workload: number): readonly number[];
  nodeOf(pod: number): number;
}

function staleCause({ endpoints, headless }: ServiceOptions): number {
  if (endpoints !== undefined) return CauseCode['dead-address'];
  return headless ? CauseCode['dns-stale'] : CauseCode['stale-endpoint'];
}

/**
 * A traffic source, made ready to run: where its requests come from, what each of them draws when it arrives, and
 * how its clients connect. A request draws all its chance here, at its arrival, so that request n is the same
 * request under every variant.
 */
import type { Engine } from '../../kernel/engine.ts';
import type { RandomStream } from '../../kernel/random.ts';
import { DrawBlock } from '../../kernel/samplers/draw-block.ts';
import { createSampler } from '../../kernel/samplers/index.ts';
import type { ConnectionOptions, SimulationOptions } from '../options.ts';
import type { Streams } from '../streams.ts';
import { createArrivals } from './arrivals.ts';
import type { RequestTable } from './request-table.ts';

/** Number of a client without a client pod or node of its own: the world outside. */
const OUTSIDE = 0;

export class TrafficSource {
  readonly index: number;
  readonly service: number;
  readonly external: boolean;
  readonly connections: ConnectionOptions;
  readonly retryAttempts: number;
  readonly backoffMs: number;
  /** `null`: the clients wait for ever. */
  readonly timeoutMs: number | null;
  /** Lane of the timeouts; -1 without. */
  readonly timeoutLane: number;
  /** Milliseconds from one arrival to the next. */
  readonly gaps: DrawBlock;
  private readonly clientDeployment: number | null;
  private readonly nodeCount: number;
  private readonly demands: DrawBlock;
  private readonly choice: RandomStream;
  private readonly place: RandomStream;
  private readonly failureRatio: number;
  private readonly failure: RandomStream;

  constructor(
    index: number,
    options: SimulationOptions,
    engine: Engine,
    streams: Streams,
    requests: RequestTable,
  ) {
    const traffic = options.traffic[index]!;
    this.index = index;
    this.service = traffic.service;
    this.external = traffic.from === 'external';
    this.clientDeployment = typeof traffic.from === 'object' ? traffic.from.deployment : null;
    this.connections = traffic.connections;
    this.retryAttempts = traffic.retries.attempts;
    this.backoffMs = traffic.retries.backoffMs;
    this.timeoutMs = traffic.timeoutMs;
    this.timeoutLane = traffic.timeoutMs === null ? -1 : engine.addLane(traffic.timeoutMs, requests);
    this.nodeCount = options.cluster.nodes.length;
    this.gaps = new DrawBlock(createArrivals(traffic.arrivals, streams.open('arrivals', index)));
    const application = applicationBehind(options, traffic.service);
    const serviceTime = createSampler(application.serviceTime);
    const demand = streams.open('demand', index);
    this.demands = new DrawBlock((values) => serviceTime.fill(demand, values));
    this.failureRatio = application.failureRatio;
    this.choice = streams.open('endpointChoice', index);
    this.place = streams.open('clientPlace', index);
    this.failure = streams.open('applicationFailure', index);
  }

  /**
   * Draws what the request in `slot` is.
   * @param clientPods the running pods of the client deployment, by number, with their nodes.
   * @returns false when the source has no client that could send it: the request then does not exist.
   */
  draw(slot: number, requests: RequestTable, clientPods: ClientPods): boolean {
    requests.source[slot] = this.index;
    requests.demandMs[slot] = this.demands.next();
    requests.choice[slot] = this.choice.uint32();
    requests.attemptsLeft[slot] = this.retryAttempts;
    if (this.failureRatio > 0 && this.failure.uniform() < this.failureRatio) requests.willFail[slot] = 1;
    if (this.clientDeployment === null) {
      const node = this.nodeCount === 1 ? 0 : this.place.below(this.nodeCount);
      requests.node[slot] = node;
      requests.client[slot] = this.external ? OUTSIDE : node;
      return true;
    }
    const pods = clientPods.runningPodsOf(this.clientDeployment);
    const draw = this.place.uint32();
    if (pods.length === 0) return false;
    const pod = pods[Math.floor((draw * pods.length) / 2 ** 32)]!;
    requests.client[slot] = pod;
    requests.node[slot] = clientPods.nodeOf(pod);
    return true;
  }
}

/** Where the pods of a client deployment are. */
export interface ClientPods {
  runningPodsOf(deployment: number): readonly number[];
  nodeOf(pod: number): number;
}

/** The program that answers a service: of the first deployment that its selector matches. */
function applicationBehind(options: SimulationOptions, service: number) {
  const { selector } = options.services[service]!;
  const behind = options.deployments.find((deployment) => matches(selector, deployment.labels));
  const chosen = behind ?? options.deployments[0]!;
  return chosen.pod.application;
}

/** Whether every selector label is among the labels. An empty selector matches nothing here. */
export function matches(
  selector: Readonly<Record<string, string>>,
  labels: Readonly<Record<string, string>>,
): boolean {
  const wanted = Object.entries(selector);
  return wanted.length > 0 && wanted.every(([key, value]) => labels[key] === value);
}

/**
 * One replication: builds the parts, connects them, and holds the one dispatch. The run is a long sequence of short
 * chunks, because V8 boxes the numbers of a loop that it compiles while it runs.
 */
import { assert } from '../base/assert.ts';
import { Engine } from '../kernel/engine.ts';
import type { StreamKey } from '../kernel/random.ts';
import { Tasks } from '../kernel/tasks.ts';
import { Census } from './census.ts';
import { ControlPlane } from './cluster/control-plane.ts';
import { Outside } from './cluster/outside.ts';
import { closedPorts } from './dataplane/closed-ports.ts';
import { createLoadBalancers } from './dataplane/load-balancer.ts';
import { Network } from './dataplane/network.ts';
import * as Event from './events.ts';
import { IngressViews } from './ingress/ingress-views.ts';
import { Ingress, type IngressParts } from './ingress/ingress.ts';
import { Prober } from './node/prober.ts';
import type { SimulationOptions } from './options.ts';
import { collectOutput } from './collect-output.ts';
import type { ReplicationOutput } from './output.ts';
import { Recorder } from './recorder.ts';
import { EndpointWatch } from './endpoint-watch.ts';
import { RolloutWatch } from './rollout-watch.ts';
import { Streams } from './streams.ts';
import { Timeline } from './timeline.ts';
import { withCalls } from './traffic/call-sources.ts';
import { Calls } from './traffic/calls.ts';
import { Clients } from './traffic/clients.ts';
import { ClientConnections } from './traffic/client-connections.ts';
import { ConnectionPools } from './traffic/connection-pools.ts';
import { ConnectionTable } from './traffic/connection-table.ts';
import { programsOf } from './traffic/programs.ts';
import { RequestTable } from './traffic/request-table.ts';
import { Resolvers } from './traffic/resolvers.ts';
import { TrafficSource } from './traffic/source.ts';
import { Http2Pools } from './traffic/http2-pools.ts';
import { NodeTable } from './workload/node-table.ts';
import { PodEnds } from './traffic/pod-ends.ts';
import { connectGiveUpMs } from './traffic/syn-retries.ts';
import { followChanges } from './traffic/traffic-changes.ts';
import { Transport } from './traffic/transport.ts';
import { CpuMeter } from './workload/cpu-meter.ts';
import { Cpus } from './workload/cpus.ts';
import { PodTable } from './workload/pod-table.ts';
import { Servers } from './workload/servers.ts';

/** Events per chunk. */
const CHUNK = 16_384;
/** Chunks between two reports of progress. */
const CHUNKS_PER_REPORT = 16;

/** Told how many requests have arrived; its answer false ends the run. */
export type ProgressListener = (requests: number) => boolean;

export class Simulation {
  readonly engine: Engine = new Engine();
  readonly requests: RequestTable = new RequestTable();
  readonly pods: PodTable = new PodTable();
  readonly tasks: Tasks;
  readonly timeline: Timeline;
  readonly recorder: Recorder;
  readonly census: Census;
  readonly rollouts: RolloutWatch;
  readonly endpoints: EndpointWatch;
  readonly outside: Outside;
  readonly controlPlane: ControlPlane;
  readonly clients: Clients;
  readonly options: SimulationOptions;
  private readonly transport: Transport;
  private readonly resolvers: Resolvers;
  readonly servers: Servers;
  readonly cpus: Cpus;
  private readonly pools: ClientConnections;
  private readonly http2: Http2Pools;
  private ingressViews: IngressViews | null = null;
  /** `null` when no traffic comes by it. */
  private readonly ingress: Ingress | null;
  private readonly podEnds: PodEnds;
  /** `null` where no service calls another. */
  readonly calls: Calls | null;

  constructor(given: SimulationOptions, key: StreamKey, replication: number, withTimeline: boolean) {
    const options = withCalls(given);
    const { engine, requests, pods } = this;
    const streams = new Streams(key, replication);
    this.options = options;
    this.tasks = new Tasks(engine, Event.TASK);
    this.timeline = new Timeline(engine, withTimeline);
    this.recorder = new Recorder(engine, requests, options);
    this.census = new Census(engine, options, this.recorder.intervals);
    this.endpoints = new EndpointWatch(engine, options, this.recorder.intervals);
    this.rollouts = new RolloutWatch(engine, this.recorder, () => this.controlPlane.oldPodsRemain());
    const { nodes } = options.cluster;
    const outside = (this.outside = new Outside(options, pods));
    const network = new Network(engine, nodes, options.cluster.network, outside.delaysMs);
    const powered = new NodeTable(nodes.length);
    const sources = options.traffic.map(
      (_, i) => new TrafficSource(i, options, engine, streams, requests, powered),
    );
    const connections = new ConnectionTable(pods);
    const loadBalancers = createLoadBalancers(
      { engine, tasks: this.tasks, timeline: this.timeline, streams },
      options.cluster.loadBalancer,
      nodes,
      options.services,
      (service, node) => this.podEnds.closeEntered(service, node),
    );
    for (const source of sources) {
      if (source.external) source.loadBalancer = loadBalancers[source.service]!;
    }
    this.transport = new Transport(engine, network, requests, connections, sources, powered);
    this.transport.dials = options.cluster.kubeProxy.mode === 'userspace';
    const closed = (this.transport.closedPorts = closedPorts(options));
    const keepAlive = new ConnectionPools(engine, requests, connections, this.transport, sources);
    this.http2 = new Http2Pools(engine, network, requests, connections, this.transport, sources);
    const ingress = this.createIngress({ sources, network, connections, streams, powered });
    this.ingress = ingress;
    const keepers = sources.map(({ isHttp2, isIngress }) =>
      isIngress ? ingress! : isHttp2 ? this.http2 : keepAlive,
    );
    this.pools = new ClientConnections(connections, keepers);
    this.podEnds = new PodEnds(engine, network, pods, connections, sources, programsOf(options));
    this.servers = new Servers(engine, requests, options, this.transport);
    const cpus = (this.cpus = new Cpus(engine, streams.open('cpuPeriod'), nodes));
    const { tasks, timeline, servers, census, rollouts, endpoints, transport } = this;
    const stream = streams.open('probe');
    const faults = streams.open('probeFault');
    const prober = new Prober({ tasks, requests, servers, hopMs: network.sameNodeMs, stream, faults });
    const meter = new CpuMeter(engine, requests, pods, cpus);
    servers.isMetered = options.autoscaling !== undefined;
    const shared = { engine, tasks, timeline, streams, pods, servers, prober, census, rollouts, endpoints };
    const own = {
      ...shared,
      outside,
      connections: this.podEnds,
      loadBalancers,
      powered,
      closedPorts: closed,
      transport,
      meter,
      cpus,
      ingressViews: this.ingressViews,
    };
    this.controlPlane = new ControlPlane(options, own);
    const { dns } = this.controlPlane;
    this.resolvers = new Resolvers({ engine, requests, streams, dns }, options);
    const makesCalls = options.traffic.length > given.traffic.length;
    this.calls = makesCalls ? new Calls({ engine, requests, streams, sources }, given) : null;
    this.clients = this.createClients(sources, given.traffic.length);
    this.connect(prober);
  }

  /** Runs warm-up, window and drain. @returns false when `onProgress` ended it early. */
  run(onProgress?: ProgressListener): boolean {
    this.controlPlane.start();
    this.clients.start();
    followChanges(this.options, this.clients.sources, this.tasks, this.timeline);
    const { warmupMs, durationMs } = this.options;
    this.tasks.after(warmupMs, () => this.openWindow());
    if (!this.advanceTo(durationMs, onProgress)) return false;
    this.closeWindow();
    return this.drain(durationMs + drainLimitMs(this.options), onProgress);
  }

  /** Runs up to a time and stays there, for a look at the cluster. */
  runUntil(untilMs: number): void {
    this.controlPlane.start();
    this.clients.start();
    this.advanceTo(untilMs);
  }

  private openWindow(): void {
    this.census.openWindow();
    this.cpus.openWindow();
    this.endpoints.openWindow();
  }

  /** The cluster's figures are those of the window; only requests are followed to their end. */
  private closeWindow(): void {
    this.census.closeWindow();
    this.cpus.closeWindow();
    this.endpoints.closeWindow();
    this.rollouts.closeWindow();
  }

  /** Lets what is under way end; the cluster goes on meanwhile. */
  private drain(limitMs: number, onProgress?: ProgressListener): boolean {
    while (this.recorder.open > 0) {
      if (!this.advance(limitMs, 256)) break;
    }
    return onProgress === undefined || onProgress(this.recorder.requests);
  }

  private advanceTo(untilMs: number, onProgress?: ProgressListener): boolean {
    for (let chunk = 1; this.advance(untilMs, CHUNK); chunk++) {
      const report = onProgress !== undefined && chunk % CHUNKS_PER_REPORT === 0;
      if (report && !onProgress(this.recorder.requests)) return false;
    }
    return true;
  }

  /** Dispatches up to `limit` events not after `untilMs`. @returns false when there are no more. */
  private advance(untilMs: number, limit: number): boolean {
    const { engine } = this;
    for (let i = 0; i < limit; i++) {
      if (!engine.next(untilMs)) return false;
      this.dispatch(engine.kind, engine.slot, engine.generation);
    }
    return true;
  }

  private dispatch(kind: number, slot: number, generation: number): void {
    switch (kind) {
      case Event.ARRIVAL:
        return this.clients.arrive(slot);
      case Event.COMPLETION:
        return this.servers.complete(slot, generation);
      case Event.REQUEST_AT_POD:
        return this.transport.requestAtPod(slot);
      case Event.ANSWER_AT_CLIENT:
        return this.clients.answer(slot);
      case Event.SYN_AT_POD:
        return this.transport.synAtPod(slot);
      case Event.SYN_AT_NODE:
        return this.transport.synAtNode(slot);
      case Event.TIMEOUT:
        return this.clients.giveUp(slot, generation);
      case Event.CLOSE_AT_CLIENT:
        return this.pools.closeAtClient(slot, generation);
      case Event.RETRY:
        return this.clients.retry(slot, generation);
      case Event.CONNECT_GIVE_UP:
        return this.transport.giveUpConnecting(slot, generation);
      case Event.SYN_AGAIN:
        return this.transport.synAgain(slot, generation);
      case Event.IDLE_AT_POD:
        return this.podEnds.idleAtPod(slot, generation);
      case Event.DNS_ANSWER:
        return this.resolvers.answered(slot);
      case Event.OPENED_AT_CLIENT:
        return this.http2.openedAtClient(slot, generation);
      case Event.AT_INGRESS:
        return this.ingress!.arrived(slot);
      case Event.UPSTREAM_TIMEOUT:
        return this.ingress!.upstreamTimeout(slot);
      case Event.CPU:
        return this.cpus.due(slot, generation);
      case Event.TASK:
        return this.tasks.run(slot);
      default:
        assert(false, 'an event of no known kind');
    }
  }

  private createClients(sources: readonly TrafficSource[], userSources: number): Clients {
    const { engine, requests, transport, pools, recorder, servers, calls } = this;
    const parts = { engine, requests, sources, transport, pools, recorder, servers, calls, userSources };
    return new Clients({ ...parts, clientPods: this.controlPlane, untilMs: this.options.durationMs });
  }

  private createIngress(
    shared: Omit<IngressParts, 'engine' | 'requests' | 'pods' | 'views'>,
  ): Ingress | null {
    const { sources, streams } = shared;
    const { engine, tasks, timeline, requests, options } = this;
    const { ingress, controlPlane, network: delays } = options.cluster;
    if (ingress === undefined || !sources.some(({ isIngress }) => isIngress)) return null;
    const names = options.services.map(({ name }) => name);
    const views = new IngressViews({ engine, tasks, timeline, streams }, ingress, controlPlane.watch, names);
    this.ingressViews = views;
    this.transport.upstreamGiveUpMs = Math.min(ingress.connectTimeoutMs, connectGiveUpMs(delays));
    return new Ingress({ ...shared, engine, requests, views }, ingress, names.length);
  }

  private connect(prober: Prober): void {
    const { clients, controlPlane, podEnds, pools, resolvers, servers, transport } = this;
    const { proxies } = controlPlane;
    transport.ports = { proxies, resolvers, pools, podEnds, servers, clients, prober };
    resolvers.ports = transport;
    this.recorder.calls = this.calls;
    podEnds.ports = pools;
    if (this.ingress !== null) this.ingress.ports = { clients, transport, recorder: this.recorder };
    servers.cpus = this.cpus;
    this.cpus.servers = servers;
    servers.onDrained = (pod) => controlPlane.drained(pod);
    if (this.calls === null) return;
    this.calls.ports = { servers, clients };
    servers.calls = this.calls;
  }
}

/** Nobody waits longer than this after the last arrival. */
function drainLimitMs(options: SimulationOptions): number {
  const givesUpMs = connectGiveUpMs(options.cluster.network);
  const timeouts = options.traffic.map(({ timeoutMs }) => timeoutMs ?? givesUpMs);
  return Math.max(0, ...timeouts) + 1000;
}

/**
 * Runs one replication from beginning to end. Pure: the same arguments give the same output.
 * @param key the stream key made of the user's seed; all variants of an experiment share it.
 * @throws InvariantError when the books do not balance, or when the run was ended early by `onProgress`.
 */
export function simulateReplication(
  options: SimulationOptions,
  key: StreamKey,
  replication: number,
  detail: { readonly timeline: boolean },
  onProgress?: ProgressListener,
): ReplicationOutput {
  const simulation = new Simulation(options, key, replication, detail.timeline);
  const finished = simulation.run(onProgress);
  assert(finished, 'the run was ended early');
  return collectOutput(simulation);
}

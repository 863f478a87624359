/**
 * The cluster put together: store, controllers, scheduler, kubelets and proxies, with the wires between them, and the
 * cluster at rest that every run begins with (all pods ready, all rules in force).
 */
import * as Pods from '../workload/pod-memory.ts';
import type { Engine } from '../../kernel/engine.ts';
import type { RandomStream } from '../../kernel/random.ts';
import { createSampler } from '../../kernel/samplers/index.ts';
import type { Tasks } from '../../kernel/tasks.ts';
import type { Census } from '../census.ts';
import type { ClosedPorts } from '../dataplane/closed-ports.ts';
import { ClusterDns, isResolved } from '../dataplane/cluster-dns.ts';
import { KubeProxies } from '../dataplane/kube-proxies.ts';
import type { IngressViews } from '../ingress/ingress-views.ts';
import type { LoadBalancer } from '../dataplane/load-balancer.ts';
import { Kubelet, kubeletSettings, type PodConnections } from '../node/kubelet.ts';
import type { Prober } from '../node/prober.ts';
import { createRegistry } from '../node/registry.ts';
import { isPodFault, PodFaults } from '../faults/pod-faults.ts';
import type { ClusterEventOptions, SimulationOptions } from '../options.ts';
import type { EndpointWatch } from '../endpoint-watch.ts';
import type { RolloutWatch } from '../rollout-watch.ts';
import type { Streams } from '../streams.ts';
import type { Timeline } from '../timeline.ts';
import { matches } from '../traffic/behind.ts';
import { TemplatePrograms } from './template-programs.ts';
import type { ClientPods } from '../traffic/source.ts';
import { NONE } from '../none.ts';
import type { CpuMeter } from '../workload/cpu-meter.ts';
import type { Cpus } from '../workload/cpus.ts';
import type { NodeTable } from '../workload/node-table.ts';
import type { PodTable } from '../workload/pod-table.ts';
import type { Servers } from '../workload/servers.ts';
import { DisruptionController } from './disruption/disruption-controller.ts';
import { Drains } from './disruption/drain.ts';
import { Evictions } from './disruption/eviction.ts';
import { Autoscaling } from './hpa/autoscaling.ts';
import { EndpointSliceController, type Endpoint } from './endpoint-slices.ts';
import { Latencies } from './latencies.ts';
import { podName } from './names.ts';
import { newNode, type ClusterNode } from './nodes/cluster-node.ts';
import { NodeEvents } from './nodes/node-events.ts';
import type { Outside } from './outside.ts';
import { isBound, newPod, whyGoneAtOnce, type Pod, type PodOwner } from './pod.ts';
import { PodStore, type PodChange, type PodWitness } from './pod-store.ts';
import { RunningClients } from './running-clients.ts';
import { Scheduler } from './scheduler.ts';
import { objectLabel } from './workload.ts';
import { Workloads } from './workloads.ts';

export interface ControlPlaneParts {
  readonly engine: Engine;
  readonly tasks: Tasks;
  readonly timeline: Timeline;
  readonly streams: Streams;
  readonly pods: PodTable;
  readonly outside: Outside;
  readonly servers: Servers;
  readonly prober: Prober;
  readonly connections: PodConnections;
  readonly ingressViews: IngressViews | null;
  /** By service. */
  readonly loadBalancers: readonly (LoadBalancer | null)[];
  readonly census: Census;
  readonly rollouts: RolloutWatch;
  readonly endpoints: EndpointWatch;
  readonly meter: CpuMeter;
  readonly cpus: Cpus;
  readonly powered: NodeTable;
  readonly closedPorts: ClosedPorts | null;
  readonly transport: { entryLost(node: number): void };
}

/** Index of the streams that what happens to nodes draws its latencies from, beyond those of any node. */
const NODE_EVENTS = 2 ** 19;
/** … and the EndpointSlice controller's watch of what it has written itself. */
const SLICE_WATCH = NODE_EVENTS + 1;

export class ControlPlane implements PodWitness, ClientPods {
  readonly store: PodStore;
  readonly proxies: KubeProxies;
  readonly dns: ClusterDns;
  private readonly parts: ControlPlaneParts;
  private readonly options: SimulationOptions;
  private readonly latencies: Latencies;
  private readonly workloads: Workloads;
  private readonly endpointSlices: EndpointSliceController;
  private readonly scheduler: Scheduler;
  private readonly kubelets: readonly Kubelet[];
  private readonly podFaults: PodFaults;
  /** `null` without autoscalers. */
  readonly autoscaling: Autoscaling | null;
  private readonly podLife: RandomStream;
  private readonly programs: TemplatePrograms;
  private readonly nodes: readonly ClusterNode[];
  private readonly nodeEvents: NodeEvents;
  private readonly clients: RunningClients;

  constructor(options: SimulationOptions, parts: ControlPlaneParts) {
    const { engine, tasks, timeline, streams } = parts;
    const { nodes, kubeProxy, controlPlane } = options.cluster;
    this.options = options;
    this.parts = parts;
    this.latencies = new Latencies(controlPlane, streams);
    this.podLife = streams.open('podLife');
    this.programs = new TemplatePrograms(options);
    this.store = new PodStore(engine, tasks, this.latencies);
    this.store.witness = this;
    this.store.pods.push(...parts.outside.pods);
    this.nodes = nodes.map(newNode);
    this.clients = new RunningClients(options.traffic);
    const servicesOf = options.workloads.map(({ labels }) =>
      options.services.flatMap(({ selector }, service) => (matches(selector, labels) ? [service] : [])),
    );
    this.proxies = new KubeProxies(
      engine,
      tasks,
      this.latencies,
      timeline,
      kubeProxy,
      nodes,
      options.services,
      streams,
    );
    this.dns = new ClusterDns({ engine, tasks, streams, outside: parts.outside }, options);
    const sliceWatch = new Latencies(controlPlane, streams, SLICE_WATCH);
    this.endpointSlices = new EndpointSliceController(
      { engine, tasks, latencies: this.latencies, sliceWatch },
      servicesOf,
      options.services,
      options.cluster.endpointSliceController,
    );
    const { latencies, store } = this;
    this.workloads = new Workloads(
      options,
      { ...parts, latencies, store, nodes: this.nodes },
      {
        newPod: (owner, name, onlyNode) => this.createPod(owner, name, onlyNode),
        adoptPod: (pod) => this.adoptPod(pod),
      },
    );
    this.scheduler = new Scheduler({ ...parts, latencies, store, nodes: this.nodes }, options);
    const kubeletParts = { ...parts, latencies: this.latencies, store: this.store, events: this.podEvents() };
    const settings = kubeletSettings(options.cluster, createRegistry(options, parts));
    this.kubelets = nodes.map((_, node) => new Kubelet(kubeletParts, node, settings));
    this.nodeEvents = this.newNodeEvents();
    this.podFaults = new PodFaults(kubeletParts, this.kubelets);
    this.autoscaling = this.createAutoscaling();
    this.connect();
  }

  /** Brings the cluster to rest at time 0 and schedules the scenario's events. */
  start(): void {
    this.workloads.adopt();
    this.nodeEvents.atRest();
    this.autoscaling?.start(this.kubelets.length);
    this.options.services.forEach((options, service) => {
      if (options.externalName !== undefined || options.portOf !== undefined) return;
      const written = (port: number) => this.parts.outside.endpointsOf(port);
      for (const version of this.endpointSlices.storeNow(service, written)) {
        if (isResolved(options)) this.dns.adopt(version);
        else this.proxies.adopt(version);
        this.parts.ingressViews?.adopt(version);
        this.parts.endpoints.stored(version);
      }
    });
    for (const balancer of this.parts.loadBalancers) balancer?.settle();
    for (const event of this.options.events) {
      if (event.type === 'setTraffic' || event.type === 'registryOutage') continue;
      this.parts.tasks.after(event.atMs, () => this.happen(event));
    }
  }

  /** A pod has finished draining. */
  drained(pod: number): void {
    this.kubelets[this.store.pods[pod]!.node]!.drained(pod);
  }

  /** Whether a pod of an older template still exists, or stands in a node's rules. */
  oldPodsRemain(): boolean {
    return this.workloads.oldPodsRemain();
  }

  /** Of a workload that is the client of some traffic. */
  runningPodsOf(workload: number): readonly number[] {
    return this.clients.of(workload);
  }

  /** Stored endpoints of a service, by pod. */
  endpointsOf(service: number): ReadonlyMap<number, Endpoint> {
    return this.endpointSlices.endpointsOf(service);
  }

  nodeOf(pod: number): number {
    return this.store.pods[pod]!.node;
  }

  /** @see PodWitness: what changed goes to the statistics at once. */
  podStored(pod: Pod, change: PodChange): void {
    const { census } = this.parts;
    this.endpointSlices.podStored(pod);
    this.recount(pod);
    this.autoscaling?.podStored(pod, change);
    if (change === 'created') census.enter(pod.number, 'pending');
    else if (change === 'bound') {
      Pods.ints[(pod.number << Pods.INTS_LOG2) | Pods.NODE] = pod.node;
      this.parts.cpus.place(pod.number, pod.node, pod.template);
      this.nodeEvents.podBound(pod);
    } else if (change === 'status' && !pod.deletionRequested) {
      if (pod.terminalPhase === null) census.enter(pod.number, pod.ready ? 'ready' : 'starting');
      else this.podOver(pod);
    } else if (change === 'deleting') {
      this.parts.timeline.note(`pod/${pod.name}`, 'deletion requested', pod.deletionReason);
      if (pod.terminalPhase !== null) return;
      census.enter(pod.number, 'terminating');
      this.scheduler.release(pod, pod.node);
    } else if (change === 'gone') this.podGone(pod);
  }

  private podGone(pod: Pod): void {
    const { census, timeline } = this.parts;
    const why = whyGoneAtOnce(pod);
    if (why !== null) timeline.note(`pod/${pod.name}`, 'deleted', why);
    if (pod.terminalPhase === null) {
      census.enter(pod.number, null);
      if (isBound(pod)) this.scheduler.podGone(pod);
      this.parts.cpus.leave(pod.number);
    }
  }

  /** Its phase is Succeeded or Failed: for everybody but those who read objects it is gone. */
  private podOver(pod: Pod): void {
    this.parts.census.enter(pod.number, null);
    this.scheduler.release(pod, pod.node);
    this.scheduler.podGone(pod);
    this.parts.cpus.leave(pod.number);
  }

  /** The last of an older template may be no more: then its rollout is over. */
  private recount(pod: Pod): void {
    const remains = !pod.gone || this.parts.endpoints.isListed(pod.number);
    if (remains === pod.remains) return;
    pod.remains = remains;
    pod.owner.remaining += remains ? 1 : -1;
    if (!remains) this.parts.rollouts.checkOver();
  }

  private newNodeEvents(): NodeEvents {
    const { parts, options, store, kubelets, proxies } = this;
    const { controlPlane, nodeMonitorGracePeriodMs } = options.cluster;
    const latencies = new Latencies(controlPlane, parts.streams, NODE_EVENTS);
    const stream = parts.streams.open('nodeFault');
    const schedulingChanged = (node: ClusterNode) => {
      this.scheduler.nodeChanged(node);
      this.workloads.nodeChanged();
    };
    const own = { ...parts, latencies, store, kubelets, proxies, stream };
    const disruptions = new DisruptionController(own, options.budgets ?? [], {
      selects: ({ selector }, workload) => matches(selector, options.workloads[workload]!.labels),
      replicasOf: (workload) => this.workloads.replicasOf(workload),
    });
    if (disruptions.budgets.length > 0) store.watch(disruptions, latencies);
    const drains = new Drains(own, new Evictions(own, disruptions), { schedulingChanged });
    return new NodeEvents(own, this.nodes, nodeMonitorGracePeriodMs, {
      schedulingChanged,
      atRest: () => disruptions.adopt(),
      drains,
    });
  }

  private connect(): void {
    const { workloads, endpointSlices, proxies, store, parts } = this;
    store.watch(this.scheduler);
    store.watch(workloads);
    store.watch(endpointSlices);
    store.watch({
      watches: ['bound', 'deleting'],
      podChanged: (pod, change) => {
        const kubelet = this.kubelets[pod.node]!;
        if (change === 'bound') kubelet.boundPodSeen(pod);
        else kubelet.deletionSeen(pod);
      },
    });
    endpointSlices.ports = {
      endpointsStored: (versions) => {
        for (const version of versions) {
          this.endpointSlices.note(version, parts.timeline);
          parts.endpoints.stored(version);
        }
        const isDirect = isResolved(this.options.services[versions[0]!.service]!);
        (isDirect ? this.dns : proxies).endpointsStored(versions);
        parts.ingressViews?.endpointsStored(versions);
      },
      syncPutOff: (service, backoffMs) => this.endpointSlices.notePutOff(service, backoffMs, parts.timeline),
    };
    this.dns.ports = { answersChanged: (change) => parts.endpoints.rulesChanged([change], 1) };
    proxies.ports = {
      rulesChanged: (steps, ofNodes) => parts.endpoints.rulesChanged(steps, ofNodes),
      localEndpointsChanged: (node, service, count) =>
        parts.loadBalancers[service]?.endpointsChanged(node, count),
      rulesWritten: (node) => parts.powered.openEntry(node),
      nodeOfPod: (pod) => store.pods[pod]!.node,
      isNodeReady: (node) => this.nodes[node]!.ready,
      nameOfPod: (pod) => store.pods[pod]!.name,
      nameOfService: (service) => this.options.services[service]!.name,
    };
    parts.endpoints.listingChanged = (pod) => this.recount(store.pods[pod]!);
  }

  private podEvents() {
    const { census, endpoints } = this.parts;
    return {
      containerStarted: (pod: Pod) => {
        this.autoscaling?.containerStarted(pod);
        if (!pod.deletionRequested) census.enter(pod.number, 'starting');
      },
      accepting: (pod: Pod) => {
        this.autoscaling?.accepting(pod);
        this.clients.began(pod);
        endpoints.accepting(pod.number);
      },
      stoppedAccepting: (pod: Pod) => {
        this.clients.ended(pod);
        endpoints.stoppedAccepting(pod.number);
      },
      hung: (pod: Pod) => this.clients.ended(pod),
    };
  }

  private createAutoscaling(): Autoscaling | null {
    const { autoscaling } = this.options;
    const { engine, meter } = this.parts;
    if (autoscaling === undefined) return null;
    const counters = { workMs: () => meter.read(), served: () => Pods.served, nowMs: () => engine.now };
    const parts = { ...this.parts, latencies: this.latencies };
    return new Autoscaling(autoscaling, parts, {
      counters,
      target: (workload) => this.scaleTarget(workload),
      nameOf: (workload) => objectLabel(this.options.workloads[workload]!),
      scale: (workload, replicas) => this.workloads.scale(workload, replicas),
    });
  }

  private scaleTarget(workload: number) {
    const pods = this.store.pods.filter((pod) => pod.workload === workload && !pod.gone);
    const specReplicas = this.workloads.replicasOf(workload);
    return {
      specReplicas,
      statusReplicas: pods.filter(({ deletionRequested }) => !deletionRequested).length,
      pods,
    };
  }

  private createPod(owner: PodOwner, name?: string, onlyNode = NONE): Pod {
    const { labels, pod } = owner.template;
    const { application } = pod;
    const number = this.parts.pods.add(application, this.programs.of(owner));
    this.parts.closedPorts?.podCreated(number, labels, pod);
    this.parts.cpus.add(number, pod);
    return newPod(owner, {
      number,
      name: name ?? podName(owner.name, number),
      onlyNode,
      createdMs: this.parts.engine.now,
      startupMs: createSampler(application.startup).sample(this.podLife),
      initializationMs: createSampler(application.initialization).sample(this.podLife),
    });
  }

  private adoptPod(pod: Pod): void {
    const node = this.scheduler.place(pod);
    if (node === NONE) return this.adoptPending(pod);
    this.store.adopt(pod, node);
    Pods.ints[(pod.number << Pods.INTS_LOG2) | Pods.NODE] = pod.node;
    this.parts.cpus.place(pod.number, pod.node, pod.template);
    this.endpointSlices.podStored(pod);
    this.recount(pod);
    this.parts.census.enter(pod.number, 'ready');
    this.kubelets[pod.node]!.adopt(pod);
    this.autoscaling?.adopted(pod);
    this.clients.began(pod);
  }

  /** A pod that has been Pending since before time 0, as no node can take it. */
  private adoptPending(pod: Pod): void {
    this.store.adoptPending(pod);
    this.recount(pod);
    this.parts.census.enter(pod.number, 'pending');
    this.scheduler.wait(pod);
    this.workloads.podChanged(pod, 'status');
  }

  private happen(event: ClusterEventOptions): void {
    if ('nodes' in event) this.nodeEvents.happen(event);
    else if (isPodFault(event)) this.podFaults.happen(event);
    else this.workloads.happen(event);
  }
}

/**
 * A node's kubelet: it learns of bindings and deletions by its watch, and gives each of its pods a worker. What the
 * workers need from the rest of the simulation passes through here.
 */
import * as Pods from '../workload/pod-memory.ts';
import type { Engine } from '../../kernel/engine.ts';
import type { RandomStream } from '../../kernel/random.ts';
import type { Tasks } from '../../kernel/tasks.ts';
import type { Latencies } from '../cluster/latencies.ts';
import type { Pod } from '../cluster/pod.ts';
import type { PodStore } from '../cluster/pod-store.ts';
import type { ClusterOptions, ControlPlaneOptions } from '../options.ts';
import type { Streams } from '../streams.ts';
import type { Timeline } from '../timeline.ts';
import * as AddressState from '../workload/address-state.ts';
import type { Servers } from '../workload/servers.ts';
import { EXIT, exitWords } from './container.ts';
import { ImagePuller } from './image-puller.ts';
import type { TerminalPhase } from './pod-phase.ts';
import { PodWorker } from './pod-worker.ts';
import type { Prober } from './prober.ts';
import type { Registry } from './registry.ts';
import { RelistClock } from './relist-clock.ts';

/** What happens in pods and matters elsewhere. */
export interface PodEvents {
  containerStarted(pod: Pod): void;
  /** The process listens and is initialised. */
  accepting(pod: Pod): void;
  /** From now on new connections are refused. */
  stoppedAccepting(pod: Pod): void;
  /** The process has stopped doing anything of its own. */
  hung(pod: Pod): void;
}

/** The pod's ends of its connections. */
export interface PodConnections {
  closeGracefully(pod: number): void;
  closeAll(pod: number): void;
  /** They end without a word to the clients. */
  forgetAll(pod: number): void;
}

export interface KubeletParts {
  readonly engine: Engine;
  readonly tasks: Tasks;
  readonly timeline: Timeline;
  readonly streams: Streams;
  readonly latencies: Latencies;
  readonly store: PodStore;
  readonly servers: Servers;
  readonly prober: Prober;
  readonly connections: PodConnections;
  readonly events: PodEvents;
}

/** The status manager compares all pods with what is stored every ten seconds. */
const STATUS_PASS_MS = 10_000;

/** A container that began earlier before its kubelet is taken to have been well before (kubeletRestartGracePeriod). */
const KEPT_AGE_MS = 10_000;

/** What all kubelets of a cluster are told. */
export interface KubeletSettings {
  readonly registry: Registry;
  readonly serializeImagePulls: boolean;
  /** Feature gate ChangeContainerStatusOnKubeletRestart. */
  readonly changesStatusOnRestart: boolean;
}

export class Kubelet {
  readonly engine: Engine;
  readonly tasks: Tasks;
  readonly timeline: Timeline;
  readonly store: PodStore;
  readonly servers: Servers;
  readonly prober: Prober;
  /** What is on the node's disk. */
  readonly images: ImagePuller;
  private readonly latencies: Latencies;
  private readonly connections: PodConnections;
  private readonly events: PodEvents;
  private readonly streams: Streams;
  private readonly stream: RandomStream;
  private readonly phases: RandomStream;
  private readonly requeues: RandomStream;
  /** `null` before the first. */
  private probeStarts: RandomStream | null = null;
  private readonly changesStatus: boolean;
  private relists: RelistClock;
  private readonly workers = new Map<number, PodWorker>();
  private readonly node: number;
  /** It hears from the API server, and is heard. */
  private isConnected = true;
  /** Its own process runs. */
  private isUp = true;
  private startedMs = -Infinity;
  /** Pods that are gone from the node, which the API server does not know yet, with the phase that is their last. */
  private readonly unreported = new Map<Pod, TerminalPhase | null>();
  /** Pods that ran here when the node lost its power, until it has it back. */
  private readonly vanished: Pod[] = [];

  /** @param node index of its node. */
  constructor(parts: KubeletParts, node: number, settings: KubeletSettings) {
    this.node = node;
    this.engine = parts.engine;
    this.tasks = parts.tasks;
    this.timeline = parts.timeline;
    this.latencies = parts.latencies;
    this.store = parts.store;
    this.servers = parts.servers;
    this.prober = parts.prober;
    this.connections = parts.connections;
    this.events = parts.events;
    this.streams = parts.streams;
    // Index 0 belongs to the latencies of all kubelets.
    this.stream = parts.streams.open('kubelet', node + 1);
    this.phases = parts.streams.open('probePhase', node);
    this.requeues = parts.streams.open('podRequeue', node);
    // `parts` is spread together anew for each simulation, and its shape is never warm: hot closures keep out of it.
    const { latencies } = parts;
    this.relists = new RelistClock(1000 * this.stream.uniform(), () => latencies.draw('plegRelist'));
    const { registry, serializeImagePulls, changesStatusOnRestart } = settings;
    this.images = new ImagePuller((step) => latencies.draw(step), registry, serializeImagePulls);
    this.changesStatus = changesStatusOnRestart;
  }

  /** A pod that was bound to this node. */
  boundPodSeen(pod: Pod): void {
    if (!this.isConnected || this.workers.has(pod.number) || pod.gone || pod.terminalPhase !== null) return;
    if (!pod.deletionRequested) this.newWorker(pod).admit();
    else this.forget(pod);
  }

  /** A pod that has been serving here since before time 0. */
  adopt(pod: Pod): void {
    this.newWorker(pod).adopt();
  }

  deletionSeen(pod: Pod): void {
    if (this.isConnected) this.workers.get(pod.number)?.terminate();
  }

  /** The process in a container of the pod, by default the one behind the Service, ends by itself. */
  crash(pod: Pod, container: string | null = null, exitCode: number = EXIT.error): void {
    this.workers.get(pod.number)?.end(container, ...exitWords(exitCode, 'process'), exitCode);
  }

  /** The kernel kills the process in a container of the pod for want of memory. */
  killForMemory(pod: Pod, container: string | null = null): void {
    this.workers.get(pod.number)?.end(container, 'OOMKilled', 'its memory limit was reached', EXIT.killed);
  }

  hang(pod: Pod): void {
    this.workers.get(pod.number)?.serving.hang();
  }

  slowDown(pod: Pod, factor: number, durationMs: number | null): void {
    this.workers.get(pod.number)?.serving.slowDown(factor, durationMs);
  }

  drained(pod: number): void {
    this.workers.get(pod)?.serving.drained();
  }

  /** The node has lost its power, and with it everything that ran there. */
  losePower(): void {
    this.isConnected = false;
    this.isUp = false;
    for (const worker of this.workers.values()) {
      worker.vanish();
      this.vanished.push(worker.pod);
    }
    this.workers.clear();
    this.unreported.clear();
  }

  /** Its own process ends: nothing is probed, started, ended or reported, while what runs goes on. */
  stop(): void {
    this.isUp = false;
    this.isConnected = false;
    for (const worker of this.workers.values()) worker.abandon();
  }

  /** Another one begins; it knows of no pods before it hears from the API server. @returns whether there was none. */
  start(): boolean {
    if (this.isUp) return false;
    this.isUp = true;
    this.startedMs = this.engine.now;
    this.relists = new RelistClock(this.engine.now, () => this.latencies.draw('plegRelist'));
    return true;
  }

  get runs(): boolean {
    return this.isUp;
  }

  /** The control plane is out of reach; what runs goes on. */
  disconnect(): void {
    this.isConnected = false;
  }

  /**
   * It hears from the API server again, or for the first time since the node got its power back: it looks which pods
   * are meant to be here. Those that were deleted meanwhile end now; what the power took is started anew.
   */
  connect(): void {
    if (!this.isUp) return;
    this.isConnected = true;
    // The node answers again, and knows nothing of their addresses.
    for (const { number } of this.vanished.splice(0))
      Pods.ints[(number << Pods.INTS_LOG2) | Pods.STATE] = AddressState.gone;
    for (const [pod, phase] of this.unreported) this.reportEnd(pod, phase);
    for (const worker of this.workers.values()) {
      if (worker.isAbandoned) this.succeed(worker);
      else if (worker.pod.deletionRequested) worker.terminate();
      else worker.readiness.contradicted();
    }
    for (const pod of this.store.podsOn(this.node)) {
      const isOver = pod.terminalPhase !== null || this.unreported.has(pod);
      if (!isOver && !this.workers.has(pod.number)) this.takeOn(pod);
    }
    this.unreported.clear();
  }

  private succeed(before: PodWorker): void {
    const worker = new PodWorker(this, before.pod, before);
    this.workers.set(before.pod.number, worker);
    worker.resume(before);
  }

  /** A pod that is meant to be here, and is not. */
  private takeOn(pod: Pod): void {
    const isLost = pod.hasAddress && pod.template.restartPolicy === 'Never';
    if (pod.deletionRequested || isLost) {
      this.tasks.after(this.untilRelist(), () => this.reportEnd(pod, isLost ? 'Failed' : null));
    } else if (pod.hasAddress) this.newWorker(pod).admitAgain();
    else this.newWorker(pod).admit();
  }

  /** The API server has come to say otherwise of the pod than this kubelet did. */
  contradicted(pod: Pod): void {
    if (this.isConnected) this.workers.get(pod.number)?.readiness.contradicted();
  }

  /** Until the status manager's next look at all pods. */
  untilStatusPass(): number {
    return STATUS_PASS_MS * this.stream.uniform();
  }

  /** What it says of the pod is stored, now, unless nobody hears it. */
  patchStatus(pod: Pod, ready: boolean): void {
    if (this.isConnected) this.store.patchStatus(pod, ready);
  }

  /** The last trace of the pod is gone from the node. @param phase of one whose containers have ended by themselves. */
  forget(pod: Pod, phase: TerminalPhase | null = null): void {
    this.workers.delete(pod.number);
    if (this.isConnected) this.end(pod, phase);
    else this.unreported.set(pod, phase);
  }

  private reportEnd(pod: Pod, phase: TerminalPhase | null): void {
    this.tasks.after(this.draw('apiWrite'), () => {
      if (this.isConnected) this.end(pod, phase);
      else this.unreported.set(pod, phase);
    });
  }

  /** Its phase is stored, or its object deleted, where that is wanted. */
  private end(pod: Pod, phase: TerminalPhase | null): void {
    if (pod.gone) return;
    if (phase !== null && !pod.deletionRequested) {
      this.timeline.note(
        `pod/${pod.name}`,
        `status: ${phase}`,
        'none of its containers runs, nor will again',
      );
      return this.store.storePhase(pod, phase);
    }
    this.timeline.note(`pod/${pod.name}`, 'deleted', 'nothing of it is left on its node');
    this.store.remove(pod);
  }

  draw(step: keyof ControlPlaneOptions): number {
    return this.latencies.draw(step);
  }

  uniform(): number {
    return this.stream.uniform();
  }

  /** Until what happens now in a container is known to the kubelet. */
  untilRelist(): number {
    return this.relists.delayFrom(this.engine.now);
  }

  /** Until a sync may begin that must know of a relist after `sinceMs`. */
  untilRelistSince(sinceMs: number): number {
    return this.relists.delaySince(sinceMs, this.engine.now);
  }

  /** Where in a period the next tick falls of a probe that has been running since before time 0, 0…1. */
  probePhase(): number {
    return this.phases.uniform();
  }

  /** Probes of a kubelet that is younger than their period begin at random times of it, so that they do not all at once. */
  probeDelay(periodMs: number): number {
    if (periodMs <= this.engine.now - this.startedMs) return 0;
    this.probeStarts ??= this.streams.open('probeStart', this.node);
    return periodMs * this.probeStarts.uniform();
  }

  /** Whether a container that it finds on its node stays in its status until a probe says otherwise. */
  keepsStatus(containerStartedMs: number): boolean {
    return !this.changesStatus && containerStartedMs < this.startedMs - KEPT_AGE_MS;
  }

  /** 0…1 */
  requeueJitter(): number {
    return this.requeues.uniform();
  }

  /** How long the pod's processes run until they exit by themselves. */
  crashStream(pod: Pod): RandomStream {
    return this.streams.open('processCrash', pod.number);
  }

  /** How long the processes after a pod's first one take to start. */
  restartStream(pod: Pod): RandomStream {
    return this.streams.open('containerRestart', pod.number);
  }

  /** What the containers of a pod that serve no requests take. */
  companionStream(pod: Pod): RandomStream {
    return this.streams.open('companion', pod.number);
  }

  /** What fails in a pod when it starts. */
  failureStream(pod: Pod): RandomStream {
    return this.streams.open('startFailure', pod.number);
  }

  /** When a pod's readiness gates open. */
  gateStream(pod: Pod): RandomStream {
    return this.streams.open('readinessGate', pod.number);
  }

  containerStarted(pod: Pod): void {
    this.events.containerStarted(pod);
  }

  accepting(pod: Pod): void {
    this.events.accepting(pod);
  }

  stoppedAccepting(pod: Pod): void {
    this.events.stoppedAccepting(pod);
  }

  hung(pod: Pod): void {
    this.servers.hang(pod.number);
    this.events.hung(pod);
  }

  closeConnectionsGracefully(pod: Pod): void {
    this.connections.closeGracefully(pod.number);
  }

  /** Connections first, so that no client puts a request on one of them again. */
  processEnded(pod: Pod): void {
    this.connections.closeAll(pod.number);
    this.servers.reset(pod.number);
  }

  /** The process has vanished, and with it everything that could tell its clients. */
  processVanished(pod: Pod): void {
    this.connections.forgetAll(pod.number);
    this.servers.vanish(pod.number);
  }

  private newWorker(pod: Pod): PodWorker {
    const worker = new PodWorker(this, pod);
    this.workers.set(pod.number, worker);
    return worker;
  }
}

export function kubeletSettings(cluster: ClusterOptions, registry: Registry): KubeletSettings {
  const { serializeImagePulls = true, changeContainerStatusOnKubeletRestart: changes = false } = cluster;
  return { registry, serializeImagePulls, changesStatusOnRestart: changes };
}

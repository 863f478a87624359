/**
 * The kubelet's worker for one pod: the steps of its start, its syncs (what is reported, which containers are killed
 * or started), and its termination, once its deletion is seen. The two clocks of the termination race meet here with
 * nobody to order them: this file never looks at endpoints.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/pod_workers.go
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/kuberuntime/kuberuntime_manager.go (SyncPod)
 */
import * as Pods from '../workload/pod-memory.ts';
import { createSampler } from '../../kernel/samplers/index.ts';
import type { TaskHandle } from '../../kernel/tasks.ts';
import { graceOf, type Pod } from '../cluster/pod.ts';
import * as AddressState from '../workload/address-state.ts';
import type { RestartPolicy } from './container-options.ts';
import { probeOf } from './container-probes.ts';
import type { ProbeResult } from './container-status.ts';
import { ContainerStarts, type StartOutcome } from './container-starts.ts';
import type { Kubelet } from './kubelet.ts';
import { containersOf, type ManagedContainer, type ProbeNews } from './managed-container.ts';
import { podActions, type ContainerStanding, type PodActions } from './pod-actions.ts';
import { isTerminal, phaseOf, type TerminalPhase } from './pod-phase.ts';
import { PodTeardown } from './pod-teardown.ts';
import type { ProbeType } from './probe-state.ts';
import { ReadinessReports } from './readiness-reports.ts';
import type { ServingContainer } from './serving-container.ts';
import { effectiveGraceSeconds, lessWholeSeconds, planTermination, sigkillSeconds } from './termination.ts';
import { TerminationOrder } from './termination-order.ts';

/** A pod that waits for its back-off is looked at again after at most this long, and half as long again. */
const MAX_BACKOFF_REQUEUE_MS = 60_000;
/** The same after a sync that failed for a reason that does not tell its time (backOffPeriod). */
const ERROR_REQUEUE_MS = 10_000;

export class PodWorker {
  readonly serving: ServingContainer;
  private readonly kubelet: Kubelet;
  readonly pod: Pod;
  private readonly containers: readonly ManagedContainer[];
  private readonly starts: ContainerStarts;
  /** Steps that the pod's end, or a change of mind, cancels. */
  private pending: TaskHandle[] = [];
  private deletionSeen = false;
  /** Set while the pod is killed as a whole. */
  private order: TerminationOrder | null = null;
  /** A sync is under way that kills containers, or starts them: others come after it. */
  private busy = false;
  /** Containers have been started, and no relist has shown them yet: a sync waits for it. */
  private unseen = false;
  /** A relist has shown something during the sync under way: it is looked at after the next one. */
  private missed = false;
  /** The container whose end the present sync waits for, and what it does then. */
  private killing: { readonly container: ManagedContainer; readonly goOn: () => void } | null = null;
  /** All processes have ended for good. */
  private finished = false;
  private readonly teardown: PodTeardown;
  /** Its kubelet is no more. */
  isAbandoned = false;
  private syncedMs = -Infinity;
  /** The conditions of the readiness gates are true. */
  private gatesOpen: boolean;
  readonly readiness: ReadinessReports;

  /** @param before of the kubelet that was here before: the processes are the same. */
  constructor(kubelet: Kubelet, pod: Pod, before: PodWorker | null = null) {
    this.kubelet = kubelet;
    this.pod = pod;
    const changed: ProbeNews = (each, type, result) => this.probeChanged(each, type, result);
    const { all, serving } =
      before === null
        ? containersOf(kubelet, pod, changed)
        : { all: before.containers.map((each) => each.anew(kubelet, changed)), serving: before.serving };
    this.teardown = new PodTeardown(kubelet, pod);
    this.readiness = new ReadinessReports(kubelet, pod, () => this.report());
    this.containers = all;
    this.serving = serving;
    this.starts = new ContainerStarts(kubelet, pod, all, {
      later: (delayMs, step) => this.later(delayMs, step),
      kill: (each, why, then) => this.killAndGoOn(each, this.graceSeconds, why, then),
      done: (outcome) => this.endSync(outcome),
    });
    for (const each of all) each.container.ended = () => this.containerEnded(each);
    this.gatesOpen = pod.template.readinessGates === undefined;
  }

  /** The first sync of a pod bound to this node: its probes' tick grid begins before its containers exist. */
  admit(): void {
    const { kubelet, pod } = this;
    this.note('admitted by the kubelet', 'its binding was seen; the probe ticks count from here');
    this.startProbes();
    if (!this.gatesOpen) this.awaitGates();
    this.later(kubelet.draw('podSandbox'), () => {
      Pods.ints[(pod.number << Pods.INTS_LOG2) | Pods.STATE] = AddressState.starting;
      this.act(this.dueActions());
    });
  }

  /** As {@link admit}, of a pod that the node has run before it lost its power: nothing is left of it but its count of restarts. */
  admitAgain(): void {
    for (const { container } of this.containers) container.id = this.pod.restarts.get(container.label) ?? 0;
    this.readiness.reported = this.pod.ready;
    this.report();
    this.admit();
  }

  /** A pod that has been serving since long before time 0; its ticks fall anywhere in the period. */
  adopt(): void {
    const { kubelet } = this;
    this.gatesOpen = true;
    this.readiness.reported = true;
    for (const { container, probes, image } of this.containers) {
      kubelet.images.adopt(image.name);
      container.adopt();
      const state = container.isRunning ? 'running' : 'terminated';
      const ofServing = container === this.serving;
      probes.adopt({ id: 0, state, startedMs: -Infinity }, (type) =>
        type === 'readiness' && ofServing ? kubelet.uniform() : kubelet.probePhase(),
      );
    }
  }

  /** Its kubelet ends, and remembers nothing; the processes go on, as do those that were asked to end. */
  abandon(): void {
    this.isAbandoned = true;
    this.teardown.callOff();
    this.readiness.end();
    this.rest();
    for (const { container } of this.containers) {
      container.callOffSigkill();
      container.ended = () => {};
    }
  }

  /** Of a kubelet that has just begun, on a node where the pod is already: what runs is known at its first relist. */
  resume(before: PodWorker): void {
    const { kubelet, pod } = this;
    this.teardown.hasNetwork = before.teardown.hasNetwork;
    this.gatesOpen ||= before.gatesOpen;
    this.readiness.reported = pod.hasAddress ? pod.ready : null;
    this.containers.forEach(({ container, probes }, i) => {
      if (!kubelet.keepsStatus(container.startedMs)) return;
      const { isStarted: wasStarted } = before.containers[i]!.probes;
      probes.kept = { id: container.id, wasStarted, isPodReady: () => pod.ready };
    });
    if (pod.deletionRequested || pod.gone) return this.terminate();
    if (this.containers.every(({ container }) => container.id < 0)) return this.admit();
    if (!this.gatesOpen) this.awaitGates();
    this.later(kubelet.untilRelistSince(this.syncedMs), () => this.firstSync());
  }

  /** Its status is generated before there is any probe; the events of the first relist make for another sync. */
  private firstSync(): void {
    for (const each of this.containers) each.look();
    this.syncedMs = this.kubelet.engine.now;
    this.report();
    this.startProbes();
    this.syncAfterRelist();
    this.carryOn();
  }

  private startProbes(): void {
    for (const { probes } of this.containers) probes.start((periodMs) => this.kubelet.probeDelay(periodMs));
  }

  /** The deletion has been seen: stop starting, run preStop, then the signals. A kill under way begins anew. */
  terminate(): void {
    if (this.deletionSeen || this.finished) return;
    const { kubelet, pod, serving } = this;
    this.deletionSeen = true;
    // Killed as a whole already, by a sync that its deletion does not stop.
    if (this.order !== null) return;
    this.order = new TerminationOrder(kubelet, this.containers);
    this.busy = false;
    this.cancelPending();
    for (const { container, probes } of this.containers) {
      container.callOffSigkill();
      probes.stopLivenessAndStartup();
    }
    const running = this.containers.filter(({ container }) => container.isRunning);
    if (serving.id < 0) {
      this.note('killed before its container ran', 'its deletion was seen');
      serving.leave();
    } else if (running.length === 0) this.note('not started again', 'its deletion was seen');
    const grace = effectiveGraceSeconds(graceOf(pod));
    if (running.length === 0) return this.finish();
    for (const each of running) this.kill(each, grace, 'its deletion was seen');
  }

  /** The process of a container ends by itself, now; `null`: of the one behind the Service. */
  end(name: string | null, what: string, why: string, exitCode: number): void {
    const named = this.containers.find(({ container }) => container.label === name);
    (named?.container ?? this.serving).end(what, why, exitCode);
  }

  /** preStop, SIGTERM and SIGKILL, each unless the process has ended before; a deleted pod's sidecars wait their turn. */
  private kill(each: ManagedContainer, graceSeconds: number, why: string): void {
    const { container, options } = each;
    const { hookMs, leftSeconds } = planTermination(graceSeconds, options.preStopMs);
    const terminate = (seconds: number) => {
      if (container.isRunning) container.terminate(sigkillSeconds(seconds));
    };
    const proceed = () => {
      if (this.order === null) return terminate(leftSeconds);
      this.order.waitForTurn(each, leftSeconds, (ms) => terminate(lessWholeSeconds(leftSeconds, ms)));
    };
    if (hookMs === 0) return proceed();
    container.note(`preStop runs for ${hookMs / 1000} s`, why);
    this.later(hookMs, proceed);
  }

  /** The node has lost its power: nothing runs, and nobody is left to tell of it. */
  vanish(): void {
    this.teardown.callOff();
    this.readiness.end();
    this.rest();
    for (const { container } of this.containers) container.vanish();
  }

  private containerEnded(each: ManagedContainer): void {
    if (this.order !== null) {
      this.order.containerEnded();
      if (!this.containers.some(({ container }) => container.isRunning)) this.emptied();
      return;
    }
    if (this.killing?.container === each) {
      const { goOn } = this.killing;
      this.killing = null;
      // The sync that killed it goes on, knowing no later exit than it knew when it began.
      goOn();
    }
    this.syncAfterRelist();
  }

  private syncAfterRelist(): void {
    this.kubelet.tasks.after(this.kubelet.untilRelist(), () => this.relisted());
  }

  /** As soon as a relist has ended since the last sync. */
  private syncSoon(): void {
    this.kubelet.tasks.after(this.kubelet.untilRelistSince(this.syncedMs), () => this.sync());
  }

  /** What a relist shows is taken into the pod's status, by a sync. */
  private relisted(): void {
    this.missed = this.busy;
    if (this.finished || this.busy) return;
    this.unseen = false;
    for (const each of this.containers) each.look();
    this.sync();
  }

  /** Reports what is known; then kills or starts, where that is due. */
  private sync(): void {
    if (this.finished || this.busy || this.unseen) return;
    this.syncedMs = this.kubelet.engine.now;
    this.report();
    for (const { probes } of this.containers) probes.statusGenerated();
    if (this.order === null) this.carryOn();
  }

  private carryOn(): void {
    const phase = phaseOf(this.standings(), this.policy);
    if (isTerminal(phase)) this.conclude(phase);
    else this.act(this.dueActions());
  }

  private dueActions(): PodActions {
    return podActions(this.standings(), this.policy);
  }

  private standings(): ContainerStanding[] {
    return this.containers.map((each) => each.standing());
  }

  private get policy(): RestartPolicy {
    return this.pod.template.restartPolicy ?? 'Always';
  }

  private get graceSeconds(): number {
    return this.pod.template.terminationGracePeriodSeconds;
  }

  private act({ killPod, kill, start }: PodActions): void {
    if (killPod) return this.killPod();
    if (kill.length + start.length === 0) return;
    this.busy = true;
    this.cancelPending();
    this.killNext(kill, start);
  }

  /** Nothing is left that the rest of the pod would run for. */
  private killPod(): void {
    this.busy = true;
    this.cancelPending();
    this.order = new TerminationOrder(this.kubelet, this.containers);
    const running = this.containers.filter(({ container }) => container.isRunning);
    if (running.length === 0) return this.emptied();
    for (const each of running) {
      this.kill(each, this.graceSeconds, 'no container is left that it would run for');
    }
  }

  /** No process is left of a pod that is killed as a whole. */
  private emptied(): void {
    if (this.deletionSeen) return this.finish();
    this.teardown.removeNetwork(() => {
      if (this.deletionSeen) return this.finish();
      this.order = null;
      this.busy = false;
      this.syncAfterRelist();
    });
  }

  /** Of the containers to be killed, one after another; then come those to be started. */
  private killNext([index, ...rest]: readonly number[], start: readonly number[]): void {
    if (index === undefined) return this.starts.begin(start);
    const each = this.containers[index]!;
    const type = each.condemnedBy!;
    const seconds = probeOf(each.options, type)?.terminationGracePeriodSeconds ?? this.graceSeconds;
    each.condemnedBy = null;
    each.container.note('container is killed', `its ${type} probe failed`);
    this.killAndGoOn(each, seconds, `its ${type} probe failed`, () => this.killNext(rest, start));
  }

  /** The sync waits for the end of the container. */
  private killAndGoOn(each: ManagedContainer, graceSeconds: number, why: string, goOn: () => void): void {
    if (!each.container.isRunning) return goOn();
    this.killing = { container: each, goOn };
    this.kill(each, graceSeconds, why);
  }

  private endSync({ backoffMs, failed, started }: StartOutcome): void {
    this.busy = false;
    const waitMs = failed && backoffMs === Infinity ? ERROR_REQUEUE_MS : backoffMs;
    const leftMs = Math.min(waitMs, MAX_BACKOFF_REQUEUE_MS);
    if (waitMs < Infinity) this.later(leftMs * (1 + 0.5 * this.kubelet.requeueJitter()), () => this.sync());
    if (!started && !this.missed) return;
    this.unseen = started;
    this.syncAfterRelist();
  }

  /** Somebody else sets the conditions of the gates; the kubelet learns of it by its watch. */
  private awaitGates(): void {
    const { kubelet, pod } = this;
    const { readinessGates } = pod.template;
    const openMs = pod.createdMs + createSampler(readinessGates!).sample(kubelet.gateStream(pod));
    const seenMs = Math.max(openMs, kubelet.engine.now) + kubelet.draw('watch');
    kubelet.tasks.after(seenMs - kubelet.engine.now, () => {
      this.gatesOpen = true;
      this.note('its readiness gates are open', 'their conditions are true');
      this.syncSoon();
    });
  }

  private probeChanged(each: ManagedContainer, type: ProbeType, result: ProbeResult): void {
    // A changed readiness is reported at once; a sync follows, though not of the same relist as the last one.
    if (type === 'readiness') this.report();
    else if (result === 'failure' && each.probes.container?.state === 'running') each.condemnedBy = type;
    if (type !== 'liveness' || result === 'failure') this.syncSoon();
  }

  /** Ready: every container that goes on running is, and every readiness gate is open. */
  private report(): void {
    this.readiness.report(this.gatesOpen && this.containers.every((each) => each.isReady));
  }

  /** No process is left; then the sandbox goes, and the object last. */
  private finish(): void {
    this.rest();
    this.teardown.removeNetwork(() => this.teardown.afterRelist(null));
  }

  /** Its containers have ended, and none will be started again: the same, but the object stays. */
  private conclude(phase: TerminalPhase): void {
    const { kubelet } = this;
    this.rest();
    this.note(`has ${phase}`, `its containers have ended, and its restartPolicy is ${this.policy}`);
    kubelet.tasks.after(kubelet.untilRelistSince(this.syncedMs), () => {
      this.teardown.removeNetwork(() => this.teardown.afterRelist(phase));
    });
  }

  private rest(): void {
    this.finished = true;
    this.readiness.close();
    this.cancelPending();
    for (const { probes } of this.containers) probes.stop();
  }

  private later(delayMs: number, step: () => void): void {
    this.pending.push(this.kubelet.tasks.after(delayMs, step));
  }

  private cancelPending(): void {
    for (const handle of this.pending) this.kubelet.tasks.cancel(handle);
    this.pending = [];
  }

  private note(what: string, why: string | null): void {
    this.kubelet.timeline.note(`pod/${this.pod.name}`, what, why);
  }
}

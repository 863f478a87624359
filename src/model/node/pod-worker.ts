/**
 * The kubelet's worker for one pod: the steps of its start, its syncs (what is reported, which container is killed or
 * started again), and its termination, once its deletion is seen. The two clocks of the termination race meet here
 * with nobody to order them: this file never looks at endpoints.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/pod_workers.go
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/kuberuntime/kuberuntime_manager.go (SyncPod)
 */
import type { RandomStream } from '../../kernel/random.ts';
import { createSampler } from '../../kernel/samplers/index.ts';
import type { TaskHandle } from '../../kernel/tasks.ts';
import type { Pod } from '../cluster/pod.ts';
import * as AddressState from '../workload/address-state.ts';
import { Backoff, CRASH_BACKOFF } from './backoff.ts';
import { Container, type ProcessStart } from './container.ts';
import { ContainerProbes } from './container-probes.ts';
import type { ProbeResult } from './container-status.ts';
import type { Kubelet } from './kubelet.ts';
import type { ProbeType } from './probe-state.ts';
import { effectiveGraceSeconds, planTermination } from './termination.ts';

/** A pod that waits for its back-off is looked at again after at most this long, and half as long again. */
const MAX_BACKOFF_REQUEUE_MS = 60_000;

export class PodWorker {
  private readonly kubelet: Kubelet;
  readonly pod: Pod;
  private readonly container: Container;
  private readonly probes: ContainerProbes;
  private readonly backoff: Backoff = new Backoff(CRASH_BACKOFF);
  /** Steps that the pod's end, or a change of mind, cancels. */
  private pending: TaskHandle[] = [];
  private terminating = false;
  /** A sync is under way that kills the container, or starts it: others come after it. */
  private busy = false;
  /** All processes have ended for good. */
  private finished = false;
  /** Its node has lost its power. */
  private hasVanished = false;
  /** Which probe wants the container killed. */
  private condemnedBy: 'startup' | 'liveness' | null = null;
  /** When the container last ended, as known from the latest relist looked at. */
  private knownFinishedMs: number | null = null;
  private syncedMs = -Infinity;
  /** Readiness as last sent to the API server; `null` before. */
  private reported: boolean | null = null;
  private restartStream: RandomStream | null = null;
  /** Counts status patches, so that a slow one cannot overwrite a later one. */
  private patches = 0;

  constructor(kubelet: Kubelet, pod: Pod) {
    this.kubelet = kubelet;
    this.pod = pod;
    this.container = new Container(kubelet, pod, () => this.containerEnded());
    this.probes = new ContainerProbes(
      kubelet,
      pod,
      (type, result) => this.probeChanged(type, result),
      (what, why) => this.note(what, why),
    );
  }

  /** The first sync of a pod bound to this node: its probes' tick grid begins before its container exists. */
  admit(): void {
    const { kubelet, pod } = this;
    this.note('admitted by the kubelet', 'its binding was seen; the probe ticks count from here');
    this.probes.start();
    this.later(kubelet.draw('podSandbox'), () => {
      kubelet.pods.state[pod.number] = AddressState.starting;
      const startMs = kubelet.draw('imagePull') + kubelet.draw('containerStart');
      this.later(startMs, () => {
        this.container.start(this.container.id < 0 ? pod : this.nextProcess());
        this.syncAfterRelist();
      });
    });
  }

  /** As {@link admit}, of a pod that the node has run before it lost its power: nothing is left of it but its count of restarts. */
  admitAgain(): void {
    this.container.id = this.pod.restarts;
    this.reported = this.pod.ready;
    this.report();
    this.admit();
  }

  /** A pod that has been serving since long before time 0; its ticks fall anywhere in the period. */
  adopt(): void {
    const { kubelet } = this;
    this.container.adopt();
    this.reported = true;
    this.probes.adopt({ id: 0, state: 'running', startedMs: -Infinity }, (type) =>
      type === 'readiness' ? kubelet.uniform() : kubelet.probePhase(),
    );
  }

  /** The deletion has been seen: stop starting, run preStop, then the signals. A kill under way begins anew. */
  terminate(): void {
    if (this.terminating) return;
    this.terminating = true;
    this.busy = false;
    this.cancelPending();
    this.container.callOffSigkill();
    this.probes.stopLivenessAndStartup();
    if (!this.container.isRunning) {
      const ran = this.container.id >= 0;
      this.note(ran ? 'not started again' : 'killed before its container ran', 'its deletion was seen');
      if (!ran) this.container.leave();
      return this.finish();
    }
    const { template, deletionGraceSeconds } = this.pod;
    const seconds = deletionGraceSeconds ?? template.terminationGracePeriodSeconds;
    this.kill(effectiveGraceSeconds(seconds), 'its deletion was seen');
  }

  drained(): void {
    this.container.drained();
  }

  /** The process ends by itself, now. */
  crash(): void {
    this.container.end('crashed', 'its process exited by itself');
  }

  /** The node has lost its power: nothing runs, and nobody is left to tell of it. */
  vanish(): void {
    this.hasVanished = true;
    this.finished = true;
    this.patches++;
    this.cancelPending();
    this.probes.stop();
    this.container.vanish();
  }

  /** The API server says otherwise of the pod's readiness; the status manager's next look puts it right. */
  contradicted(): void {
    const { kubelet } = this;
    if (this.reported === null) return;
    kubelet.tasks.after(kubelet.untilStatusPass(), () => {
      if (this.finished) return;
      this.reported = this.pod.ready;
      this.report();
    });
  }

  hang(): void {
    this.container.hang();
  }

  slowDown(factor: number, durationMs: number | null): void {
    this.container.slowDown(factor, durationMs);
  }

  /** preStop, SIGTERM and SIGKILL, each unless the process has ended before. */
  private kill(graceSeconds: number, why: string): void {
    const plan = planTermination(graceSeconds, this.pod.template.preStopMs);
    if (plan.hookMs === 0) return this.container.terminate(plan.graceSeconds);
    this.note(`preStop runs for ${plan.hookMs / 1000} s`, why);
    this.later(plan.hookMs, () => this.container.terminate(plan.graceSeconds));
  }

  private containerEnded(): void {
    if (this.terminating) return this.finish();
    if (this.busy) {
      // The sync that killed it starts it again, knowing no later exit than it knew when it began.
      this.startAgain(this.knownFinishedMs);
    }
    this.syncAfterRelist();
  }

  private syncAfterRelist(): void {
    this.kubelet.tasks.after(this.kubelet.untilRelist(), () => this.relisted());
  }

  /** What a relist shows is taken into the pod's status, by a sync. */
  private relisted(): void {
    if (this.finished || this.busy) return;
    const { id, isRunning, startedMs, finishedMs } = this.container;
    this.probes.container = { id, state: isRunning ? 'running' : 'terminated', startedMs };
    this.knownFinishedMs = finishedMs;
    this.sync();
  }

  /** Reports what is known; then kills or starts, where that is due. */
  private sync(): void {
    if (this.finished || this.busy) return;
    this.syncedMs = this.kubelet.engine.now;
    this.report();
    this.probes.statusGenerated();
    if (this.terminating) return;
    if (this.probes.container?.state === 'terminated') this.startAgain(this.knownFinishedMs);
    else if (this.condemnedBy !== null) this.killFor(this.condemnedBy);
  }

  private killFor(type: 'startup' | 'liveness'): void {
    const { template } = this.pod;
    this.condemnedBy = null;
    if (!this.container.isRunning) return;
    const probe = type === 'startup' ? template.startupProbe : template.livenessProbe;
    const graceSeconds = probe?.terminationGracePeriodSeconds ?? template.terminationGracePeriodSeconds;
    this.busy = true;
    this.note('container is killed', `its ${type} probe failed`);
    this.kill(graceSeconds, `its ${type} probe failed`);
  }

  /** @param finishedMs of the last exit that the sync knows of; `null`: of none. */
  private startAgain(finishedMs: number | null): void {
    const { kubelet, backoff } = this;
    const { now } = kubelet.engine;
    this.busy = false;
    this.cancelPending();
    backoff.collectGarbage(now);
    if (finishedMs !== null && backoff.isInBackoffSince(finishedMs, now)) {
      const leftMs = Math.min(finishedMs + backoff.delayMs - now, MAX_BACKOFF_REQUEUE_MS);
      this.note(
        'waits to be started again',
        `CrashLoopBackOff: ${backoff.delayMs / 1000} s after its last exit`,
      );
      this.later(leftMs * (1 + 0.5 * kubelet.requeueJitter()), () => this.sync());
      return;
    }
    if (finishedMs !== null) backoff.next(finishedMs, now);
    this.busy = true;
    this.condemnedBy = null;
    this.later(kubelet.draw('containerStart'), () => {
      this.busy = false;
      this.container.start(this.nextProcess());
      this.syncAfterRelist();
    });
  }

  /** How long the next process takes is drawn anew, from a stream of the pod's own. */
  private nextProcess(): ProcessStart {
    this.restartStream ??= this.kubelet.restartStream(this.pod);
    const { startup, initialization } = this.pod.template.application;
    return {
      startupMs: createSampler(startup).sample(this.restartStream),
      initializationMs: createSampler(initialization).sample(this.restartStream),
    };
  }

  private probeChanged(type: ProbeType, result: ProbeResult): void {
    const { kubelet } = this;
    const succeeded = result === 'success';
    // A changed readiness is reported at once; the sync that follows waits for the next relist.
    if (type === 'readiness') {
      this.report();
      kubelet.tasks.after(kubelet.untilRelist(), () => this.sync());
      return;
    }
    if (!succeeded && this.probes.container?.state === 'running') this.condemnedBy = type;
    if (type === 'startup' || !succeeded) {
      kubelet.tasks.after(kubelet.untilRelistSince(this.syncedMs), () => this.sync());
    }
  }

  private report(): void {
    const ready = this.probes.isReady;
    if (this.reported === ready) return;
    this.reported = ready;
    const patch = ++this.patches;
    this.kubelet.tasks.after(this.kubelet.draw('statusPatch'), () => {
      if (patch === this.patches) this.kubelet.patchStatus(this.pod, ready);
    });
  }

  /** No process is left; then the sandbox goes, and the object last. */
  private finish(): void {
    const { kubelet } = this;
    this.finished = true;
    this.cancelPending();
    this.probes.stop();
    kubelet.tasks.after(kubelet.draw('sandboxStop'), () => this.sandboxStopped());
  }

  private sandboxStopped(): void {
    const { kubelet, pod } = this;
    if (this.hasVanished) return;
    kubelet.pods.state[pod.number] = AddressState.gone;
    this.note('network removed', 'all containers have stopped');
    // The pod worker needs a relist that no longer shows it; then the status manager deletes the object.
    const reportMs = kubelet.untilRelist() + kubelet.draw('apiWrite');
    kubelet.tasks.after(reportMs, () => {
      if (!this.hasVanished) kubelet.forget(pod);
    });
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

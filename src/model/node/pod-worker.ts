/**
 * The life of one pod on its node: sandbox, container, listening, initialised, ready; then, once its deletion is seen,
 * preStop, SIGTERM, grace and SIGKILL. The two clocks of the termination race meet here with nobody to order them:
 * this file never looks at endpoints. One container per pod; it does not restart.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/pod_workers.go
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/kuberuntime/kuberuntime_container.go (killContainer)
 */
import type { TaskHandle } from '../../kernel/tasks.ts';
import type { Pod } from '../cluster/pod.ts';
import * as AddressState from '../workload/address-state.ts';
import type { Kubelet } from './kubelet.ts';
import { ProbeWorker } from './probe-worker.ts';

/** After preStop a process is always left this long between SIGTERM and SIGKILL (minimumGracePeriodInSeconds). */
const MINIMUM_GRACE_SECONDS = 2;

export class PodWorker {
  private readonly kubelet: Kubelet;
  private readonly pod: Pod;
  private readonly probe: ProbeWorker | null;
  /** Steps of the start that are still to come; cancelled when the process ends. */
  private readonly pending: TaskHandle[] = [];
  private containerRuns = false;
  private terminating = false;
  private exited = false;
  private terminated = false;
  /** Counts status patches, so that a slow one cannot overwrite a later one. */
  private patches = 0;

  constructor(kubelet: Kubelet, pod: Pod) {
    this.kubelet = kubelet;
    this.pod = pod;
    const { readinessProbe } = pod.template;
    const onChange = (success: boolean) => this.readinessChanged(success);
    this.probe = readinessProbe === null ? null : new ProbeWorker(kubelet, pod, readinessProbe, onChange);
  }

  /** The first sync of a pod bound to this node: its probe's tick grid begins before its container exists. */
  admit(): void {
    const { kubelet } = this;
    this.note('admitted by the kubelet', 'its binding was seen; the probe ticks count from here');
    this.probe?.start();
    this.later(kubelet.draw('podSandbox'), () => {
      kubelet.pods.state[this.pod.number] = AddressState.starting;
      this.later(kubelet.draw('imagePull') + kubelet.draw('containerStart'), () => this.containerStarted());
    });
  }

  /** A pod that has been serving since long before time 0; its ticks fall anywhere in the period. */
  adopt(): void {
    const { kubelet, pod } = this;
    this.containerRuns = true;
    kubelet.pods.state[pod.number] = AddressState.accepting;
    kubelet.pods.listeningSinceMs[pod.number] = -Infinity;
    const periodMs = (pod.template.readinessProbe?.periodSeconds ?? 0) * 1000;
    this.probe?.startReady(-Infinity, periodMs * kubelet.uniform());
  }

  /** The deletion has been seen: stop starting, run preStop, then the signals. */
  terminate(): void {
    if (this.terminating) return;
    this.terminating = true;
    if (!this.containerRuns) {
      this.note('killed before its container ran', 'its deletion was seen');
      return this.exit();
    }
    const { terminationGracePeriodSeconds, preStopMs } = this.pod.template;
    const graceSeconds = Math.max(1, terminationGracePeriodSeconds);
    const hookMs = Math.min(preStopMs, graceSeconds * 1000);
    const leftSeconds = Math.max(MINIMUM_GRACE_SECONDS, graceSeconds - Math.floor(hookMs / 1000));
    if (hookMs === 0) return this.sigterm(leftSeconds);
    this.note(`preStop runs for ${hookMs / 1000} s`, 'its deletion was seen');
    this.kubelet.tasks.after(hookMs, () => this.sigterm(leftSeconds));
  }

  /** The draining process has finished its last request. */
  drained(): void {
    this.note('exited', 'its last request was finished');
    this.exit();
  }

  private containerStarted(): void {
    const { kubelet, pod } = this;
    const startedMs = kubelet.engine.now;
    this.containerRuns = true;
    this.note('container started', null);
    kubelet.containerStarted(pod);
    this.later(pod.startupMs, () => this.listen());
    // The kubelet learns of it from a relist, then generates the first status that shows a running container.
    kubelet.tasks.after(kubelet.untilRelist(), () => {
      if (this.exited) return;
      this.probe?.containerSeen(startedMs);
      this.generateStatus();
    });
  }

  private listen(): void {
    const { kubelet, pod } = this;
    kubelet.pods.listeningSinceMs[pod.number] = kubelet.engine.now;
    this.note('process listens', null);
    if (pod.initializationMs === 0) this.initialized();
    else {
      kubelet.pods.state[pod.number] = AddressState.initializing;
      this.later(pod.initializationMs, () => this.initialized());
    }
  }

  private initialized(): void {
    this.kubelet.pods.state[this.pod.number] = AddressState.accepting;
    this.kubelet.accepting(this.pod);
    if (this.pod.initializationMs > 0) this.note('process is initialised', null);
  }

  /** A pod sync: reports what is known; a container that is not ready is probed at once. */
  private generateStatus(): void {
    this.patchStatus(this.probe === null || this.probe.success);
    this.probe?.trigger();
  }

  /** A changed result is reported at once; the sync that follows waits for the next relist. */
  private readinessChanged(success: boolean): void {
    const { kubelet } = this;
    this.note(
      success ? 'readiness probe succeeded' : 'readiness probe failed',
      success ? 'successThreshold reached' : 'failureThreshold reached',
    );
    this.patchStatus(success);
    kubelet.tasks.after(kubelet.untilRelist(), () => {
      if (!this.terminated) this.probe?.trigger();
    });
  }

  private patchStatus(ready: boolean): void {
    const patch = ++this.patches;
    this.kubelet.tasks.after(this.kubelet.draw('statusPatch'), () => {
      if (patch === this.patches) this.kubelet.store.patchStatus(this.pod, ready);
    });
  }

  private sigterm(graceSeconds: number): void {
    const { kubelet, pod } = this;
    const { onTerm } = pod.template.application;
    const listens = kubelet.pods.state[pod.number]! >= AddressState.initializing;
    this.note('SIGTERM', `${graceSeconds} s until SIGKILL`);
    if (onTerm === 'exit' || (onTerm === 'drain' && !listens)) {
      this.note('exited on SIGTERM', 'the process does not handle it: in-flight requests are reset');
      return this.exit();
    }
    kubelet.tasks.after(graceSeconds * 1000, () => this.sigkill());
    if (onTerm === 'drain') this.drain();
  }

  private drain(): void {
    const { kubelet, pod } = this;
    this.note('stopped accepting', 'SIGTERM: it closes its listener and finishes what it has');
    kubelet.pods.state[pod.number] = AddressState.draining;
    kubelet.stoppedAccepting(pod);
    kubelet.closeConnectionsGracefully(pod);
    if (!this.exited && kubelet.servers.isIdle(pod.number)) this.drained();
  }

  private sigkill(): void {
    if (this.exited) return;
    this.note('SIGKILL', 'the grace period is over');
    this.exit();
  }

  /** The process is no more; then its sandbox, its object. */
  private exit(): void {
    if (this.exited) return;
    this.exited = true;
    const { kubelet, pod } = this;
    for (const handle of this.pending) kubelet.tasks.cancel(handle);
    const state = kubelet.pods.state[pod.number]!;
    const accepted = state === AddressState.accepting || state === AddressState.initializing;
    if (state !== AddressState.gone) kubelet.pods.state[pod.number] = AddressState.exited;
    if (accepted) kubelet.stoppedAccepting(pod);
    kubelet.pods.endedMs[pod.number] = kubelet.engine.now;
    kubelet.processEnded(pod);
    this.probe?.stop();
    kubelet.tasks.after(kubelet.draw('sandboxStop'), () => this.sandboxStopped());
  }

  private sandboxStopped(): void {
    const { kubelet, pod } = this;
    kubelet.pods.state[pod.number] = AddressState.gone;
    this.terminated = true;
    this.note('network removed', 'all containers have stopped');
    // The pod worker needs a relist that no longer shows it; then the status manager deletes the object.
    const reportMs = kubelet.untilRelist() + kubelet.draw('apiWrite');
    kubelet.tasks.after(reportMs, () => kubelet.forget(pod));
  }

  /** A step of the start, which the end of the process cancels. */
  private later(delayMs: number, step: () => void): void {
    this.pending.push(this.kubelet.tasks.after(delayMs, step));
  }

  private note(what: string, why: string | null): void {
    this.kubelet.timeline.note(`pod/${this.pod.name}`, what, why);
  }
}

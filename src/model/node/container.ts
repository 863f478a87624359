/**
 * The process in a pod's container: it starts, listens, is initialised, and ends, by itself or by the kubelet's
 * signals. After its end it may be started anew, in the same sandbox and at the same address. Why, and when, is the
 * pod worker's business.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/kuberuntime/kuberuntime_container.go
 */
import type { RandomStream } from '../../kernel/random.ts';
import { createSampler } from '../../kernel/samplers/index.ts';
import type { TaskHandle } from '../../kernel/tasks.ts';
import type { Pod } from '../cluster/pod.ts';
import * as AddressState from '../workload/address-state.ts';
import type { Kubelet } from './kubelet.ts';

/** How long a process takes from its start until it listens, and from then until it is initialised. */
export interface ProcessStart {
  readonly startupMs: number;
  readonly initializationMs: number;
}

export class Container {
  /** Counts the starts: 0 is the pod's first container, −1 none yet. */
  id = -1;
  isRunning = false;
  startedMs = -Infinity;
  /** When the latest process ended; `null` while none has. */
  finishedMs: number | null = null;
  private readonly kubelet: Kubelet;
  private readonly pod: Pod;
  private readonly ended: () => void;
  /** What is still to come of the present process; cancelled when it ends. */
  private pending: TaskHandle[] = [];
  private sigkill: TaskHandle | null = null;
  /** Draws when processes exit by themselves; `null` before the first. */
  private crashes: RandomStream | null = null;
  /** A slow process is about to be itself again. */
  private recovery: TaskHandle | null = null;

  /** @param ended is told when a process has ended, for whatever reason. */
  constructor(kubelet: Kubelet, pod: Pod, ended: () => void) {
    this.kubelet = kubelet;
    this.pod = pod;
    this.ended = ended;
  }

  /** A process that has been serving since long before time 0. */
  adopt(): void {
    const { pods } = this.kubelet;
    this.id = 0;
    this.isRunning = true;
    pods.state[this.pod.number] = AddressState.accepting;
    pods.listeningSinceMs[this.pod.number] = -Infinity;
  }

  start({ startupMs, initializationMs }: ProcessStart): void {
    const { kubelet, pod } = this;
    this.id++;
    this.isRunning = true;
    this.startedMs = kubelet.engine.now;
    kubelet.pods.state[pod.number] = AddressState.starting;
    this.note('container started', this.id === 0 ? null : `restart ${this.id}`);
    if (this.id === 0) kubelet.containerStarted(pod);
    else pod.restarts = this.id;
    this.later(startupMs, () => this.listen(initializationMs));
    this.crashLater();
  }

  /** A program that exits by itself does so every time, so long after its start. */
  private crashLater(): void {
    const { crashAfter } = this.pod.template.application;
    if (crashAfter === undefined) return;
    this.crashes ??= this.kubelet.crashStream(this.pod);
    const afterMs = createSampler(crashAfter).sample(this.crashes);
    this.later(afterMs, () => this.end('crashed', 'its program exits by itself'));
  }

  /** SIGTERM now, and SIGKILL after the grace. A process that drains already goes on doing so. */
  terminate(graceSeconds: number): void {
    const { kubelet, pod } = this;
    const { onTerm } = pod.template.application;
    const state = kubelet.pods.state[pod.number]!;
    this.note('SIGTERM', `${graceSeconds} s until SIGKILL`);
    if (onTerm === 'exit' || (onTerm === 'drain' && state < AddressState.initializing)) {
      return this.end('exited on SIGTERM', 'the process does not handle it: in-flight requests are reset');
    }
    this.callOffSigkill();
    this.sigkill = kubelet.tasks.after(graceSeconds * 1000, () =>
      this.end('SIGKILL', 'the grace period is over'),
    );
    const isDeaf = state === AddressState.draining || state === AddressState.hung;
    if (onTerm === 'drain' && !isDeaf) this.drain();
  }

  /** The process accepts connections from now on, and answers nothing; nothing of its own will end it. */
  hang(): void {
    const { kubelet, pod } = this;
    this.cancelPending();
    kubelet.pods.state[pod.number] = AddressState.hung;
    this.note('hangs', 'it accepts connections and answers nothing');
    kubelet.hung(pod);
  }

  /** Everything takes `factor` times as long, for `durationMs` or, `null`, until the process ends. */
  slowDown(factor: number, durationMs: number | null): void {
    const { kubelet, pod } = this;
    this.note('is slow', `what it does takes ${factor} times as long`);
    kubelet.servers.slow(pod.number, factor);
    if (this.recovery !== null) kubelet.tasks.cancel(this.recovery);
    this.recovery = durationMs === null ? null : kubelet.tasks.after(durationMs, () => this.recover());
  }

  /** Another termination begins, with a grace of its own. */
  callOffSigkill(): void {
    if (this.sigkill !== null) this.kubelet.tasks.cancel(this.sigkill);
    this.sigkill = null;
  }

  /** The process is no more; `what` and `why` tell the timeline. */
  end(what: string, why: string): void {
    if (!this.isRunning) return;
    this.note(what, why);
    this.finishedMs = this.kubelet.engine.now;
    this.stop();
    this.leave();
    this.ended();
  }

  /** Nothing more will come of the process. */
  private stop(): void {
    this.isRunning = false;
    this.cancelPending();
    this.callOffSigkill();
    if (this.recovery !== null) this.kubelet.tasks.cancel(this.recovery);
    this.recovery = null;
    this.kubelet.servers.slow(this.pod.number, 1);
  }

  /** Its node has lost its power. */
  vanish(): void {
    const { kubelet, pod } = this;
    const accepted = this.accepts;
    this.stop();
    kubelet.pods.state[pod.number] = AddressState.dead;
    if (accepted) kubelet.stoppedAccepting(pod);
    kubelet.processVanished(pod);
  }

  private get accepts(): boolean {
    const state = this.kubelet.pods.state[this.pod.number]!;
    const { accepting, initializing, hung } = AddressState;
    return state === accepting || state === initializing || state === hung;
  }

  /** Nothing accepts at the pod's address any more, as far as it ever did. */
  leave(): void {
    const { kubelet, pod } = this;
    const { accepts: accepted } = this;
    if (kubelet.pods.state[pod.number] !== AddressState.gone)
      kubelet.pods.state[pod.number] = AddressState.exited;
    if (accepted) kubelet.stoppedAccepting(pod);
    kubelet.processEnded(pod);
  }

  private listen(initializationMs: number): void {
    const { kubelet, pod } = this;
    kubelet.pods.listeningSinceMs[pod.number] = kubelet.engine.now;
    this.note('process listens', null);
    if (initializationMs === 0) this.initialized(false);
    else {
      kubelet.pods.state[pod.number] = AddressState.initializing;
      this.later(initializationMs, () => this.initialized(true));
    }
  }

  private initialized(tookTime: boolean): void {
    this.kubelet.pods.state[this.pod.number] = AddressState.accepting;
    this.kubelet.accepting(this.pod);
    if (tookTime) this.note('process is initialised', null);
  }

  private drain(): void {
    const { kubelet, pod } = this;
    this.note('stopped accepting', 'SIGTERM: it closes its listener and finishes what it has');
    kubelet.pods.state[pod.number] = AddressState.draining;
    kubelet.stoppedAccepting(pod);
    kubelet.closeConnectionsGracefully(pod);
    if (this.isRunning && kubelet.servers.isIdle(pod.number)) this.drained();
  }

  /** The draining process has finished its last request. */
  drained(): void {
    this.end('exited', 'its last request was finished');
  }

  private recover(): void {
    this.recovery = null;
    this.note('is no longer slow', null);
    this.kubelet.servers.slow(this.pod.number, 1);
  }

  private cancelPending(): void {
    for (const handle of this.pending) this.kubelet.tasks.cancel(handle);
    this.pending = [];
  }

  private later(delayMs: number, step: () => void): void {
    this.pending.push(this.kubelet.tasks.after(delayMs, step));
  }

  private note(what: string, why: string | null): void {
    this.kubelet.timeline.note(`pod/${this.pod.name}`, what, why);
  }
}

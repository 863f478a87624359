/** The container behind the Service: its process listens, is initialised, and serves the requests of the pod. */
import * as Pods from '../workload/pod-memory.ts';
import { createSampler, type Sampler } from '../../kernel/samplers/index.ts';
import type { RandomStream } from '../../kernel/random.ts';
import type { TaskHandle } from '../../kernel/tasks.ts';
import type { Pod } from '../cluster/pod.ts';
import * as AddressState from '../workload/address-state.ts';
import { Container, EXIT, exitWords } from './container.ts';
import type { HealthOutcomeOptions } from './container-options.ts';
import type { Kubelet } from './kubelet.ts';

export class ServingContainer extends Container {
  protected override readonly deathWords = 'the process does not handle it: in-flight requests are reset';
  readonly health: HealthOutcomeOptions;
  private readonly healthTimes: Sampler;
  private restarts: RandomStream | null = null;
  /** Draws when processes exit by themselves; `null` before the first. */
  private crashes: RandomStream | null = null;
  /** A slow process is about to be itself again. */
  private recovery: TaskHandle | null = null;

  constructor(kubelet: Kubelet, pod: Pod, label: string | null) {
    super(kubelet, pod, label);
    this.health = pod.template.application.health;
    this.healthTimes = createSampler(pod.template.application.health.serviceTime);
  }

  get address(): number {
    return Pods.ints[(this.pod.number << Pods.INTS_LOG2) | Pods.STATE]!;
  }

  get sharesQueueOf(): number | null {
    return this.pod.template.application.health.path === 'shared' ? this.pod.number : null;
  }

  healthMs(): number {
    const { prober } = this.kubelet;
    const serviceMs = this.healthTimes.sample(prober.stream);
    // In the queue of requests it is served as they are.
    if (this.sharesQueueOf !== null) return serviceMs;
    // Whatever thread answers aside is throttled with its container.
    return this.kubelet.servers.stallMs(this.pod.number) + serviceMs * Pods.slowFactor[this.pod.number]!;
  }

  /** The process accepts connections from now on, and answers nothing; nothing of its own will end it. */
  hang(): void {
    this.cancelPending();
    this.move(AddressState.hung);
    this.note('hangs', 'it accepts connections and answers nothing');
    this.kubelet.hung(this.pod);
  }

  /** Everything takes `factor` times as long, for `durationMs` or, `null`, until the process ends. */
  slowDown(factor: number, durationMs: number | null): void {
    const { kubelet, pod } = this;
    this.note('is slow', `what it does takes ${factor} times as long`);
    kubelet.servers.slow(pod.number, factor);
    if (this.recovery !== null) kubelet.tasks.cancel(this.recovery);
    this.recovery = durationMs === null ? null : kubelet.tasks.after(durationMs, () => this.recover());
  }

  /** The draining process has finished its last request. */
  drained(): void {
    this.end('exited', 'its last request was finished', EXIT.done);
  }

  override leave(): void {
    const { kubelet, pod, accepts } = this;
    this.forgetSlowness();
    if (this.address !== AddressState.gone) this.move(AddressState.exited);
    if (accepts) kubelet.stoppedAccepting(pod);
    kubelet.processEnded(pod);
  }

  protected override fallSilent(): void {
    const { kubelet, pod, accepts } = this;
    this.forgetSlowness();
    this.move(AddressState.dead);
    if (accepts) kubelet.stoppedAccepting(pod);
    kubelet.processVanished(pod);
  }

  private get accepts(): boolean {
    const { accepting, initializing, hung } = AddressState;
    return this.address === accepting || this.address === initializing || this.address === hung;
  }

  private forgetSlowness(): void {
    const { kubelet, pod } = this;
    if (this.recovery !== null) kubelet.tasks.cancel(this.recovery);
    this.recovery = null;
    kubelet.servers.slow(pod.number, 1);
  }

  protected override beWell(): void {
    this.move(AddressState.accepting);
    this.kubelet.servers.listens(this.pod.number, -Infinity);
  }

  protected override begin(): void {
    const { pod } = this;
    this.move(AddressState.starting);
    if (this.id === 0) {
      this.kubelet.containerStarted(pod);
      this.later(pod.startupMs, () => this.listen(pod.initializationMs));
    } else {
      // How long a later process takes is drawn anew, from a stream of the pod's own.
      this.restarts ??= this.kubelet.restartStream(pod);
      const { startup, initialization } = pod.template.application;
      const startupMs = createSampler(startup).sample(this.restarts);
      const initializationMs = createSampler(initialization).sample(this.restarts);
      this.later(startupMs, () => this.listen(initializationMs));
    }
    this.crashLater();
  }

  /** A program that exits by itself does so every time, so long after its start. */
  private crashLater(): void {
    const { crashAfter, exitCode = EXIT.error } = this.pod.template.application;
    if (crashAfter === undefined) return;
    this.crashes ??= this.kubelet.crashStream(this.pod);
    const afterMs = createSampler(crashAfter).sample(this.crashes);
    this.later(afterMs, () => this.end(...exitWords(exitCode, 'program'), exitCode));
  }

  protected override diesOfSigterm(): boolean {
    const { onTerm } = this.pod.template.application;
    return onTerm === 'exit' || (onTerm === 'drain' && this.address < AddressState.initializing);
  }

  protected override heedSigterm(): void {
    const isDeaf = this.address === AddressState.draining || this.address === AddressState.hung;
    if (this.pod.template.application.onTerm === 'drain' && !isDeaf) this.drain();
  }

  private listen(initializationMs: number): void {
    const { kubelet, pod } = this;
    kubelet.servers.listens(pod.number, kubelet.engine.now);
    this.note('process listens', this.sinceStart());
    if (initializationMs === 0) this.initialized(false);
    else {
      this.move(AddressState.initializing);
      this.later(initializationMs, () => this.initialized(true));
    }
  }

  private initialized(tookTime: boolean): void {
    this.move(AddressState.accepting);
    this.kubelet.accepting(this.pod);
    if (tookTime) this.note('process is initialised', this.sinceStart());
  }

  private sinceStart(): string {
    return `${((this.kubelet.engine.now - this.startedMs) / 1000).toFixed(3)} s after its container started`;
  }

  private drain(): void {
    const { kubelet, pod } = this;
    this.note('stopped accepting', 'SIGTERM: it closes its listener and finishes what it has');
    this.move(AddressState.draining);
    kubelet.stoppedAccepting(pod);
    kubelet.closeConnectionsGracefully(pod);
    if (this.isRunning && kubelet.servers.isIdle(pod.number)) this.drained();
  }

  private recover(): void {
    this.recovery = null;
    this.note('is no longer slow', 'its time is over');
    this.kubelet.servers.slow(this.pod.number, 1);
  }

  private move(state: number): void {
    Pods.ints[(this.pod.number << Pods.INTS_LOG2) | Pods.STATE] = state;
  }
}

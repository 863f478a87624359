/**
 * Containers that serve no requests of the Service: companions and sidecars, which have a health of their own, and
 * init containers, which run to their end.
 */
import * as Pods from '../workload/pod-memory.ts';
import type { RandomStream } from '../../kernel/random.ts';
import { createSampler } from '../../kernel/samplers/index.ts';
import type { Pod } from '../cluster/pod.ts';
import * as AddressState from '../workload/address-state.ts';
import { Container, EXIT } from './container.ts';
import type { CompanionOptions, HealthOutcomeOptions, InitContainerOptions } from './container-options.ts';
import type { Failures } from './failures.ts';
import type { Kubelet } from './kubelet.ts';

export class CompanionContainer extends Container {
  readonly sharesQueueOf = null;
  private readonly options: CompanionOptions;
  private readonly stream: RandomStream;
  private state: number = AddressState.exited;
  /** From SIGTERM on. */
  private terminationMs = 0;

  constructor(kubelet: Kubelet, pod: Pod, options: CompanionOptions, stream: RandomStream) {
    super(kubelet, pod, options.name);
    this.options = options;
    this.stream = stream;
  }

  get health(): HealthOutcomeOptions {
    return this.options.health;
  }

  /** Without the network of its pod nothing reaches it. */
  get address(): number {
    const gone = Pods.ints[(this.pod.number << Pods.INTS_LOG2) | Pods.STATE] === AddressState.gone;
    return gone ? AddressState.gone : this.state;
  }

  healthMs(): number {
    return createSampler(this.options.health.serviceTime).sample(this.stream);
  }

  override leave(): void {
    this.state = AddressState.exited;
  }

  protected override fallSilent(): void {
    this.leave();
  }

  protected override beWell(): void {
    this.state = AddressState.accepting;
  }

  protected override begin(): void {
    this.state = AddressState.starting;
    this.later(createSampler(this.options.startup).sample(this.stream), () => this.beWell());
  }

  protected override diesOfSigterm(): boolean {
    this.terminationMs = createSampler(this.options.termination).sample(this.stream);
    return this.terminationMs === 0;
  }

  protected override heedSigterm(): void {
    this.later(this.terminationMs, () => this.end('exited', 'SIGTERM', EXIT.done));
  }
}

export class InitContainer extends Container {
  readonly sharesQueueOf = null;
  readonly address: number = AddressState.exited;
  private readonly options: InitContainerOptions;
  private readonly stream: RandomStream;
  private readonly failures: Failures | null;

  /** @param failures of its runs; `null`: all of them go well. */
  constructor(
    kubelet: Kubelet,
    pod: Pod,
    options: InitContainerOptions,
    stream: RandomStream,
    failures: Failures | null,
  ) {
    super(kubelet, pod, options.name);
    this.options = options;
    this.stream = stream;
    this.failures = failures;
  }

  readonly health = {};

  /** It has no probes. */
  healthMs(): number {
    return 0;
  }

  /** Of a pod that has been serving since before time 0 it has ended long ago. */
  override adopt(): void {
    this.id = 0;
    this.failures?.adopt();
  }

  override leave(): void {
    // Nothing ever accepted.
  }

  protected override fallSilent(): void {
    // Nothing ever answered.
  }

  protected override beWell(): void {
    // It has no health.
  }

  protected override begin(): void {
    const runMs = createSampler(this.options.runTime).sample(this.stream);
    const fails = this.failures?.next() === true;
    this.later(runMs, () => {
      if (fails) this.end('failed', 'exit code 1', EXIT.error);
      else this.end('completed', 'its work is done', EXIT.done);
    });
  }

  protected override diesOfSigterm(): boolean {
    return true;
  }

  protected override heedSigterm(): void {
    // It is dead.
  }
}

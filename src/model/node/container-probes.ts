/**
 * The probe workers of a pod's container, in the kubelet's order, and what its status says on account of them.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/prober/prober_manager.go
 */
import type { Engine } from '../../kernel/engine.ts';
import type { Tasks } from '../../kernel/tasks.ts';
import type { ContainerLifecycleOptions } from './container-options.ts';
import { isReady, isStarted, type ProbeResult, type ProbeStanding } from './container-status.ts';
import type { ProbeType, SeenContainer, SeenPod } from './probe-state.ts';
import type { Prober, ProbeTarget } from './prober.ts';
import { ProbeWorker } from './probe-worker.ts';

/** What stands before the question whether a container is ready. */
const STARTED: ProbeStanding = { exists: false, result: null };

/** The kubelet creates a container's workers in this order. */
const ORDER: readonly ProbeType[] = ['startup', 'readiness', 'liveness'];

/** A container that ran well before the present kubelet began: its status goes on until its probes say otherwise. */
export interface KeptContainer {
  readonly id: number;
  readonly wasStarted: boolean;
  /** Condition Ready of the pod as it is stored now. */
  isPodReady(): boolean;
}

/** The container as known at the kubelet's last sync, without what its probes say. */
export type KnownContainer = Omit<SeenContainer, 'started'>;

export class ContainerProbes {
  /** Set at syncs; `null` before the container exists. */
  container: KnownContainer | null = null;
  /** `null`: there was no kubelet before this one. */
  kept: KeptContainer | null = null;
  /** A kubelet that has just begun generates a first status before it has any workers. */
  private hasBegun = false;
  private readonly workers: readonly ProbeWorker[];

  /**
   * @param changed is told which stored result changed, and to what.
   * @param note tells the timeline of outcomes.
   */
  constructor(
    parts: { engine: Engine; tasks: Tasks; prober: Prober },
    options: ContainerLifecycleOptions,
    target: ProbeTarget,
    changed: (type: ProbeType, result: ProbeResult) => void,
    note: (what: string, why: string | null) => void,
  ) {
    const subject = { target, seen: () => this.seen(), note };
    this.workers = ORDER.flatMap((type) => {
      const probe = probeOf(options, type);
      if (probe === null) return [];
      return [new ProbeWorker(parts, type, probe, subject, (result) => changed(type, result))];
    });
  }

  /** @param delayOf until the first turn of a probe with a period, both in milliseconds. */
  start(delayOf: (periodMs: number) => number): void {
    this.hasBegun = true;
    for (const worker of this.workers) worker.start(delayOf(worker.probe.periodSeconds * 1000));
  }

  /**
   * For a container that has been ready since before time 0, so that ticks fall anywhere in a period.
   * @param phase draws the place of a probe's next tick, 0…1.
   */
  adopt(container: KnownContainer, phase: (type: ProbeType) => number): void {
    this.container = container;
    this.hasBegun = true;
    for (const worker of this.workers) {
      worker.adopt(container.id, worker.probe.periodSeconds * 1000 * phase(worker.type));
    }
  }

  get isStarted(): boolean {
    const startup = this.standing('startup');
    if (this.isRunning && this.isKept && startup.result === null && this.kept!.wasStarted) return true;
    return isStarted(this.isRunning, startup);
  }

  get isReady(): boolean {
    const readiness = this.standing('readiness');
    if (!this.isStarted) return false;
    const isProbed = this.worker('readiness') !== undefined;
    if (!this.isKept || !isProbed || readiness.result === 'success') return isReady(true, STARTED, readiness);
    return readiness.result === null && this.kept!.isPodReady();
  }

  private get isKept(): boolean {
    return this.kept !== null && this.container?.id === this.kept.id;
  }

  /** A status has been generated: a started container that is not ready is probed at once. */
  statusGenerated(): void {
    if (!this.isStarted) return;
    if (this.standing('readiness').result !== 'success') this.worker('readiness')?.trigger();
  }

  /** The pod terminates: from now on its container is not to be killed for its health; readiness goes on. */
  stopLivenessAndStartup(): void {
    this.worker('startup')?.stop();
    this.worker('liveness')?.stop();
  }

  /** All containers have stopped. */
  stop(): void {
    for (const worker of this.workers) worker.stop();
  }

  isProbing(type: ProbeType): boolean {
    const worker = this.worker(type);
    return worker !== undefined && !worker.isStopped;
  }

  private get isRunning(): boolean {
    return this.container?.state === 'running';
  }

  private seen(): SeenPod {
    return {
      ended: false,
      // Workers hold the pod as it was when they were created: what ends them is stopLivenessAndStartup.
      deletionRequested: false,
      restarts: true,
      container: this.container === null ? null : this.seenContainer(this.container),
    };
  }

  /** Key by key, because this is done for every probe, and a spread takes many times as long. */
  private seenContainer({ id, state, startedMs }: KnownContainer): SeenContainer {
    return { id, state, startedMs, started: this.isStarted, isKept: this.isKept };
  }

  private standing(type: ProbeType): ProbeStanding {
    const worker = this.worker(type);
    const result = this.container === null ? null : (worker?.resultOf(this.container.id) ?? null);
    return { exists: this.hasBegun && worker !== undefined, result };
  }

  private worker(type: ProbeType): ProbeWorker | undefined {
    return this.workers.find((each) => each.type === type);
  }
}

export function probeOf(options: ContainerLifecycleOptions, type: ProbeType) {
  if (type === 'startup') return options.startupProbe;
  return type === 'readiness' ? options.readinessProbe : options.livenessProbe;
}

/**
 * The probe workers of a pod's container, in the kubelet's order, and what its status says on account of them.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/prober/prober_manager.go
 */
import type { Engine } from '../../kernel/engine.ts';
import type { Tasks } from '../../kernel/tasks.ts';
import type { ContainerLifecycleOptions } from './container-options.ts';
import { isReady, isStarted, type ProbeResult, type ProbeStanding } from './container-status.ts';
import type { ProbeType, SeenContainer } from './probe-state.ts';
import type { Prober, ProbeTarget } from './prober.ts';
import { ProbeWorker } from './probe-worker.ts';

/** The kubelet creates a container's workers in this order. */
const ORDER: readonly ProbeType[] = ['startup', 'readiness', 'liveness'];

/** The container as known at the kubelet's last sync, without what its probes say. */
export type KnownContainer = Omit<SeenContainer, 'started'>;

export class ContainerProbes {
  /** Set at syncs; `null` before the container exists. */
  container: KnownContainer | null = null;
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

  start(): void {
    for (const worker of this.workers) worker.start();
  }

  /**
   * For a container that has been ready since before time 0, so that ticks fall anywhere in a period.
   * @param phase draws the place of a probe's next tick, 0…1.
   */
  adopt(container: KnownContainer, phase: (type: ProbeType) => number): void {
    this.container = container;
    for (const worker of this.workers) {
      worker.adopt(container.id, worker.probe.periodSeconds * 1000 * phase(worker.type));
    }
  }

  get isStarted(): boolean {
    return isStarted(this.isRunning, this.standing('startup'));
  }

  get isReady(): boolean {
    return isReady(this.isRunning, this.standing('startup'), this.standing('readiness'));
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

  private seen() {
    const { container, isStarted: started } = this;
    return {
      ended: false,
      // Workers hold the pod as it was when they were created: what ends them is stopLivenessAndStartup.
      deletionRequested: false,
      restarts: true,
      container: container === null ? null : { ...container, started },
    };
  }

  private standing(type: ProbeType): ProbeStanding {
    const worker = this.worker(type);
    const result = this.container === null ? null : (worker?.resultOf(this.container.id) ?? null);
    return { exists: worker !== undefined, result };
  }

  private worker(type: ProbeType): ProbeWorker | undefined {
    return this.workers.find((each) => each.type === type);
  }
}

export function probeOf(options: ContainerLifecycleOptions, type: ProbeType) {
  if (type === 'startup') return options.startupProbe;
  return type === 'readiness' ? options.readinessProbe : options.livenessProbe;
}

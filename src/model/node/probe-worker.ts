/**
 * The kubelet's worker for one readiness probe: a ticker anchored at the pod's admission, manual triggers whenever a
 * status of a pod that is not ready is generated, thresholds over consecutive equal results. It goes on while the
 * pod terminates.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/prober/worker.go
 */
import type { Engine } from '../../kernel/engine.ts';
import type { TaskHandle, Tasks } from '../../kernel/tasks.ts';
import type { Pod } from '../cluster/pod.ts';
import type { ProbeOptions } from '../options.ts';
import type { Prober } from './prober.ts';

export class ProbeWorker {
  /** The stored result: Failure until the success threshold is reached. */
  success = false;
  private readonly engine: Engine;
  private readonly tasks: Tasks;
  private readonly prober: Prober;
  private readonly pod: Pod;
  private readonly probe: ProbeOptions;
  private readonly changed: (success: boolean) => void;
  private ticker: TaskHandle | null = null;
  /** When the container started, once a status that says so is known. */
  private startedMs: number | null = null;
  private stopped = false;
  private busy = false;
  /** A ticker holds at most one tick, and so does the trigger's channel. */
  private tickWaits = false;
  private triggerWaits = false;
  private lastResult = false;
  private resultRun = 0;

  /** @param changed is told when the stored result changes. */
  constructor(
    parts: { engine: Engine; tasks: Tasks; prober: Prober },
    pod: Pod,
    probe: ProbeOptions,
    changed: (success: boolean) => void,
  ) {
    this.engine = parts.engine;
    this.tasks = parts.tasks;
    this.prober = parts.prober;
    this.pod = pod;
    this.probe = probe;
    this.changed = changed;
  }

  /** Begins the tick grid, now: a first probe at once, the next `firstTickMs` from now, then every period. */
  start(firstTickMs: number = this.periodMs): void {
    this.scheduleTick(firstTickMs);
    this.doProbe();
  }

  /** For a pod that has been ready since before time 0. */
  startReady(startedMs: number, firstTickMs: number): void {
    this.startedMs = startedMs;
    this.success = true;
    this.lastResult = true;
    this.resultRun = this.probe.successThreshold;
    this.scheduleTick(firstTickMs);
  }

  /** The kubelet's status now shows the running container. */
  containerSeen(startedMs: number): void {
    this.startedMs = startedMs;
  }

  /** A status was generated while the container is not ready: probe now, and tick a full period later. */
  trigger(): void {
    if (this.stopped || this.success) return;
    if (this.busy) this.triggerWaits = true;
    else this.onTrigger();
  }

  stop(): void {
    this.stopped = true;
    if (this.ticker !== null) this.tasks.cancel(this.ticker);
  }

  private get periodMs(): number {
    return this.probe.periodSeconds * 1000;
  }

  private scheduleTick(delayMs: number): void {
    this.ticker = this.tasks.after(delayMs, () => {
      this.scheduleTick(this.periodMs);
      if (this.busy) this.tickWaits = true;
      else this.doProbe();
    });
  }

  private onTrigger(): void {
    if (this.ticker !== null) this.tasks.cancel(this.ticker);
    this.scheduleTick(this.periodMs);
    this.doProbe();
  }

  private doProbe(): void {
    if (this.stopped || this.startedMs === null) return;
    const runningSeconds = Math.floor((this.engine.now - this.startedMs) / 1000);
    if (runningSeconds < this.probe.initialDelaySeconds) return;
    this.busy = true;
    this.prober.run(this.pod, this.probe, (success) => this.finish(success));
  }

  private finish(success: boolean): void {
    this.busy = false;
    if (this.stopped) return;
    this.count(success);
    if (this.triggerWaits) {
      this.triggerWaits = false;
      this.onTrigger();
    } else if (this.tickWaits) {
      this.tickWaits = false;
      this.doProbe();
    }
  }

  private count(success: boolean): void {
    this.resultRun = success === this.lastResult ? this.resultRun + 1 : 1;
    this.lastResult = success;
    const threshold = success ? this.probe.successThreshold : this.probe.failureThreshold;
    if (this.resultRun < threshold || this.success === success) return;
    this.success = success;
    this.changed(success);
  }
}

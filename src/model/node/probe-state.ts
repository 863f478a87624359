/**
 * What a probe worker remembers, and how one turn of it goes: the gates before a probe is run, and what its outcome
 * does to the stored result. Time and the probe itself are elsewhere, so that the rules stand alone.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/prober/worker.go (doProbe)
 */
import type { ProbeResult } from './container-status.ts';

export type ProbeType = 'startup' | 'readiness' | 'liveness';

/** A container as the pod's status, which the kubelet generates at its syncs, has it. */
export interface SeenContainer {
  /** Tells a restarted container from the one before. */
  readonly id: number;
  readonly state: 'waiting' | 'running' | 'terminated';
  readonly startedMs: number;
  readonly started: boolean;
  /** It ran well before this kubelet began: it is as its status was until a probe says otherwise. */
  readonly isKept?: boolean;
}

export interface SeenPod {
  /** Its phase is Failed or Succeeded. */
  readonly ended: boolean;
  readonly deletionRequested: boolean;
  /** False with restart policy Never. */
  readonly restarts: boolean;
  /** `null` until a status names the container. */
  readonly container: SeenContainer | null;
}

/** What is to be done in this turn; `exit` ends the worker. */
export type ProbeTurn = 'probe' | 'wait' | 'exit';

export interface ProbeThresholds {
  readonly initialDelaySeconds: number;
  readonly successThreshold: number;
  readonly failureThreshold: number;
}

/** The stored result of a container that has not been probed yet. */
const INITIAL_RESULT: Readonly<Record<ProbeType, ProbeResult>> = {
  startup: 'unknown',
  readiness: 'failure',
  liveness: 'success',
};

export class ProbeState {
  /** Skips probes until there is a new container. */
  onHold = false;
  /** Equal outcomes in a row. It outlives the container, as in the kubelet. */
  resultRun = 0;
  private lastSuccess = true;
  private containerId: number | null = null;
  private result: ProbeResult | null = null;
  private readonly type: ProbeType;
  private readonly probe: ProbeThresholds;

  constructor(type: ProbeType, probe: ProbeThresholds) {
    this.type = type;
    this.probe = probe;
  }

  /** The result stored for a container; `null` when no turn has met it yet. */
  resultOf(containerId: number): ProbeResult | null {
    return this.containerId === containerId ? this.result : null;
  }

  /** For a container that has been well since before time 0. */
  adopt(containerId: number): void {
    this.containerId = containerId;
    this.result = 'success';
    this.onHold = this.type === 'startup';
    this.resultRun = this.onHold ? 0 : this.probe.successThreshold;
  }

  /** The gates, in the kubelet's order. */
  turn({ ended, deletionRequested, restarts, container }: SeenPod, nowMs: number): ProbeTurn {
    if (ended) return 'exit';
    if (container === null) return 'wait';
    if (container.id !== this.containerId) this.meet(container);
    if (this.onHold) return 'wait';
    if (container.state !== 'running') {
      this.result = 'failure';
      return container.state === 'waiting' || restarts ? 'wait' : 'exit';
    }
    if (deletionRequested && this.type !== 'readiness') {
      this.result = 'success';
      return 'exit';
    }
    const ageSeconds = Math.floor((nowMs - container.startedMs) / 1000);
    if (ageSeconds < this.probe.initialDelaySeconds) return 'wait';
    // Startup probes end when the container is started, and the others begin then.
    return container.started === (this.type === 'startup') ? 'wait' : 'probe';
  }

  /**
   * An outcome counts; the outcome of a probe that could not be run does not, and must not come here.
   * @returns how many equal outcomes there have been in a row.
   */
  record(success: boolean): number {
    this.resultRun = success === this.lastSuccess ? this.resultRun + 1 : 1;
    this.lastSuccess = success;
    const threshold = success ? this.probe.successThreshold : this.probe.failureThreshold;
    const run = this.resultRun;
    if (run < threshold) return run;
    this.result = success ? 'success' : 'failure';
    // A failed container is about to be killed; a started one needs no startup probe any more.
    if (this.type === 'startup' || (this.type === 'liveness' && !success)) {
      this.onHold = true;
      this.resultRun = 0;
    }
    return run;
  }

  private meet({ id, isKept = false }: SeenContainer): void {
    this.containerId = id;
    this.result = isKept ? null : INITIAL_RESULT[this.type];
    this.onHold = false;
  }
}

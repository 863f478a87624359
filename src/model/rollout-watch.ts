/**
 * Follows the rollouts for the report: when each began and was complete, and so which requests arrived before, during
 * or after them. Nothing in the model depends on it.
 */
import type { Engine } from '../kernel/engine.ts';
import { ROLLOUT_PHASES } from './outcomes.ts';
import type { Recorder } from './recorder.ts';

const DURING = ROLLOUT_PHASES.indexOf('during');
const AFTER = ROLLOUT_PHASES.indexOf('after');

export class RolloutWatch {
  /** A Deployment has made no progress for its progressDeadlineSeconds, within the window. */
  exceeded = false;
  /** Longest time from an event until its workload was complete; `null` without a rollout that is. */
  longestMs: number | null = null;
  private readonly engine: Engine;
  private readonly recorder: Recorder;
  /** Whether a pod of an older template still exists, or stands in a node's rules. */
  private readonly oldPodsRemain: () => boolean;
  /** When the rollout of each workload began that is not complete; a later event on top of it joins it. */
  private readonly pending = new Map<number, number>();
  private phase = 0;
  private closed = false;

  constructor(engine: Engine, recorder: Recorder, oldPodsRemain: () => boolean) {
    this.engine = engine;
    this.recorder = recorder;
    this.oldPodsRemain = oldPodsRemain;
  }

  /** Whether a rollout event took place at all. */
  get started(): boolean {
    return this.phase !== 0;
  }

  /** Whether every rollout was complete before the window closed. */
  get complete(): boolean {
    return this.pending.size === 0;
  }

  begin(workload: number): void {
    if (!this.pending.has(workload)) this.pending.set(workload, this.engine.now);
    this.enter(DURING);
  }

  /** The workload's newest template is fully rolled out. */
  completed(workload: number): void {
    const startedMs = this.pending.get(workload);
    if (startedMs === undefined || this.closed) return;
    this.pending.delete(workload);
    this.longestMs = Math.max(this.longestMs ?? 0, this.engine.now - startedMs);
    this.checkOver();
  }

  deadlineExceeded(): void {
    if (!this.closed) this.exceeded = true;
  }

  /** An old pod, or its last place in a node's rules, may have gone. */
  checkOver(): void {
    if (this.phase === DURING && this.pending.size === 0 && !this.oldPodsRemain()) this.enter(AFTER);
  }

  /** What is not complete now is not complete. */
  closeWindow(): void {
    this.closed = true;
  }

  private enter(phase: number): void {
    if (phase === this.phase) return;
    this.phase = phase;
    this.recorder.enterPhase(phase);
  }
}

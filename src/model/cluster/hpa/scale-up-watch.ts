/**
 * Where the time goes from a measured load to more ready pods: one line in the timeline per decision to scale up, its
 * parts adding up to the whole. It only looks on.
 */
import type { Timeline } from '../../timeline.ts';

/** In the order in which a pod passes through them. */
const STAGES = ['created', 'started', 'listening', 'ready'] as const;
export type Stage = (typeof STAGES)[number];

export interface Decided {
  readonly object: string;
  readonly wanted: number;
  /** End of the oldest sample that counted. */
  readonly measuredMs: number;
  readonly scrapedMs: number;
  readonly decidedMs: number;
}

export class ScaleUpWatch {
  private readonly decided: Decided;
  private readonly timeline: Timeline;
  private readonly pods = new Set<number>();
  private readonly counts: Record<Stage, number> = { created: 0, started: 0, listening: 0, ready: 0 };
  private readonly lastMs: Record<Stage, number> = { created: 0, started: 0, listening: 0, ready: 0 };

  constructor(decided: Decided, timeline: Timeline) {
    this.decided = decided;
    this.timeline = timeline;
  }

  /** Takes a new pod, while it waits for one. @returns whether it did. */
  takes(pod: number, nowMs: number): boolean {
    if (this.pods.size === this.decided.wanted) return false;
    this.pods.add(pod);
    this.reached(pod, 'created', nowMs);
    return true;
  }

  /** A pod has reached a stage. @returns whether all is done, or (when one of its pods goes) in vain. */
  reached(pod: number, stage: Stage | 'deleting', nowMs: number): boolean {
    if (!this.pods.has(pod)) return false;
    if (stage === 'deleting') return true;
    // A pod whose readiness flaps has been counted.
    if (this.counts[stage] === this.decided.wanted) return false;
    this.counts[stage]++;
    this.lastMs[stage] = nowMs;
    if (stage !== 'ready' || this.counts.ready < this.decided.wanted) return false;
    this.report();
    return true;
  }

  private report(): void {
    const { object, wanted, measuredMs, scrapedMs, decidedMs } = this.decided;
    const { created, started, listening, ready } = this.lastMs;
    const parts: readonly (readonly [ms: number, words: string])[] = [
      [scrapedMs - measuredMs, 'metric age when fetched'],
      [decidedMs - scrapedMs, 'sync phase'],
      [created - decidedMs, 'rollout'],
      [started - created, 'scheduling and container start'],
      [listening - started, 'start-up'],
      [ready - listening, 'readiness'],
    ];
    const pods = wanted === 1 ? 'the new pod' : `all ${wanted} new pods`;
    const what = `${pods} ready ${seconds(ready - measuredMs)} after the measured load`;
    this.timeline.note(object, what, parts.map(([ms, words]) => `${seconds(ms)} ${words}`).join(' + '));
  }
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(3)} s`;
}

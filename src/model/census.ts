/**
 * What becomes of the pods, for the report: the phases of each, how many are in which phase, and the integral of
 * their number. It watches at the instant changes are stored; nothing in the model depends on it.
 */
import type { Engine } from '../kernel/engine.ts';
import { StepSeries } from '../kernel/statistics/interval-series.ts';
import { TimeAverage } from '../kernel/statistics/time-average.ts';
import type { SimulationOptions } from './options.ts';
import { POD_PHASES, type PodPhase } from './outcomes.ts';

export interface PhaseSpan {
  readonly phase: PodPhase;
  readonly startMs: number;
  /** Infinity while it lasts. */
  endMs: number;
}

export class Census {
  /** Most live pods at any time of the window. */
  peak = 0;
  /** Integral of the number of live pods over the window. */
  podSeconds = 0;
  /** [pods], in time order. */
  readonly spans: PhaseSpan[][] = [];
  private readonly live: TimeAverage = new TimeAverage(0, 0);
  private readonly engine: Engine;
  private readonly warmupMs: number;
  private readonly durationMs: number;
  private readonly byPhase: readonly StepSeries[];

  constructor(engine: Engine, options: SimulationOptions, intervals: number) {
    this.engine = engine;
    this.warmupMs = options.warmupMs;
    this.durationMs = options.durationMs;
    this.byPhase = POD_PHASES.map(() => new StepSeries(intervals, options.seriesIntervalMs));
  }

  /** The pod enters a phase, or (null) is no more. */
  enter(pod: number, phase: PodPhase | null): void {
    const { now } = this.engine;
    const spans = (this.spans[pod] ??= []);
    const last = spans.at(-1);
    if (last?.phase === phase) return;
    if (last) {
      last.endMs = now;
      this.step(last.phase, -1);
    } else this.count(1);
    if (phase === null) this.count(-1);
    else {
      spans.push({ phase, startMs: now, endMs: Infinity });
      this.step(phase, 1);
    }
  }

  /** The warm-up is over, now. */
  openWindow(): void {
    this.live.restart(this.warmupMs);
    this.peak = this.live.value;
  }

  /** Before anything that happens after the window. */
  closeWindow(): void {
    this.podSeconds = this.live.integral(this.durationMs) / 1000;
  }

  /** Milliseconds of the window that the pod was ready, by the stored status. */
  readyInWindow(pod: number): number {
    let totalMs = 0;
    for (const span of this.spans[pod] ?? []) {
      if (span.phase !== 'ready') continue;
      const fromMs = Math.max(span.startMs, this.warmupMs);
      totalMs += Math.max(0, Math.min(span.endMs, this.durationMs) - fromMs);
    }
    return totalMs;
  }

  /** Time averages of the number of pods in each phase, [phases × intervals], row-major. */
  podsByPhase(): Float64Array {
    const endMs = Math.max(this.engine.now, this.durationMs);
    const rows = this.byPhase.map((series) => series.finish(endMs));
    const table = new Float64Array(rows.length * rows[0]!.length);
    rows.forEach((row, i) => table.set(row, i * row.length));
    return table;
  }

  private step(phase: PodPhase, change: number): void {
    const series = this.byPhase[POD_PHASES.indexOf(phase)]!;
    series.set(this.engine.now, series.value + change);
  }

  private count(change: number): void {
    const { now } = this.engine;
    this.live.set(now, this.live.value + change);
    if (now < this.durationMs) this.peak = Math.max(this.peak, this.live.value);
  }
}

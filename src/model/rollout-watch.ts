/**
 * Follows the rollouts for the report: how long they took, which losses fall into them, how few endpoints were left,
 * and how long the proxies went on listing pods that no longer accepted. Nothing in the model depends on it.
 */
import type { Engine } from '../kernel/engine.ts';
import { StepSeries } from '../kernel/statistics/interval-series.ts';
import { Tally } from '../kernel/statistics/tally.ts';
import type { EndpointSet } from './cluster/endpoint-slices.ts';
import type { SimulationOptions } from './options.ts';
import { ROLLOUT_PHASES } from './outcomes.ts';
import type { RolloutOutput } from './output.ts';
import type { Recorder } from './recorder.ts';

const DURING = ROLLOUT_PHASES.indexOf('during');
const AFTER = ROLLOUT_PHASES.indexOf('after');

export class RolloutWatch {
  private readonly engine: Engine;
  private readonly recorder: Recorder;
  private readonly warmupMs: number;
  private readonly durationMs: number;
  private startedMs: number | null = null;
  private completedMs: number | null = null;
  /** Deployments whose rollout is not complete. */
  private readonly incomplete = new Set<number>();
  /** Pods of older revisions that still exist, or are still listed. */
  private oldPods = 0;
  /** The latter. */
  private readonly lingering = new Set<number>();

  private readonly readySeries: StepSeries;
  /** Ready endpoints by service; only services with traffic. */
  private readonly ready = new Map<number, number>();
  private fewestReady = Infinity;

  /** By pod: how many nodes list it. */
  private readonly listings: number[] = [];
  /** Pods that stopped accepting while listed, and when. */
  private readonly stale = new Map<number, number>();
  private readonly staleMs: Tally = new Tally();

  constructor(engine: Engine, recorder: Recorder, options: SimulationOptions) {
    this.engine = engine;
    this.recorder = recorder;
    this.warmupMs = options.warmupMs;
    this.durationMs = options.durationMs;
    this.readySeries = new StepSeries(recorder.intervals, options.seriesIntervalMs);
    for (const { service } of options.traffic) this.ready.set(service, 0);
  }

  /** @param oldPods pods of the deployment that the rollout will replace. */
  started(deployment: number, oldPods: number): void {
    this.startedMs ??= this.engine.now;
    this.incomplete.add(deployment);
    this.oldPods += oldPods;
    this.recorder.enterPhase(DURING);
  }

  completed(deployment: number): void {
    this.incomplete.delete(deployment);
    if (this.startedMs !== null && this.incomplete.size === 0) this.completedMs = this.engine.now;
    this.checkOver();
  }

  /** A pod of an older revision is no more; it belongs to the rollout for as long as a node's rules list it. */
  oldPodGone(pod: number): void {
    if ((this.listings[pod] ?? 0) > 0) this.lingering.add(pod);
    else this.oldPodOver();
  }

  endpointsStored(set: EndpointSet): void {
    if (!this.ready.has(set.service)) return;
    const { now } = this.engine;
    // What held until now counts, if any of it lay in the window.
    if (now > this.warmupMs) this.noteFewest();
    this.ready.set(set.service, set.endpoints.filter((endpoint) => endpoint.ready).length);
    if (now >= this.warmupMs && now < this.durationMs) this.noteFewest();
    let total = 0;
    for (const count of this.ready.values()) total += count;
    this.readySeries.set(now, total);
  }

  /** A node's rules list the pod, or no longer do. */
  listed(pod: number, change: 1 | -1): void {
    this.listings[pod] = (this.listings[pod] ?? 0) + change;
    if (this.listings[pod] > 0) return;
    if (this.lingering.delete(pod)) this.oldPodOver();
    const sinceMs = this.stale.get(pod);
    if (sinceMs === undefined) return;
    this.stale.delete(pod);
    this.staleMs.record(this.engine.now - sinceMs);
  }

  /** New connections to the pod are refused from now on. */
  stoppedAccepting(pod: number): void {
    if (this.engine.now < this.warmupMs) return;
    if ((this.listings[pod] ?? 0) > 0) this.stale.set(pod, this.engine.now);
    else this.staleMs.record(0);
  }

  /** Averages of the number of ready endpoints, [intervals]. */
  readyEndpoints(): Float64Array {
    return this.readySeries.finish(Math.max(this.engine.now, this.durationMs));
  }

  output(peakPods: number): RolloutOutput {
    this.noteFewest();
    for (const sinceMs of this.stale.values()) this.staleMs.record(this.engine.now - sinceMs);
    const complete = this.incomplete.size === 0 && this.completedMs !== null && this.startedMs !== null;
    return {
      started: this.startedMs !== null,
      durationMs: complete ? this.completedMs! - this.startedMs! : null,
      peakPods,
      minReadyEndpoints: this.fewestReady === Infinity ? 0 : this.fewestReady,
      staleEndpointMs: this.staleMs.count === 0 ? NaN : this.staleMs.mean,
    };
  }

  private oldPodOver(): void {
    this.oldPods--;
    this.checkOver();
  }

  private checkOver(): void {
    const over = this.startedMs !== null && this.incomplete.size === 0 && this.oldPods === 0;
    if (over) this.recorder.enterPhase(AFTER);
  }

  private noteFewest(): void {
    for (const count of this.ready.values()) this.fewestReady = Math.min(this.fewestReady, count);
  }
}

/**
 * Follows the endpoints for the report: how many are ready, how few there were, and for how long nodes' rules went on
 * listing pods that no longer accepted. Nothing in the model depends on it.
 */
import type { Engine } from '../kernel/engine.ts';
import { StepSeries } from '../kernel/statistics/interval-series.ts';
import { Tally } from '../kernel/statistics/tally.ts';
import type { EndpointVersion } from './cluster/endpoint-slices.ts';
import type { UsableChange } from './dataplane/usable-endpoints.ts';
import type { SimulationOptions } from './options.ts';

export class EndpointWatch {
  /** Fewest ready endpoints of a service with traffic at any time of the window. */
  fewestReady = Infinity;
  /** By pod: how long it was listed after it stopped accepting. */
  readonly listedTooLongMs = new Map<number, number>();
  /** Set once, by the simulation: {@link isListed} has another answer for the pod. */
  listingChanged!: (pod: number) => void;
  private readonly engine: Engine;
  private readonly readySeries: StepSeries;
  /** Ready endpoints by service; only services with traffic. */
  private readonly ready = new Map<number, number>();
  private inWindow = false;
  /** By pod: how many nodes list it. */
  private readonly listings: number[] = [];
  /** Pods that stopped accepting in the window while listed, and when. */
  private readonly stale = new Map<number, number>();
  private readonly staleMs: Tally = new Tally();

  constructor(engine: Engine, options: SimulationOptions, intervals: number) {
    this.engine = engine;
    this.readySeries = new StepSeries(intervals, options.seriesIntervalMs);
    for (const { service } of options.traffic) {
      const { externalName, portOf } = options.services[service]!;
      // The ports of one Service have the same endpoints, which count once.
      if (externalName === undefined && portOf === undefined) this.ready.set(service, 0);
    }
  }

  openWindow(): void {
    this.inWindow = true;
    this.noteFewest();
  }

  closeWindow(): void {
    this.inWindow = false;
  }

  stored({ service, ready }: EndpointVersion): void {
    if (!this.ready.has(service)) return;
    this.ready.set(service, ready);
    if (this.inWindow) this.noteFewest();
    let total = 0;
    for (const count of this.ready.values()) total += count;
    this.readySeries.set(this.engine.now, total);
  }

  /** The rules of so many nodes have gone through these changes. O(changes) */
  rulesChanged(steps: readonly UsableChange[], nodes: number): void {
    const { listings } = this;
    const unlisted: number[] = [];
    // What is added first: a pod that comes again in the same sync has not been away.
    for (const { added } of steps) {
      for (const pod of added) {
        const before = listings[pod] ?? 0;
        listings[pod] = before + nodes;
        if (before === 0) this.listingChanged(pod);
      }
    }
    for (const { removed } of steps) {
      for (const pod of removed) if ((listings[pod]! -= nodes) === 0) unlisted.push(pod);
    }
    for (const pod of unlisted.toSorted((a, b) => a - b)) this.noLongerListed(pod);
  }

  isListed(pod: number): boolean {
    return (this.listings[pod] ?? 0) > 0;
  }

  /** New connections to the pod are refused from now on. */
  stoppedAccepting(pod: number): void {
    if (!this.inWindow) return;
    if (this.isListed(pod)) this.stale.set(pod, this.engine.now);
    else this.staleMs.record(0);
  }

  /** The pod accepts connections: after a restart its listing is right again. */
  accepting(pod: number): void {
    this.endStale(pod);
  }

  /** Mean time such pods were listed too long; NaN without one. */
  meanStaleMs(): number {
    for (const [pod, sinceMs] of this.stale) this.staleFor(pod, this.engine.now - sinceMs);
    this.stale.clear();
    return this.staleMs.count === 0 ? NaN : this.staleMs.mean;
  }

  /** Averages of the number of ready endpoints, [intervals]. */
  readyEndpoints(endMs: number): Float64Array {
    return this.readySeries.finish(endMs);
  }

  private noLongerListed(pod: number): void {
    this.endStale(pod);
    this.listingChanged(pod);
  }

  private endStale(pod: number): void {
    const sinceMs = this.stale.get(pod);
    if (sinceMs === undefined) return;
    this.stale.delete(pod);
    this.staleFor(pod, this.engine.now - sinceMs);
  }

  private staleFor(pod: number, durationMs: number): void {
    this.staleMs.record(durationMs);
    this.listedTooLongMs.set(pod, durationMs);
  }

  private noteFewest(): void {
    for (const count of this.ready.values()) this.fewestReady = Math.min(this.fewestReady, count);
  }
}

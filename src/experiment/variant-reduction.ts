/**
 * The replications of one variant, taken in one after another and in job order, reduced to its VariantResult. What it
 * keeps does not grow with the replications, except for their own short rows of figures: a thousand replications need
 * the memory of a few.
 */
import { assert } from '../base/assert.ts';
import { Histogram } from '../kernel/statistics/histogram.ts';
import type { HistogramData } from '../kernel/statistics/histogram.ts';
import type { SimulationOptions } from '../model/options.ts';
import type { PodOutput, TimelineEntry } from '../model/output.ts';
import { sampleOf } from './digest.ts';
import type { ReplicationDigest, ReplicationSample } from './digest.ts';
import { flagsOf } from './flags.ts';
import { sourceNames } from '../model/traffic/call-sources.ts';
import { LossLedger } from './loss-ledger.ts';
import { PooledSeries } from './pooled-series.ts';
import type { ReplicationResult, ScenarioEcho, VariantResult, WarmUpPilot } from './result.ts';
import { summarize } from './summarize.ts';
import { WarmUpCheck } from './warm-up-check.ts';
import { withinRun } from './within-run.ts';

/** What an experiment says of one variant. */
export interface VariantRequest {
  readonly name: string;
  /** The paths it sets in the scenario, with their values. */
  readonly set: Readonly<Record<string, unknown>>;
  readonly simulation: SimulationOptions;
  /** Where it differs from that of the experiment. */
  readonly scenario?: ScenarioEcho | undefined;
  /** What its warm-up was found from, if it was. */
  readonly pilot?: WarmUpPilot | undefined;
}

export class VariantReduction {
  private readonly variant: VariantRequest;
  private readonly latency = new Histogram();
  private readonly losses: LossLedger;
  private readonly samples: ReplicationSample[] = [];
  private series: PooledSeries | null = null;
  private warmUp: WarmUpCheck | null = null;
  private pods: readonly PodOutput[] = [];
  private timeline: readonly TimelineEntry[] = [];

  constructor(variant: VariantRequest) {
    this.variant = variant;
    this.losses = new LossLedger(sourceNames(variant.simulation));
  }

  /** Replications taken in so far. */
  get size(): number {
    return this.samples.length;
  }

  /** Of the replications taken in so far. */
  get replications(): readonly ReplicationSample[] {
    return this.samples;
  }

  /** The order of calls is part of the result: floating-point sums depend on it. */
  add(digest: ReplicationDigest): void {
    const { latency, losses, series, pods, timeline } = digest;
    if (this.size === 0) {
      this.pods = pods;
      this.timeline = timeline;
    }
    this.samples.push(sampleOf(digest));
    this.latency.merge(latency);
    this.losses.add(losses);
    this.series ??= new PooledSeries(series);
    this.series.add(series);
    this.warmUp ??= new WarmUpCheck(this.variant.simulation, series.intervalMs);
    this.warmUp.add(series);
  }

  result(): VariantResult {
    assert(this.series !== null, 'a variant has a result once a replication has finished');
    const { name, set, simulation, scenario, pilot } = this.variant;
    const all = summarize(this.samples, simulation.durationMs - simulation.warmupMs);
    const alone = this.size === 1 ? withinRun(all, this.series, this.latency, simulation) : null;
    const findings = {
      isWarmUpTooShort: pilot?.isSettled === false || this.warmUp?.isTooShort(this.series) === true,
      hasBatches: alone !== null,
    };
    return {
      name,
      set,
      ...(scenario !== undefined && { scenario }),
      summary: alone?.summary ?? all,
      flags: flagsOf(this.samples, simulation, findings),
      ...(alone !== null && { batches: alone.batches }),
      ...(pilot !== undefined && { pilot }),
      losses: this.losses.entries(),
      replications: this.samples.map(withoutLatencies),
      series: this.series.result(),
      latencyHistogram: filledBuckets(this.latency.data()),
      pods: this.pods,
      timeline: this.timeline,
    };
  }
}

/** What stands in result.json. */
function withoutLatencies(sample: ReplicationSample): ReplicationResult {
  const { latencies: _latencies, sourceLatencies: _sourceLatencies, ...figures } = sample;
  return figures;
}

function filledBuckets(data: HistogramData): VariantResult['latencyHistogram'] {
  const filled = Array.from(data.counts.keys()).filter((bucket) => (data.counts[bucket] ?? 0) > 0);
  return {
    lowMs: filled.map((bucket) => Histogram.lowOf(bucket)),
    highMs: filled.map((bucket) => Histogram.highOf(bucket)),
    count: filled.map((bucket) => data.counts[bucket] ?? 0),
  };
}

/** Experiments of the coverage study: from sample paths, through the program's own reduction, to its estimates. */
import type { Summary } from '../../experiment/result.ts';
import { digestOf, sampleOf } from '../../experiment/digest.ts';
import { rootStreamKey } from '../../experiment/seeds.ts';
import { summarize } from '../../experiment/summarize.ts';
import { VariantReduction } from '../../experiment/variant-reduction.ts';
import { RandomStream } from '../../kernel/random.ts';
import { HistogramSeries } from '../../kernel/statistics/histogram-series.ts';
import { Histogram } from '../../kernel/statistics/histogram.ts';
import type { SimulationOptions } from '../../model/options.ts';
import { CAUSES, ERROR_KINDS, POD_PHASES } from '../../model/outcomes.ts';
import type { ReplicationOutput } from '../../model/output.ts';
import { walk } from './queue-paths.ts';
import type { QueuePath } from './queue-paths.ts';

/** The estimates of the experiment `index` of a case; another index or name is independent of it. */
export type Experiment = (name: string, index: number) => Summary;

type Queue = Omit<QueuePath, 'key' | 'replication'>;

const REPLICATIONS = 10;
/** Of the customers of a run, left out at its start: all of these queues have forgotten it by then. */
const WARM_UP = 0.1;
/** Intervals of the series of a long run: ten of the warm-up, ten in each of ten batches. */
const INTERVALS = 110;

/** Ten replications of `requests` each. */
export function queueExperiment(queue: Queue, requests: number): Experiment {
  return (name, index) => {
    const key = rootStreamKey(`${name} ${index}`);
    const figures = Array.from({ length: REPLICATIONS }, (_, replication) => {
      const latency = new Histogram();
      let left = Math.round((1 + WARM_UP) * requests);
      walk({ ...queue, key, replication }, (_arrivalMs, sojournMs) => {
        if (--left < requests) latency.record(sojournMs);
        return left > 0;
      });
      return sampleOf(digestOf(outputOf(requests, 0, latency), replication, name));
    });
    return summarize(figures, 1000);
  };
}

/** One replication of so many requests on average, with its time series. */
export function longRun(queue: Queue, requests: number): Experiment {
  const warmupMs = WARM_UP * requests * queue.meanGapMs;
  const durationMs = warmupMs + requests * queue.meanGapMs;
  const seriesIntervalMs = durationMs / INTERVALS;
  // What the reduction reads of them.
  const simulation = {
    durationMs,
    warmupMs,
    seriesIntervalMs,
    events: [],
    workloads: [],
    services: [],
    traffic: [],
  } as unknown as SimulationOptions;
  return (name, index) => {
    const [latency, byInterval] = [new Histogram(), new HistogramSeries(INTERVALS)];
    const arrivals = new Float64Array(INTERVALS);
    let counted = 0;
    walk({ ...queue, key: rootStreamKey(`${name} ${index}`), replication: 0 }, (arrivalMs, sojournMs) => {
      if (arrivalMs >= durationMs) return false;
      const interval = Math.floor(arrivalMs / seriesIntervalMs);
      arrivals[interval]!++;
      byInterval.record(interval, sojournMs);
      if (arrivalMs >= warmupMs) {
        counted++;
        latency.record(sojournMs);
      }
      return true;
    });
    const output = outputOf(counted, 0, latency, { intervalMs: seriesIntervalMs, arrivals, byInterval });
    const reduction = new VariantReduction({ name, set: {}, simulation });
    reduction.add(digestOf(output, 0, name));
    return reduction.result().summary;
  };
}

/** Ten replications of so many requests, of which each fails with a probability, by itself. */
export function bernoulliExperiment(ratio: number, requests: number): Experiment {
  return (name, index) => {
    const key = rootStreamKey(`${name} ${index}`);
    const figures = Array.from({ length: REPLICATIONS }, (_, replication) => {
      const stream = new RandomStream(key, replication, 1);
      let failed = 0;
      for (let request = 0; request < requests; request++) if (stream.uniform() < ratio) failed++;
      return sampleOf(digestOf(outputOf(requests, failed, new Histogram()), replication, name));
    });
    return summarize(figures, 1000);
  };
}

interface SeriesParts {
  readonly intervalMs: number;
  readonly arrivals: Float64Array;
  readonly byInterval: HistogramSeries;
}

/** What a replication hands back, with the figures that are looked at. */
function outputOf(
  requests: number,
  failed: number,
  latency: Histogram,
  series: SeriesParts = {
    intervalMs: 1000,
    arrivals: new Float64Array(1),
    byInterval: new HistogramSeries(1),
  },
): ReplicationOutput {
  const { intervalMs, arrivals, byInterval } = series;
  const first = (names: readonly string[]): number[] => names.map((_, i) => (i === 0 ? failed : 0));
  const none = (rows: number): Float64Array => new Float64Array(rows * arrivals.length);
  return {
    requests,
    ok: requests - failed,
    inFlight: 0,
    errors: first(ERROR_KINDS),
    causes: first(CAUSES),
    completions: requests - failed,
    attempts: requests,
    latency: latency.data(),
    losses: [],
    rollout: { durationMs: null, started: false, peakPods: 0, minReadyEndpoints: 0, staleEndpointMs: NaN },
    podSeconds: 0,
    imbalance: NaN,
    utilization: NaN,
    series: {
      intervalMs,
      requests: arrivals,
      lossesByCause: none(CAUSES.length),
      latency: byInterval.data(),
      readyEndpoints: none(1),
      podsByPhase: none(POD_PHASES.length),
    },
    pods: [],
    timeline: [],
    events: 0,
  };
}

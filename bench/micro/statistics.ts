/** What records: histograms, series, tallies. Values and times are made beforehand. */
import { RandomStream } from '../../src/kernel/random.ts';
import { HistogramSeries } from '../../src/kernel/statistics/histogram-series.ts';
import { Histogram } from '../../src/kernel/statistics/histogram.ts';
import { IntervalCounter, StepSeries } from '../../src/kernel/statistics/interval-series.ts';
import { Tally } from '../../src/kernel/statistics/tally.ts';
import { TimeAverage } from '../../src/kernel/statistics/time-average.ts';
import { microTask, type BenchTask, type Suite } from '../task.ts';
import { KEY } from './key.ts';

const VALUES = 100_000;
/** Intervals of the series: ten minutes by the second. */
const INTERVALS = 600;

function exponentials(count: number): Float64Array {
  const values = new Float64Array(count);
  new RandomStream(KEY, 0, 1).fillExponential(values, 20);
  return values;
}

/** Records the values into what `open` makes. */
function recording(
  open: (values: Float64Array) => {
    readonly record: (index: number) => void;
    readonly results: () => readonly Float64Array[];
  },
): BenchTask {
  return microTask('value', VALUES, (operations) => {
    const { record, results } = open(exponentials(operations));
    const run = (): void => {
      for (let i = 0; i < operations; i++) record(i);
    };
    return { run, results };
  });
}

const histogram = recording((values) => {
  const counts = new Histogram();
  const results = (): Float64Array[] => [counts.data().counts, Float64Array.of(counts.mean, counts.max)];
  return { record: (i) => counts.recordFrom(values, i), results };
});

const histogramSeries = recording((values) => {
  const series = new HistogramSeries(INTERVALS);
  const every = Math.ceil(values.length / INTERVALS);
  const results = (): Float64Array[] => [
    Float64Array.from({ length: INTERVALS }, (_, interval) => series.quantile(interval, 0.99)),
  ];
  return { record: (i) => series.recordFrom(Math.trunc(i / every), values, i), results };
});

const intervalCounter = recording((values) => {
  const counter = new IntervalCounter(INTERVALS);
  const every = Math.ceil(values.length / INTERVALS);
  return { record: (i) => counter.add(Math.trunc(i / every)), results: () => [counter.values] };
});

const tally = recording((values) => {
  const observed = new Tally();
  const results = (): Float64Array[] => [Float64Array.of(observed.mean, observed.variance, observed.max)];
  return { record: (i) => observed.record(values[i]!), results };
});

/** A new series for each batch, because times never go back. */
const stepSeries = recording((values) => {
  let series = new StepSeries(INTERVALS, 1000);
  const everyMs = (INTERVALS * 1000) / values.length;
  const record = (i: number): void => {
    if (i === 0) series = new StepSeries(INTERVALS, 1000);
    series.set(i * everyMs, i & 15);
  };
  return { record, results: () => [series.finish(INTERVALS * 1000)] };
});

const timeAverage = recording(() => {
  let average = new TimeAverage(0, 0);
  const record = (i: number): void => {
    if (i === 0) average = new TimeAverage(0, 0);
    average.set(i, i & 15);
  };
  return { record, results: () => [Float64Array.of(average.integral(VALUES))] };
});

const quantile = microTask('quantile', 1000, (operations) => {
  const counts = new Histogram();
  for (const value of exponentials(VALUES)) counts.record(value);
  const found = new Float64Array(operations);
  const run = (): void => {
    for (let i = 0; i < operations; i++) found[i] = counts.quantile((i + 0.5) / operations);
  };
  return { run, results: () => [found] };
});

const merge = microTask('histogram', 100, (operations) => {
  const one = new Histogram();
  for (const value of exponentials(VALUES)) one.record(value);
  const data = one.data();
  const all = new Histogram();
  const run = (): void => {
    for (let i = 0; i < operations; i++) all.merge(data);
  };
  return { run, results: () => [all.data().counts] };
});

export const statistics: Suite = {
  'histogram, record': histogram,
  'histogram, quantile': quantile,
  'histogram, merge': merge,
  'histogram series, record': histogramSeries,
  'interval counter, add': intervalCounter,
  'step series, set': stepSeries,
  'tally, record': tally,
  'time average, set': timeAverage,
};

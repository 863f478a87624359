import { describe, expect, it } from 'vitest';
import { RandomStream } from '../random.ts';
import { Histogram } from './histogram.ts';
import { HistogramSeries, recycle } from './histogram-series.ts';

const INTERVALS = 20;

/** Pairs of (interval, value): few in the first intervals, none in the last. */
function observations(n: number, purpose: number): (readonly [number, number])[] {
  const stream = new RandomStream([5, 6, 7, 8], 0, purpose);
  return Array.from({ length: n }, () => {
    const interval = Math.floor(Math.sqrt(stream.uniform()) * (INTERVALS - 1));
    return [interval, 2 ** (stream.uniform() * 30 - 8)] as const;
  });
}

function seriesOf(pairs: readonly (readonly [number, number])[]): HistogramSeries {
  const series = new HistogramSeries(INTERVALS);
  for (const [interval, value] of pairs) series.record(interval, value);
  return series;
}

describe('HistogramSeries', () => {
  it('agrees with one histogram per interval', () => {
    const pairs = observations(20_000, 0);
    const series = seriesOf(pairs);
    for (let interval = 0; interval < INTERVALS; interval++) {
      const alone = new Histogram();
      for (const [at, value] of pairs) if (at === interval) alone.record(value);
      expect(series.count(interval)).toBe(alone.count);
      if (alone.count < 10) continue;
      for (const q of [0.1, 0.5, 0.9]) expect(series.quantile(interval, q)).toBe(alone.quantile(q));
    }
  });

  it('begins with nothing in memory that another series has given back', () => {
    const former = seriesOf(observations(20_000, 0)).data();
    recycle(former);
    const pairs = observations(300, 1);
    const series = seriesOf(pairs);
    expect(former.chunks).toContain(series.data().chunks[0]);
    for (let interval = 0; interval < INTERVALS; interval++)
      expect(series.count(interval)).toBe(pairs.filter(([at]) => at === interval).length);
  });

  it('knows nothing of an interval without values', () => {
    const series = seriesOf([[3, 20]]);
    expect(series.count(2)).toBe(0);
    expect(series.quantile(2, 0.5)).toBeNaN();
    expect(series.count(3)).toBe(1);
    expect(Math.abs(series.quantile(3, 0.99) / 20 - 1)).toBeLessThanOrEqual(1 / 256);
  });

  it('takes pages only for octaves that are used', () => {
    const pages = seriesOf([
      [0, 20],
      [0, 21],
      [0, 40],
      [9, 20],
    ]).data();
    expect(pages.pages.filter((page) => page >= 0).toSorted()).toEqual(Int32Array.of(0, 1, 2));
    expect(pages.chunks).toHaveLength(1);
  });

  it('merges to the same series in any order', () => {
    const [a, b] = [observations(3000, 1), observations(5000, 2)];
    const whole = seriesOf([...a, ...b]);
    for (const order of [
      [a, b],
      [b, a],
    ]) {
      const merged = new HistogramSeries(INTERVALS);
      for (const part of order) merged.merge(seriesOf(part).data());
      for (let interval = 0; interval < INTERVALS; interval++) {
        expect(merged.count(interval)).toBe(whole.count(interval));
        for (const q of [0, 0.3, 0.5, 0.99, 1]) {
          expect(merged.quantile(interval, q)).toEqual(whole.quantile(interval, q));
        }
      }
    }
  });

  it('refuses what lies outside it', () => {
    const series = new HistogramSeries(2);
    for (const interval of [-1, 2, 0.5]) expect(() => series.record(interval, 1)).toThrow('interval');
    expect(() => series.record(0, -1)).toThrow('≥ 0');
    expect(() => series.merge(new HistogramSeries(3).data())).toThrow('as many intervals');
  });
});

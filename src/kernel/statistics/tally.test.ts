import { describe, expect, it } from 'vitest';
import { RandomStream } from '../random.ts';
import { Tally } from './tally.ts';

function tallyOf(values: Iterable<number>): Tally {
  const tally = new Tally();
  for (const value of values) tally.record(value);
  return tally;
}

describe('Tally', () => {
  it('has the statistics of a small sample', () => {
    const tally = tallyOf([2, 4, 4, 4, 5, 5, 7, 9]);
    expect([tally.count, tally.mean, tally.min, tally.max]).toEqual([8, 5, 2, 9]);
    expect(tally.variance).toBeCloseTo(32 / 7, 12);
    expect(tally.standardDeviation).toBeCloseTo(Math.sqrt(32 / 7), 12);
  });

  it('keeps the variance of values far from zero', () => {
    expect(tallyOf([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16]).variance).toBeCloseTo(30, 9);
  });

  it('does not know what it cannot know', () => {
    const empty = new Tally();
    expect([empty.mean, empty.variance, empty.min, empty.max]).toEqual([NaN, NaN, NaN, NaN]);
    expect(tallyOf([3]).variance).toBeNaN();
  });

  it('merges to the same statistics in any order', () => {
    const stream = new RandomStream([9, 9, 9, 9], 0, 0);
    const values = Float64Array.from({ length: 1000 }, () => stream.normal() * 3 + 50);
    const parts = [values.subarray(0, 1), values.subarray(1, 400), values.subarray(400), []];
    const whole = tallyOf(values);
    for (const order of [parts, parts.toReversed()]) {
      const merged = new Tally();
      for (const part of order) merged.merge(tallyOf(part).data());
      expect([merged.count, merged.min, merged.max]).toEqual([whole.count, whole.min, whole.max]);
      expect(merged.mean).toBeCloseTo(whole.mean, 10);
      expect(merged.variance).toBeCloseTo(whole.variance, 10);
    }
  });
});

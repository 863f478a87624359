import { describe, expect, it } from 'vitest';
import { RandomStream } from '../random.ts';
import { IntervalCounter, StepSeries } from './interval-series.ts';

describe('IntervalCounter', () => {
  it('adds up per interval', () => {
    const requests = new IntervalCounter(3);
    requests.add(0);
    requests.add(2, 5);
    requests.add(2);
    expect([...requests.values]).toEqual([1, 0, 6]);
  });

  it('merges in any order', () => {
    const [a, b] = [new IntervalCounter(2), new IntervalCounter(2)];
    a.add(0, 3);
    b.add(0, 4);
    b.add(1);
    const [ab, ba] = [new IntervalCounter(2), new IntervalCounter(2)];
    ab.merge(a.values);
    ab.merge(b.values);
    ba.merge(b.values);
    ba.merge(a.values);
    expect([...ab.values]).toEqual([7, 1]);
    expect(ba.values).toEqual(ab.values);
  });

  it('refuses what lies outside it', () => {
    const requests = new IntervalCounter(2);
    for (const interval of [-1, 2, 0.5]) expect(() => requests.add(interval)).toThrow('interval');
    expect(() => requests.merge(new Float64Array(3))).toThrow('as many');
  });
});

describe('StepSeries', () => {
  it('averages within an interval and across several', () => {
    const pods = new StepSeries(5, 1000, 4);
    pods.set(500, 6); // interval 0: half 4, half 6
    pods.set(600, 6);
    pods.set(3250, 2); // interval 3: a quarter 6, the rest 2
    expect([...pods.finish(5000)]).toEqual([5, 6, 6, 3, 2]);
  });

  it('takes several changes at one time and at an edge', () => {
    const pods = new StepSeries(2, 10);
    pods.set(0, 3);
    pods.set(10, 9);
    pods.set(10, 1);
    expect([...pods.finish(20)]).toEqual([3, 1]);
  });

  it('lets time pass beyond its end', () => {
    const pods = new StepSeries(2, 10, 1);
    pods.set(15, 3);
    pods.set(25, 100);
    expect([...pods.finish(1000)]).toEqual([1, 2]);
  });

  it('averages the part of an interval that has passed, and goes on after that', () => {
    const pods = new StepSeries(3, 10, 2);
    pods.set(12, 4);
    expect([...pods.finish(14)]).toEqual([2, 3, NaN]);
    expect([...pods.finish(30)]).toEqual([2, 3.6, 4]);
  });

  it('keeps the area under the function whatever the intervals', () => {
    const stream = new RandomStream([1, 1, 1, 1], 0, 0);
    const series = new StepSeries(50, 7, 0);
    let [time, value, area] = [0, 0, 0];
    for (let i = 0; i < 300; i++) {
      const next = Math.min(time + stream.exponential(), 350);
      area += value * (next - time);
      [time, value] = [next, stream.below(10)];
      series.set(time, value);
    }
    area += value * (350 - time);
    const total = series.finish(350).reduce((sum, average) => sum + average * 7, 0);
    expect(total).toBeCloseTo(area, 8);
  });

  it('refuses to go back', () => {
    const pods = new StepSeries(2, 10);
    pods.set(5, 1);
    expect(() => pods.set(4, 1)).toThrow('go back');
  });
});

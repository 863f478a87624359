import { describe, expect, it } from 'vitest';
import { averageSeries, movingAverage, mser } from './warm-up.ts';

const FALLING = [20, 16, 13, 11, 10.5, 10, 9, 11, 10, 9.5, 10.5, 10, 9, 11, 10, 10.5, 9.5, 10, 11, 9];

describe('mser', () => {
  it('leaves out what comes before the level, in whole batches', () => {
    expect(mser(FALLING, 1)).toMatchObject({ observations: 3 });
    expect(mser(FALLING, 1).meanAfter).toBeCloseTo(10.0882352941, 9);
    expect(mser(FALLING, 1).statistic).toBeCloseTo(0.0280887441482, 12);
    expect(mser(FALLING, 2)).toMatchObject({ observations: 4 });
    expect(mser(FALLING, 5)).toMatchObject({ observations: 10 });
  });

  it('does not look beyond the half, where few values decide by luck', () => {
    const late = [...FALLING, 10, 10];
    expect(mser(late, 1).observations).toBeLessThanOrEqual(late.length / 2);
  });

  it('leaves nothing out of what has no beginning', () => {
    expect(mser([1, 1, 1, 1], 1).observations).toBe(0);
  });
});

describe('movingAverage', () => {
  it('reaches over fewer neighbours at the start, as Welch defines it', () => {
    const averages = averageSeries([
      [5, 4, 3, 3, 2, 2],
      [7, 6, 3, 1, 2, 4],
    ]);
    expect(averages).toEqual([6, 5, 3, 2, 2, 3]);
    expect(movingAverage(averages, 2)).toEqual([6, 14 / 3, 3.6, 3]);
  });
});

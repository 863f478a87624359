import { describe, expect, it } from 'vitest';
import { queueMeanInterval } from './queue-mean-interval.ts';

describe('queueMeanInterval', () => {
  it('is symmetric in the reciprocal, by hand', () => {
    // t(0.975; 1) = 12.7062: an error that makes it a quarter of the mean gives 8 / 1.25 and 8 / 0.75.
    const [low, high] = queueMeanInterval(8, 2 / 12.7062047364, 1)!;
    expect(low).toBeCloseTo(6.4, 8);
    expect(high).toBeCloseTo(8 / 0.75, 8);
  });

  it('has no end where the mean is too unsure, and no width without an error', () => {
    expect(queueMeanInterval(8, 8 / 12.7, 1)).toBeNull();
    expect(queueMeanInterval(0, 0, 7)).toEqual([0, 0]);
  });
});

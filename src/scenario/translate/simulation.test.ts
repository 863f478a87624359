import { describe, expect, it } from 'vitest';
import { seriesIntervalMs } from './simulation.ts';

describe('seriesIntervalMs', () => {
  it.each([
    [1, 1000],
    [300, 1000],
    [600, 1000],
    [601, 2000],
    [1201, 5000],
    [3600, 10_000],
    [24 * 3600, 300_000],
    [7 * 24 * 3600, 1_800_000],
    [60 * 24 * 3600, 10_800_000],
  ])('%d s: %d ms', (seconds, interval) => {
    expect(seriesIntervalMs(seconds * 1000)).toBe(interval);
    expect((seconds * 1000) / interval).toBeLessThanOrEqual(600);
  });
});

import { describe, expect, it } from 'vitest';
import { stabilizeBothWays, stabilizeScaleDown } from './stabilization.ts';

const NOW = 1e6;
const ago = (seconds: number, replicas: number) => ({ replicas, atMs: NOW - seconds * 1000 });

describe('stabilizeScaleDown', () => {
  it('holds the highest recommendation of the window, its edge included', () => {
    const log = [ago(301, 9), ago(300, 6), ago(60, 4)];
    expect(stabilizeScaleDown(log, 3, 300_000, NOW).replicas).toBe(6);
  });

  it('does not restrain growth', () => {
    expect(stabilizeScaleDown([ago(60, 4)], 7, 300_000, NOW).replicas).toBe(7);
  });

  it('remembers the recommendation, not what came of it, in the place of the last obsolete one', () => {
    const log = [ago(600, 10), ago(60, 4), ago(540, 9)];
    expect(stabilizeScaleDown(log, 3, 300_000, NOW).log).toEqual([log[0], log[1], ago(0, 3)]);
    expect(stabilizeScaleDown([ago(60, 4)], 3, 300_000, NOW).log).toEqual([ago(60, 4), ago(0, 3)]);
  });
});

describe('stabilizeBothWays', () => {
  it.each([
    ['grows to the least of the window', [ago(120, 4), ago(60, 5)], 7, 1, { up: 300, down: 0 }, 4],
    ['shrinks to the most of the window', [ago(120, 5), ago(60, 4)], 3, 100, { up: 0, down: 180 }, 5],
    ['knows each direction by its own window', [ago(120, 5), ago(60, 4)], 3, 100, { up: 0, down: 90 }, 4],
    ['leaves out the edge of a window', [ago(60, 5)], 3, 100, { up: 0, down: 60 }, 3],
    ['does not grow when it went down before', [ago(60, 3)], 1, 2, { up: 300, down: 300 }, 2],
    ['does not shrink when it went up before', [ago(60, 1)], 3, 2, { up: 300, down: 300 }, 2],
  ])('%s', (_, log, recommended, current, windows, replicas) => {
    expect(stabilizeBothWays(log, recommended, current, windows, NOW).replicas).toBe(replicas);
  });

  it('forgets what is older than both windows', () => {
    const log = [ago(400, 9), ago(200, 5)];
    expect(stabilizeBothWays(log, 3, 3, { up: 100, down: 300 }, NOW).log).toEqual([ago(0, 3), ago(200, 5)]);
  });
});

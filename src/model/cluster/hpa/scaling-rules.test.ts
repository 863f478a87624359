import { describe, expect, it } from 'vitest';
import {
  changeWithin,
  scaleDownLimit,
  scaleUpLimit,
  withEvent,
  type ScalingPolicy,
  type ScalingRules,
} from './scaling-rules.ts';

const NOW = 1e6;

function rules(
  policies: readonly ScalingPolicy[],
  selectPolicy: ScalingRules['selectPolicy'] = 'Max',
): ScalingRules {
  return { stabilizationWindowSeconds: 0, selectPolicy, policies, tolerance: null };
}

const pods = (value: number, periodSeconds = 60) => ({ type: 'Pods', value, periodSeconds }) as const;
const percent = (value: number, periodSeconds = 60) => ({ type: 'Percent', value, periodSeconds }) as const;
const event = (change: number, ago: number) => ({ change, atMs: NOW - ago * 1000 });
const NONE = { up: [], down: [] };

describe('scaleUpLimit', () => {
  it.each([
    ['the larger change by default', rules([pods(4), percent(100)]), 10, 20],
    ['the smaller one if asked to', rules([pods(4), percent(100)], 'Min'), 10, 14],
    ['a percentage, rounded up', rules([percent(1)]), 3, 4],
    ['none at all', rules([pods(4)], 'Disabled'), 10, 10],
    ['up to what the API can hold', rules([pods(2 ** 31 - 1)]), 10, 2 ** 31 - 1],
  ])('%s', (_, given, current, limit) => {
    expect(scaleUpLimit(current, NONE, given, NOW)).toBe(limit);
  });

  it('counts from the start of each period: what was added since is used up, what was removed is free', () => {
    const events = { up: [event(5, 100), event(9, 20)], down: [event(2, 10)] };
    expect(scaleUpLimit(100, events, rules([pods(50, 120)]), NOW)).toBe(100 - 14 + 2 + 50);
    expect(scaleUpLimit(100, events, rules([pods(50, 60)]), NOW)).toBe(100 - 9 + 2 + 50);
  });
});

describe('scaleDownLimit', () => {
  it.each([
    ['the larger change by default', rules([pods(20), percent(1)]), 100, 80],
    ['the smaller one if asked to', rules([pods(2), percent(50)], 'Min'), 5, 3],
    ['a percentage of what stays, cut off', rules([percent(50)]), 5, 2],
    ['none at all', rules([pods(4)], 'Disabled'), 10, 10],
  ])('%s', (_, given, current, limit) => {
    expect(scaleDownLimit(current, NONE, given, NOW)).toBe(limit);
  });

  it('counts from the start of each period', () => {
    const events = { up: [event(3, 5)], down: [event(10, 100), event(10, 20)] };
    expect(scaleDownLimit(100, events, rules([percent(10, 120)]), NOW)).toBe(Math.trunc(117 * 0.9));
  });
});

describe('scale events', () => {
  it('leave the period when they are exactly as old', () => {
    expect(changeWithin([event(7, 60), event(5, 59.9)], 60, NOW)).toBe(5);
  });

  it('are kept as long as any policy asks for them; then the last of them gives up its place', () => {
    const given = rules([pods(1, 30), percent(1, 120)]);
    const added = event(5, 0);
    expect(withEvent([event(7, 119), event(6, 1)], added, given)).toEqual([
      event(7, 119),
      event(6, 1),
      added,
    ]);
    expect(withEvent([event(7, 300), event(6, 200), event(1, 1)], added, given)).toEqual([
      event(7, 300),
      added,
      event(1, 1),
    ]);
  });
});

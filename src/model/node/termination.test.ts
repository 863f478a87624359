import { describe, expect, it } from 'vitest';
import { effectiveGraceSeconds, planTermination, sigkillSeconds } from './termination.ts';

describe('planTermination', () => {
  it.each([
    [30, 0, 0, 30],
    [30, 4900, 4900, 26],
    [10, 9500, 9500, 2],
    [10, 60_000, 10_000, 2],
    [1, 0, 0, 2],
    [0, 5000, 0, 2],
  ])('grace %i s, hook of %i ms: %i ms of it, then %i s', (grace, preStopMs, hookMs, seconds) => {
    const plan = planTermination(grace, preStopMs);
    expect([plan.hookMs, sigkillSeconds(plan.leftSeconds)]).toEqual([hookMs, seconds]);
  });

  it('takes the grace 0 of a deletion for one second', () => {
    expect([0, 1, 30].map(effectiveGraceSeconds)).toEqual([1, 1, 30]);
  });
});

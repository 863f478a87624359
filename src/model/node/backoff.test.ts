import { describe, expect, it } from 'vitest';
import { Backoff, CRASH_BACKOFF } from './backoff.ts';

/** Delays of a container that exits as soon as it has been started, in seconds. */
function delays(count: number): number[] {
  const backoff = new Backoff(CRASH_BACKOFF);
  let nowMs = 0;
  return Array.from({ length: count }, () => {
    const exitMs = nowMs;
    while (backoff.isInBackoffSince(exitMs, nowMs)) nowMs += 1000;
    backoff.next(exitMs, nowMs);
    return (nowMs - exitMs) / 1000;
  });
}

describe('Backoff', () => {
  it('lets the first restart pass, then waits 10 s, doubling up to 300 s', () => {
    expect(delays(9)).toEqual([0, 10, 20, 40, 80, 160, 300, 300, 300]);
  });

  it('begins anew after an exit more than twice the limit after the last start', () => {
    const backoff = new Backoff(CRASH_BACKOFF);
    for (const exitMs of [0, 1000, 2000]) backoff.next(exitMs, exitMs);
    expect(backoff.delayMs).toBe(40_000);
    expect(backoff.isInBackoffSince(602_000, 602_001)).toBe(true);
    expect(backoff.isInBackoffSince(602_001, 602_002)).toBe(false);
    backoff.next(602_001, 602_002);
    expect(backoff.delayMs).toBe(10_000);
  });

  it('forgets what nobody has asked for in that time', () => {
    const backoff = new Backoff(CRASH_BACKOFF);
    backoff.next(0, 0);
    expect(backoff.collectGarbage(600_000)).toBe(true);
    expect(backoff.collectGarbage(600_001)).toBe(false);
    expect(backoff.delayMs).toBe(0);
  });

  it('adds the jitter of the delay before', () => {
    const backoff = new Backoff({ initialMs: 100, maxMs: 1000, jitterMs: (delayMs) => delayMs / 10 });
    const seen = [0, 1, 2, 3].map((ms) => {
      backoff.next(ms, ms);
      return backoff.delayMs;
    });
    expect(seen).toEqual([110, 231, 485.1, 1000]);
  });

  it('measures from the last try as well', () => {
    const backoff = new Backoff(CRASH_BACKOFF);
    expect(backoff.isInBackoffSinceUpdate(0)).toBe(false);
    backoff.next(0, 0);
    expect(backoff.isInBackoffSinceUpdate(9999)).toBe(true);
    expect(backoff.isInBackoffSinceUpdate(10_000)).toBe(false);
    backoff.reset();
    expect(backoff.isInBackoffSinceUpdate(1)).toBe(false);
  });
});

import { describe, expect, it } from 'vitest';
import { RelistClock } from './relist-clock.ts';

describe('RelistClock', () => {
  it('shows a change at the end of the first relist that began after it', () => {
    // Relists of 10 ms, one second apart: [500, 510], [1510, 1520], [2520, 2530], …
    const clock = new RelistClock(500, () => 10);
    expect(clock.delayFrom(0)).toBe(510);
    expect(clock.delayFrom(500)).toBe(10);
    expect(clock.delayFrom(505)).toBe(1520 - 505);
    expect(clock.delayFrom(2521)).toBe(3540 - 2521);
  });
});

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

describe('RelistClock.delaySince', () => {
  it('is nothing when a relist has ended since, and else lasts until the end of the present one', () => {
    const clock = new RelistClock(500, () => 10);
    expect(clock.delaySince(0, 100)).toBe(410);
    expect(clock.delaySince(0, 600)).toBe(0);
    expect(clock.delaySince(510, 600)).toBe(920);
    expect(clock.delaySince(510, 1512)).toBe(8);
    // A look further ahead changes nothing.
    clock.delayFrom(1515);
    expect(clock.delaySince(510, 1516)).toBe(4);
  });
});

import { describe, expect, it } from 'vitest';
import { TimeAverage } from './time-average.ts';

describe('TimeAverage', () => {
  it('integrates steps', () => {
    const pods = new TimeAverage(10, 4);
    pods.set(20, 5);
    pods.set(20, 6); // two changes at one time: only the last has a width
    pods.set(30, 0);
    expect(pods.integral(30)).toBe(10 * 4 + 10 * 6);
    expect(pods.average(40)).toBe(100 / 30);
    expect(pods.value).toBe(0);
  });

  it('is the value itself before time passes', () => {
    expect(new TimeAverage(5, 7).average(5)).toBe(7);
  });

  it('forgets the warm-up but not the value', () => {
    const pods = new TimeAverage(0, 100);
    pods.set(10, 3);
    pods.restart(15);
    expect(pods.integral(25)).toBe(30);
    pods.set(25, 9);
    expect(pods.average(35)).toBe(6);
  });

  it('refuses to go back', () => {
    const pods = new TimeAverage(0, 1);
    pods.set(10, 2);
    expect(() => pods.set(9, 3)).toThrow('go back');
    expect(() => pods.integral(9)).toThrow('go back');
  });
});

import { describe, expect, it } from 'vitest';
import { logDomain, logTicks } from './log-axis.ts';

describe('logTicks', () => {
  it('has 1, 2 and 5 of each decade', () => {
    expect(logTicks(10, 500)).toEqual([10, 20, 50, 100, 200, 500]);
    expect(logTicks(33, 390)).toEqual([50, 100, 200]);
  });

  it('falls back to decades when there are many', () => {
    const ticks = logTicks(0.01, 1e5);
    expect(ticks.length).toBe(8);
    expect(ticks.every((tick) => Math.abs(Math.log10(tick) - Math.round(Math.log10(tick))) < 1e-9)).toBe(
      true,
    );
  });
});

describe('logDomain', () => {
  it.each([
    [23, 317, [20, 500]],
    [20, 500, [20, 500]],
    [50, 50, [50, 100]],
    [0.3, 0.4, [0.2, 0.5]],
  ])('holds %d to %d between ticks', (min, max, domain) => {
    expect(logDomain(min, max).map((edge) => Number(edge.toPrecision(9)))).toEqual(domain);
  });
});

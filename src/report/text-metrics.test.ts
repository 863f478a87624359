import { describe, expect, it } from 'vitest';
import { itemWidth, textWidth } from './text-metrics.ts';

describe('textWidth', () => {
  it('knows narrow letters from wide ones', () => {
    expect(textWidth('W', 100, false)).toBe(99);
    expect(textWidth('il', 100, false)).toBe(48);
    expect(textWidth('…', 100, false)).toBe(75);
  });

  it('counts bold type wider, and takes Vega’s default size', () => {
    expect(itemWidth({ fontWeight: 700, fontSize: 10 }, 'W')).toBeCloseTo(10.5, 1);
    expect(itemWidth({}, 'W')).toBeCloseTo(10.89, 9);
    expect(itemWidth({}, null)).toBe(0);
  });
});

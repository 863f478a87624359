import { describe, expect, it } from 'vitest';
import {
  formatClock,
  formatEstimate,
  formatNumber,
  formatPerRun,
  formatShare,
  hasInterval,
  shortenMiddle,
} from './format.ts';

const plain = (text: string) => text.replaceAll('\u00a0', ' ');

describe('formatNumber', () => {
  it.each([
    [0.25, 'ms', '250 µs'],
    [12.345, 'ms', '12.3 ms'],
    [999, 'ms', '999 ms'],
    [1234, 'ms', '1.23 s'],
    [600_000, 'ms', '10.0 min'],
    [0, 'ms', '0 ms'],
    [0.0023, 'share', '0.230 %'],
    [54_012, 'count', '54,012'],
    [4.8, 'count', '4.80'],
    [1.21, 'factor', '1.21 ×'],
    [200, 'perSecond', '200/s'],
    [-0.0001, 'count', '-0.000100'],
    [null, 'ms', '–'],
    [Number.NaN, 'share', '–'],
  ] as const)('%s %s is %s', (value, unit, text) => {
    expect(plain(formatNumber(value, unit))).toBe(text);
  });

  it.each([
    [166.4, '166'],
    [45.66, '45.7'],
    [8.5, '8.5'],
    [3, '3'],
    [0.04, '0.04'],
  ])('counts %d per run as %s', (value, text) => {
    expect(formatPerRun(value)).toBe(text);
  });

  it.each([
    [1, '100 %'],
    [0.949, '94.9 %'],
    [0.0514, '5.1 %'],
  ])('says a share of %d as %s', (value, text) => {
    expect(plain(formatShare(value))).toBe(text);
  });
});

describe('formatEstimate', () => {
  const format = (
    mean: number | null,
    ci95: [number, number] | null,
    unit: Parameters<typeof formatEstimate>[1],
    n = 10,
  ) => {
    const { value, interval } = formatEstimate({ mean, ci95, n }, unit);
    return [plain(value), plain(interval)];
  };

  it('gives mean and interval the same unit and decimals', () => {
    expect(format(0.0023, [0.0019, 0.0027], 'share')).toEqual(['0.23 %', '0.19–0.27']);
    expect(format(1893, [1848, 1938], 'ms')).toEqual(['1.89 s', '1.85–1.94']);
    expect(format(4.8, [2.8, 6.8], 'count')).toEqual(['4.8', '2.8–6.8']);
  });

  it('bounds a mean of zero from above', () => {
    expect(format(0, [0, 5.5e-5], 'share')).toEqual(['0 %', 'below 0.0055 %']);
  });

  it('never shows an interval without width as one', () => {
    expect(format(5, [5, 5], 'count')).toEqual(['5', 'the same in all 10']);
    expect(format(0, [0, 0], 'count')).toEqual(['0', 'the same in all 10']);
  });

  it('shows on which side of a limit it lies, even where the usual decimals do not', () => {
    const near = { mean: 143.4, ci95: [142, 145], n: 10 } as const;
    expect(plain(formatEstimate(near, 'ms').value)).toBe('143 ms');
    expect(plain(formatEstimate(near, 'ms', 143).value)).toBe('143.4 ms');
    expect(plain(formatEstimate(near, 'ms', 250).value)).toBe('143 ms');
    expect(formatEstimate({ ...near, ci95: [142, 143] }, 'ms', 143).interval).toBe('142.0–143.0');
  });

  it('knows an interval from none', () => {
    expect(hasInterval({ mean: 1, ci95: [0.9, 1.1], n: 2 })).toBe(true);
    expect(hasInterval({ mean: 1, ci95: [1, 1], n: 2 })).toBe(false);
    expect(hasInterval({ mean: 1, ci95: null, n: 1 })).toBe(false);
  });

  it('has nothing to say without a mean or an interval', () => {
    expect(format(null, null, 'ms')).toEqual(['–', '–']);
    expect(format(12, null, 'ms', 1)).toEqual(['12.0 ms', '–']);
  });
});

describe('formatClock', () => {
  it.each([
    [0, false, '0:00'],
    [65_400, false, '1:05'],
    [65_432.1, true, '1:05.432'],
    [59_999.6, true, '1:00.000'],
    [3_723_000, false, '1:02:03'],
  ])('%d ms (precise: %s) is %s', (ms, tenths, text) => {
    expect(formatClock(ms, tenths)).toBe(text);
  });
});

describe('shortenMiddle', () => {
  it('keeps the Deployment in front and the end, which tells pods apart', () => {
    expect(shortenMiddle('cartservice-6b7f9c4d58-r7xyt', 15)).toBe('cartservi…r7xyt');
    expect(shortenMiddle('web', 9)).toBe('web');
  });
});

import { describe, expect, it } from 'vitest';
import { parseRate, parseShare } from './rate.ts';

describe('parseRate', () => {
  it.each([
    ['200/s', 200],
    ['3/m', 0.05],
    ['1/h', 1 / 3600],
    ['0.5/s', 0.5],
  ])('%s is %d per second', (text, rate) => {
    expect(parseRate(text)).toBeCloseTo(rate, 12);
  });

  it.each(['200', '0/s', '-1/s', '200 /s', '200/d', '1e3/s', 'NaN/s', `${'9'.repeat(30)}/s`])(
    'refuses %j',
    (text) => {
      expect(parseRate(text)).toBeNull();
    },
  );
});

describe('parseShare', () => {
  it.each([
    [0.01, 0.01],
    ['1%', 0.01],
    ['100%', 1],
    [0, 0],
  ])('%j is %d', (value, share) => {
    expect(parseShare(value)).toBeCloseTo(share, 12);
  });

  it.each([1.01, -0.1, '101%', '1', 'x%', Number.NaN])('refuses %j', (value) => {
    expect(parseShare(value)).toBeNull();
  });
});

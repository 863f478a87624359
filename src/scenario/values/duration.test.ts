import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDuration, parseDuration } from './duration.ts';

describe('parseDuration', () => {
  it.each([
    ['250ms', 250],
    ['1m30s', 90_000],
    ['1.5h', 5_400_000],
    ['5us', 0.005],
    ['5µs', 0.005],
    ['5μs', 0.005],
    ['10ns', 1e-5],
    ['0s', 0],
    ['1h0m1s', 3_601_000],
  ])('%s is %d ms', (text, ms) => {
    expect(parseDuration(text)).toBeCloseTo(ms, 12);
  });

  it.each([
    '',
    '10',
    '10 s',
    '-1s',
    '+1s',
    '1S',
    '5m30',
    'NaNs',
    '1e3s',
    '.5s',
    '1.s',
    's',
    '1d',
    `${'9'.repeat(400)}h`,
  ])('refuses %j', (text) => {
    expect(parseDuration(text)).toBeNull();
  });
});

describe('formatDuration', () => {
  it.each([
    [0, '0s'],
    [90_000, '1m30s'],
    [3_600_000, '1h'],
    [250, '250ms'],
    [0.05, '50us'],
    [1500, '1.5s'],
  ])('%d ms is %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  it('writes what parses to the same microsecond', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e12 }), (microseconds) => {
        const ms = microseconds / 1000;
        expect(parseDuration(formatDuration(ms))).toBeCloseTo(ms, 3);
      }),
      { seed: 1, numRuns: 500 },
    );
  });
});

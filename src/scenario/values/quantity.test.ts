import { describe, expect, it } from 'vitest';
import { parseQuantity } from './quantity.ts';

describe('parseQuantity', () => {
  it.each([
    ['500m', 0.5],
    ['2', 2],
    [0.25, 0.25],
    ['.5', 0.5],
    ['128Mi', 134_217_728],
    ['1.5G', 1.5e9],
    ['1e3', 1000],
    ['100k', 100_000],
    ['3Ki', 3072],
  ] as const)('%s is %d', (text, expected) => {
    expect(parseQuantity(text)).toBeCloseTo(expected, 9);
  });

  it.each(['', 'm', '1 Gi', '-1', '1gb', '0x10', '1K', 'Infinity', -1, NaN])('refuses %s', (text) => {
    expect(parseQuantity(text)).toBeNull();
  });
});

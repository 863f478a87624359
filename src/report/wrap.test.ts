import { describe, expect, it } from 'vitest';
import { displayWidth, truncate, wrap } from './wrap.ts';

describe('displayWidth', () => {
  it.each([
    ['abc', 3],
    ['日本', 4],
    ['é', 1],
    ['e\u0301', 1],
    ['🚀', 2],
    ['✓ – …', 5],
  ])('%s takes %d columns', (text, columns) => {
    expect(displayWidth(text)).toBe(columns);
  });
});

describe('wrap', () => {
  it('breaks at spaces and keeps no-break spaces together', () => {
    expect(wrap('one two three', 8)).toEqual(['one two', 'three']);
    expect(wrap('lost 12\u00a0% of', 8)).toEqual(['lost', '12 % of']);
  });

  it('cuts words that are longer than a line', () => {
    expect(wrap('a abcdefghij b', 4)).toEqual(['a', 'abcd', 'efgh', 'ij b']);
    expect(wrap('日本語日本語', 5)).toEqual(['日本', '語日', '本語']);
  });
});

describe('truncate', () => {
  it('leaves what fits and ends the rest with an ellipsis', () => {
    expect(truncate('abcd', 4)).toBe('abcd');
    expect(truncate('abcde', 4)).toBe('abc…');
    expect(displayWidth(truncate('日本語日本語', 6))).toBeLessThanOrEqual(6);
  });
});

import { describe, expect, it } from 'vitest';
import { didYouMean, didYouMeanOrList, editDistance, nearest } from './suggest.ts';

describe('nearest', () => {
  it.each([
    ['replicatons', 'replications'],
    ['Replications', 'replications'],
    ['durtaion', 'duration'],
  ])('takes %s for %s', (name, expected) => {
    expect(nearest(name, ['title', 'replications', 'duration'])).toBe(expected);
  });

  it('is silent when nothing is near', () => {
    expect(nearest('at', ['to'])).toBeNull();
    expect(nearest('colour', ['replications', 'duration'])).toBeNull();
    expect(didYouMean('colour', [])).toBeNull();
  });
});

describe('editDistance', () => {
  it('counts a swap of neighbours once', () => {
    expect(editDistance('wbe', 'web')).toBe(1);
    expect(editDistance('kitten', 'sitting')).toBe(3);
    expect(editDistance('', 'abc')).toBe(3);
  });

  it('does not spend time on enormous names', () => {
    expect(editDistance('a'.repeat(1e6), 'a')).toBe(Infinity);
  });
});

describe('didYouMeanOrList', () => {
  it('lists all names, and says when there are more than anyone reads', () => {
    const names = (count: number): string[] => Array.from({ length: count }, (_, i) => `name-${i}`);
    expect(didYouMeanOrList('x', names(15), 'names')).toMatch(/^names: name-0, .*, name-14$/);
    expect(didYouMeanOrList('x', names(500), 'names')).toMatch(/, name-39, …$/);
  });
});

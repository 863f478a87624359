import { describe, expect, it } from 'vitest';
import { didYouMean, editDistance, nearest } from './suggest.ts';

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

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatPath, parsePath, valueAt } from './path.ts';

describe('paths', () => {
  it('read back as they were written', () => {
    const step = fc.oneof(fc.nat(1000), fc.string({ minLength: 1 }));
    fc.assert(
      fc.property(fc.array(step), (path) => {
        expect(parsePath(formatPath(path))).toEqual(path);
      }),
      { seed: 2, numRuns: 500 },
    );
  });

  it('are written as users write them', () => {
    expect(formatPath(['traffic', 0, 'timeout'])).toBe('traffic[0].timeout');
    expect(formatPath(['labels', 'app.kubernetes.io/name'])).toBe('labels["app.kubernetes.io/name"]');
  });

  it.each(['a[', 'a[x]', 'a..b', '.'])('%j is malformed', (text) => {
    expect(parsePath(text)).toBeNull();
  });

  it('see own members only', () => {
    expect(valueAt({}, ['constructor'])).toBeUndefined();
    expect(valueAt([1], ['length', 'x'])).toBeUndefined();
    expect(valueAt({ a: [{ b: 1 }] }, ['a', 0, 'b'])).toBe(1);
  });
});

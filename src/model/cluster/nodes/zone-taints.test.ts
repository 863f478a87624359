import { describe, expect, it } from 'vitest';
import { taintRate, zoneState } from './zone-taints.ts';

describe('a zone', () => {
  // Upstream: TestComputeZoneState, and the thresholds 0.55 and more than two nodes.
  it.each([
    [3, 0, 'normal'],
    [0, 1, 'fullDisruption'],
    [0, 3, 'fullDisruption'],
    [1, 2, 'normal'],
    [2, 3, 'partialDisruption'],
    [3, 3, 'normal'],
    [9, 11, 'partialDisruption'],
  ] as const)('with %i ready and %i silent nodes: %s', (ready, silent, expected) => {
    expect(zoneState(ready, silent)).toBe(expected);
  });

  it('is tainted at a tenth of a node per second; when it is disrupted more slowly, or not at all', () => {
    expect(taintRate('normal', 3)).toBe(0.1);
    expect(taintRate('fullDisruption', 3)).toBe(0.1);
    expect(taintRate('partialDisruption', 50)).toBe(0);
    expect(taintRate('partialDisruption', 51)).toBe(0.01);
  });
});

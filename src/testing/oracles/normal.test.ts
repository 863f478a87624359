import { expect, it } from 'vitest';
import { normalCdf } from './normal.ts';

// Abramowitz & Stegun, table 26.1.
it.each([
  [0, 0.5],
  [1, 0.841344746068543],
  [2, 0.97724986805182],
  [-3, 0.00134989803163],
  [5, 0.999999713348428],
])('normalCdf(%d) is as tabulated', (x, p) => {
  expect(normalCdf(x)).toBeCloseTo(p, 13);
});

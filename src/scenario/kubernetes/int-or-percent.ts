/** A number of pods, or a percentage: IntOrString of the API where it stands for a share. */
import * as z from 'zod';

const WORDS = 'expected a number of pods such as 1, or a percentage such as "25%"';

export const intOrPercent = z.union(
  [
    z.int({ error: WORDS }).min(0, { error: WORDS }),
    z.string({ error: WORDS }).regex(/^\d{1,6}%$/, { error: WORDS }),
  ],
  { error: WORDS },
);

export const atMostAll = intOrPercent.refine(
  (value) => typeof value === 'number' || Number.parseInt(value, 10) <= 100,
  { error: 'expected at most "100%"' },
);

export function isZero(value: number | string): boolean {
  return typeof value === 'number' ? value === 0 : Number.parseInt(value, 10) === 0;
}

/**
 * Many comparisons at once: Holm's step-down correction keeps the chance that any true "no difference" is called one
 * at the level of a single test, whatever the tests have in common, and is never weaker than Bonferroni's.
 *
 * @see Holm, Scandinavian Journal of Statistics 6 (1979) 65.
 */

/** [tests] The p-values, adjusted: each to be held against the level of the whole family. In the order given. */
export function holm(pValues: readonly number[]): number[] {
  const order = pValues.map((_, i) => i).toSorted((a, b) => pValues[a]! - pValues[b]!);
  const adjusted = pValues.map(() => 1);
  let largest = 0;
  order.forEach((index, rank) => {
    largest = Math.max(largest, Math.min(1, pValues[index]! * (pValues.length - rank)));
    adjusted[index] = largest;
  });
  return adjusted;
}

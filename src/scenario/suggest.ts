/**
 * "Did you mean …?": the nearest of the valid names to a name that is not one of them.
 */

/** Names beyond this many are left out of a list, with a sign that there are more. */
const LISTED = 40;

/** The nearest candidate within a third of the name's length (at least one edit), or `null`. */
export function nearest(name: string, candidates: Iterable<string>): string | null {
  const wanted = name.toLowerCase();
  let best: string | null = null;
  let bestDistance = Math.max(1, Math.floor(name.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(wanted, candidate.toLowerCase());
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

/** `did you mean "replications"?`, or `null`. */
export function didYouMean(name: string, candidates: Iterable<string>): string | null {
  const found = nearest(name, candidates);
  return found === null ? null : `did you mean ${JSON.stringify(found)}?`;
}

/** Hint for a name out of a short list: the nearest, or else the whole list. */
export function didYouMeanOrList(name: string, candidates: readonly string[], what: string): string {
  const more = candidates.length > LISTED ? ', …' : '';
  const list =
    candidates.length === 0
      ? `there are no ${what}`
      : `${what}: ${candidates.slice(0, LISTED).join(', ')}${more}`;
  return didYouMean(name, candidates) ?? list;
}

/**
 * Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment).
 * O(|a|·|b|); names beyond 200 characters are taken as far from everything.
 */
export function editDistance(a: string, b: string): number {
  if (a.length > 200 || b.length > 200) return Infinity;
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      let cost = Math.min(row[j - 1]! + 1, previous[j]! + 1, substitution);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) cost = Math.min(cost, beforePrevious[j - 2]! + 1);
      row.push(cost);
    }
    [beforePrevious, previous] = [previous, row];
  }
  return previous[b.length]!;
}

/** Coarser bins of counts, exact because counts add up; for charts whose marks would be thinner than a hair. */

/** How many source bins make one, so that at most `limit` remain. */
export function binWidth(count: number, limit: number): number {
  return Math.max(1, Math.ceil(count / limit));
}

/** Sums of each `width` consecutive values; the last sum may cover fewer. */
export function rebin(values: readonly number[], width: number): number[] {
  const sums: number[] = [];
  values.forEach((value, i) => {
    const bin = Math.floor(i / width);
    sums[bin] = (sums[bin] ?? 0) + value;
  });
  return sums;
}

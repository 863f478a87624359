/** The delays of the first customers of an M/M/1 queue that starts empty: their exact mean, and samples of it. */

/**
 * Mean delay in queue of the first `customers`, in the unit of the two means. An arrival that finds k customers waits k
 * service times on average; between two arrivals a customer departs before the next arrives with a fixed chance.
 * @see Kelton & Law, Operations Research 33 (1985) 378
 */
export function mm1MeanDelay(meanInterarrival: number, meanService: number, customers: number): number {
  const departsFirst = meanInterarrival / (meanInterarrival + meanService);
  let found = [1];
  let total = 0;
  for (let n = 0; n < customers; n++) {
    total += found.reduce((sum, chance, k) => sum + chance * k, 0) * meanService;
    found = nextArrivalFinds(found, departsFirst);
  }
  return total / customers;
}

/** Chances of the numbers found by the next arrival, from those of this one. */
function nextArrivalFinds(found: readonly number[], departsFirst: number): number[] {
  const next = Array.from({ length: found.length + 1 }, () => 0);
  found.forEach((chance, k) => {
    for (let departed = 0; departed <= k; departed++) {
      next[k + 1 - departed]! += chance * departsFirst ** departed * (1 - departsFirst);
    }
    next[0]! += chance * departsFirst ** (k + 1);
  });
  return next;
}

/** Mean delay of the first `customers` in one run, by Lindley's recurrence. @param uniform - draws from (0, 1) */
export function mm1SampleDelay(
  meanInterarrival: number,
  meanService: number,
  customers: number,
  uniform: () => number,
): number {
  let delay = 0;
  let total = 0;
  for (let n = 0; n < customers; n++) {
    total += delay;
    const service = -meanService * Math.log(uniform());
    delay = Math.max(0, delay + service + meanInterarrival * Math.log(uniform()));
  }
  return total / customers;
}

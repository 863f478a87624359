/** Users who think and wait: the closed M/M/c queue with a finite population. Steady state only. */

/**
 * Throughput and mean time in the system of `users` who think for an exponential time with mean `thinkTime` and are
 * served by `servers` for an exponential time with mean 1. O(users)
 * @see Gross & Harris, Fundamentals of Queueing Theory, §2.7 (machine repair); R = N / X − Z: Denning & Buzen, 1978
 */
export function machineRepair(
  users: number,
  thinkTime: number,
  servers: number,
): { readonly throughput: number; readonly response: number } {
  const weights = [1];
  for (let waiting = 0; waiting < users; waiting++) {
    const arrivals = (users - waiting) / thinkTime;
    weights.push((weights[waiting]! * arrivals) / Math.min(waiting + 1, servers));
  }
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const throughput = weights.reduce((sum, weight, n) => sum + weight * Math.min(n, servers), 0) / total;
  return { throughput, response: users / throughput - thinkTime };
}

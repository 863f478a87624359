/** The mean wait of a single server with Poisson arrivals and any service time (M/G/1). Means only. */

/**
 * Mean wait in the queue of M/G/1, first come first served, in units of the mean service time: ρ (1 + c²) / (2 (1 − ρ)).
 * @param utilization ρ = λ · E[S]; Infinity from 1 on
 * @param squaredCv c² = Var[S] / E[S]²: 0 for constant, 1 for exponential service
 * @see Pollaczek, 1930, and Khinchine, 1932; Kleinrock, Queueing Systems I, 1975, §5.6
 */
export function mg1MeanWait(utilization: number, squaredCv: number): number {
  return utilization >= 1 ? Infinity : (utilization * (1 + squaredCv)) / (2 * (1 - utilization));
}

/** Mean sojourn in M/G/1 under processor sharing, in units of the mean service time: 1 / (1 − ρ), whatever its distribution. */
export function mg1ProcessorSharingMeanSojourn(utilization: number): number {
  return utilization >= 1 ? Infinity : 1 / (1 - utilization);
}

/**
 * The steady state of one pod with Poisson arrivals, exponential service, c slots and room for K requests in all
 * (M/M/c/K): what a simulation without disturbances must come close to. It knows nothing of networks, timeouts or
 * several pods; a Service that spreads Poisson arrivals uniformly gives every pod Poisson arrivals.
 * @see D. Gross, C. Harris, Fundamentals of Queueing Theory, ch. 2
 */

export interface SteadyState {
  /** Arrivals × mean service time / slots; above 1 more arrives than can be served. */
  readonly offeredLoad: number;
  /** Share of busy slots, 0…1. */
  readonly utilization: number;
  /** Probability that an arrival finds the pod full and is turned away. */
  readonly blocking: number;
  /** Probability that an admitted request waits. */
  readonly waiting: number;
  /** Mean wait of admitted requests, in the unit of the service time. */
  readonly meanWait: number;
  /** Mean time in the pod (wait and service) of admitted requests. */
  readonly meanSojourn: number;
}

/**
 * @param rate arrivals per unit of time, > 0
 * @param meanService mean service time, > 0
 * @param slots requests served at once, c ≥ 1
 * @param queue requests waiting at most, K − c ≥ 0
 * O(c + K)
 */
export function steadyState(rate: number, meanService: number, slots: number, queue: number): SteadyState {
  const load = rate * meanService;
  const weights = stateWeights(load, slots, queue);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const probability = (n: number): number => weights[n]! / total;
  const blocking = probability(slots + queue);
  let meanQueue = 0;
  let allBusy = 0;
  for (let n = slots; n <= slots + queue; n++) {
    meanQueue += (n - slots) * probability(n);
    if (n < slots + queue) allBusy += probability(n);
  }
  const admitted = rate * (1 - blocking);
  const meanWait = meanQueue / admitted;
  return {
    offeredLoad: load / slots,
    utilization: (load * (1 - blocking)) / slots,
    blocking,
    waiting: allBusy / (1 - blocking),
    meanWait,
    meanSojourn: meanWait + meanService,
  };
}

/** Unnormalised p₀…p_K; scaled down on the way so that none overflows. */
function stateWeights(load: number, slots: number, queue: number): number[] {
  const weights = [1];
  for (let n = 1; n <= slots + queue; n++) {
    const next = (weights[n - 1]! * load) / Math.min(n, slots);
    weights.push(next);
    if (next > 1e200) for (let i = 0; i <= n; i++) weights[i]! *= 1e-200;
  }
  return weights;
}

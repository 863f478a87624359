/**
 * M/M/c/K in its steady state: Poisson arrivals, exponential service, `servers` servers, at most `capacity` in the
 * system, others lost; first come first served. One endpoint with a bounded queue is just that. M/M/c is the limit of
 * large `capacity`.
 */

/** Rates are per unit of time of the caller's choice. */
export interface MmckParameters {
  /** λ > 0 */
  readonly arrivalRate: number;
  /** μ > 0, of one server */
  readonly serviceRate: number;
  /** c ≥ 1 */
  readonly servers: number;
  /** K ≥ c, in service and queued together */
  readonly capacity: number;
}

/** The steady state. Sojourns are those of accepted arrivals, from arrival to departure. */
export interface Mmck {
  /** [capacity + 1] Probability of n in the system. */
  readonly stateProbabilities: Float64Array;
  /** Share of arrivals that are lost. */
  readonly blocking: number;
  /** Busy share of the servers. */
  readonly utilization: number;
  readonly meanSojourn: number;
  /** Mean time in the queue of accepted arrivals. */
  readonly meanWait: number;
  /** P(sojourn > t); absolute error about 1e-14. */
  sojournTail(t: number): number;
  /** The t with P(sojourn ≤ t) = q, 0 < q < 1, by bisection to a relative 1e-12. */
  sojournQuantile(q: number): number;
}

/**
 * Solves the birth-death chain.
 * @see Gross & Harris, Fundamentals of Queueing Theory, ch. 2 (M/M/c/K); by PASTA an accepted arrival meets n with
 * probability p(n) / (1 − p(K))
 */
export function mmck(parameters: MmckParameters): Mmck {
  const { arrivalRate, serviceRate, servers, capacity } = parameters;
  const p = stateProbabilities(parameters);
  const blocking = p[capacity]!;
  const acceptedRate = arrivalRate * (1 - blocking);
  const meanSojourn = p.reduce((sum, probability, n) => sum + n * probability, 0) / acceptedRate;
  const unfinished = unfinishedAfter(p, servers);
  const sojournTail = (t: number) => poissonMean(unfinished, servers * serviceRate * t);
  return {
    stateProbabilities: p,
    blocking,
    utilization: acceptedRate / (servers * serviceRate),
    meanSojourn,
    meanWait: meanSojourn - 1 / serviceRate,
    sojournTail,
    sojournQuantile: (q) => bisect((t) => sojournTail(t) > 1 - q, 1 / serviceRate),
  };
}

/** p(n) ∝ Π λ / (min(k, c) μ), by logarithms, so that no product overflows. */
function stateProbabilities({ arrivalRate, serviceRate, servers, capacity }: MmckParameters): Float64Array {
  const logs = new Float64Array(capacity + 1);
  for (let n = 1; n <= capacity; n++) {
    logs[n] = logs[n - 1]! + Math.log(arrivalRate / (Math.min(n, servers) * serviceRate));
  }
  const largest = logs.reduce((a, b) => Math.max(a, b));
  const weights = logs.map((log) => Math.exp(log - largest));
  const total = weights.reduce((sum, weight) => sum + weight);
  return weights.map((weight) => weight / total);
}

/**
 * h(j): the probability that an accepted arrival is not done after j ticks of a clock with rate c μ, at each of which one
 * server (idle ones too) finishes. An arrival that meets n waits for m = n − c + 1 ticks, if that is positive, and
 * is then missed by each tick with probability 1 − 1/c. So P(sojourn > t) = E h(Poisson(c μ t)): sums of positive
 * terms only, where the textbook's closed form subtracts (uniformization: Jensen, 1953).
 * Returned until the last m; beyond it h falls by the factor 1 − 1/c.
 */
function unfinishedAfter(p: Float64Array, servers: number): (ticks: number) => number {
  const accepted = 1 - p.at(-1)!;
  const missed = 1 - 1 / servers;
  const lastTicks = p.length - 1 - servers;
  const h = new Float64Array(lastTicks + 1);
  let inService = p.subarray(0, servers).reduce((sum, x) => sum + x, 0) / accepted;
  let waiting = 1 - inService;
  for (let ticks = 0; ticks <= lastTicks; ticks++) {
    if (ticks > 0) {
      const starts = p[servers - 1 + ticks]! / accepted;
      inService = inService * missed + starts;
      waiting -= starts;
    }
    h[ticks] = inService + Math.max(waiting, 0);
  }
  return (ticks) => (ticks <= lastTicks ? h[ticks]! : h[lastTicks]! * missed ** (ticks - lastTicks));
}

/** E f(N) for N Poisson with the given mean and f in [0, 1]. */
function poissonMean(f: (n: number) => number, mean: number): number {
  if (mean <= 0) return f(0);
  let sum = 0;
  let logProbability = -mean;
  for (let n = 0; n <= mean || logProbability > -45; n++) {
    sum += Math.exp(logProbability) * f(n);
    logProbability += Math.log(mean / (n + 1));
  }
  return sum;
}

/** The point at which `isBelow` turns false. */
function bisect(isBelow: (x: number) => boolean, scale: number): number {
  let low = 0;
  let high = scale;
  while (isBelow(high)) high *= 2;
  while (high - low > 1e-12 * high) {
    const middle = (low + high) / 2;
    if (isBelow(middle)) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

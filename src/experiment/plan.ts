/**
 * What has to be simulated: variants × replications as a list of jobs. Replication r has the same random streams in
 * every variant, so only its index is in the job. Who runs a job, and when, is the executor's business.
 */

/** One replication of one variant. */
export interface Job {
  /** Place in the plan; results are reduced in this order. */
  readonly index: number;
  readonly variant: number;
  readonly replication: number;
  /** Whether the control plane's timeline is wanted: only of the first replication of each variant. */
  readonly timeline: boolean;
}

/**
 * All variants of the first replication come first, then those of the second: an interrupted run leaves whole pairs.
 *
 * @param from - replications that are finished already; the jobs are those up to `replications`
 * @param only - run just the replication of this index.
 */
export function planJobs(plan: {
  readonly variants: number;
  readonly replications: number;
  readonly from?: number;
  readonly only?: number | undefined;
}): Job[] {
  const { variants, replications, from = 0, only } = plan;
  const indexes =
    only === undefined ? Array.from({ length: replications - from }, (_, index) => from + index) : [only];
  return indexes.flatMap((replication, row) =>
    Array.from({ length: variants }, (_, variant) => ({
      index: row * variants + variant,
      variant,
      replication,
      timeline: row === 0 && from === 0,
    })),
  );
}

/**
 * The order in which threads start the jobs. It is that of the plan, but for the last replications, one for each
 * thread: of those the longest jobs come first, so that no thread is left alone with a long one. The jobs of one
 * variant stay in order, and an interrupted run still leaves pairs.
 *
 * @param sizes - how long the jobs of each variant are expected to last, in any unit
 */
export function startOrder(jobs: readonly Job[], sizes: readonly number[], threads: number): Job[] {
  const body = Math.max(0, jobs.length - threads * sizes.length);
  const last = jobs.slice(body).toSorted((a, b) => (sizes[b.variant] ?? 0) - (sizes[a.variant] ?? 0));
  return [...jobs.slice(0, body), ...last];
}

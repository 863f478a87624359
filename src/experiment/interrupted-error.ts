/** The one way an experiment ends with neither a result nor a fault. */

/** The experiment was stopped before any replication had finished: there is nothing to report. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';
}

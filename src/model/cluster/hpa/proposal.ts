/** What one metric says about the number of replicas. */

export type Proposal = Proposed | Failed;

export interface Proposed {
  readonly replicas: number;
  /** The metric's present value in thousandths: the average of the pods, or the total for a `Value` target. */
  readonly usageMilli: number;
  /** Whole percent of the requests; `null` for metrics that are not measured against requests. */
  readonly utilizationPercent: number | null;
}

/** The metric cannot be had or makes no sense; the words are for the user. */
export interface Failed {
  readonly failure: string;
}

/** Tells a failure from a success. */
export function hasFailed(result: object): result is Failed {
  return 'failure' in result;
}

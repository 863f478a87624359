/** From a job that a thread could not finish to words for the user: which replication it was, and how to see it again. */
import { CapacityError, RunError, UsageError } from '../base/errors.ts';
import type { Job } from './plan.ts';
import { replicationSeed } from './seeds.ts';
import { JobFailure } from './worker-pool.ts';

interface JobContext {
  readonly seed: string;
  /** What the variant of a job is called; `undefined` where there is none. */
  readonly nameOf: (variant: number) => string | undefined;
  /** The command that runs one job again. */
  readonly replayCommand: (job: Job) => string;
}

/** Any other error as it is. */
export function explained(error: unknown, { seed, nameOf, replayCommand }: JobContext): unknown {
  if (!(error instanceof JobFailure)) return error;
  const { job, cause, message } = error;
  const own = replicationSeed(seed, job.replication);
  const name = `replication ${job.replication} of ${nameOf(job.variant) ?? `variant ${job.variant}`}`;
  if (cause instanceof CapacityError) return new UsageError(`${name} (seed ${own}) is too large: ${message}`);
  return new RunError(`${name} (seed ${own}) could not be finished: ${message}`, {
    job: name,
    seed: own,
    replay: replayCommand(job),
    cause,
  });
}

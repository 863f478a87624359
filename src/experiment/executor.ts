/**
 * Runs the jobs of an experiment, in worker threads or in this one, and hands their results over in job order however
 * they finish: the reduction, and so every byte of the result, does not depend on the number of workers.
 */
import type { DigestStore } from './checkpoint.ts';
import type { ReplicationDigest } from './digest.ts';
import { InJobOrder } from './in-job-order.ts';
import { expectedRequests } from './offered-load.ts';
import { startOrder } from './plan.ts';
import type { Job } from './plan.ts';
import { replicate } from './replicate.ts';
import type { JobSetup } from './replicate.ts';
import { JobFailure, runInWorkers } from './worker-pool.ts';
import type { JobHooks } from './worker-pool.ts';

export interface ExecuteRequest {
  readonly setup: JobSetup;
  readonly jobs: readonly Job[];
  /** Threads; 0 runs the jobs in this thread, which then answers to nothing else until a job ends. */
  readonly workers: number;
  readonly signal?: AbortSignal | undefined;
  /** Jobs it has are taken from it instead of being run; the others are put into it as they finish. */
  readonly store?: DigestStore | undefined;
  /** Called in the order of replications, each variant for itself; after an abort jobs may be missing. */
  readonly onDigest: (job: Job, digest: ReplicationDigest) => void;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

export interface Progress {
  /** Jobs. */
  readonly finished: number;
  readonly total: number;
  /** Requests that have arrived so far in all jobs that were run, warm-up included. */
  readonly requests: number;
}

interface Delivery {
  /** What was stored before is read when its turn has come. */
  readonly digest: () => ReplicationDigest;
  readonly done: () => void;
}

/** @throws JobFailure */
export async function execute(request: ExecuteRequest): Promise<void> {
  const { setup, workers, signal, store, onDigest } = request;
  const order = new InJobOrder<Delivery>(setup.simulations.length, (job, { digest, done }) => {
    onDigest(job, digest());
    done();
  });
  const progress = new ProgressCount(request.jobs.length, request.onProgress);
  const jobs = request.jobs.filter((job) => store?.has(job) !== true);
  for (const job of request.jobs) {
    if (store?.has(job) !== true) continue;
    order.take(job, { digest: () => store.read(job), done: () => undefined });
    progress.finish(job, 0);
  }
  const hooks: JobHooks = {
    onFinished: (job, digest, done) => {
      store?.store(job, digest);
      order.take(job, { digest: () => digest, done });
      progress.finish(job, digest.arrivals);
    },
    onProgress: (job, requests) => progress.advance(job, requests),
  };
  if (workers === 0) await runHere({ ...request, jobs }, hooks);
  else {
    const sizes = setup.simulations.map(expectedRequests);
    await runInWorkers({ setup, jobs: startOrder(jobs, sizes, workers), workers, signal, ...hooks });
  }
  order.release();
}

async function runHere({ setup, jobs, signal }: ExecuteRequest, hooks: JobHooks): Promise<void> {
  for (const job of jobs) {
    // A turn of the event loop, so that signals and timers are heard between jobs.
    await new Promise((resolve) => setImmediate(resolve));
    if (signal?.aborted === true) return;
    hooks.onFinished(job, replicateHere(setup, job, hooks), () => undefined);
  }
}

function replicateHere(setup: JobSetup, job: Job, hooks: JobHooks): ReplicationDigest {
  try {
    return replicate(setup, job, (requests) => {
      hooks.onProgress(job, requests);
      return true;
    });
  } catch (error) {
    throw new JobFailure(job, error);
  }
}

class ProgressCount {
  private readonly total: number;
  private readonly report: ((progress: Progress) => void) | undefined;
  private readonly running = new Map<number, number>();
  private finished = 0;
  private finishedRequests = 0;

  constructor(total: number, report: ((progress: Progress) => void) | undefined) {
    this.total = total;
    this.report = report;
  }

  advance(job: Job, requests: number): void {
    this.running.set(job.index, requests);
    this.tell();
  }

  finish(job: Job, requests: number): void {
    this.finishedRequests += requests;
    this.running.delete(job.index);
    this.finished++;
    this.tell();
  }

  private tell(): void {
    const running = [...this.running.values()].reduce((sum, requests) => sum + requests, 0);
    this.report?.({
      finished: this.finished,
      total: this.total,
      requests: this.finishedRequests + running,
    });
  }
}

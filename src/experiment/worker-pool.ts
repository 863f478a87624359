/**
 * A pool of worker threads, made for one list of jobs: each is started once, with the whole list, takes its turns by
 * itself and ends when there are none. Results come in any order. One failure, or an abort, ends all threads.
 */
import { Worker } from 'node:worker_threads';
import { assert, present } from '../base/assert.ts';
import { CapacityError } from '../base/errors.ts';
import type { ReplicationDigest } from './digest.ts';
import type { Job } from './plan.ts';
import type { JobSetup } from './replicate.ts';
import { openSeal } from './share.ts';
import { SharedTurns } from './shared-turns.ts';
import type { WorkerMessage, WorkerPlan } from './worker.ts';

/** A job that could not be finished, and why. */
export class JobFailure extends Error {
  override readonly name = 'JobFailure';
  readonly job: Job;

  constructor(job: Job, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.job = job;
  }
}

export interface JobHooks {
  /** Gets the result of a job, and what to call when it is done with it. */
  readonly onFinished: (job: Job, digest: ReplicationDigest, done: () => void) => void;
  /** Requests of `job` that have arrived so far. */
  readonly onProgress: (job: Job, requests: number) => void;
}

export interface PoolRequest extends JobHooks {
  readonly setup: JobSetup;
  /** In the order of their start. */
  readonly jobs: readonly Job[];
  /** Threads at most, ≥ 1. */
  readonly workers: number;
  /** Ends the threads at once, wherever they are; the promise then resolves. */
  readonly signal?: AbortSignal | undefined;
  /** Starts a thread; another one than {@link spawnWorker} only in tests. */
  readonly spawn?: (plan: WorkerPlan) => Worker;
}

/** The class of an error does not come through between threads. */
function causeOf({ error, isTooLarge }: WorkerMessage & { readonly type: 'failed' }): unknown {
  return isTooLarge && error instanceof Error ? new CapacityError(error.message) : error;
}

/** Runs all jobs. @throws JobFailure of the first job that failed. */
export async function runInWorkers(request: PoolRequest): Promise<void> {
  const { jobs, signal, setup, spawn = spawnWorker } = request;
  const lanes = Math.min(request.workers, jobs.length);
  const turns = SharedTurns.forLanes(lanes, jobs.length);
  const stop = new AbortController();
  const onAbort = (): void => stop.abort();
  signal?.addEventListener('abort', onAbort, { once: true });
  if (signal?.aborted === true) stop.abort();
  let finished = 0;
  const onFinished: JobHooks['onFinished'] = (job, digest, done) => {
    finished++;
    request.onFinished(job, digest, done);
  };
  const run = async (lane: number): Promise<void> => {
    if (stop.signal.aborted) return;
    const worker = spawn({ setup, jobs, turns: turns.memory, lane });
    // A thread that crashes while it is being stopped has no job to blame; unheard, its error would end the process.
    worker.on('error', () => undefined);
    try {
      await listen(worker, () => turns.heldBy(lane), stop.signal, { ...request, onFinished });
    } catch (error) {
      stop.abort();
      throw error;
    } finally {
      await worker.terminate();
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: lanes }, (_, lane) => run(lane)));
  signal?.removeEventListener('abort', onAbort);
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  assert(stop.signal.aborted || finished === jobs.length, 'every job was finished');
}

/**
 * Hears one thread until it ends or is to be stopped. Whatever ends it in the middle of a job is a failure of the job.
 *
 * @param held - the turn it has not ended
 */
function listen(
  worker: Worker,
  held: () => number | null,
  stop: AbortSignal,
  { jobs, onFinished, onProgress }: Pick<PoolRequest, 'jobs' | 'onFinished' | 'onProgress'>,
): Promise<void> {
  const jobOf = (turn: number): Job => present(jobs[turn], 'a turn is a place in the list of jobs');
  return new Promise((resolve, reject) => {
    const settle = (act: () => void): void => {
      stop.removeEventListener('abort', onStop);
      worker.off('message', onMessage).off('error', onCrash).off('exit', onExit);
      act();
    };
    const onStop = (): void => settle(resolve);
    const onCrash = (cause: unknown): void => {
      const turn = held();
      settle(() => reject(turn === null ? cause : new JobFailure(jobOf(turn), cause)));
    };
    const onExit = (code: number): void => {
      if (code === 0 && held() === null) settle(resolve);
      else onCrash(new Error(`its thread ended unexpectedly (exit code ${code})`));
    };
    const hear = (message: WorkerMessage): void => {
      const job = jobOf(message.turn);
      if (message.type === 'progress') return onProgress(job, message.requests);
      if (message.type === 'failed') return settle(() => reject(new JobFailure(job, causeOf(message))));
      const { message: digest, seal } = message.sealed;
      onFinished(job, digest, () => openSeal(seal));
    };
    const onMessage = (message: WorkerMessage): void => {
      try {
        hear(message);
      } catch (error) {
        settle(() => reject(error));
      }
    };
    stop.addEventListener('abort', onStop);
    worker.on('message', onMessage).on('error', onCrash).on('exit', onExit);
  });
}

/**
 * A thread running worker.ts. Built, that is plain JavaScript. From the sources (development, tests) the thread first
 * registers a TypeScript loader in itself: `execArgv: ['--import', 'tsx']` is ignored in threads of Node 20
 * (tsx issue #354, Node.js issue #47747).
 */
function spawnWorker(plan: WorkerPlan): Worker {
  if (!import.meta.url.endsWith('.ts')) {
    return new Worker(new URL('./worker.js', import.meta.url), { workerData: plan });
  }
  const loader = JSON.stringify(import.meta.resolve('tsx/esm/api'));
  const entry = JSON.stringify(new URL('./worker.ts', import.meta.url).href);
  const boot = `import { register } from ${loader}; register(); await import(${entry});`;
  return new Worker(new URL(`data:text/javascript,${encodeURIComponent(boot)}`), { workerData: plan });
}

/**
 * A pool of worker threads, made for one list of jobs: each lane is a thread that takes the next job from the list
 * until there is none, and then ends. Outputs come in any order. One failure, or an abort, ends all lanes.
 */
import { Worker } from 'node:worker_threads';
import { present } from '../base/assert.ts';
import type { ReplicationOutput } from '../model/output.ts';
import type { Job } from './plan.ts';
import type { JobSetup } from './replicate.ts';
import type { WorkerMessage } from './worker.ts';

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
  readonly onOutput: (job: Job, output: ReplicationOutput) => void;
  /** Requests of `job` that have arrived so far. */
  readonly onProgress: (job: Job, requests: number) => void;
}

export interface PoolRequest extends JobHooks {
  readonly setup: JobSetup;
  readonly jobs: readonly Job[];
  /** Threads at most, ≥ 1. */
  readonly workers: number;
  /** Ends the threads at once, wherever they are; the promise then resolves. */
  readonly signal?: AbortSignal | undefined;
  /** Starts a thread; another one than {@link spawnWorker} only in tests. */
  readonly spawn?: (setup: JobSetup) => Worker;
}

/** Runs all jobs. @throws JobFailure of the first job that failed. */
export async function runInWorkers(request: PoolRequest): Promise<void> {
  const { jobs, signal, setup, spawn = spawnWorker } = request;
  const waiting = [...jobs];
  const stop = new AbortController();
  const onAbort = (): void => stop.abort();
  signal?.addEventListener('abort', onAbort, { once: true });
  if (signal?.aborted === true) stop.abort();
  const lane = async (): Promise<void> => {
    const worker = spawn(setup);
    // A thread that crashes while it is being stopped has no job to blame; unheard, its error would end the process.
    worker.on('error', () => undefined);
    try {
      await serve(worker, waiting, stop.signal, request);
    } catch (error) {
      stop.abort();
      throw error;
    } finally {
      await worker.terminate();
    }
  };
  const lanes = Array.from({ length: Math.min(request.workers, jobs.length) }, lane);
  const ends = await Promise.allSettled(lanes);
  signal?.removeEventListener('abort', onAbort);
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}

/** One thread, until no job is left. */
async function serve(worker: Worker, waiting: Job[], stop: AbortSignal, hooks: JobHooks): Promise<void> {
  while (waiting.length > 0 && !stop.aborted) {
    const job = present(waiting.shift(), 'a job is waiting');
    const output = await ask(worker, job, stop, hooks);
    if (output === null) return;
    hooks.onOutput(job, output);
  }
}

/** One job on one thread; `null` when it was stopped. Whatever ends the thread meanwhile is a failure of the job. */
function ask(
  worker: Worker,
  job: Job,
  stop: AbortSignal,
  hooks: JobHooks,
): Promise<ReplicationOutput | null> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void): void => {
      stop.removeEventListener('abort', onStop);
      worker.off('message', onMessage).off('error', fail).off('exit', onExit);
      act();
    };
    const onStop = (): void => settle(() => resolve(null));
    const fail = (cause: unknown): void => settle(() => reject(new JobFailure(job, cause)));
    const onExit = (code: number): void =>
      fail(new Error(`its thread ended unexpectedly (exit code ${code})`));
    const onMessage = (message: WorkerMessage): void => {
      if (message.type === 'progress') hooks.onProgress(job, message.requests);
      else if (message.type === 'failed') fail(message.error);
      else settle(() => resolve(message.output));
    };
    stop.addEventListener('abort', onStop);
    worker.on('message', onMessage).on('error', fail).on('exit', onExit);
    worker.postMessage(job, []);
  });
}

/**
 * A thread running worker.ts. Built, that is plain JavaScript. From the sources (development, tests) the thread first
 * registers a TypeScript loader in itself: `execArgv: ['--import', 'tsx']` is ignored in threads of Node 20
 * (tsx issue #354, Node.js issue #47747).
 */
function spawnWorker(setup: JobSetup): Worker {
  if (!import.meta.url.endsWith('.ts')) {
    return new Worker(new URL('./worker.js', import.meta.url), { workerData: setup });
  }
  const loader = JSON.stringify(import.meta.resolve('tsx/esm/api'));
  const entry = JSON.stringify(new URL('./worker.ts', import.meta.url).href);
  const boot = `import { register } from ${loader}; register(); await import(${entry});`;
  return new Worker(new URL(`data:text/javascript,${encodeURIComponent(boot)}`), { workerData: setup });
}

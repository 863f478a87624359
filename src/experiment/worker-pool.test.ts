import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { planJobs } from './plan.ts';
import type { JobSetup } from './replicate.ts';
import { CapacityError } from '../base/errors.ts';
import { JobFailure, runInWorkers } from './worker-pool.ts';
import type { WorkerPlan } from './worker.ts';

const SETUP: JobSetup = { simulations: [], seed: 'seed', key: [1, 2, 3, 4] };

/** A thread that does `work`, statements over `job`, `say` and `finish`, in each of its turns. */
function threadThat(work: string): (plan: WorkerPlan) => Worker {
  const code = `const { parentPort, workerData } = require('node:worker_threads');
    const { jobs, turns, lane } = workerData;
    const take = () => Atomics.add(turns, 0, 1);
    for (let turn = take(); turn < jobs.length; turn = take()) {
      Atomics.store(turns, 1 + lane, turn + 1);
      const job = jobs[turn];
      const say = (message) => parentPort.postMessage({ turn, ...message });
      const finish = () => say({ type: 'finished', sealed: { message: { arrivals: job.index }, seal: new Int32Array(1) } });
      ${work}
      Atomics.store(turns, 1 + lane, 0);
    }`;
  return (plan) => new Worker(code, { eval: true, workerData: plan });
}

async function run(
  spawn: (plan: WorkerPlan) => Worker,
  options: { workers?: number; signal?: AbortSignal; jobs?: number; onProgress?: () => void } = {},
) {
  const finished: number[] = [];
  const progress: number[] = [];
  const { workers = 2, signal, jobs = 5, onProgress } = options;
  await runInWorkers({
    setup: SETUP,
    jobs: planJobs({ variants: 1, replications: jobs }),
    workers,
    signal,
    spawn,
    onFinished: (_job, digest, done) => {
      finished.push(digest.arrivals);
      done();
    },
    onProgress: (_job, requests) => {
      progress.push(requests);
      onProgress?.();
    },
  });
  return { finished, progress };
}

const OBEDIENT = `say({ type: 'progress', requests: job.index }); finish();`;

const ascending = (values: readonly number[]): number[] => values.toSorted((a, b) => a - b);

describe('runInWorkers', () => {
  it.each([1, 2, 4])('runs every job once on %d threads', async (workers) => {
    const { finished, progress } = await run(threadThat(OBEDIENT), { workers });
    expect(ascending(finished)).toEqual([0, 1, 2, 3, 4]);
    expect(ascending(progress)).toEqual([0, 1, 2, 3, 4]);
  });

  it('starts no more threads than there are jobs, and ends them all', async () => {
    const started: Worker[] = [];
    const spawn = (plan: WorkerPlan): Worker => {
      const worker = threadThat(OBEDIENT)(plan);
      started.push(worker);
      return worker;
    };
    await run(spawn, { workers: 8, jobs: 2 });
    expect(started).toHaveLength(2);
    expect(started.every((worker) => worker.threadId === -1)).toBe(true);
  });

  it('names the job whose simulation threw', async () => {
    const spawn = threadThat(
      `if (job.index === 2) { say({ type: 'failed', error: new Error('books') }); break; } finish();`,
    );
    const failure = await run(spawn).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(JobFailure);
    expect((failure as JobFailure).job.replication).toBe(2);
    expect((failure as JobFailure).message).toBe('books');
  });

  it('knows a job that was too large from one that failed', async () => {
    const spawn = threadThat(
      `if (job.index === 2) { say({ type: 'failed', error: new Error('rows'), isTooLarge: true }); break; } finish();`,
    );
    const failure = await run(spawn).catch((error: unknown) => error);
    expect((failure as JobFailure).cause).toEqual(new CapacityError('rows'));
    expect((failure as JobFailure).cause).toBeInstanceOf(CapacityError);
  });

  it('names the job whose thread ended or crashed', async () => {
    const exit = await run(threadThat('if (job.index === 3) process.exit(7); finish();')).catch(
      (error: unknown) => error,
    );
    expect((exit as JobFailure).message).toContain('exit code 7');
    expect((exit as JobFailure).job.replication).toBe(3);
    const crash = await run(threadThat("throw new RangeError('boom')")).catch((error: unknown) => error);
    expect((crash as JobFailure).message).toBe('boom');
    expect(crash).toBeInstanceOf(JobFailure);
  });

  it('stops threads in the middle of a job when it is aborted, keeping what had finished', async () => {
    const stop = new AbortController();
    const spawn = threadThat(
      `if (job.index === 0) { finish(); continue; } say({ type: 'progress', requests: 1 }); for (;;);`,
    );
    const finished: number[] = [];
    await runInWorkers({
      setup: SETUP,
      jobs: planJobs({ variants: 1, replications: 5 }),
      workers: 2,
      signal: stop.signal,
      spawn,
      onFinished: (job) => finished.push(job.index),
      onProgress: () => stop.abort(),
    });
    expect(finished.length).toBeLessThan(2);
  });

  it('runs nothing when it was aborted before', async () => {
    const { finished } = await run(threadThat(OBEDIENT), { signal: AbortSignal.abort() });
    expect(finished).toEqual([]);
  });

  it('stops threads that wait for their results to be taken in', async () => {
    const stop = new AbortController();
    const asleep = `finish(); say({ type: 'progress', requests: 1 }); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);`;
    const { finished } = await run(threadThat(asleep), {
      signal: stop.signal,
      onProgress: () => stop.abort(),
    });
    expect(finished.length).toBeGreaterThan(0);
  });

  it('fails when a result cannot be taken in', async () => {
    const refusing = runInWorkers({
      setup: SETUP,
      jobs: planJobs({ variants: 1, replications: 5 }),
      workers: 2,
      spawn: threadThat(OBEDIENT),
      onFinished: () => {
        throw new Error('unlike the others');
      },
      onProgress: () => undefined,
    });
    await expect(refusing).rejects.toThrow('unlike the others');
  });

  it('fails when a thread cannot be started, or leaves jobs behind', async () => {
    const broken = (): Worker => new Worker('throw new Error("no such module")', { eval: true });
    await expect(run(broken)).rejects.toThrow('no such module');
    const idle = (): Worker => new Worker('', { eval: true });
    await expect(run(idle)).rejects.toThrow('every job was finished');
  });
});

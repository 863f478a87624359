import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import type { ReplicationOutput } from '../model/output.ts';
import { planJobs } from './plan.ts';
import type { Job } from './plan.ts';
import type { JobSetup } from './replicate.ts';
import { JobFailure, runInWorkers } from './worker-pool.ts';

const SETUP: JobSetup = { simulations: [], key: [1, 2, 3, 4] };

/** A thread that answers every job by `answer`, an expression over `job` and `say`. */
function threadThat(answer: string): () => Worker {
  const code = `const { parentPort } = require('node:worker_threads');
    const say = (message) => parentPort.postMessage(message);
    parentPort.on('message', (job) => { ${answer} });`;
  return () => new Worker(code, { eval: true });
}

async function run(
  spawn: () => Worker,
  options: { workers?: number; signal?: AbortSignal; jobs?: number } = {},
) {
  const finished: number[] = [];
  const progress: number[] = [];
  const { workers = 2, signal, jobs = 5 } = options;
  await runInWorkers({
    setup: SETUP,
    jobs: planJobs({ variants: 1, replications: jobs }),
    workers,
    signal,
    spawn,
    onOutput: (_job: Job, output: ReplicationOutput) => finished.push(output.requests),
    onProgress: (_job: Job, requests: number) => progress.push(requests),
  });
  return { finished, progress };
}

const OBEDIENT = `say({ type: 'progress', requests: job.index }); say({ type: 'finished', output: { requests: job.index } });`;

const ascending = (values: readonly number[]): number[] => values.toSorted((a, b) => a - b);

describe('runInWorkers', () => {
  it.each([1, 2, 4])('runs every job once on %d threads', async (workers) => {
    const { finished, progress } = await run(threadThat(OBEDIENT), { workers });
    expect(ascending(finished)).toEqual([0, 1, 2, 3, 4]);
    expect(ascending(progress)).toEqual([0, 1, 2, 3, 4]);
  });

  it('starts no more threads than there are jobs, and ends them all', async () => {
    const started: Worker[] = [];
    const spawn = (): Worker => {
      const worker = threadThat(OBEDIENT)();
      started.push(worker);
      return worker;
    };
    await run(spawn, { workers: 8, jobs: 2 });
    expect(started).toHaveLength(2);
    expect(started.every((worker) => worker.threadId === -1)).toBe(true);
  });

  it('names the job whose simulation threw', async () => {
    const spawn = threadThat(
      `job.index === 2 ? say({ type: 'failed', error: new Error('books') }) : say({ type: 'finished', output: { requests: 0 } })`,
    );
    const failure = await run(spawn).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(JobFailure);
    expect((failure as JobFailure).job.replication).toBe(2);
    expect((failure as JobFailure).message).toBe('books');
  });

  it('names the job whose thread ended or crashed', async () => {
    const exit = await run(threadThat('process.exit(7)')).catch((error: unknown) => error);
    expect((exit as JobFailure).message).toContain('exit code 7');
    const crash = await run(threadThat("throw new RangeError('boom')")).catch((error: unknown) => error);
    expect((crash as JobFailure).message).toBe('boom');
    expect(crash).toBeInstanceOf(JobFailure);
  });

  it('stops threads in the middle of a job when it is aborted, keeping what had finished', async () => {
    const stop = new AbortController();
    const spawn = threadThat(
      `if (job.index === 0) { say({ type: 'finished', output: { requests: 0 } }); return; } say({ type: 'progress', requests: 1 }); for (;;);`,
    );
    const finished: number[] = [];
    await runInWorkers({
      setup: SETUP,
      jobs: planJobs({ variants: 1, replications: 5 }),
      workers: 2,
      signal: stop.signal,
      spawn,
      onOutput: (job) => finished.push(job.index),
      onProgress: () => stop.abort(),
    });
    expect(finished.length).toBeLessThan(2);
  });

  it('runs nothing when it was aborted before', async () => {
    const { finished } = await run(threadThat(OBEDIENT), { signal: AbortSignal.abort() });
    expect(finished).toEqual([]);
  });
});

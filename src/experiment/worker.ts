/**
 * Entry of a worker thread: takes jobs by message, one at a time, and answers with progress, with the output (its
 * arrays in shared memory) or with the error. It ends when the pool ends it.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { present } from '../base/assert.ts';
import type { ReplicationOutput } from '../model/output.ts';
import type { Job } from './plan.ts';
import { replicate } from './replicate.ts';
import type { JobSetup } from './replicate.ts';
import { shared } from './share.ts';

/** What a worker says. */
export type WorkerMessage =
  /** Requests of the current job that have arrived so far. */
  | { readonly type: 'progress'; readonly requests: number }
  | { readonly type: 'finished'; readonly output: ReplicationOutput }
  | { readonly type: 'failed'; readonly error: unknown };

const port = present(parentPort, 'worker.ts runs as a worker thread');
const setup = workerData as JobSetup;

function say(message: WorkerMessage): void {
  port.postMessage(message);
}

port.on('message', (job: Job) => {
  try {
    const output = replicate(setup, job, (requests) => {
      say({ type: 'progress', requests });
      return true;
    });
    say({ type: 'finished', output: shared(output) });
  } catch (error) {
    say({ type: 'failed', error });
  }
});

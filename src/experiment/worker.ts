/**
 * Entry of a worker thread: takes jobs from the list until there are none, and then ends. It says what it has to say
 * by messages, and listens to nobody: what it shares with the other threads is memory.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { present } from '../base/assert.ts';
import { CapacityError } from '../base/errors.ts';
import type { ReplicationDigest } from './digest.ts';
import type { Job } from './plan.ts';
import { replicate } from './replicate.ts';
import type { JobSetup } from './replicate.ts';
import { Envelope } from './share.ts';
import type { Sealed } from './share.ts';
import { applyV8Options } from './v8-options.ts';
import { SharedTurns } from './shared-turns.ts';

/** What a worker is given once, at its start. */
export interface WorkerPlan {
  readonly setup: JobSetup;
  /** A job is named by its place in this list. */
  readonly jobs: readonly Job[];
  /** Memory of the {@link SharedTurns} at the jobs. */
  readonly turns: Int32Array;
  readonly lane: number;
}

/** What a worker says. */
export type WorkerMessage =
  /** Requests of the job that have arrived so far. */
  | { readonly type: 'progress'; readonly turn: number; readonly requests: number }
  | { readonly type: 'finished'; readonly turn: number; readonly sealed: Sealed<ReplicationDigest> }
  | { readonly type: 'failed'; readonly turn: number; readonly error: unknown; readonly isTooLarge: boolean };

/**
 * Results on their way, per thread. When the main thread has not yet taken in so many, the thread waits, so that memory
 * is bounded: a result waits for those before it, and the jobs of a variant last about equally long.
 */
const ENVELOPES = 4;

applyV8Options();
const port = present(parentPort, 'worker.ts runs as a worker thread');
const { setup, jobs, lane, ...shared } = workerData as WorkerPlan;
const turns = new SharedTurns(jobs.length, shared.turns);
const envelopes = Array.from({ length: ENVELOPES }, () => new Envelope());

function say(message: WorkerMessage): void {
  port.postMessage(message);
}

function work(turn: number, envelope: Envelope): void {
  const job = present(jobs[turn], 'a turn is a place in the list of jobs');
  const digest = replicate(setup, job, (requests) => {
    say({ type: 'progress', turn, requests });
    return true;
  });
  say({ type: 'finished', turn, sealed: envelope.enclose(digest) });
}

for (let turn = turns.take(lane), n = 0; turn !== null; turn = turns.take(lane), n++) {
  try {
    work(turn, envelopes[n % ENVELOPES]!);
  } catch (error) {
    say({ type: 'failed', turn, error, isTooLarge: error instanceof CapacityError });
    break;
  }
  turns.end(lane);
}

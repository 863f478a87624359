/**
 * One job, start to end: a pure function of the simulation's options, the seed and the job. Threads and files
 * are unknown here; the same function runs in this thread, in a worker and in a browser.
 */
import { assert, present } from '../base/assert.ts';
import type { StreamKey } from '../kernel/random.ts';
import type { SimulationOptions } from '../model/options.ts';
import type { ReplicationOutput } from '../model/output.ts';
import { simulateReplication } from '../model/simulation.ts';
import { digestOf } from './digest.ts';
import type { ReplicationDigest } from './digest.ts';
import type { Job } from './plan.ts';

/** What every job of an experiment shares; plain data that can be sent to a worker. */
export interface JobSetup {
  /** Indexed by {@link Job.variant}. */
  readonly simulations: readonly SimulationOptions[];
  /** As the user typed it; it stands in the figures. */
  readonly seed: string;
  /** Made of the seed. */
  readonly key: StreamKey;
}

/**
 * Simulates `job`.
 *
 * @param onProgress - is told how many requests have arrived; `false` stops the simulation, which is then worthless.
 * @throws InvariantError when the books do not balance.
 */
export function replicate(
  setup: JobSetup,
  job: Job,
  onProgress?: (requests: number) => boolean,
): ReplicationDigest {
  const options = present(setup.simulations[job.variant], 'a job names a variant of its experiment');
  const output = simulateReplication(options, setup.key, job.replication, job, onProgress);
  checkBooks(output);
  return digestOf(output, job.replication, setup.seed);
}

/** Conservation: no request and no loss appears or vanishes between the ledgers. */
function checkBooks(output: ReplicationOutput): void {
  const failed = total(output.errors);
  assert(output.requests === output.ok + failed + output.inFlight, 'requests = ok + errors + in flight');
  assert(total(output.causes) === failed, 'every failed request has one cause');
  assert(total(output.losses.map((loss) => loss.count)) === failed, 'the loss ledger sums to the errors');
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

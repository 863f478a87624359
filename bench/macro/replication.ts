/**
 * One replication of a scenario as a benchmark: the full model through the library's door, built anew in every batch.
 * The unit is a request that arrived, warm-up included.
 */
import { join } from 'node:path';
import { loadScenario, rootStreamKey, simulateReplication } from '../../src/index.ts';
import type { ReplicationOutput } from '../../src/index.ts';
import { digest, type BenchTask, type Work } from '../task.ts';

/**
 * V8 takes some seconds until it has seen, and compiled, all of a model. What counts is what hundreds of millions of
 * requests cost; the first million costs two to three times as much.
 */
const WARMUP_MS = 4000;

/** What of a scenario is changed: `set` as after `--set`. */
export interface Changes {
  readonly duration: string;
  readonly warmup: string;
  readonly set?: readonly string[];
}

/** @param file relative to this directory; the package's root is the working directory, wherever this is bundled to. */
export function replication(file: string, full: Changes, tiny: Changes): BenchTask {
  const path = join('bench/macro', file);
  return {
    unit: 'request',
    warmupMs: WARMUP_MS,
    prepare: (context) => {
      const { set, ...overrides } = context.tiny ? tiny : full;
      const { simulation, seed } = loadScenario({ inputs: [path], overrides, sets: set ?? [] });
      const key = rootStreamKey(seed);
      let output: ReplicationOutput;
      const run = (): void => {
        output = simulateReplication(simulation, key, 0, { timeline: false });
      };
      return { run, work: () => workOf(output) };
    },
  };
}

function workOf(output: ReplicationOutput): Work {
  const { requests, ok, inFlight, errors, causes, attempts, latency, series, events } = output;
  const counts = Float64Array.of(requests, ok, inFlight, ...errors, ...causes, attempts, latency.sum);
  const admitted = Float64Array.from(output.pods, (pod) => pod.requests);
  return {
    operations: series.requests.reduce((sum, count) => sum + count, 0),
    hash: digest(counts, latency.counts, series.requests, series.lossesByCause, admitted),
    events,
    meanMs: latency.sum / latency.count,
  };
}

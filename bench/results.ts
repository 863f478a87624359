/**
 * The file of a run: written, read and checked. Also the form that github-action-benchmark reads
 * (`tool: customSmallerIsBetter`).
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { z } from 'zod';
import { UsageError } from '../src/base/errors.ts';
import { centre } from './statistics.ts';

const benchmarkSchema = z.object({
  /** `suite/name`. */
  name: z.string(),
  unit: z.string(),
  operations: z.number().positive(),
  hash: z.string(),
  /** One for each block, that is each round in a process of its own. */
  nsPerOperation: z.array(z.number().positive()).min(1),
  /** Median over the blocks; `null`: not known. */
  bytesPerOperation: z.number().nullable(),
  eventsPerOperation: z.number().optional(),
  /** Mean latency of the simulated requests. */
  meanMs: z.number().optional(),
});

const resultsSchema = z.object({
  version: z.literal(1),
  /** Whether batches were tiny: such times mean nothing. */
  tiny: z.boolean(),
  date: z.string(),
  /** Of the sources; `null` outside a repository. */
  commit: z.string().nullable(),
  node: z.string(),
  machine: z.object({ processor: z.string(), threads: z.number(), memoryGiB: z.number() }),
  benchmarks: z.array(benchmarkSchema),
});

export type BenchmarkResult = z.infer<typeof benchmarkSchema>;
export type Results = z.infer<typeof resultsSchema>;

/** Results of this machine, now. */
export function resultsOf(benchmarks: readonly BenchmarkResult[], tiny: boolean): Results {
  return {
    version: 1,
    tiny,
    date: new Date().toISOString(),
    commit: commit(),
    node: process.version,
    machine: {
      processor: cpus()[0]?.model ?? 'unknown',
      threads: availableParallelism(),
      memoryGiB: Math.round(totalmem() / 2 ** 30),
    },
    benchmarks: [...benchmarks],
  };
}

/** Short; with a `+` where the sources had been changed since. */
function commit(): string | null {
  const { status, stdout } = spawnSync('git', ['describe', '--always', '--dirty=+'], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : null;
}

/** @throws UsageError when the file is not there, or is something else */
export function readResults(file: string): Results {
  const parsed = resultsSchema.safeParse(parseJson(file));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = issue!.path.length === 0 ? '' : ` at ${issue!.path.join('.')}`;
  throw new UsageError(`${file} is no file of benchmark results${place}: ${issue!.message}`);
}

function parseJson(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new UsageError(missing ? `there is no file ${file}` : `${file} cannot be read`, { cause: error });
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${file} is not JSON`, { cause: error });
  }
}

/** One entry for each benchmark, and one for what it allocates. */
export interface GithubEntry {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  readonly range?: string;
  readonly extra: string;
}

/** @see https://github.com/benchmark-action/github-action-benchmark, "customSmallerIsBetter" */
export function githubEntries({ benchmarks }: Results): GithubEntry[] {
  return benchmarks.flatMap(({ name, unit, nsPerOperation, bytesPerOperation, hash }): GithubEntry[] => {
    const { value, low, high } = centre(nsPerOperation);
    const extra = `${nsPerOperation.length} blocks, work ${hash}`;
    const range = low === null || high === null ? {} : { range: ((high - low) / 2).toPrecision(3) };
    const time = { name, unit: `ns/${unit}`, value, ...range, extra };
    if (bytesPerOperation === null) return [time];
    return [time, { name: `${name}, allocated`, unit: `bytes/${unit}`, value: bytesPerOperation, extra }];
  });
}

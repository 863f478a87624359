/**
 * Runs benchmarks in rounds: each round measures every one of them once, in a process of its own, so that what drifts on
 * the machine meets all alike. The rounds of a benchmark are independent blocks, of which intervals are computed.
 */
import { fork } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle, isPackage } from '../src/bin/bundling.mjs';
import { V8_OPTIONS } from '../src/experiment/v8-options.ts';
import type { BlockAnswer, BlockRequest } from './block.ts';
import type { Effort, Measurement } from './measure.ts';
import type { BenchmarkResult } from './results.ts';
import { median } from './statistics.ts';
import type { Context } from './task.ts';

export interface Plan {
  readonly names: readonly string[];
  readonly context: Context;
  readonly effort: Effort;
  readonly rounds: number;
}

export interface Outcome {
  readonly benchmarks: readonly BenchmarkResult[];
  readonly skipped: readonly { readonly name: string; readonly why: string }[];
}

const SOURCE = fileURLToPath(new URL('block.ts', import.meta.url));
/** Inside the package, so that its dependencies are found. */
const BUNDLE = fileURLToPath(new URL('../dist/bench', import.meta.url));

/** As the program itself is bundled, so that what is measured is what ships. @returns the file to run. */
async function bundleBlock(): Promise<string> {
  await bundle(SOURCE, { dir: BUNDLE }, { external: isPackage });
  return join(BUNDLE, 'block.js');
}

/** @param onProgress told what is measured now. @throws Error where a benchmark fails, or does other work in another round */
export async function runRounds(plan: Plan, onProgress: (text: string) => void): Promise<Outcome> {
  const blocks = new Map<string, Measurement[]>(plan.names.map((name) => [name, []]));
  const skipped = new Map<string, string>();
  const program = await bundleBlock();
  for (let round = 1; round <= plan.rounds; round++) {
    for (const name of blocks.keys()) {
      onProgress(`round ${round} of ${plan.rounds}: ${name}`);
      const answer = await runBlock(program, { name, context: plan.context, effort: plan.effort });
      if (answer.type === 'failed') throw new Error(`${name}: ${answer.message}`);
      if (answer.type === 'measured') blocks.get(name)!.push(answer.measurement);
      else {
        blocks.delete(name);
        skipped.set(name, answer.why);
      }
    }
  }
  return {
    benchmarks: Array.from(blocks, ([name, measurements]) => combine(name, measurements)),
    skipped: Array.from(skipped, ([name, why]) => ({ name, why })),
  };
}

function runBlock(program: string, request: BlockRequest): Promise<BlockAnswer> {
  return new Promise((resolve, reject) => {
    const child = fork(program, { execArgv: [...V8_OPTIONS] });
    child.once('message', (answer: BlockAnswer) => resolve(answer));
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      reject(new Error(`${request.name}: its process ended unexpectedly (${signal ?? `exit code ${code}`})`));
    });
    child.send(request);
  });
}

function combine(name: string, measurements: readonly Measurement[]): BenchmarkResult {
  const [first] = measurements;
  if (measurements.some(({ hash }) => hash !== first!.hash)) {
    throw new Error(
      `${name}: it did other work in another round, so its results are not determined by its seed`,
    );
  }
  const { unit, operations, hash, events, meanMs } = first!;
  const bytes = measurements.flatMap(({ bytesPerOperation }) => bytesPerOperation ?? []);
  return {
    name,
    unit,
    operations,
    hash,
    nsPerOperation: measurements.map(({ nsPerOperation }) => nsPerOperation),
    bytesPerOperation: bytes.length === 0 ? null : median(bytes),
    ...(events === undefined ? {} : { eventsPerOperation: events / operations }),
    ...(meanMs === undefined ? {} : { meanMs }),
  };
}

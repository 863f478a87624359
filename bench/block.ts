/**
 * A process that measures one benchmark once and answers its parent. One benchmark per process, because V8 optimises
 * code for what it has seen: a queue, a sampler, an array that several benchmarks used in different ways would be slower
 * in all of them (measured: up to 1.5 times after six classes). And a new process for each round, because V8's luck in
 * optimising differs from process to process, which many batches in one process would not show.
 */
import { measure } from './measure.ts';
import type { Effort, Measurement } from './measure.ts';
import { findBenchmark } from './suites.ts';
import { Skipped } from './task.ts';
import type { Context } from './task.ts';

export interface BlockRequest {
  readonly name: string;
  readonly context: Context;
  readonly effort: Effort;
}

export type BlockAnswer =
  | { readonly type: 'measured'; readonly measurement: Measurement }
  | { readonly type: 'skipped'; readonly why: string }
  | { readonly type: 'failed'; readonly message: string };

async function answer({ name, context, effort }: BlockRequest): Promise<BlockAnswer> {
  try {
    const task = await findBenchmark(name);
    return { type: 'measured', measurement: await measure(task, context, effort) };
  } catch (error) {
    if (error instanceof Skipped) return { type: 'skipped', why: error.message };
    return { type: 'failed', message: error instanceof Error ? error.message : String(error) };
  }
}

process.once('message', async (request: BlockRequest) => {
  const reply = await answer(request);
  process.send?.(reply, () => process.disconnect());
});

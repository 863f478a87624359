/**
 * Measures one benchmark in this process: what a first batch did (its hash), how long further batches take (tinybench),
 * and what they allocate. Time is the processor time of this process, all its threads: a request's share of a core, on an
 * idle machine the same as the time that passes, and nearly the same on a busy one, where the time that passes tells of
 * other programs. Work that is done elsewhere is timed by the clock, unless it tells its own time.
 */
import { Bench } from 'tinybench';
import { allocatedBytes } from './allocation.ts';
import type { BenchTask, Context, Prepared, Work } from './task.ts';

/** How much is measured; the size of a batch is the context's. */
export interface Effort {
  /** At least, in milliseconds, of batches that count. */
  readonly timeMs: number;
  /** At least, before them, so that what counts is optimised code. */
  readonly warmupMs: number;
  /** Batches that count, at least; one is enough of a batch that takes more than a second. */
  readonly samples: number;
}

export interface Measurement extends Work {
  readonly unit: string;
  /** Median over the batches. */
  readonly nsPerOperation: number;
  /** On this thread's heap; `null` where the work is done elsewhere. */
  readonly bytesPerOperation: number | null;
}

const SLOW_MS = 1000;
const ONCE: Effort = { timeMs: 0, warmupMs: 0, samples: 1 };

/** However slow its batches are, a task is warmed up as long as it asks: its figures are compared with those of fast ones. */
function effortFor({ warmupMs = 0 }: BenchTask, { tiny }: Context, isSlow: boolean, effort: Effort): Effort {
  if (tiny || warmupMs <= effort.warmupMs) return isSlow ? ONCE : effort;
  return { warmupMs, timeMs: warmupMs / 2, samples: isSlow ? ONCE.samples : effort.samples };
}

function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** @throws Skipped */
export async function measure(task: BenchTask, context: Context, effort: Effort): Promise<Measurement> {
  const prepared = task.prepare(context);
  const startMs = performance.now();
  const first = prepared.run();
  const isAsync = first instanceof Promise;
  await first;
  const isSlow = performance.now() - startMs > SLOW_MS;
  const work = prepared.work();
  const batchMs = await medianMs(prepared, isAsync, effortFor(task, context, isSlow, effort));
  const bytes = prepared.elsewhere === true ? null : await allocatedBytes(prepared.run);
  return {
    ...work,
    unit: task.unit,
    nsPerOperation: (batchMs * 1e6) / work.operations,
    bytesPerOperation: bytes === null ? null : bytes / work.operations,
  };
}

async function medianMs({ run, elsewhere }: Prepared, isAsync: boolean, effort: Effort): Promise<number> {
  const bench = new Bench({
    time: effort.timeMs,
    iterations: effort.samples,
    warmup: effort.warmupMs > 0,
    warmupTime: effort.warmupMs,
    warmupIterations: 1,
    throws: true,
    now: elsewhere === true ? () => performance.now() : processorMs,
  });
  bench.add('batch', run, { async: isAsync });
  const [task] = await bench.run();
  if (task?.result.state !== 'completed') throw new Error('tinybench did not complete');
  return task.result.latency.p50;
}

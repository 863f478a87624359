/** What a benchmark is. How it is measured is measure.ts's business; which there are stands in suites.ts. */
import { createHash } from 'node:crypto';

export interface Context {
  /** The test suite's size: everything once, in no time. Its hashes differ from those of the full size. */
  readonly tiny: boolean;
  /** A directory for files that the whole run shares, deleted at its end. */
  readonly scratch: string;
}

/** What the first batch after setting up did. The same for the same code and size, on every machine. */
export interface Work {
  /** How many times the unit (an event, a request) was done: what the time is divided by. */
  readonly operations: number;
  /** Of the results, so that no change of them, and no work left out, goes unseen. See {@link digest}. */
  readonly hash: string;
  /** Events the engine dispatched, where that is not the unit. No part of the hash: fewer is no other result. */
  readonly events?: number;
  /** Mean latency of the requests, where theory knows it. */
  readonly meanMs?: number;
}

/** A benchmark set up afresh. */
export interface Prepared {
  /**
   * Runs one batch; batches may go on from where the last one ended. Its own time is taken, unless it answers with
   * another: of a program, say, whose start is not to count.
   */
  readonly run: () => unknown;
  /** Asked once, after the first batch. */
  readonly work: () => Work;
  /** True when another thread or program does the work, so that this thread's heap tells nothing of it. */
  readonly elsewhere?: boolean;
}

export interface BenchTask {
  /** Singular, such as `event` or `request`. */
  readonly unit: string;
  /** At least this long it runs before it counts, in milliseconds, where V8 has much to optimise. */
  readonly warmupMs?: number;
  /** @throws Skipped where this machine lacks a tool */
  readonly prepare: (context: Context) => Prepared;
}

/** Benchmarks by name. */
export type Suite = Readonly<Record<string, BenchTask>>;

/** Why a benchmark cannot run on this machine. */
export class Skipped extends Error {
  override readonly name = 'Skipped';
}

/** Twelve hex digits of the SHA-256 of the bytes. */
export function digest(...parts: readonly (NodeJS.TypedArray | string)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex').slice(0, 12);
}

/** What a part of the kernel does again and again. */
export interface Batch {
  /** Does the operation `operations` times. In loops of its own, with sums in locals: V8 allocates captured doubles. */
  readonly run: () => void;
  /** Where `run` leaves what it computed. */
  readonly results: () => readonly NodeJS.TypedArray[];
}

/** @param operations of a batch at full size; in a tiny one a hundredth of it */
export function microTask(unit: string, operations: number, setUp: (operations: number) => Batch): BenchTask {
  return {
    unit,
    prepare: ({ tiny }) => {
      const count = tiny ? operations / 100 : operations;
      const { run, results } = setUp(count);
      return { run, work: () => ({ operations: count, hash: digest(...results()) }) };
    },
  };
}

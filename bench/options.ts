/** What was asked for on the command line. */
import { parseArgs } from 'node:util';
import { UsageError } from '../src/base/errors.ts';
import type { Effort } from './measure.ts';

export interface Options {
  readonly tiny: boolean;
  readonly effort: Effort;
  readonly rounds: number;
  /** Part of the name of what shall run; `null`: everything. */
  readonly filter: string | null;
  /** File of results to compare with. */
  readonly baseline: string | null;
  /** Directory to write the results to. */
  readonly out: string;
}

/** @throws UsageError */
export function parseOptions(words: readonly string[], defaultOut: string): Options {
  const { values } = parse(words);
  const { quick = false, tiny = false } = values;
  if (quick && tiny) throw new UsageError('--quick and --tiny exclude each other');
  return {
    tiny,
    ...sizeOf(quick, tiny),
    filter: values.filter ?? null,
    baseline: values.compare ?? null,
    out: values.out ?? defaultOut,
  };
}

/** Seven blocks: an interval of t with six degrees is 1.25 times as wide as with infinitely many, with two 2.2 times. */
function sizeOf(quick: boolean, tiny: boolean): { readonly effort: Effort; readonly rounds: number } {
  if (tiny) return { effort: { timeMs: 0, warmupMs: 0, samples: 1 }, rounds: 2 };
  if (quick) return { effort: { timeMs: 60, warmupMs: 60, samples: 3 }, rounds: 3 };
  return { effort: { timeMs: 150, warmupMs: 100, samples: 5 }, rounds: 7 };
}

function parse(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      options: {
        quick: { type: 'boolean' },
        tiny: { type: 'boolean' },
        filter: { type: 'string' },
        compare: { type: 'string' },
        out: { type: 'string' },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

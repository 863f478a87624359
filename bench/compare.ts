/** This run against an earlier one: for each benchmark the ratio of times, with its interval, and what to make of it. */
import type { BenchmarkResult, Results } from './results.ts';
import { unpairedRatio } from './statistics.ts';
import type { Ratio } from './statistics.ts';

/**
 * `~`: the interval holds 1, so the difference may be noise; `new` and `gone`: only one run has it; `other work`: the
 * hashes differ, so that two different tasks were timed.
 */
type Verdict = 'faster' | 'slower' | '~' | 'new' | 'gone' | 'other work';

export interface Comparison {
  readonly name: string;
  readonly verdict: Verdict;
  /** Time now / time then; `null` where only one run has it. */
  readonly ratio: Ratio | null;
}

/** In the order of `now`; what is gone comes last, unless it was `filtered` out. */
export function compare(then: Results, now: Results, isWanted: (name: string) => boolean): Comparison[] {
  const before = new Map(then.benchmarks.map((result) => [result.name, result]));
  const rows = now.benchmarks.map((result) => compareOne(before.get(result.name), result));
  const names = new Set(now.benchmarks.map(({ name }) => name));
  const gone = then.benchmarks.filter(({ name }) => !names.has(name) && isWanted(name));
  return [...rows, ...gone.map(({ name }): Comparison => ({ name, verdict: 'gone', ratio: null }))];
}

function compareOne(then: BenchmarkResult | undefined, now: BenchmarkResult): Comparison {
  if (then === undefined) return { name: now.name, verdict: 'new', ratio: null };
  const ratio = unpairedRatio(now.nsPerOperation, then.nsPerOperation);
  return { name: now.name, verdict: then.hash === now.hash ? judge(ratio) : 'other work', ratio };
}

function judge({ low, high }: Ratio): Verdict {
  if (high !== null && high < 1) return 'faster';
  return low !== null && low > 1 ? 'slower' : '~';
}

/** What else differed between the runs, in sentences. */
export function caveats(then: Results, now: Results, rows: readonly Comparison[]): string[] {
  const moved = rows.filter(
    ({ name, verdict }) => name.startsWith('control/') && /^(?:fast|slow)er$/.test(verdict),
  );
  const judged = rows.filter(({ verdict }) => ['faster', 'slower', '~'].includes(verdict)).length;
  const chance = `Of ${judged} rows about ${Math.ceil(judged / 20)} would be called faster or slower by chance alone.`;
  return [
    ...(judged >= 20 ? [chance] : []),
    ...(then.tiny === now.tiny ? [] : ['One of the runs is tiny: its times mean nothing.']),
    ...(then.node === now.node ? [] : [`Node.js was ${then.node}, and is ${now.node}.`]),
    ...(then.machine.processor === now.machine.processor
      ? []
      : [`The processor was ${then.machine.processor}, and is ${now.machine.processor}.`]),
    ...(moved.length === 0
      ? []
      : [
          'The machine itself was faster or slower (see control): run both commits again, one after the other.',
        ]),
  ];
}

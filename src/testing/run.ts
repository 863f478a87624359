/** Runs one replication of test options and answers with what tests ask about. */
import type { SimulationOptions } from '../model/options.ts';
import { CAUSES, ERROR_KINDS } from '../model/outcomes.ts';
import type { ReplicationOutput } from '../model/output.ts';
import { simulateReplication } from '../model/simulation.ts';

export const KEY = [0x9e3779b9, 0x243f6a88, 0xb7e15162, 0x0badcafe] as const;

export interface TestRun extends ReplicationOutput {
  /** Failed requests by name; only what occurred. */
  readonly kinds: Record<string, number>;
  readonly blamed: Record<string, number>;
  /** Times, in seconds, of the timeline entries whose text (`object: what`) matches. */
  times(pattern: RegExp): number[];
}

export function run(options: SimulationOptions, replication = 0): TestRun {
  const output = simulateReplication(options, KEY, replication, { timeline: true });
  const named = (names: readonly string[], counts: readonly number[]) =>
    Object.fromEntries(names.map((name, i) => [name, counts[i]!] as const).filter(([, count]) => count > 0));
  return {
    ...output,
    kinds: named(ERROR_KINDS, output.errors),
    blamed: named(CAUSES, output.causes),
    times: (pattern) =>
      output.timeline
        .filter(({ object, what }) => pattern.test(`${object}: ${what}`))
        .map(({ timeMs }) => timeMs / 1000),
  };
}

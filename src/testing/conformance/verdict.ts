/** What becomes of a table: how many of its cases agree with the model, in words. */
import { ADAPTERS } from './registry.ts';
import type { Table } from './table.ts';

export interface Verdict {
  readonly failed: number;
  readonly lines: readonly string[];
}

/** Runs a table; an adapter that does not understand it fails all of it. */
export function judge(table: Table): Verdict {
  const adapter = ADAPTERS[table.name];
  if (adapter === undefined) return { failed: 0, lines: [`${table.name}: unsupported`] };
  let results: readonly (readonly string[])[];
  try {
    results = adapter.check(table);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { failed: table.cases.length, lines: [`${table.name}: not understood: ${reason}`] };
  }
  const failures = results.flatMap((differences, i) =>
    differences.map((difference) => `  ${nameOf(table, i)}: ${difference}`),
  );
  const failed = results.filter((differences) => differences.length > 0).length;
  const notes = adapter.notCovered === null ? [] : [`  not covered: ${adapter.notCovered}`];
  const head = `${table.name}: ${results.length - failed} passed, ${failed} failed`;
  return { failed, lines: [head, ...notes, ...failures] };
}

function nameOf({ cases }: Table, index: number): string {
  const name = cases[index]?.['name'];
  return typeof name === 'string' ? name : `case ${index + 1}`;
}

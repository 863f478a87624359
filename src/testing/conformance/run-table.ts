/** Runs the cases of one conformance table through an adapter. Pure: no files, no console. */
import { isDeepStrictEqual } from 'node:util';
import type { Adapter, Comparison } from './adapter.ts';

export interface Table {
  readonly cases: readonly { readonly name?: string }[];
}

export interface CaseResult {
  /** The case's own name, or its place in the table. */
  readonly name: string;
  readonly passed: boolean;
  /** What the model said against what the table says; the error, if it threw. */
  readonly detail: string;
}

/** @returns `null` when none of the adapters knows the table. */
export function runTable(
  name: string,
  table: Table,
  adapters: readonly Adapter[],
): readonly CaseResult[] | null {
  const run = adapters.flatMap(({ tables }) => tables[name] ?? [])[0];
  if (run === undefined) return null;
  return table.cases.map((row, i) =>
    result(row.name ?? `case ${i + 1}`, () => run(row as never, table as never)),
  );
}

function result(name: string, compare: () => Comparison): CaseResult {
  try {
    const { expected, actual } = compare();
    const detail = `expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`;
    return { name, passed: isDeepStrictEqual(actual, expected), detail };
  } catch (error) {
    return { name, passed: false, detail: String(error) };
  }
}

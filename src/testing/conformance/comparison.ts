/** The usual kind of adapter: it asks the model's own code about one case and sets the answer beside the table's. */
import { isDeepStrictEqual } from 'node:util';
import type { Adapter } from './table.ts';

/** What the model says, and what the table expects: equal in structure when the case passes. */
export interface Comparison {
  readonly actual: unknown;
  readonly expected: unknown;
}

/** By the table's name: runs one of its cases; the table itself holds what they share. Parameters as the JSON has them. */
export type Comparisons = Readonly<Record<string, (row: never, head: never) => Comparison>>;

/** An adapter for each table. */
export function comparing(tables: Comparisons): Record<string, Adapter> {
  return Object.fromEntries(
    Object.entries(tables).map(([name, compareCase]) => {
      const check: Adapter['check'] = ({ cases, head }) =>
        cases.map((fields) => differences(() => compareCase(fields as never, head as never)));
      return [name, { notCovered: null, check }];
    }),
  );
}

/** A case that the model cannot answer fails, too. */
function differences(compareCase: () => Comparison): string[] {
  try {
    const { actual, expected } = compareCase();
    if (isDeepStrictEqual(actual, expected)) return [];
    return [`is ${JSON.stringify(actual)}, expected ${JSON.stringify(expected)}`];
  } catch (error) {
    return [String(error)];
  }
}

/** What an adapter of a conformance table is: it asks the model's own code and sets the answer beside the table's. */

/** Equal in every value of `expected` means passed. */
export interface Comparison {
  readonly expected: unknown;
  readonly actual: unknown;
}

/** Runs one case of a table; the table itself holds what its cases share. Parameters as the table's JSON has them. */
type RunCase = (row: never, table: never) => Comparison;

export interface Adapter {
  /** By the table's name: its file without `.json`. */
  readonly tables: Readonly<Record<string, RunCase>>;
}

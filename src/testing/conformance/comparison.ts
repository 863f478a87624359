/** What an adapter answers for one case of a table; it judges nothing itself. */

/** What the model says, and what the table expects: equal in structure when the case passes. */
export interface Comparison {
  readonly actual: unknown;
  readonly expected: unknown;
}

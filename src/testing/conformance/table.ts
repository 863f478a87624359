/**
 * A conformance table: cases taken from the unit tests of Kubernetes, as JSON. What the fields of a case mean is up to
 * the adapter of its kind of table.
 */

export type Fields = Readonly<Record<string, unknown>>;

export interface Table {
  /** File name without `.json`. */
  readonly name: string;
  /** What stands beside the cases. */
  readonly head: Fields;
  readonly cases: readonly Fields[];
}

/** A case that fails has every difference listed; an empty list is a pass. */
export type CaseCheck = (fields: Fields, head: Fields) => readonly string[];

/** Runs the cases of one kind of table through the model's code. */
export interface Adapter {
  /** What of the table is not checked, and why; `null` when all of it is. */
  readonly notCovered: string | null;
  /** One list of differences per case, in their order. */
  check(table: Table): readonly (readonly string[])[];
}

/** For tables whose cases have nothing to do with each other. */
export function perCase(check: CaseCheck, notCovered: string | null = null): Adapter {
  return { notCovered, check: ({ cases, head }) => cases.map((fields) => check(fields, head)) };
}

/** @throws Error when the text is no table. */
export function parseTable(name: string, text: string): Table {
  const head: unknown = JSON.parse(text);
  if (!isFields(head) || !Array.isArray(head['cases'])) throw new Error('no list of cases');
  const cases: unknown[] = head['cases'];
  if (!cases.every(isFields)) throw new Error('a case is no object');
  return { name, head, cases };
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A difference as a sentence, or nothing. */
export function compare(what: string, actual: unknown, expected: unknown): string[] {
  const [got, wanted] = [JSON.stringify(actual), JSON.stringify(expected)];
  return got === wanted ? [] : [`${what} is ${got}, expected ${wanted}`];
}

/** @throws Error when the field is missing or of another type, so that no case passes by accident. */
export function numberIn(fields: Fields, key: string): number {
  const value = fields[key];
  if (typeof value !== 'number') throw new Error(`no number ${key}`);
  return value;
}

/** @throws Error as {@link numberIn}. */
export function booleanIn(fields: Fields, key: string): boolean {
  const value = fields[key];
  if (typeof value !== 'boolean') throw new Error(`no boolean ${key}`);
  return value;
}

/** @throws Error as {@link numberIn}. */
export function textIn(fields: Fields, key: string): string {
  const value = fields[key];
  if (typeof value !== 'string') throw new Error(`no text ${key}`);
  return value;
}

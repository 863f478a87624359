/**
 * Collects every mistake and every warning of one load, so that they can be shown at once and in the order of the
 * files. It does not decide what is wrong.
 */
import type { ScenarioIssue, SourcePosition } from '../base/errors.ts';

/** An issue in the making: what was not said is `null` (or an empty path). */
export interface IssueDraft {
  readonly position: SourcePosition | null;
  readonly path?: string;
  readonly expected: string;
  readonly received?: string | null;
  readonly hint?: string | null;
}

export interface Problems {
  readonly issues: ScenarioIssue[];
  readonly warnings: ScenarioIssue[];
}

export function newProblems(): Problems {
  return { issues: [], warnings: [] };
}

export function addIssue(problems: Problems, draft: IssueDraft): void {
  problems.issues.push(complete(draft));
}

export function addWarning(problems: Problems, draft: IssueDraft): void {
  problems.warnings.push(complete(draft));
}

function complete({
  position,
  path = '',
  expected,
  received = null,
  hint = null,
}: IssueDraft): ScenarioIssue {
  return { position, path, expected, received, hint };
}

/** By file (in the order they were first named), line and column; issues without a place come last. */
export function sortByPosition(issues: readonly ScenarioIssue[], files: readonly string[]): ScenarioIssue[] {
  const rank = new Map(files.map((file, index) => [file, index]));
  const key = ({ position }: ScenarioIssue): readonly number[] =>
    position === null
      ? [Infinity, 0, 0]
      : [rank.get(position.file) ?? files.length, position.line, position.column];
  return issues
    .map((issue) => ({ issue, key: key(issue) }))
    .toSorted((a, b) => compareKeys(a.key, b.key))
    .map(({ issue }) => issue);
}

function compareKeys(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < a.length; i++) {
    if (a[i]! < b[i]!) return -1;
    if (a[i]! > b[i]!) return 1;
  }
  return 0;
}

/** A value as the user wrote it, as JSON of at most 60 characters. */
export function shorten(value: unknown): string | null {
  if (value === undefined) return null;
  const text = typeof value === 'number' ? String(value) : JSON.stringify(value);
  return text.length <= 60 ? text : `${text.slice(0, 57)}...`;
}

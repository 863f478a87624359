/**
 * Turns the issues of a schema into mistakes a person can act on: one per mistake, at the deepest place it can be
 * pinned to, with the nearest valid name. It knows nothing of files; issues.ts places the mistakes.
 */
import type * as z from 'zod';
import { didYouMean, nearest } from '../suggest.ts';
import type { Path } from '../text/path.ts';
import { isRecord, valueAt } from '../text/path.ts';
import { knownKeys, schemasAt } from './shape.ts';

export interface Mistake {
  readonly path: Path;
  /** The key is wrong, not its value. */
  readonly unknownKey: boolean;
  readonly expected: string;
  readonly hint: string | null;
}

type ZodIssue = z.core.$ZodIssue;

/** All mistakes that `issues`, found by `schema` in `value`, stand for. */
export function mistakesOf(schema: z.core.$ZodType, value: unknown, issues: readonly ZodIssue[]): Mistake[] {
  const found = issues.flatMap((issue) => expand(issue, [], { schema, value }));
  return found.filter((mistake) => !isMisspeltElsewhere(mistake, found, { schema, value }));
}

interface Context {
  readonly schema: z.core.$ZodType;
  readonly value: unknown;
}

function expand(issue: ZodIssue, base: Path, context: Context): Mistake[] {
  const path = [...base, ...issue.path.filter((step) => typeof step !== 'symbol')];
  if (issue.code === 'invalid_union' && issue.errors.length > 0) return expandUnion(issue, path, context);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => unknownKey(path, key, issue.message, context));
  }
  const mistake = { path, unknownKey: false, expected: issue.message };
  return [{ ...mistake, hint: hintFor(issue, valueAt(context.value, path)) }];
}

function unknownKey(parent: Path, key: string, expected: string, { schema }: Context): Mistake {
  // Another branch of the union may know the very key.
  const known = knownKeys(schemasAt(schema, parent)).filter((name) => name !== key);
  const hint = didYouMean(key, known);
  return { path: [...parent, key], unknownKey: true, expected, hint };
}

/** Reports the branch the user meant; when that cannot be told, one mistake for the whole union. */
function expandUnion(issue: ZodIssue & { code: 'invalid_union' }, path: Path, context: Context): Mistake[] {
  const value = valueAt(context.value, path);
  const branch = meantBranch(issue.errors, value);
  if (branch !== null) return branch.flatMap((inner) => expand(inner, path, context));
  const known = knownKeys(schemasAt(context.schema, path));
  const misspelt = isRecord(value) ? Object.keys(value).filter((key) => nearest(key, known) !== null) : [];
  const [key] = misspelt;
  if (key !== undefined && !known.includes(key)) return [unknownKey(path, key, 'unknown key', context)];
  return [{ path, unknownKey: false, expected: issue.message, hint: hintFor(issue, value) }];
}

function meantBranch(branches: readonly (readonly ZodIssue[])[], value: unknown): readonly ZodIssue[] | null {
  const fitting = branches.filter((branch) => branch.length > 0 && !branch.some(isMismatch));
  if (fitting.length > 0) return leastUnique(fitting);
  if (!isRecord(value)) return null;
  const size = Object.keys(value).length;
  const related = branches.filter((branch) => unknownCount(branch) < size && !branch.some(isTypeMismatch));
  return leastUnique(related);
}

/** The branch with fewest issues; `null` when two are equally good. */
function leastUnique(branches: readonly (readonly ZodIssue[])[]): readonly ZodIssue[] | null {
  const least = Math.min(...branches.map((branch) => branch.length));
  const best = branches.filter((branch) => branch.length === least);
  return best.length === 1 ? best[0]! : null;
}

function isTypeMismatch(issue: ZodIssue): boolean {
  return issue.path.length === 0 && issue.code === 'invalid_type';
}

function isMismatch(issue: ZodIssue): boolean {
  return isTypeMismatch(issue) || (issue.path.length === 0 && issue.code === 'unrecognized_keys');
}

function unknownCount(branch: readonly ZodIssue[]): number {
  return branch.reduce((sum, issue) => sum + (issue.code === 'unrecognized_keys' ? issue.keys.length : 0), 0);
}

/** A missing key whose misspelling is reported beside it is the same mistake. */
function isMisspeltElsewhere(mistake: Mistake, all: readonly Mistake[], { schema, value }: Context): boolean {
  if (mistake.unknownKey || mistake.path.length === 0 || valueAt(value, mistake.path) !== undefined)
    return false;
  const parent = mistake.path.slice(0, -1);
  const known = knownKeys(schemasAt(schema, parent));
  return all.some(({ unknownKey: unknown, path }) => {
    const isSibling = path.length === mistake.path.length && parent.every((step, i) => step === path[i]);
    return unknown && isSibling && nearest(String(path.at(-1)), known) === mistake.path.at(-1);
  });
}

function hintFor(issue: ZodIssue, value: unknown): string | null {
  const number = plainNumber(value);
  if (number !== null && /expected a duration/.test(issue.message)) return `add a unit, such as "${number}s"`;
  if (number !== null && /expected a rate/.test(issue.message)) return `add a unit, such as "${number}/s"`;
  if (typeof value === 'string' && /expected (?:a|a whole) number/.test(issue.message) && number !== null) {
    return 'write it without quotes';
  }
  if (/expected a text/.test(issue.message) && (typeof value === 'number' || typeof value === 'boolean')) {
    return `write "${value}" with quotes`;
  }
  if (typeof value !== 'string') return null;
  if (issue.code === 'invalid_value') return didYouMean(value, issue.values.map(String));
  if (issue.code === 'invalid_union' && 'options' in issue)
    return didYouMean(value, Array.from(issue.options ?? [], String));
  return null;
}

/** A number without a unit, given as a number or as text; `null` for anything else. */
function plainNumber(value: unknown): number | string | null {
  if (typeof value === 'number') return Number.isFinite(value) && value >= 0 ? value : null;
  return typeof value === 'string' && /^\d+(?:\.\d+)?$/.test(value) ? value : null;
}

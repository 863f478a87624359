/**
 * A document on its way to becoming a scenario: its data, which options may have changed, and where to point when
 * something in it is wrong. A Kubernetes object inside a list is a view on such a document.
 */
import type { ScenarioIssue, SourcePosition } from '../base/errors.ts';
import type * as z from 'zod';
import type { Problems } from './problems.ts';
import { addIssue, addWarning, shorten } from './problems.ts';
import { mistakesOf } from './schema/mistakes.ts';
import { words } from './schema/words.ts';
import type { Path } from './text/path.ts';
import { formatPath, startsWith, valueAt } from './text/path.ts';
import type { SourceDocument } from './text/source.ts';

export interface Draft {
  /** `null` for a scenario made of command-line options. */
  readonly document: SourceDocument | null;
  /** Plain JSON data; changed in place by options. */
  value: Record<string, unknown>;
  /** What options set, innermost last: mistakes there belong to the option. */
  readonly settings: { readonly path: Path; readonly label: string }[];
}

/** A part of a draft with its own name in messages. */
export interface View {
  readonly draft: Draft;
  /** Where the part stands in the draft. */
  readonly base: Path;
  /** Its name in messages, such as `deployment/web`; empty for the scenario itself. */
  readonly label: string;
}

/** A mistake at `path` (relative to the view): of the value, or of the key. */
export interface Complaint {
  readonly path: Path;
  readonly expected: string;
  readonly hint?: string | null;
  readonly unknownKey?: boolean;
}

export function complain(view: View, complaint: Complaint, problems: Problems): void {
  addIssue(problems, placed(view, complaint));
}

export function warn(view: View, complaint: Complaint, problems: Problems): void {
  addWarning(problems, placed(view, complaint));
}

/** The value of a view, or at a path below it. */
export function read(view: View, path: Path = []): unknown {
  return valueAt(view.draft.value, [...view.base, ...path]);
}

/** Validates the view's value; `null` after reporting what is wrong. */
export function parse<S extends z.ZodType>(view: View, schema: S, problems: Problems): z.output<S> | null {
  return parseWith(view, schema, (complaint) => {
    complain(view, complaint, problems);
  });
}

/** As {@link parse}, with a choice of what becomes of each mistake. */
export function parseWith<S extends z.ZodType>(
  view: View,
  schema: S,
  report: (complaint: Complaint) => void,
): z.output<S> | null {
  const value = read(view);
  const result = schema.safeParse(value, { error: words });
  if (result.success) return result.data;
  for (const mistake of mistakesOf(schema, value, result.error.issues)) report(mistake);
  return null;
}

/** Where a value was written, and what to call it in messages: its path, or the option that set it. */
export function originOf(
  view: View,
  path: Path,
  ofKey = false,
): { readonly position: SourcePosition | null; readonly path: string } {
  const full = [...view.base, ...path];
  const setting = view.draft.settings.findLast((each) => startsWith(full, each.path));
  if (setting !== undefined) return { position: null, path: setting.label };
  return { position: place(view.draft, full, ofKey), path: nameOf(view, path) };
}

function placed(view: View, { path, expected, hint = null, unknownKey = false }: Complaint): ScenarioIssue {
  const received = shorten(unknownKey ? path.at(-1) : read(view, path));
  return { ...originOf(view, path, unknownKey), expected, received, hint };
}

function place({ document }: Draft, path: Path, ofKey: boolean): SourcePosition | null {
  if (document === null) return null;
  return ofKey ? document.locateKey(path) : document.locate(path);
}

function nameOf({ label }: View, path: Path): string {
  const text = formatPath(path);
  if (label === '') return text;
  return text === '' ? label : `${label}${text.startsWith('[') ? '' : '.'}${text}`;
}

/**
 * `--set path=value`: changes a scenario or a Kubernetes object before it is validated. A path may name what is not
 * written yet, as long as the schema knows it. Values are JSON, or else text; `null` removes what is optional.
 */
import * as z from 'zod';
import type { View } from './draft.ts';
import { read } from './draft.ts';
import { ignoredFields } from './kubernetes/fields.ts';
import { HOOK_HANDLERS, PROBE_HANDLERS } from './kubernetes/probe.ts';
import type { Problems } from './problems.ts';
import { addIssue, shorten } from './problems.ts';
import { alternatives, childSchemas, fieldOf, knownKeys, schemasAt } from './schema/shape.ts';
import { didYouMeanOrList } from './suggest.ts';
import type { Path } from './text/path.ts';
import { isRecord, parsePath, valueAt } from './text/path.ts';

export interface Setting {
  /** The path as typed. */
  readonly label: string;
  readonly path: Path;
  readonly value: unknown;
}

/** Splits `path=value`; `null` after reporting why it cannot be read. */
export function parseSetting(text: string, problems: Problems): Setting | null {
  const match = /^((?:[^="]|"(?:[^"\\]|\\.)*")+)=(.*)$/s.exec(text);
  const label = match?.[1]?.trim() ?? text;
  const path = match === null ? null : parsePath(label.replace(/^[A-Za-z]+\//, ''));
  if (path === null || path.length === 0) {
    const expected = 'expected path=value, such as applications.web.concurrency=8';
    addIssue(problems, { position: null, path: '--set', expected, received: shorten(text) });
    return null;
  }
  return { label, path, value: parseValue(match![2]!) };
}

function parseValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Applies a setting to the view that follows `schema`; reports a path that leads nowhere. */
export function applySetting(view: View, schema: z.ZodType, setting: Setting, problems: Problems): void {
  const path = resolvePath(view, schema, setting, problems);
  if (path === null) return;
  const made =
    setting.value === null && remove(view, schema, path)
      ? path.length
      : assign(view, schema, path, setting.value);
  view.draft.settings.push({ path: [...view.base, ...path.slice(0, made)], label: setting.label });
}

/** The path with list elements named by number; `null` after reporting the first step nobody knows. */
function resolvePath(view: View, schema: z.ZodType, setting: Setting, problems: Problems): Path | null {
  const path: (string | number)[] = [];
  let schemas = alternatives(schema);
  for (const step of setting.path) {
    const index = schemas.some(({ _zod }) => _zod.def.type === 'array')
      ? elementIndex(read(view, path), step)
      : step;
    const children = index === null || index === '__proto__' ? [] : childSchemas(schemas, index);
    if (index === null || children.length === 0)
      return refuse(`expected a path that exists, but there is no ${shown(step)}`, step);
    const why = reasonIgnored(schemas, index);
    if (why !== null) return refuse(`expected a field that is modelled: ${why}`, null);
    path.push(index);
    schemas = children;
  }
  return path;

  function refuse(expected: string, step: string | number | null): null {
    const hint =
      step === null ? null : didYouMeanOrList(String(step), namesAt(read(view, path), schemas), 'known here');
    addIssue(problems, {
      position: null,
      path: setting.label,
      expected,
      received: shorten(setting.value),
      hint,
    });
    return null;
  }
}

function shown(step: string | number): string {
  return typeof step === 'number' ? `element [${step}]` : JSON.stringify(step);
}

/** Index of a list element, given by number or by its `name`. */
function elementIndex(list: unknown, step: string | number): number | null {
  const elements: readonly unknown[] = Array.isArray(list) ? list : [];
  const index =
    typeof step === 'number' ? step : elements.findIndex((each) => isRecord(each) && each['name'] === step);
  return index >= 0 && index < elements.length ? index : null;
}

function namesAt(value: unknown, schemas: readonly z.core.$ZodType[]): readonly string[] {
  if (!Array.isArray(value)) return knownKeys(schemas);
  return value.map((each, i) =>
    isRecord(each) && typeof each['name'] === 'string' ? each['name'] : `[${i}]`,
  );
}

function reasonIgnored(schemas: readonly z.core.$ZodType[], step: string | number): string | null {
  for (const schema of schemas) {
    const field = schema instanceof z.ZodObject ? fieldOf(schema, step) : undefined;
    const reason = field === undefined ? undefined : ignoredFields.get(field);
    if (reason !== undefined) return reason.why;
  }
  return null;
}

/**
 * Writes the value, making objects on the way and dropping what cannot stand beside a step.
 * Returns how many steps lead to the first thing that was not there before.
 */
function assign(view: View, schema: z.ZodType, path: Path, value: unknown): number {
  let holder: unknown = read(view);
  let schemas = alternatives(schema);
  let made = path.length;
  for (const [i, step] of path.entries()) {
    if (typeof holder !== 'object' || holder === null) break;
    dropRivals(holder, step, schemas);
    schemas = childSchemas(schemas, step);
    const below = valueAt(holder, [step]);
    const isLast = i === path.length - 1;
    if (below === undefined) made = Math.min(made, i + 1);
    if (isLast || typeof below !== 'object' || below === null) Reflect.set(holder, step, isLast ? value : {});
    holder = valueAt(holder, [step]);
  }
  return made;
}

/** Removes the member that null was assigned to, and says so; not where null is a value, as for a timeout. */
function remove(view: View, schema: z.ZodType, path: Path): boolean {
  const key = path.at(-1);
  const above = path.slice(0, -1);
  const fields = schemasAt(schema, above).flatMap((each) => {
    if (each instanceof z.ZodRecord) return [each.def.valueType];
    return each instanceof z.ZodObject && key !== undefined ? (fieldOf(each, key) ?? []) : [];
  });
  if (key === undefined || fields.length === 0) return false;
  if (fields.some((field) => z.safeParse(field, null).success)) return false;
  const holder = read(view, above);
  if (isRecord(holder)) Reflect.deleteProperty(holder, key);
  return true;
}

const HANDLERS: ReadonlySet<string> = new Set([...PROBE_HANDLERS, ...HOOK_HANDLERS]);

/** Setting one tag of a tagged object, or one handler of a probe or hook, replaces the other one. */
function dropRivals(holder: object, step: string | number, schemas: readonly z.core.$ZodType[]): void {
  if (Array.isArray(holder)) return;
  const branches = schemas.map((schema) => knownKeys([schema])).filter((keys) => keys.includes(String(step)));
  const known = knownKeys(schemas);
  for (const key of Object.keys(holder)) {
    const isRival =
      branches.length > 0 && known.includes(key) && !branches.some((keys) => keys.includes(key));
    const isOtherHandler = key !== step && HANDLERS.has(String(step)) && HANDLERS.has(key);
    if (isRival || isOtherHandler) Reflect.deleteProperty(holder, key);
  }
}

/**
 * What this program makes of a Kubernetes object: which fields it models, which defaults it took, what it ignores
 * and why. Lists are folded (`containers[].image`), so that the report stays readable.
 */
import * as z from 'zod';
import { alternatives, fieldOf } from '../schema/shape.ts';
import { isRecord } from '../text/path.ts';
import { ignoredFields } from './fields.ts';

interface DefaultedField {
  readonly path: string;
  readonly value: unknown;
}

export interface IgnoredPath {
  readonly path: string;
  readonly why: string;
  /** Whether, in a real cluster, it could change what happens to requests. */
  readonly affectsRequests: boolean;
}

export interface ObjectCoverage {
  /** `deployment/web` */
  readonly object: string;
  readonly kind: string;
  readonly namespace: string;
  /** The file it stands in; the scenario's own for inline resources. */
  readonly file: string;
  readonly modelled: readonly string[];
  readonly defaulted: readonly DefaultedField[];
  readonly ignored: readonly IgnoredPath[];
}

export type FieldCoverage = Pick<ObjectCoverage, 'modelled' | 'defaulted' | 'ignored'>;

/** Says which object it is, not how it behaves. */
const IDENTITY: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata.name', 'metadata.namespace']);

/** Compares what was written with what `schema` made of it. */
export function fieldCoverage(schema: z.core.$ZodType, written: unknown, parsed: unknown): FieldCoverage {
  const found = {
    modelled: new Set<string>(),
    defaulted: new Map<string, unknown>(),
    ignored: new Map<string, IgnoredPath>(),
  };
  walk(schema, written, parsed, '');
  const defaulted = [...found.defaulted].map(([path, value]) => ({ path, value }));
  return { modelled: [...found.modelled], defaulted, ignored: [...found.ignored.values()] };

  function walk(at: z.core.$ZodType, before: unknown, after: unknown, path: string): void {
    if (IDENTITY.has(path)) return;
    const reason = ignoredFields.get(at);
    if (reason !== undefined) {
      if (before !== undefined) found.ignored.set(path, { path, ...reason });
    } else if (Array.isArray(after) && after.length > 0) walkList(at, before, after, path);
    else if (isRecord(after) && Object.keys(after).length > 0) walkObject(at, before, after, path);
    else if (before !== undefined) found.modelled.add(path);
    else if (typeof after !== 'object') found.defaulted.set(path, after);
  }

  function walkList(at: z.core.$ZodType, before: unknown, after: readonly unknown[], path: string): void {
    const list = alternatives(at).find((each) => each instanceof z.ZodArray);
    if (list === undefined) return;
    after.forEach((element, i) => {
      walk(list.def.element, Array.isArray(before) ? before[i] : undefined, element, `${path}[]`);
    });
  }

  function walkObject(
    at: z.core.$ZodType,
    before: unknown,
    after: Record<string, unknown>,
    path: string,
  ): void {
    const object = alternatives(at).find((each) => each instanceof z.ZodObject);
    if (object === undefined) {
      found.modelled.add(path);
      return;
    }
    for (const [key, member] of Object.entries(after)) {
      const field = fieldOf(object, key);
      if (field === undefined) continue;
      walk(field, isRecord(before) ? before[key] : undefined, member, path === '' ? key : `${path}.${key}`);
    }
  }
}

/** The value without the fields that `schema` ignores: what is kept in results (and no environment variables). */
export function modelledPart<S extends z.ZodType>(schema: S, value: z.output<S>): z.output<S> {
  // Ignored fields are optional, so that what is left still follows the schema.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return prune(schema, value) as z.output<S>;
}

function prune(schema: z.core.$ZodType, value: unknown): unknown {
  const options = alternatives(schema);
  if (Array.isArray(value)) {
    const list = options.find((option) => option instanceof z.ZodArray);
    return list === undefined ? value : value.map((element) => prune(list.def.element, element));
  }
  const object = options.find((option) => option instanceof z.ZodObject);
  if (!isRecord(value) || object === undefined) return value;
  const kept = Object.entries(value).flatMap(([key, member]) => {
    const field = fieldOf(object, key);
    return field === undefined || ignoredFields.has(field) ? [] : [[key, prune(field, member)] as const];
  });
  return Object.fromEntries(kept);
}

/**
 * Looks into a schema as into a map: which keys are known below a path. It serves suggestions, `--set` and the
 * report of modelled fields; validation itself is zod's.
 */
import * as z from 'zod';
import type { Path } from '../text/path.ts';

/** The schemas that a value here may follow, without the wrappers for defaults and optional fields. */
export function alternatives(schema: z.core.$ZodType): readonly z.core.$ZodType[] {
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault
  ) {
    return alternatives(schema.def.innerType);
  }
  if (schema instanceof z.ZodUnion) return schema.def.options.flatMap(alternatives);
  return [schema];
}

/** Known keys of an object that follows one of the schemas; empty for lists, maps and plain values. */
export function knownKeys(schemas: readonly z.core.$ZodType[]): readonly string[] {
  const keys = schemas.flatMap((schema) =>
    schema instanceof z.ZodObject ? Object.keys(schema.def.shape) : [],
  );
  return [...new Set(keys)];
}

/** The schema of a member, wrappers included. */
export function fieldOf(schema: z.ZodObject, key: string | number): z.core.$ZodType | undefined {
  return Object.hasOwn(schema.shape, key) ? schema.shape[key] : undefined;
}

/** The schemas of the member or element at `step`; empty when there can be none. */
export function childSchemas(
  schemas: readonly z.core.$ZodType[],
  step: string | number,
): readonly z.core.$ZodType[] {
  return schemas.flatMap((schema) => {
    if (schema instanceof z.ZodObject) {
      const field = fieldOf(schema, step);
      if (field !== undefined) return alternatives(field);
      return schema.def.catchall instanceof z.ZodUnknown ? [schema.def.catchall] : [];
    }
    if (schema instanceof z.ZodRecord && typeof step === 'string') return alternatives(schema.def.valueType);
    if (schema instanceof z.ZodArray && typeof step === 'number') return alternatives(schema.def.element);
    return schema instanceof z.ZodUnknown ? [schema] : [];
  });
}

/** The schemas of the value at `path`. */
export function schemasAt(schema: z.core.$ZodType, path: Path): readonly z.core.$ZodType[] {
  let schemas = alternatives(schema);
  for (const step of path) schemas = childSchemas(schemas, step);
  return schemas;
}

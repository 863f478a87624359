import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import * as fc from 'fast-check';
import { parse } from 'jsonc-parser';
import { describe, expect, it } from 'vitest';
import { loadScenario } from './load.ts';
import { scenarioJsonSchema } from './schema.ts';
import { scenarioSchema } from './schema/scenario.ts';

const ROOT = new URL('../../scenarios/', import.meta.url);
const committed: unknown = JSON.parse(readFileSync(new URL('scenario.schema.json', ROOT), 'utf8'));
const validate = new Ajv({ strict: true, allErrors: true, allowUnionTypes: true }).compile(
  committed as object,
);
const WEB: unknown = parse(readFileSync(new URL('fixtures/web.jsonc', import.meta.url), 'utf8'));

describe('scenarios/scenario.schema.json', () => {
  it('is what the schema gives today (npm run schema)', () => {
    expect(committed).toEqual(scenarioJsonSchema());
  });

  it('accepts the sample and describes every field of it', () => {
    expect(validate(WEB)).toBe(true);
    expect(undescribed(committed, '#')).toEqual([]);
  });

  const files = readdirSync(ROOT).filter((name) => /\.jsonc?$/.test(name) && name !== 'scenario.schema.json');
  it.each(files)('accepts scenarios/%s, as the loader does', (name) => {
    const url = new URL(name, ROOT);
    expect(existsSync(url)).toBe(true);
    expect(validate(parse(readFileSync(url, 'utf8')))).toBe(true);
    expect(() => loadScenario({ inputs: [url.pathname] })).not.toThrow();
  });

  it('agrees with the loader on scenarios with one value exchanged', () => {
    const paths = leaves(WEB);
    const strange = fc.constantFrom<unknown>(
      null,
      -1,
      1.5,
      '',
      '10 s',
      '5s',
      [],
      {},
      true,
      { exponential: {} },
      'NaN',
    );
    fc.assert(
      fc.property(fc.constantFrom(...paths), strange, (path, value) => {
        const text = exchanged(WEB, path, value);
        const accepted = scenarioSchema.safeParse(text).success;
        // The schema of the file cannot express sums and comparisons: what it refuses, the loader must refuse.
        if (accepted && !path.includes('resources')) expect(validate(text)).toBe(true);
        // In Kubernetes objects null stands for absent, which editors need not encourage.
        if (!validate(text) && value !== null) expect(loads(text)).toBe(false);
      }),
      { seed: 3, numRuns: 300 },
    );
  });
});

function loads(value: unknown): boolean {
  try {
    loadScenario({ inputs: ['-'], stdin: JSON.stringify(value) });
    return true;
  } catch {
    return false;
  }
}

type Steps = readonly (string | number)[];

function leaves(value: unknown, path: Steps = []): Steps[] {
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, member]) =>
    leaves(member, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}

function exchanged(value: unknown, [step, ...rest]: Steps, replacement: unknown): unknown {
  if (step === undefined) return replacement;
  const copy: unknown = structuredClone(value);
  Reflect.set(copy as object, step, exchanged(Reflect.get(copy as object, step), rest, replacement));
  return copy;
}

/** Properties without a description, unless they refer to a part that has one. */
function undescribed(schema: unknown, path: string): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const own = Object.entries(('properties' in schema ? (schema.properties as object) : {}) ?? {});
  const missing = own
    .filter(([name, field]) => !('$ref' in field) && !('description' in field) && !IDENTITY.has(name))
    .map(([name]) => `${path}/${name}`);
  const below = Object.entries(schema).flatMap(([key, part]) =>
    key === 'if' ? [] : undescribed(part, `${path}/${key}`),
  );
  return [...missing, ...below];
}

/** Fields whose names say all. */
const IDENTITY: ReadonlySet<string> = new Set([
  'apiVersion',
  'kind',
  'metadata',
  'spec',
  'rollingUpdate',
  'matchLabels',
]);

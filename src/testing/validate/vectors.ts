/**
 * Worked examples of output analysis, computed again by the statistics of the experiments:
 * `npm run validate -- vectors FILE`, with cases `{ id, in, expect, tolerance }`. A case is told by the words of its
 * procedure; what none of ours reproduces is counted as a failure.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { PROCEDURES } from './procedures.ts';
import type { VectorInput } from './procedures.ts';

interface VectorCase {
  readonly id: string;
  readonly in: VectorInput;
  readonly expect: Readonly<Record<string, unknown>>;
  readonly tolerance: 'exact' | Readonly<Record<string, unknown>>;
}

/** Twelve digits are printed. */
const AS_PRINTED = 1e-11;

/** Whether all cases of the file were reproduced. */
export function checkVectors([file = '']: readonly string[]): boolean {
  const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { readonly cases: readonly VectorCase[] };
  const problems = cases.flatMap((vector) => {
    const problem = problemOf(vector, file);
    return problem === null ? [] : [`${vector.id}: ${problem}`];
  });
  console.log([...problems, `${cases.length - problems.length} of ${cases.length} reproduced`].join('\n'));
  return problems.length === 0;
}

function problemOf(vector: VectorCase, file: string): string | null {
  const name = JSON.stringify(vector.in['procedure'] ?? vector.in['study']).slice(1, -1);
  const procedure = PROCEDURES.find(({ names }) => names.test(name));
  if (procedure === undefined) return `no procedure of ours is ${name}`;
  const input = withData(vector.in, file);
  if (input === null) return 'its file of data is not there';
  const found = procedure.compute(input);
  const wrong = Object.entries(vector.expect).filter(
    ([key, expected]) => !isReproduced(key, expected, found, vector.tolerance),
  );
  if (wrong.length === 0) return null;
  const keys = wrong.map(([key, expected]) => `${key} ${JSON.stringify(expected)}`).join(', ');
  return `${name}: expected ${keys}, found ${JSON.stringify(found)}`;
}

/** Long data lie in a file of their own, named from the directory above that of the cases. */
function withData(input: VectorInput, file: string): VectorInput | null {
  const name = input['data_file'];
  if (typeof name !== 'string') return input;
  const path = join(dirname(file), '..', name);
  if (!existsSync(path)) return null;
  const words = gunzipSync(readFileSync(path)).toString('utf8').trim().split(/\s+/);
  return { ...input, data: words.map(Number) };
}

type Found = Readonly<Record<string, unknown>>;

function isReproduced(
  key: string,
  expected: unknown,
  found: Found,
  tolerance: VectorCase['tolerance'],
): boolean {
  const given = tolerance === 'exact' ? {} : tolerance;
  const allowed = Math.max(typeof given['abs'] === 'number' ? given['abs'] : 0, AS_PRINTED);
  // Standard errors of the source's own simulation, and words, are nothing to compute again.
  if (key === 'coverage_se' || key === 'rule') return true;
  // What a book or page printed is the same figure, rounded.
  if (key === 'book') return isClose(expected, found, Number(given['abs_vs_book']));
  if (key === 'nist') return isClose(expected, found['ci'], allowed);
  if (key === 'printed_pct') return isClose(Number(expected) / 100, found['coverage'], allowed);
  if (key === 'printed') return isClose(expected, found['coverage'] ?? found['n_star'], allowed);
  const slack = (found['slack'] as Readonly<Record<string, number>> | undefined)?.[key];
  return isClose(expected, found[key], slack ?? allowed);
}

function isClose(expected: unknown, found: unknown, allowed: number): boolean {
  if (typeof expected === 'number') {
    return (
      typeof found === 'number' && Math.abs(found - expected) <= allowed * Math.max(1, Math.abs(expected))
    );
  }
  if (typeof expected !== 'object' || expected === null) return expected === found;
  return Object.entries(expected).every(
    ([key, value]) =>
      typeof found === 'object' && found !== null && isClose(value, (found as Found)[key], allowed),
  );
}

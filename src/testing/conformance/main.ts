/**
 * `npm run conformance -- DIR`: puts every table in DIR that has an adapter to the model, one line for each table.
 * Exit code 1 when a case fails, 2 without a directory.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { proxyAdapters } from './adapters/e-proxies.ts';
import { endpointAdapters } from './adapters/g-endpoints.ts';
import type { Comparison } from './comparison.ts';

const ADAPTERS = { ...proxyAdapters.tables, ...endpointAdapters.tables };

/** What the table in a file says of the model. */
function report(file: string, text: string): { readonly line: string; readonly failed: number } {
  if (!(file in ADAPTERS)) return { line: `${file}: unsupported`, failed: 0 };
  // The table's form is the adapter's to know: a case of another form fails.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const adapter = ADAPTERS[file as keyof typeof ADAPTERS] as (row: never) => Comparison;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const { cases } = JSON.parse(text) as { readonly cases: readonly never[] };
  const failed = cases.filter((row) => {
    const { actual, expected } = adapter(row);
    return !isDeepStrictEqual(actual, expected);
  }).length;
  return { line: `${file}: ${cases.length - failed} passed, ${failed} failed`, failed };
}

const directory = process.argv[2];
if (directory === undefined) {
  console.error('usage: npm run conformance -- DIR');
  process.exitCode = 2;
} else {
  const files = readdirSync(directory).filter((name) => name.endsWith('.json'));
  for (const file of files.toSorted()) {
    const { line, failed } = report(file, readFileSync(join(directory, file), 'utf8'));
    console.log(line);
    if (failed > 0) process.exitCode = 1;
  }
}

/**
 * Runs tables of cases from Kubernetes' own unit tests through the model: `npm run conformance -- DIRECTORY`. Each
 * table is a JSON file with `cases`; exit code 1 when a case fails.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ADAPTERS } from './adapters.ts';
import { runTable, type Table } from './run-table.ts';

function main(directory: string): number {
  let failures = 0;
  for (const file of readdirSync(directory).toSorted()) {
    if (!file.endsWith('.json')) continue;
    const name = file.replace(/\.json$/, '');
    const results = runTable(
      name,
      JSON.parse(readFileSync(join(directory, file), 'utf8')) as Table,
      ADAPTERS,
    );
    if (results === null) {
      console.log(`${name}: not covered`);
      continue;
    }
    const failed = results.filter(({ passed }) => !passed);
    failures += failed.length;
    console.log(`${name}: ${results.length - failed.length} of ${results.length} passed`);
    for (const failure of failed) console.log(`  ${failure.name}: ${failure.detail}`);
  }
  return failures === 0 ? 0 : 1;
}

const [directory] = process.argv.slice(2);
if (directory === undefined) {
  console.error('usage: npm run conformance -- DIRECTORY');
  process.exitCode = 2;
} else process.exitCode = main(directory);

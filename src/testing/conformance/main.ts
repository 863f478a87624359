/**
 * `npm run conformance -- DIR`: runs every table of a directory through the model's own code. Tables are cases of
 * Kubernetes' unit tests, which are not part of this project. Exit code 1 when a case fails or nothing was checked.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseTable } from './table.ts';
import { judge } from './verdict.ts';

function main(directory: string | undefined): number {
  if (directory === undefined) {
    process.stderr.write('usage: npm run conformance -- DIR\n');
    return 2;
  }
  const files = readdirSync(directory).filter((file) => file.endsWith('.json'));
  if (files.length === 0) process.stderr.write(`no tables in ${directory}\n`);
  let failed = 0;
  for (const file of files.toSorted()) {
    const verdict = judge(parseTable(basename(file, '.json'), readFileSync(join(directory, file), 'utf8')));
    failed += verdict.failed;
    process.stdout.write(`${verdict.lines.join('\n')}\n`);
  }
  return failed > 0 || files.length === 0 ? 1 : 0;
}

process.exitCode = main(process.argv[2]);

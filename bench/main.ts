/**
 * `npm run bench`: how fast the parts and the whole are, on this machine, now.
 *
 *   --filter NAME    only what has NAME in its name, such as `w1` or `samplers/gamma`
 *   --quick          fewer and shorter rounds: two minutes in place of seven, and wider intervals
 *   --tiny           everything once at a small size, as the test suite does: no figure means anything
 *   --compare FILE   ratios to the results in FILE as well, such as bench/baseline.json
 *   --out DIR        where results.json and results.github.json go; default: bench
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UsageError } from '../src/base/errors.ts';
import { caveats, compare } from './compare.ts';
import { judgeGoals } from './goals.ts';
import { parseOptions } from './options.ts';
import type { Options } from './options.ts';
import { githubEntries, readResults, resultsOf } from './results.ts';
import type { Results } from './results.ts';
import { runRounds } from './rounds.ts';
import { benchmarkNames } from './suites.ts';
import { comparisonTable, resultTable } from './table.ts';

const HERE = fileURLToPath(new URL('.', import.meta.url));

function print(lines: readonly string[]): void {
  console.log(lines.join('\n'));
}

async function run(options: Options, isWanted: (name: string) => boolean): Promise<Results> {
  const names = (await benchmarkNames()).filter(isWanted);
  if (names.length === 0) throw new UsageError(`no benchmark has ${options.filter} in its name`);
  const scratch = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    const plan = { ...options, names, context: { tiny: options.tiny, scratch } };
    const { benchmarks, skipped } = await runRounds(plan, showProgress);
    const notes = skipped.map(({ name, why }) => `note: ${name} was left out: ${why}`);
    print([...resultTable(benchmarks, judgeGoals(benchmarks)), ...notes]);
    return resultsOf(benchmarks, options.tiny);
  } finally {
    showProgress('');
    rmSync(scratch, { recursive: true });
  }
}

/** On one line of the terminal, if it is one. */
function showProgress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001B[K${text}`);
}

function write(results: Results, directory: string): void {
  const files = { 'results.json': results, 'results.github.json': githubEntries(results) };
  mkdirSync(directory, { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(directory, name), `${JSON.stringify(content, null, 2)}\n`);
  }
}

async function main(words: readonly string[]): Promise<void> {
  const options = parseOptions(words, HERE);
  // Read first: a mistyped name shall not cost a run.
  const then = options.baseline === null ? null : readResults(options.baseline);
  const isWanted = (name: string): boolean => name.includes(options.filter ?? '');
  const now = await run(options, isWanted);
  write(now, options.out);
  if (then === null) return;
  const rows = compare(then, now, isWanted);
  print(['', `Compared with ${then.commit ?? 'results'} of ${then.date}`, ...comparisonTable(rows)]);
  print(caveats(then, now, rows));
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Error)) throw error;
  console.error(`error: ${error.message}`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}

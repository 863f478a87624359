/** The command itself, as `npm run bench` starts it. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import type { GithubEntry, Results } from './results.ts';

const directory = mkdtempSync(join(tmpdir(), 'bench-main-'));
afterAll(() => rmSync(directory, { recursive: true }));
const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));

function bench(...args: string[]) {
  return spawnSync(process.execPath, ['--import', 'tsx', MAIN, ...args], { encoding: 'utf8' });
}

function file(name: string, text: string): string {
  const path = join(directory, name);
  writeFileSync(path, text);
  return path;
}

describe('npm run bench', () => {
  it('prints a table, writes both files, and compares with them', () => {
    const out = join(directory, 'made', 'when needed');
    const args = ['--tiny', '--filter', 'control/arithmetic', '--out', out];
    const first = bench(...args);
    expect(first.stderr).toBe('');
    expect(first.status).toBe(0);
    const results = JSON.parse(readFileSync(join(out, 'results.json'), 'utf8')) as Results;
    expect(results).toMatchObject({ version: 1, tiny: true, node: process.version });
    const [{ name, nsPerOperation, hash }] = results.benchmarks as [Results['benchmarks'][number]];
    expect(name).toBe('control/arithmetic');
    expect(nsPerOperation).toHaveLength(2);
    expect(first.stdout).toMatch(new RegExp(`^control/arithmetic .* ${hash}$`, 'm'));
    const github = JSON.parse(readFileSync(join(out, 'results.github.json'), 'utf8')) as GithubEntry[];
    expect(github[0]).toMatchObject({ name, unit: 'ns/step' });

    const slow = { ...results, benchmarks: [{ ...results.benchmarks[0]!, nsPerOperation: [1e12, 1e12] }] };
    const second = bench(...args, '--compare', file('slow.json', JSON.stringify(slow)));
    expect(second.status).toBe(0);
    expect(second.stdout).toMatch(/^time now \/ then/m);
    expect(second.stdout).toMatch(/^control\/arithmetic +0\.0000 × .*(?:faster|~)$/m);
  });

  it.each([
    [['--compare', 'nowhere.json'], 'there is no file nowhere.json'],
    [['--compare', file('text.json', 'no JSON')], 'text.json is not JSON'],
    [
      ['--compare', file('shape.json', '{ "version": 1 }')],
      'shape.json is no file of benchmark results at tiny',
    ],
    [['--compare', directory], 'cannot be read'],
    [['--filter', 'no such thing'], 'no benchmark has no such thing in its name'],
    [['--quick', '--tiny'], 'exclude each other'],
    [['--fast'], "Unknown option '--fast'"],
  ])('%j is told in one line what is wrong', (args, message) => {
    const { status, stdout, stderr } = bench(...args);
    expect(stderr).toMatch(/^error: .*\n$/);
    expect(stderr).toContain(message);
    expect([status, stdout]).toEqual([2, '']);
  });
});

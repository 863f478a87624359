import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UsageError } from '../base/errors.ts';
import { checkOutputDirectory, defaultDirectory, directoryName, listFiles, writeFiles } from './output.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'simulate-output-'));
});
afterEach(() => {
  chmodSync(folder, 0o755);
  rmSync(folder, { recursive: true });
});

describe('checkOutputDirectory', () => {
  it('leaves no litter', async () => {
    await checkOutputDirectory(join(folder, 'a', 'b'));
    expect(readdirSync(folder)).toEqual([]);
    mkdirSync(join(folder, 'a'));
    await checkOutputDirectory(join(folder, 'a'));
    await checkOutputDirectory(join(folder, 'a', 'b', 'c'));
    expect(readdirSync(folder)).toEqual(['a']);
    expect(readdirSync(join(folder, 'a'))).toEqual([]);
  });

  it('refuses a file, and a path through a file', async () => {
    writeFileSync(join(folder, 'f'), 'x');
    await expect(checkOutputDirectory(join(folder, 'f'))).rejects.toThrow('is a file; expected a directory');
    await expect(checkOutputDirectory(join(folder, 'f', 'g'))).rejects.toBeInstanceOf(UsageError);
  });

  it('refuses a directory that cannot be written', async () => {
    // No user, not even root, can make a file in /proc.
    if (existsSync('/proc/self')) {
      await expect(checkOutputDirectory('/proc/self/out')).rejects.toThrow(
        'cannot write into /proc/self/out',
      );
    }
    await expect(checkOutputDirectory(join(folder, 'x'.repeat(300)))).rejects.toBeInstanceOf(UsageError);
  });
});

describe('writeFiles', () => {
  it('writes texts and bytes, in folders as well, and nothing else', async () => {
    const out = join(folder, 'out');
    const paths = await writeFiles(out, [
      { path: 'a.txt', content: 'text' },
      { path: 'charts/b.png', content: Uint8Array.of(1, 2) },
    ]);
    expect(paths).toEqual([join(out, 'a.txt'), join(out, 'charts', 'b.png')]);
    expect(readFileSync(join(out, 'a.txt'), 'utf8')).toBe('text');
    expect([...readFileSync(join(out, 'charts/b.png'))]).toEqual([1, 2]);
    expect(readdirSync(out).toSorted()).toEqual(['a.txt', 'charts']);
  });

  it('replaces what was there before', async () => {
    await writeFiles(folder, [{ path: 'a.txt', content: 'old and longer' }]);
    await writeFiles(folder, [{ path: 'a.txt', content: 'new' }]);
    expect(readFileSync(join(folder, 'a.txt'), 'utf8')).toBe('new');
  });

  it('leaves the old files whole, and no others, when one cannot be written', async () => {
    await writeFiles(folder, [{ path: 'a.txt', content: 'old' }]);
    const files = [
      { path: 'a.txt', content: 'new' },
      { path: 'a.txt/impossible', content: 'x' },
    ];
    await expect(writeFiles(folder, files)).rejects.toThrow(`cannot write into ${folder}`);
    expect(readFileSync(join(folder, 'a.txt'), 'utf8')).toBe('old');
    expect(readdirSync(folder)).toEqual(['a.txt']);
  });
});

describe('listFiles', () => {
  it('counts the files of folders', () => {
    const paths = ['report.html', 'charts/a.svg', 'charts/b.svg', 'result.json'].map((path) =>
      join(folder, path),
    );
    expect(listFiles(folder, paths)).toEqual([
      join(folder, 'report.html'),
      join(folder, 'result.json'),
      `${join(folder, 'charts')}/ (2 files)`,
    ]);
  });
});

describe('defaultDirectory', () => {
  it('keeps what differs apart, with short names', () => {
    expect(defaultDirectory('My title', [], undefined)).toBe('reports/my-title');
    expect(defaultDirectory('My title', [], 2)).toBe('reports/my-title-replication-2');
    expect(defaultDirectory('t', ['deployment/web.replicas=3'], 0)).toBe(
      'reports/t-deployment-web-replicas-3-replication-0',
    );
    const long = (value: number): string =>
      defaultDirectory('t', [`${'a.'.repeat(60)}b=${value}`], undefined);
    expect(long(1)).not.toBe(long(2));
    expect(long(1).length).toBeLessThanOrEqual('reports/t-'.length + 40);
  });
});

describe('directoryName', () => {
  it.each([
    ['Rolling restart, 4 pods', 'rolling-restart-4-pods'],
    ['  Éclair / ../.. ', 'eclair'],
    ['ローリング', 'ローリンク'],
    ['***', 'untitled'],
    ['a'.repeat(80), 'a'.repeat(60)],
  ])('of %j is %s', (title, name) => {
    expect(directoryName(title)).toBe(name);
  });
});

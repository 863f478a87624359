import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UsageError } from '../base/errors.ts';
import { lockDirectory } from './output-lock.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'simulate-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const lock = () => join(folder, '.running');

function rewrite(change: object): void {
  writeFileSync(lock(), JSON.stringify({ ...JSON.parse(readFileSync(lock(), 'utf8')), ...change }));
}

describe('lockDirectory', () => {
  it('lets one run in at a time', () => {
    const release = lockDirectory(folder);
    expect(() => lockDirectory(folder)).toThrow(UsageError);
    release();
    lockDirectory(folder)();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('takes over from a process that has ended, or whose number is that of another now', () => {
    for (const change of [{ process: 2 ** 30 }, { begun: '1' }]) {
      lockDirectory(folder);
      rewrite(change);
      const release = lockDirectory(folder);
      expect(() => lockDirectory(folder)).toThrow(/another run is writing into/);
      release();
    }
    expect(readdirSync(folder)).toEqual([]);
  });

  it('leaves alone what it cannot judge: of another machine, or not readable', () => {
    lockDirectory(folder);
    rewrite({ host: 'elsewhere', process: 2 ** 30 });
    expect(() => lockDirectory(folder)).toThrow(lock());
    writeFileSync(lock(), '');
    expect(() => lockDirectory(folder)).toThrow(lock());
  });

  it('takes away the directories it has made, unless something lies in them', () => {
    const below = join(folder, 'a', 'b');
    lockDirectory(below)();
    expect(readdirSync(folder)).toEqual([]);
    const release = lockDirectory(below);
    writeFileSync(join(folder, 'a', 'kept'), '');
    release();
    expect(existsSync(below)).toBe(false);
    expect(readdirSync(join(folder, 'a'))).toEqual(['kept']);
  });
});

import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ScenarioError } from '../base/errors.ts';
import { relativeTo, stem } from './loader.ts';
import { loadScenario } from './load.ts';

let folder = '';
const file = (name: string): string => join(folder, name);

/** The messages of a load that must fail, with the folder left out. */
function mistakes(name: string): string[] {
  try {
    loadScenario({ inputs: [file(name)] });
  } catch (error) {
    if (error instanceof ScenarioError)
      return error.message.split('\n').map((line) => line.replaceAll(`${folder}/`, ''));
    throw error;
  }
  return [];
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'scenario-'));
  mkdirSync(file('folder'));
  writeFileSync(file('empty.json'), '');
  writeFileSync(file('blank.yaml'), '\n \n# nothing\n');
  writeFileSync(file('binary.json'), new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 0xff]));
  writeFileSync(file('zeros.yaml'), 'a: \0\0');
  writeFileSync(file('utf16.json'), new Uint8Array([0xff, 0xfe, 0x7b, 0, 0x7d, 0]));
  writeFileSync(file('list.json'), '[1]');
  writeFileSync(file('bom.json'), '\uFEFF{"version": 2}');
  writeFileSync(file('rolling-restart.json'), '{}');
  writeFileSync(file('huge.json'), '[');
  truncateSync(file('huge.json'), 100 * 1024 * 1024);
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('reading files', () => {
  it.each([
    ['folder', ['expected a file, but folder is a directory']],
    ['missing.json', ['expected a readable file, but missing.json does not exist']],
    [
      'rolling-restrat.json',
      [
        'expected a readable file, but rolling-restrat.json does not exist; did you mean "rolling-restart.json"?',
      ],
    ],
    ['huge.json', ['expected at most 20 MB, but huge.json has 100.0 MB']],
    ['empty.json', ['empty.json:1:1: expected a scenario or Kubernetes objects, but the file is empty']],
    ['blank.yaml', ['expected a scenario or Kubernetes manifests among the inputs']],
    ['binary.json', ['expected UTF-8 text, but binary.json is binary or in another encoding']],
    ['zeros.yaml', ['expected UTF-8 text, but zeros.yaml is binary or in another encoding']],
    ['utf16.json', ['expected UTF-8 text, but utf16.json is binary or in another encoding']],
    ['list.json', ['list.json:1:1: expected a scenario (an object with "version": 1) or Kubernetes objects']],
  ])('%s is refused with one sentence', (name, expected) => {
    expect(mistakes(name)).toEqual(expected);
  });

  it('skips a byte order mark without shifting positions', () => {
    expect(mistakes('bom.json')).toEqual([
      'bom.json:1:1: traffic: required: expected a list',
      'bom.json:1:13: version: expected 1, the version of the scenario format (got 2)',
    ]);
  });
});

describe('names of files', () => {
  it.each([
    ['scenarios/a.json', './manifests/web.yaml', 'scenarios/manifests/web.yaml'],
    ['a.json', 'web.yaml', 'web.yaml'],
    ['/x/a.json', '../web.yaml', '/x/../web.yaml'],
    ['-', 'web.yaml', 'web.yaml'],
    ['scenarios/a.json', '/etc/web.yaml', '/etc/web.yaml'],
  ])('%s names %s', (from, name, expected) => {
    expect(relativeTo(from, name)).toBe(expected);
  });

  it('give titles', () => {
    expect(stem('scenarios/rolling-restart.json')).toBe('rolling-restart');
    expect(stem('-')).toBe('standard input');
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatIssue, ScenarioError } from '../base/errors.ts';
import { loadScenario } from './load.ts';

const WEB = readFileSync(new URL('fixtures/web.jsonc', import.meta.url), 'utf8');
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'empirical-'));
  writeFileSync(join(folder, 'good.txt'), '# measured\n10ms\n\n1.5s # slow\r\n');
  writeFileSync(join(folder, 'bad.txt'), '10ms\n12\n');
  writeFileSync(join(folder, 'none.txt'), '# nothing\n');
  for (const name of ['good', 'bad', 'none', 'missing']) {
    const text = WEB.replace(
      '{ "exponential": { "mean": "20ms" } }',
      `{ "empirical": { "file": "${name}.txt" } }`,
    );
    writeFileSync(join(folder, `${name}.jsonc`), text);
  }
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function mistakes(name: string): string[] {
  try {
    loadScenario({ inputs: [join(folder, name)] });
  } catch (error) {
    if (error instanceof ScenarioError)
      return error.issues.map((issue) => formatIssue(issue).replaceAll(`${folder}/`, ''));
    throw error;
  }
  return [];
}

describe('an empirical distribution in a file', () => {
  it('is read from beside the scenario and kept in it', () => {
    const { simulation, scenario } = loadScenario({ inputs: [join(folder, 'good.jsonc')] });
    expect(simulation.workloads[0]!.pod.application.serviceTime).toEqual({
      type: 'empirical',
      values: [10, 1500],
    });
    expect(scenario.applications['web']!.serviceTime).toEqual({ empirical: { values: ['10ms', '1.5s'] } });
  });

  it('has its mistakes reported with their lines', () => {
    expect(mistakes('bad.jsonc')).toEqual([
      'bad.txt:2:1: expected a duration such as "250ms", "10s" or "1m30s" (got "12")',
    ]);
    expect(mistakes('none.jsonc')[0]).toContain('one duration per line, but it has none');
    expect(mistakes('missing.jsonc')).toEqual([
      expect.stringMatching(
        /^missing\.jsonc:\d+:\d+: applications\.web\.serviceTime\.empirical\.file: .*missing\.txt does not exist/,
      ),
    ]);
  });
});

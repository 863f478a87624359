/**
 * The results of the scenarios, shortened, as hashes: a change of any figure for the same seed must be meant. It then
 * stands in CHANGELOG.md under "Results change", and its hash here in the same commit.
 */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { resultText } from '../experiment/result-text.ts';
import { runExperiment } from '../experiment/run-experiment.ts';
import { loadScenario } from '../scenario/load.ts';

const GOLDEN: Readonly<Record<string, string>> = {
  'rolling-restart': 'cf0c404bf67cfba7',
  'rolling-restart-graceful': '717aff530f326b3f',
  'restart-from-manifests': 'b99707da54c464f1',
  'steady-state': 'c44da1d590b0bcbc',
  'liveness-restart-storm': '537a1900cfa492ac',
};

async function hashOf(name: string): Promise<string> {
  const { scenario, simulation, seed } = loadScenario({
    inputs: [`scenarios/${name}.json`],
    overrides: { duration: '3m', warmup: '10s' },
  });
  const result = await runExperiment({
    variants: [{ name: 'baseline', set: {}, simulation }],
    scenario,
    seed,
    replications: 2,
    workers: 0,
    thresholds: {},
    notes: [],
    replayCommand: () => '',
  });
  // The version of the program is no figure.
  const figures = resultText({ ...result, tool: { name: '', version: '' } });
  return createHash('sha256').update(figures).digest('hex').slice(0, 16);
}

describe('golden results', () => {
  it.each(Object.keys(GOLDEN))('%s', async (name) => {
    expect(await hashOf(name)).toBe(GOLDEN[name]);
  });
});

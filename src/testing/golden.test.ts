/**
 * The figures of the scenarios, shortened, as hashes: a change of any figure for the same seed must be meant. It then
 * stands in CHANGELOG.md under "Results change", and its hash here in the same commit. The scenario with its defaults
 * and the words of the timeline are no figures: they may grow.
 */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { runExperiment } from '../experiment/run-experiment.ts';
import { loadScenario } from '../scenario/load.ts';

const GOLDEN: Readonly<Record<string, string>> = {
  'rolling-restart': 'bcb1f89e0e42675e',
  'rolling-restart-graceful': '3e0910b06a7fb41b',
  'restart-from-manifests': '6612c617edd6bd4d',
  'steady-state': 'ff0f93ddda2cd680',
  'liveness-restart-storm': '63f74b1164c14002',
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
  const figures = result.variants.map(({ timeline: _timeline, scenario: _scenario, ...rest }) => rest);
  return createHash('sha256').update(JSON.stringify(figures)).digest('hex').slice(0, 16);
}

describe('golden results', () => {
  it.each(Object.keys(GOLDEN))('%s', async (name) => {
    expect(await hashOf(name)).toBe(GOLDEN[name]);
  });
});

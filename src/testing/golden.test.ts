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
  'rolling-restart': 'b24f732c3ef1134a',
  'rolling-restart-graceful': '25dd6c1c4a4af56b',
  'restart-from-manifests': '43f1f380706214aa',
  'steady-state': '70b8b0d5391d8d6a',
  'liveness-restart-storm': 'df7c0760eab450b1',
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

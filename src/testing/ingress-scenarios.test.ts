/** The scenario with an Ingress still shows what its question asks about. */
import { describe, expect, it } from 'vitest';
import { simulateReplication } from '../model/simulation.ts';
import { loadScenario } from '../scenario/load.ts';
import { KEY } from './run.ts';

/** One replication; what each traffic lost. */
function lost(sets: readonly string[] = []) {
  const { simulation } = loadScenario({ inputs: ['scenarios/ingress-paths.json'], sets });
  const { losses } = simulateReplication(simulation, KEY, 0, { timeline: false });
  const of = (name: string) =>
    losses
      .filter(({ source }) => simulation.traffic[source]!.name === name)
      .reduce((sum, { count }) => sum + count, 0);
  return { pages: of('pages'), api: of('api') };
}

describe('ingress-paths', () => {
  it('loses requests of the path whose pods are restarted, and none of the other', () => {
    const { pages, api } = lost();
    expect(pages).toBe(0);
    expect(api).toBeGreaterThan(50);
  });

  it('loses none where the pods wait before they end', () => {
    expect(lost(['deployment/api.preStop.sleep.seconds=10'])).toEqual({ pages: 0, api: 0 });
  });
});

/**
 * A swarm of random scenarios with random faults. Whatever they do to the cluster, it keeps its books, and when all is
 * mended it comes to what is wanted of it. A failure is printed with the seed, the path to its case, and the scenario.
 */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collectOutput } from '../../model/collect-output.ts';
import { Simulation } from '../../model/simulation.ts';
import { loadScenario } from '../../scenario/load.ts';
import { KEY } from '../run.ts';
import {
  checkAtRest,
  checkNow,
  checkOutput,
  doReadyOnesServe,
  hasTrueEndpoints,
  isSettled,
} from './invariants.ts';
import { DURATION_S, scenario } from './scenarios.ts';

const SEED = 20_261_123;
const RUNS = 500;
const SAMPLE_MS = 4900;
/** Nothing is undone that late: the cluster is at rest, but for pods that go on being restarted or evicted. */
const RESTING_MS = (DURATION_S - 20) * 1000;

function runAndCheck(written: object): void {
  const { simulation: options } = loadScenario({ inputs: ['-'], stdin: JSON.stringify(written) });
  const simulation = new Simulation(options, KEY, 0, true);
  const { tasks, engine } = simulation;
  let lastMs = 0;
  // What a crash, or a probe that fails, disturbs for a while, even at rest.
  const atRest = {
    'as many pods as wanted, of the newest template': isSettled,
    'the endpoints of every Service are its pods': hasTrueEndpoints,
    'every ready pod serves': doReadyOnesServe,
  };
  const found = new Set<string>();
  const sample = (): void => {
    expect(engine.now).toBeGreaterThanOrEqual(lastMs);
    lastMs = engine.now;
    checkNow(simulation);
    if (engine.now > RESTING_MS) {
      for (const [what, holds] of Object.entries(atRest)) {
        if (!found.has(what) && holds(simulation)) found.add(what);
      }
    }
    tasks.after(SAMPLE_MS, sample);
  };
  tasks.after(SAMPLE_MS, sample);
  simulation.run();
  expect([...found].toSorted()).toEqual(Object.keys(atRest).toSorted());
  checkAtRest(simulation);
  checkOutput(collectOutput(simulation));
}

describe(`a swarm of ${RUNS} scenarios (seed ${SEED})`, () => {
  const PARTS = 25;
  it.each(Array.from({ length: PARTS }, (_, part) => part))('keeps its invariants, part %i', (part) => {
    fc.assert(fc.property(scenario, runAndCheck), {
      numRuns: RUNS / PARTS,
      seed: SEED + part,
      endOnFailure: true,
    });
  });
});

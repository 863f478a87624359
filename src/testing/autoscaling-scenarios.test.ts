/** What the scenarios of autoscaling are there to show. */
import { describe, expect, it } from 'vitest';
import type { SimulationOptions } from '../model/options.ts';
import { loadScenario } from '../scenario/load.ts';
import { run } from './run.ts';

const load = (name: string) => loadScenario({ inputs: [`scenarios/${name}.json`] }).simulation;

const scalings = (options: SimulationOptions) =>
  run(options).timeline.filter(
    ({ object, what }) => object === 'horizontalpodautoscaler/web' && what.startsWith('scaled'),
  );

describe('autoscaling-step', () => {
  it('is answered within two minutes, upwards only', () => {
    const steps = scalings({ ...load('autoscaling-step'), durationMs: 300_000 });
    expect(steps.length).toBeGreaterThan(0);
    expect(steps[0]!.timeMs).toBeGreaterThan(120_000);
    expect(steps.at(-1)!.timeMs).toBeLessThan(240_000);
    const sizes = steps.map(({ what }) => Number(/→ (\d+)$/.exec(what)![1]));
    expect(sizes).toEqual(sizes.toSorted((a, b) => a - b));
    // 240/s at 20 ms are 4.8 cores at 60 %.
    expect(sizes.at(-1)).toBeGreaterThanOrEqual(8);
  });
});

describe('autoscaling-flapping', () => {
  it('scales up and down with every wave, which five minutes of stabilisation prevent', () => {
    const options = load('autoscaling-flapping');
    const calm: SimulationOptions = {
      ...options,
      autoscaling: {
        ...options.autoscaling!,
        autoscalers: options.autoscaling!.autoscalers.map((each) => ({
          ...each,
          spec: { ...each.spec, behavior: null },
        })),
      },
    };
    const downwards = (steps: ReturnType<typeof scalings>) =>
      steps.filter(({ why }) => why!.startsWith('all metrics below target'));
    expect(downwards(scalings(options)).length).toBeGreaterThan(5);
    expect(downwards(scalings(calm)).length).toBeLessThan(2);
  });
});

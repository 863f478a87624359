/** The scenarios about nodes, shortened: each shows what its question is about. */
import { describe, expect, it } from 'vitest';
import { loadScenario } from '../scenario/load.ts';
import { run } from './run.ts';

function simulate(name: string, overrides: Record<string, string> = {}) {
  const { simulation } = loadScenario({ inputs: [`scenarios/${name}.json`], overrides });
  return run(simulation);
}

describe('node-failure', () => {
  it('loses requests for about 50 s, then none; capacity is back after the tolerations of five minutes', () => {
    const output = simulate('node-failure', { duration: '10m' });
    expect(Object.keys(output.blamed)).toEqual(['dead-node']);
    const last = Math.max(...output.losses.map(({ lastMs }) => lastMs)) / 1000;
    expect(last - 120).toBeGreaterThan(39);
    expect(last - 120).toBeLessThan(59);
    const [full] = output.times(/deployment\/web: at full strength/);
    expect(full! - 120).toBeGreaterThan(340);
    expect(full! - 120).toBeLessThan(380);
  });
});

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

describe('zone-outage', () => {
  it('takes both nodes of the zone, and evicts from one of them ten seconds after the other', () => {
    const output = simulate('zone-outage', { duration: '9m' });
    expect(output.times(/lost its power/)).toEqual([120, 120]);
    expect(Object.keys(output.blamed)).toEqual(['dead-node']);
    const [first, second] = output.times(/got the taint/);
    expect(second! - first!).toBeGreaterThan(9.8);
    expect(output.times(/pod\/.*: deletion requested/)).toHaveLength(2);
    expect(output.pods.filter(({ node }) => node.startsWith('a')).length).toBe(2);
  });
});

describe('node-drain-with-budget', () => {
  it('loses nothing, and never has fewer than three pods ready', () => {
    const output = simulate('node-drain-with-budget', { duration: '2m' });
    expect(output.kinds).toEqual({});
    expect(output.rollout.minReadyEndpoints).toBe(3);
    expect(output.times(/node\/a-[12]: drained/)).toHaveLength(2);
    expect(output.times(/eviction refused/).length).toBeGreaterThan(0);
    expect(output.pods.slice(4).every(({ node }) => node.startsWith('b'))).toBe(true);
  });
});

/** The scenarios about workloads still show what their questions ask about. */
import { describe, expect, it } from 'vitest';
import { simulateReplication } from '../model/simulation.ts';
import { loadScenario } from '../scenario/load.ts';
import { KEY } from './run.ts';

function play(name: string, sets: readonly string[] = []) {
  const { simulation } = loadScenario({ inputs: [`scenarios/${name}.json`], sets });
  const output = simulateReplication(simulation, KEY, 0, { timeline: true });
  const lost = output.errors.reduce((sum, count) => sum + count, 0);
  const steps = (object: string) =>
    output.timeline
      .filter((each) => each.object === object)
      .map(({ what }) => what.replace(/ReplicaSet \S+/, 'ReplicaSet'));
  return { ...output, lost, steps };
}

describe('deploy-app', () => {
  it('serves nobody at first, everybody once its pods are ready, and more pods after the scale-up', () => {
    const { pods, series, rollout } = play('deploy-app');
    expect(pods).toHaveLength(6);
    expect(rollout.durationMs).toBeGreaterThan(3000);
    const lostAt = (second: number) =>
      Array.from({ length: 10 }, (_, cause) => series.lossesByCause[cause * 180 + second]!).reduce(
        (a, b) => a + b,
      );
    expect(lostAt(20)).toBe(series.requests[20]);
    expect(lostAt(60)).toBe(0);
    expect(series.readyEndpoints[175]).toBe(6);
  });
});

describe('rollout-strategies', () => {
  it('takes the steps that Kubernetes documents for 10 replicas, 25 % and 25 %', () => {
    const steps = play('rollout-strategies').steps('deployment/web');
    expect(steps.slice(0, 4)).toEqual([
      'image web:2 requested',
      'created new ReplicaSet at 3',
      'scaled old ReplicaSet 10 → 8',
      'scaled new ReplicaSet 3 → 5',
    ]);
    // Two syncs per wave: what the new pods that became available let go, then as many new ones.
    let [old, fresh] = [10, 3];
    const all = steps.slice(2).flatMap((step) => sizesOf(step));
    for (const { which, from, to } of all) {
      expect(from).toBe(which === 'old' ? old : fresh);
      if (which === 'old') old = to;
      else fresh = to;
      expect(old + fresh).toBeLessThanOrEqual(13);
    }
    expect([old, fresh]).toEqual([0, 10]);
    expect(steps.at(-1)).toBe('rollout of revision 2 complete');
  });

  it('loses nothing by rolling, and all that comes in the gap by Recreate', () => {
    expect(play('rollout-strategies').lost).toBe(0);
    const recreate = play('rollout-strategies', ['deployment/web.spec.strategy.type=Recreate']);
    expect(recreate.lost).toBeGreaterThan(1000);
    expect(recreate.rollout.peakPods).toBe(10);
  });
});

function sizesOf(step: string) {
  const match = /scaled (old|new) ReplicaSet (\d+) → (\d+)/.exec(step);
  return match === null ? [] : [{ which: match[1], from: Number(match[2]), to: Number(match[3]) }];
}

import { describe, expect, it } from 'vitest';
import { deployment, simulationOptions } from '../testing/options.ts';
import { run } from '../testing/run.ts';

describe('losses in the timeline', () => {
  it('stand at each pod that lost requests, with the gap, and add up to all of them', () => {
    const events = [{ type: 'rolloutRestart', atMs: 20_000, workload: 0 }] as const;
    const result = run(simulationOptions({ durationMs: 90_000, events }));
    const told = result.timeline.filter(({ what }) => what.includes('lost: '));
    const counts = told.map(({ what }) => Number(what.split(' ')[0]));
    expect(counts.reduce((a, b) => a + b)).toBe(result.requests - result.ok);
    expect(told.length).toBe(4);
    for (const { object, what, why } of told) {
      expect(object).toMatch(/^pod\//);
      expect(what).toMatch(/\d+ stale-endpoint \(/);
      expect(why).toMatch(/^listed for (\d{1,3} ms|\d+\.\d s) after it stopped accepting$/);
    }
    expect(result.timeline).toEqual(result.timeline.toSorted((a, b) => a.timeMs - b.timeMs));
  });

  it('stand at the traffic when no pod was chosen', () => {
    const result = run(simulationOptions({ workloads: [deployment({ replicas: 0 })] }));
    const [told] = result.timeline;
    expect(told!.object).toBe('traffic/users');
    expect(told!.what).toBe(
      `${result.requests} requests lost: ${result.requests} no-endpoints (${result.requests} refused)`,
    );
  });
});

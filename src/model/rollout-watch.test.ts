import { describe, expect, it } from 'vitest';
import { application, deployment, podTemplate, simulationOptions } from '../testing/options.ts';
import { run } from '../testing/run.ts';
import type { EventOptions, SimulationOptions } from './options.ts';

const restart = (atMs: number): EventOptions => ({ type: 'rolloutRestart', atMs, workload: 0 });
const scale = (atMs: number, replicas: number): EventOptions => ({
  type: 'scale',
  atMs,
  workload: 0,
  replicas,
});

/** Losses at a steady rate, so that every phase has some. */
function options(
  events: readonly EventOptions[],
  changes: Partial<SimulationOptions> = {},
): SimulationOptions {
  const pod = podTemplate({ application: application({ failureRatio: 0.05 }) });
  return simulationOptions({ durationMs: 200_000, workloads: [deployment({ pod })], events, ...changes });
}

const phases = (events: readonly EventOptions[]) =>
  new Set(run(options(events)).losses.map(({ phase }) => phase));

describe('rollout duration', () => {
  const alone = run(options([restart(30_000)])).rollout.durationMs!;

  it('ends when the Deployment is complete, whatever happens to it afterwards', () => {
    expect(alone).toBeGreaterThan(15_000);
    expect(alone).toBeLessThan(40_000);
    expect(run(options([restart(30_000), scale(150_000, 5)])).rollout.durationMs).toBe(alone);
  });

  it('is that of the longest of several, not the time between them', () => {
    const twice = run(options([restart(30_000), restart(150_000)])).rollout.durationMs!;
    expect(twice).toBeGreaterThanOrEqual(alone);
    expect(twice).toBeLessThan(2 * alone);
  });

  it('is unknown when the rollout is not complete by the end of the window, however long the drain', () => {
    for (const timeoutMs of [2000, 60_000]) {
      const traffic = options([]).traffic.map((source) => ({ ...source, timeoutMs }));
      const late = run(options([restart(50_000)], { durationMs: 60_000, traffic }));
      expect(late.rollout).toMatchObject({ started: true, durationMs: null });
    }
  });

  it('is none of a scale', () => {
    const scaled = run(options([scale(30_000, 6)]));
    expect(scaled.rollout).toMatchObject({ started: false, durationMs: null });
    expect(scaled.times(/at full strength/)).toHaveLength(1);
    expect(scaled.times(/rollout of revision/)).toHaveLength(0);
  });
});

describe('phases of losses', () => {
  it('come to an end, also with events on top of each other', () => {
    const all = new Set(['before', 'during', 'after']);
    expect(phases([restart(30_000)])).toEqual(all);
    expect(phases([restart(30_000), scale(30_000, 8)])).toEqual(all);
    expect(phases([restart(30_000), scale(36_000, 12)])).toEqual(all);
    expect(phases([restart(30_000), restart(30_005)])).toEqual(all);
    expect(phases([scale(30_000, 8)])).toEqual(new Set(['before']));
  });
});

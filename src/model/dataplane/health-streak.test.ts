import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HealthStreak } from './health-streak.ts';

const OPTIONS = { intervalMs: 10_000, healthyThreshold: 2, unhealthyThreshold: 3 };

/** What an observer that really checks finds, as [time, healthy] of its verdicts. */
function observed(phaseMs: number, changes: readonly { atMs: number; healthy: boolean }[], untilMs: number) {
  const verdicts: [number, boolean][] = [];
  let view = true;
  let streak = 0;
  for (let atMs = phaseMs; atMs <= untilMs; atMs += OPTIONS.intervalMs) {
    const healthy = changes.findLast((change) => change.atMs <= atMs)?.healthy ?? true;
    streak = healthy === view ? 0 : streak + 1;
    if (streak < (view ? OPTIONS.unhealthyThreshold : OPTIONS.healthyThreshold)) continue;
    view = healthy;
    streak = 0;
    verdicts.push([atMs, view]);
  }
  return verdicts;
}

/** The same by the streak, which only hears of changes. */
function computed(phaseMs: number, changes: readonly { atMs: number; healthy: boolean }[], untilMs: number) {
  const streak = new HealthStreak(OPTIONS, phaseMs);
  const verdicts: [number, boolean][] = [];
  let due: number | null = null;
  const decideBefore = (timeMs: number): void => {
    if (due === null || due >= timeMs || due > untilMs) return;
    streak.decide();
    verdicts.push([due, streak.isHealthy]);
    due = null;
  };
  for (const { atMs, healthy } of changes) {
    decideBefore(atMs);
    due = streak.changed(healthy, atMs);
  }
  decideBefore(Infinity);
  return verdicts;
}

describe('HealthStreak', () => {
  it('is out after the third failure in a row, and in again after the second success', () => {
    const streak = new HealthStreak(OPTIONS, 4000);
    // Checks at 4, 14, 24, 34 s …
    expect(streak.changed(false, 15_000)).toBe(44_000);
    streak.decide();
    expect(streak.isHealthy).toBe(false);
    expect(streak.changed(true, 44_001)).toBe(64_000);
    expect(streak.untilCheck(44_001)).toBe(9999);
  });

  it('knows what an observer finds who makes every check', () => {
    const gaps = fc.array(fc.integer({ min: 1, max: 40_000 }), { maxLength: 30 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9999 }), gaps, (phaseMs, all) => {
        let atMs = 0.5;
        const changes = all.map((gapMs, i) => ({ atMs: (atMs += gapMs), healthy: i % 2 === 1 }));
        const untilMs = atMs + 100_000;
        expect(computed(phaseMs, changes, untilMs)).toEqual(observed(phaseMs, changes, untilMs));
      }),
      { seed: 7 },
    );
  });
});

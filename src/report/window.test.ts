import { describe, expect, it } from 'vitest';
import { sampleResult } from '../testing/sample-result.ts';
import type { Result } from '../experiment/result.ts';
import { readDurationMs, readWindow } from './window.ts';

function windowOf(result: Result) {
  const [variant] = result.variants;
  if (variant === undefined) throw new Error('the sample has a variant');
  return readWindow(result, variant);
}

describe('readDurationMs', () => {
  it.each([
    ['1m30s', 90_000],
    ['250ms', 250],
    ['0.5h', 1_800_000],
    [1500, 1500],
    ['auto', null],
    ['10', null],
    ['5m x', null],
    [undefined, null],
  ])('reads %s as %s', (value, ms) => {
    expect(readDurationMs(value)).toBe(ms);
  });
});

describe('readWindow', () => {
  it('marks what autoscalers did in the first run', () => {
    const result = sampleResult();
    const [variant] = result.variants;
    const entry = (timeMs: number, name: string, what: string) => ({
      timeMs,
      object: `horizontalpodautoscaler/${name}`,
      what,
      why: null,
    });
    const labels = (...timeline: ReturnType<typeof entry>[]) =>
      readWindow(result, { ...variant!, timeline }, 'first')
        .markers.filter(({ label }) => label.includes('→'))
        .map(({ timeMs, label }) => `${timeMs} ${label}`);
    const own = entry(50_000, 'web', 'scaled deployment/web 4 → 8');
    expect(labels(own, entry(60_000, 'web', 'stays at 8'))).toEqual(['50000 4 → 8']);
    const other = entry(70_000, 'api', 'scaled deployment/api 3 → 2');
    expect(labels(own, other)).toEqual(['50000 web 4 → 8', '70000 api 3 → 2']);
    // The other charts show means of runs that scaled at other times.
    expect(readWindow(result, { ...variant!, timeline: [own] }).markers).toHaveLength(2);
  });

  it('finds warm-up, end and rollout', () => {
    const window = windowOf(sampleResult());
    expect(window).toMatchObject({ warmupMs: 30_000, endMs: 300_000 });
    expect(window.rollout).toEqual({
      startMs: 100_000,
      endMs: 148_000,
      events: 1,
      isRestart: true,
      targets: ['deployment/web'],
    });
    expect(window.markers.map((marker) => marker.label)).toEqual(['rollout starts', 'complete (mean)']);
  });

  it('counts rollouts, and marks those that begin together once', () => {
    const result = sampleResult();
    const restart = (at: string, name: string) => ({
      at,
      do: 'rolloutRestart',
      target: `deployment/${name}`,
    });
    const events = [restart('200s', 'a'), restart('100s', 'a'), restart('100s', 'b')];
    const { rollout, markers } = windowOf({ ...result, scenario: { ...result.scenario, events } });
    expect(rollout).toMatchObject({ startMs: 100_000, events: 3, targets: ['deployment/a', 'deployment/b'] });
    expect(markers.map(({ timeMs, label }) => [timeMs, label])).toEqual([
      [100_000, '2 rollouts start'],
      [148_000, 'all complete (mean)'],
      [200_000, 'rollout starts'],
    ]);
  });

  it('calls the end of one run no mean', () => {
    const result = sampleResult();
    const [variant] = result.variants;
    const labels = variant === undefined ? [] : readWindow(result, variant, 'first').markers;
    expect(labels.map((marker) => marker.label)).toEqual(['rollout starts', 'rollout complete']);
  });

  it('marks other events and leaves out what it cannot read', () => {
    const result = sampleResult();
    const events = [{ at: '60s', do: 'scale', target: 'deployment/web' }, { at: 'soon', do: 'scale' }, 7];
    const window = windowOf({ ...result, scenario: { ...result.scenario, warmup: 'auto', events } });
    expect(window).toMatchObject({ warmupMs: 0, rollout: null });
    expect(window.markers).toEqual([{ timeMs: 60_000, label: 'scale', side: 'after' }]);
  });
});

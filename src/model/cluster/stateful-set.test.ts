import { describe, expect, it } from 'vitest';
import { mostUnavailable, statefulSetStep, type OrdinalPod, type StatefulSetWish } from './stateful-set.ts';

const ordered: StatefulSetWish = { replicas: 3, ordered: true, partition: 0, maxUnavailable: 1 };
const well = (ordinal: number, changes: Partial<OrdinalPod> = {}): OrdinalPod => ({
  ordinal,
  terminating: false,
  ready: true,
  available: true,
  isUpdated: true,
  ...changes,
});
const old = (ordinal: number) => well(ordinal, { isUpdated: false });
const step = (pods: OrdinalPod[], wish: StatefulSetWish = ordered) => {
  const { create, remove, waitsFor } = statefulSetStep(pods, wish);
  return [create, remove.map(({ ordinal }) => ordinal), waitsFor?.what ?? null];
};

describe('OrderedReady', () => {
  it('creates one pod at a time, when all before it are available', () => {
    expect(step([])).toEqual([[0], [], null]);
    expect(step([well(0, { ready: false, available: false })])).toEqual([[], [], 'pod 0 to be ready']);
    expect(step([well(0, { available: false })])).toEqual([[], [], 'pod 0 to be available']);
    expect(step([well(0)])).toEqual([[1], [], null]);
    expect(step([well(0), well(2)])).toEqual([[1], [], null]);
  });

  it('removes the highest ordinal first, and waits until it is gone', () => {
    const fewer = { ...ordered, replicas: 1 };
    expect(step([well(0), well(1), well(2)], fewer)).toEqual([[], [2], null]);
    const going = [well(0), well(1), well(2, { terminating: true })];
    expect(step(going, fewer)).toEqual([[], [], 'pod 2 to be gone']);
    expect(step([well(0, { ready: false }), well(1)], fewer)).toEqual([[], [], 'pod 0 to be ready']);
    // A pod that is not well may go if no pod before it is unwell.
    expect(step([well(0), well(1, { ready: false })], fewer)).toEqual([[], [1], null]);
    expect(step([well(0), well(1, { ready: false }), well(2, { ready: false })], fewer)[2]).toBe(
      'pod 2 to be ready',
    );
  });

  it('scales before it updates', () => {
    expect(step([old(0), old(1)])).toEqual([[2], [], null]);
    expect(step([old(0), old(1), old(2), old(3)])).toEqual([[], [3], null]);
  });
});

describe('RollingUpdate', () => {
  it('replaces the highest ordinal first, one at a time, down to the partition', () => {
    expect(step([old(0), old(1), old(2)])).toEqual([[], [2], null]);
    expect(step([old(0), old(1), well(2)])).toEqual([[], [1], null]);
    expect(step([old(0), well(1), well(2)], { ...ordered, partition: 1 })).toEqual([[], [], null]);
    expect(step([well(0), well(1), well(2)])).toEqual([[], [], null]);
  });

  it('waits for a new pod that is not available, in Parallel as well', () => {
    const parallel = { ...ordered, ordered: false };
    expect(step([old(0), old(1), well(2, { available: false })], parallel)[2]).toBe('pod 2 to be available');
    expect(step([old(0), old(1), well(2, { terminating: true })], parallel)[2]).toBe('pod 2 to be gone');
  });
});

describe('maxUnavailable', () => {
  const two = { ...ordered, replicas: 4, maxUnavailable: 2 };
  const parallel = { ...two, ordered: false };
  const away = { ready: false, available: false };

  it('lets so many pods of the old template go at once', () => {
    expect(step([old(0), old(1), old(2), old(3)], two)).toEqual([[], [3, 2], null]);
    expect(step([old(0), old(1), old(2), old(3)], { ...two, partition: 3 })).toEqual([[], [3], null]);
    expect(step([old(0), old(1), old(2), old(3)], { ...two, maxUnavailable: 9 })[1]).toEqual([3, 2, 1, 0]);
  });

  it('in order: all of them must be well before the next go', () => {
    expect(step([old(0), old(1), well(3)], two)).toEqual([[2], [], null]);
    expect(step([old(0), old(1), well(2, away), well(3)], two)).toEqual([[], [], 'pod 2 to be ready']);
  });

  it('in Parallel the next goes as soon as one is well', () => {
    expect(step([old(0), old(1), well(2, away), well(3)], parallel)).toEqual([[], [1], null]);
    expect(step([old(0), old(1), well(2, away), well(3, away)], parallel)[2]).toBe('pod 3 to be ready');
  });

  it('counts pods that are away for other reasons, also old ones and those below the partition', () => {
    const one = { ...parallel, maxUnavailable: 1 };
    expect(step([well(0, { ...away, isUpdated: false }), old(1), old(2), old(3)], one)).toEqual([
      [],
      [],
      'pod 0 to be ready',
    ]);
    expect(step([old(0), old(1), old(2), well(3, { ...away, isUpdated: false })], parallel)[1]).toEqual([3]);
  });

  it('is rounded down as a percentage, to no less than 1', () => {
    expect(mostUnavailable({ percent: 50 }, 5)).toBe(2);
    expect(mostUnavailable({ percent: 10 }, 5)).toBe(1);
    expect(mostUnavailable({ percent: 100 }, 5)).toBe(5);
    expect(mostUnavailable(3, 5)).toBe(3);
  });
});

describe('Parallel', () => {
  it('creates and removes all at once', () => {
    const parallel = { ...ordered, ordered: false };
    expect(step([well(1, { ready: false })], parallel)).toEqual([[0, 2], [], null]);
    expect(step([well(0), well(1), well(2), well(3), well(4)], parallel)).toEqual([[], [3, 4], null]);
  });
});

describe('OnDelete', () => {
  it('replaces nothing by itself', () => {
    expect(step([old(0), old(1), old(2)], { ...ordered, partition: null })).toEqual([[], [], null]);
  });
});

import { describe, expect, it } from 'vitest';
import { beyondHistory, hasProgressed, hasTimedOut, isComplete } from './deployment-status.ts';

const status = (
  replicas: number,
  updatedReplicas: number,
  readyReplicas: number,
  availableReplicas: number,
) => ({
  replicas,
  updatedReplicas,
  readyReplicas,
  availableReplicas,
});

describe('isComplete', () => {
  it.each([
    ['all updated and available', status(5, 5, 5, 5), 5, true],
    ['one not available yet', status(5, 5, 5, 4), 5, false],
    ['an old one left', status(2, 1, 2, 1), 1, false],
    ['a size that is not reached', status(5, 5, 5, 5), 6, false],
    ['too many updated', status(5, 6, 5, 5), 5, false],
  ])('%s', (_, given, desired, expected) => {
    expect(isComplete(given, desired)).toBe(expected);
  });
});

describe('hasProgressed', () => {
  const before = status(10, 4, 6, 5);

  it.each([
    ['more are updated', status(10, 5, 6, 5), true],
    ['fewer are old', status(9, 4, 6, 5), true],
    ['more are ready', status(10, 4, 7, 5), true],
    ['more are available', status(10, 4, 6, 6), true],
    ['nothing changed', before, false],
    ['more are old, fewer are ready and available', status(11, 4, 5, 4), false],
  ])('%s', (_, after, expected) => {
    expect(hasProgressed(before, after)).toBe(expected);
  });
});

describe('hasTimedOut', () => {
  const since = (seconds: number, reason = 'ReplicaSetUpdated') => ({
    reason,
    updatedMs: 1e6 - seconds * 1000,
  });

  it.each([
    ['after the deadline', since(11), 10, true],
    ['not on it', since(10), 10, false],
    ['never without one', since(1e6), null, false],
    ['never with the largest one', since(1e9), 2 ** 31 - 1, false],
    ['never before a rollout was seen', null, 10, false],
    ['never when the last rollout is complete', since(99, 'NewReplicaSetAvailable'), 10, false],
    ['still, until there is progress', since(1, 'ProgressDeadlineExceeded'), 10, true],
  ])('%s', (_, condition, deadline, expected) => {
    expect(hasTimedOut(condition, deadline, 1e6)).toBe(expected);
  });
});

describe('beyondHistory', () => {
  const sets = (...replicas: number[]) =>
    replicas.map((size) => ({ replicas: 0, statusReplicas: size, deleting: false }));

  it('deletes the oldest beyond the limit', () => {
    const old = sets(0, 0, 0);
    expect(beyondHistory(old, 1)).toEqual(old.slice(0, 2));
    expect(beyondHistory(old, 0)).toEqual(old);
    expect(beyondHistory(old, 3)).toEqual([]);
  });

  it('passes over sets with pods, wanted or there, without taking younger ones instead', () => {
    const [first, second, third] = sets(1, 0, 0);
    expect(beyondHistory([first!, second!, third!], 1)).toEqual([second]);
    expect(beyondHistory([{ ...second!, replicas: 1 }, third!], 1)).toEqual([]);
  });

  it('does not count sets that are being deleted', () => {
    const [first, second] = sets(0, 0);
    expect(beyondHistory([{ ...first!, deleting: true }, second!], 1)).toEqual([]);
  });

  it.each([null, 2 ** 31 - 1])('keeps all with the limit %s', (limit) => {
    expect(beyondHistory(sets(0, 0), limit)).toEqual([]);
  });
});

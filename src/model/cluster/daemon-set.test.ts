/** One sync of a DaemonSet, case by case. */
import { describe, expect, it } from 'vitest';
import {
  daemonLimits,
  isRolledOut,
  manageStep,
  updateStep,
  type DaemonNode,
  type DaemonPod,
  type DaemonStep,
} from './daemon-set.ts';

interface NamedPod extends DaemonPod {
  readonly name: string;
}

const fresh = (name: string, changes: Partial<DaemonPod> = {}): NamedPod => ({
  name,
  terminating: false,
  ready: true,
  available: true,
  isUpdated: true,
  ...changes,
});
const old = (name: string, changes: Partial<DaemonPod> = {}) => fresh(name, { isUpdated: false, ...changes });
const DOWN = { ready: false, available: false };
const GOING = { terminating: true };
const nodes = (...pods: readonly NamedPod[][]): DaemonNode<NamedPod>[] =>
  pods.map((list, index) => ({ index, shouldRun: true, mayStay: true, pods: list }));
const barred = (node: DaemonNode<NamedPod>, mayStay: boolean) => ({ ...node, shouldRun: false, mayStay });
const told = ({ create, remove }: DaemonStep<NamedPod>) => [
  create.map(({ node }) => node),
  remove.map(({ pod }) => pod.name),
];

describe('daemonLimits', () => {
  it('rounds both up, and lets one node be without a pod where both are 0', () => {
    const of = (maxSurge: number, maxUnavailable: number, desired: number) =>
      daemonLimits({ maxSurge: { percent: maxSurge }, maxUnavailable: { percent: maxUnavailable } }, desired);
    expect(of(0, 10, 11)).toEqual({ maxSurge: 0, maxUnavailable: 2 });
    expect(of(34, 0, 3)).toEqual({ maxSurge: 2, maxUnavailable: 0 });
    expect(daemonLimits({ maxSurge: 0, maxUnavailable: 0 }, 3)).toEqual({ maxSurge: 0, maxUnavailable: 1 });
    expect(daemonLimits({ maxSurge: 0, maxUnavailable: 0 }, 0)).toEqual({ maxSurge: 0, maxUnavailable: 0 });
  });
});

describe('manageStep', () => {
  it('makes a pod where one should run and there is none, not even one that is going', () => {
    expect(told(manageStep(nodes([], [fresh('a')], [old('b', GOING)]), false))).toEqual([[0], []]);
    const [empty] = nodes([]);
    expect(told(manageStep([barred(empty!, true), barred(empty!, false)], false))).toEqual([[], []]);
  });

  it('while it may surge, does not wait until the old pod is gone', () => {
    expect(told(manageStep(nodes([old('b', GOING)]), true))).toEqual([[0], []]);
    const [going] = nodes([old('b', GOING)]);
    expect(told(manageStep([barred(going!, true)], true))).toEqual([[], []]);
  });

  it('removes pods where they may not stay, and leaves them where only no new one may come', () => {
    const [node] = nodes([fresh('a'), old('b', GOING)]);
    expect(told(manageStep([barred(node!, false)], false))).toEqual([[], ['a']]);
    expect(told(manageStep([barred(node!, true)], false))).toEqual([[], []]);
  });

  it('keeps the oldest of several, whatever its template, unless it surges', () => {
    expect(told(manageStep(nodes([old('a'), fresh('b'), fresh('c')]), false))).toEqual([[], ['b', 'c']]);
  });

  it('in a surge keeps an old and a new pod until the new one is available, while the old one is ready', () => {
    const both = (o: Partial<DaemonPod>, f: Partial<DaemonPod>) =>
      told(manageStep(nodes([old('o', o), fresh('f', f)]), true))[1];
    expect(both({}, { available: false })).toEqual([]);
    expect(both({}, {})).toEqual(['o']);
    expect(both(DOWN, DOWN)).toEqual(['o']);
    expect(both({ available: false }, DOWN)).toEqual([]);
    expect(told(manageStep(nodes([old('o'), old('p'), fresh('f', DOWN)]), true))[1]).toEqual(['p']);
  });
});

describe('updateStep without surge', () => {
  const step = (all: DaemonNode<NamedPod>[], maxUnavailable = 1) =>
    told(updateStep(all, { maxSurge: 0, maxUnavailable }));

  it('takes so many old pods that maxUnavailable nodes are without an available one', () => {
    expect(step(nodes([old('a')], [old('b')], [old('c')]))).toEqual([[], ['a']]);
    expect(step(nodes([old('a')], [old('b')], [old('c')]), 2)).toEqual([[], ['a', 'b']]);
    expect(step(nodes([fresh('a', DOWN)], [old('b')]))).toEqual([[], []]);
    expect(step(nodes([fresh('a')], [old('b')]))).toEqual([[], ['b']]);
  });

  it('counts a node whose pod is going, or not there yet, as unavailable: a dead node holds the update up', () => {
    expect(step(nodes([old('a', GOING)], [old('b')]))).toEqual([[], []]);
    expect(step(nodes([], [old('b')]))).toEqual([[], []]);
    const [dead] = nodes([old('a', { ...GOING, ...DOWN })]);
    expect(step([barred(dead!, true), ...nodes([old('b')])])).toEqual([[], []]);
  });

  it('does not ask for old pods that are not available, but they count', () => {
    expect(step(nodes([old('a', DOWN)], [old('b', DOWN)], [old('c')]))).toEqual([[], ['a', 'b']]);
    expect(step(nodes([old('a', DOWN)], [old('b')]), 2)).toEqual([[], ['a', 'b']]);
  });

  it('does not count nodes that need no pod and have none', () => {
    expect(step([barred(nodes([])[0]!, false), ...nodes([old('b')])])).toEqual([[], ['b']]);
  });
});

describe('updateStep with surge', () => {
  const step = (all: DaemonNode<NamedPod>[], maxSurge = 1) =>
    told(updateStep(all, { maxSurge, maxUnavailable: 0 }));

  it('makes new pods beside old ones on maxSurge nodes at a time', () => {
    expect(step(nodes([old('a')], [old('b')], [old('c')]))).toEqual([[0], []]);
    expect(step(nodes([old('a')], [old('b')], [old('c')]), 2)).toEqual([[0, 1], []]);
    expect(step(nodes([old('a'), fresh('f', DOWN)], [old('b')]))).toEqual([[], []]);
  });

  it('removes the old pod when the new one is available, and goes on', () => {
    expect(step(nodes([old('a'), fresh('f')], [old('b')]))).toEqual([[1], ['a']]);
  });

  it('surges where the old pod is not available at once, beyond maxSurge', () => {
    expect(step(nodes([old('a', DOWN)], [old('b', DOWN)], [old('c')]))).toEqual([[0, 1, 2], []]);
  });

  it('leaves a pod that should not run where it is until enough others are available', () => {
    const misplaced = (pod: NamedPod) => barred(nodes([pod])[0]!, true);
    expect(step([misplaced(old('a')), ...nodes([fresh('f', DOWN)])])).toEqual([[], []]);
    expect(step([misplaced(old('a')), ...nodes([fresh('f')])])).toEqual([[], ['a']]);
    expect(step([misplaced(old('a', DOWN)), ...nodes([fresh('f', DOWN)])])).toEqual([[], ['a']]);
  });
});

describe('isRolledOut', () => {
  it('asks every node that should run a pod, and its oldest pod', () => {
    expect(isRolledOut(nodes([fresh('a')], [fresh('b')]))).toBe(true);
    expect(isRolledOut(nodes([fresh('a')], []))).toBe(false);
    expect(isRolledOut(nodes([fresh('a', { available: false })]))).toBe(false);
    expect(isRolledOut(nodes([old('a', GOING), fresh('b')]))).toBe(false);
    expect(isRolledOut([barred(nodes([old('a')])[0]!, true)])).toBe(true);
  });
});

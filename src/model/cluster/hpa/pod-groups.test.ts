import { describe, expect, it } from 'vitest';
import { groupPods, type ScaledPod } from './pod-groups.ts';

const SECOND = 1000;
const NOW = 10_000 * SECOND;
const PERIODS = { cpuInitializationPeriodMs: 300 * SECOND, initialReadinessDelayMs: 30 * SECOND };

function pod(changes: Partial<ScaledPod> & { readonly startedAgo?: number }): ScaledPod {
  const startedMs = NOW - (changes.startedAgo ?? 3600) * SECOND;
  const ready = { status: true, changedMs: startedMs };
  return { name: 'p', phase: 'Running', deleting: false, startedMs, ready, containers: [], ...changes };
}

function groupOf(one: ScaledPod, sampleAgo: number | null, resource: string | null = 'cpu'): string {
  const sample = { milli: 1, timestampMs: NOW - (sampleAgo ?? 0) * SECOND, windowMs: 15 * SECOND };
  const samples = new Map(sampleAgo === null ? [] : [[one.name, sample]]);
  const groups = groupPods([one], samples, resource, PERIODS, NOW);
  return Object.entries(groups).find(([, names]) => names.length === 1)![0];
}

describe('groupPods', () => {
  const readySince = (ago: number) => ({ status: true, changedMs: NOW - ago * SECOND });
  const unreadySince = (ago: number) => ({ status: false, changedMs: NOW - ago * SECOND });

  it.each([
    ['running, ready, measured', pod({}), 0, 'ready'],
    ['without a sample', pod({}), null, 'missing'],
    ['without a sample, and pending', pod({ phase: 'Pending' }), null, 'unready'],
    ['failed', pod({ phase: 'Failed' }), 0, 'ignored'],
    ['being deleted, even if pending', pod({ phase: 'Pending', deleting: true }), 0, 'ignored'],
    ['without a Ready condition', pod({ ready: null }), 0, 'unready'],
    ['not seen by its kubelet', pod({ startedMs: null }), 0, 'unready'],
    ['young, its sample wholly after ready', pod({ startedAgo: 60, ready: readySince(20) }), 5, 'ready'],
    ['young, its sample partly before', pod({ startedAgo: 60, ready: readySince(20) }), 6, 'unready'],
    ['young and not ready', pod({ startedAgo: 60, ready: unreadySince(59) }), 0, 'unready'],
    ['of just the initialisation period', pod({ startedAgo: 300, ready: readySince(1) }), 9, 'ready'],
    ['old and never ready', pod({ startedAgo: 600, ready: unreadySince(571) }), 0, 'unready'],
    ['old, lost readiness on the boundary', pod({ startedAgo: 600, ready: unreadySince(570) }), 0, 'ready'],
  ])('%s', (_, one, sampleAgo, expected) => {
    expect(groupOf(one, sampleAgo)).toBe(expected);
  });

  it.each(['memory', null])('does not ask for readiness when the metric is %s', (resource) => {
    expect(groupOf(pod({ ready: unreadySince(3600), startedAgo: 3600 }), 0, resource)).toBe('ready');
  });
});

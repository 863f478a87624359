import { describe, expect, it } from 'vitest';
import type { ContainerStanding } from './pod-actions.ts';
import { phaseOf } from './pod-phase.ts';

type Written = readonly [ContainerStanding['role'], 'waiting' | 'running' | number];

/** @param written each container with its state; a number is the exit code of one that has ended. */
const containers = (...written: readonly Written[]) =>
  written.map(([role, state]) => ({
    role,
    state: state === 'waiting' ? null : typeof state === 'number' ? ('terminated' as const) : state,
    exitCode: typeof state === 'number' ? state : 0,
    started: state === 'running',
  }));

describe('phaseOf', () => {
  it.each([
    ['all to come', containers(['main', 'waiting']), 'Pending', 'Pending', 'Pending'],
    ['one still to come', containers(['main', 0], ['main', 'waiting']), 'Pending', 'Pending', 'Pending'],
    ['initialising', containers(['init', 'running'], ['main', 'waiting']), 'Pending', 'Pending', 'Pending'],
    ['failed to initialise', containers(['init', 1], ['main', 'waiting']), 'Pending', 'Pending', 'Failed'],
    ['running', containers(['init', 0], ['main', 'running']), 'Running', 'Running', 'Running'],
    ['one of two ended', containers(['main', 1], ['main', 'running']), 'Running', 'Running', 'Running'],
    ['all ended well', containers(['main', 0], ['main', 0]), 'Running', 'Succeeded', 'Succeeded'],
    ['one ended badly', containers(['main', 0], ['main', 3]), 'Running', 'Running', 'Failed'],
    ['a sidecar left', containers(['sidecar', 'running'], ['main', 0]), 'Running', 'Running', 'Running'],
    ['a sidecar killed', containers(['sidecar', 137], ['main', 0]), 'Running', 'Succeeded', 'Succeeded'],
  ] as const)('%s', (_, standings, always, onFailure, never) => {
    expect([
      phaseOf(standings, 'Always'),
      phaseOf(standings, 'OnFailure'),
      phaseOf(standings, 'Never'),
    ]).toEqual([always, onFailure, never]);
  });

  it('is Pending while the startup probe of a sidecar has not succeeded, but not once the others have run', () => {
    const sidecar = { role: 'sidecar', state: 'running', exitCode: 0, started: false } as const;
    expect(phaseOf([sidecar, ...containers(['main', 'waiting'])], 'Always')).toBe('Pending');
    expect(phaseOf([sidecar, ...containers(['main', 'running'])], 'Always')).toBe('Running');
  });
});

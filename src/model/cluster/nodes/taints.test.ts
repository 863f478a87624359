import { describe, expect, it } from 'vitest';
import { EVICTING, evictionDelayMs, tolerates, toleratesAll, UNSCHEDULABLE } from './taints.ts';

describe('tolerates', () => {
  const taint = { key: 'dedicated', value: 'gpu', effect: 'NoSchedule' } as const;

  it.each([
    [{ key: 'dedicated', value: 'gpu', effect: 'NoSchedule' }, true],
    [{ key: 'dedicated', value: 'gpu' }, true],
    [{ key: 'dedicated', value: 'cpu' }, false],
    [{ key: 'dedicated' }, false],
    [{ key: 'dedicated', operator: 'Exists' }, true],
    [{ key: 'other', operator: 'Exists' }, false],
    [{ operator: 'Exists' }, true],
    [{ operator: 'Exists', effect: 'NoExecute' }, false],
  ] as const)('%j: %s', (toleration, expected) => {
    expect(tolerates(toleration, taint)).toBe(expected);
  });

  it('needs a toleration for every taint that forbids something', () => {
    const soft = { key: 'slow', effect: 'PreferNoSchedule' } as const;
    expect(toleratesAll([], [soft])).toBe(true);
    expect(toleratesAll([{ key: UNSCHEDULABLE.key, operator: 'Exists' }], [UNSCHEDULABLE, soft])).toBe(true);
    expect(toleratesAll([{ key: UNSCHEDULABLE.key, operator: 'Exists' }], [UNSCHEDULABLE, taint])).toBe(
      false,
    );
  });
});

describe('evictionDelayMs', () => {
  it.each([
    ['nothing said', [], 300_000],
    ['a time of its own', [{ key: EVICTING.key, operator: 'Exists', tolerationSeconds: 5 }], 5000],
    ['a negative time', [{ key: EVICTING.key, operator: 'Exists', tolerationSeconds: -1 }], 0],
    [
      'for ever, as of a DaemonSet',
      [{ key: EVICTING.key, operator: 'Exists', effect: 'NoExecute' }],
      Infinity,
    ],
    ['every taint for ever', [{ operator: 'Exists' }], Infinity],
    ['the shortest of several', [{ operator: 'Exists' }, { operator: 'Exists', tolerationSeconds: 7 }], 7000],
    // It is spoken of, so nothing is added; but a value that the taint does not have matches nothing.
    ['spoken of in vain', [{ key: EVICTING.key, value: 'x' }], 0],
    ['another taint', [{ key: 'dedicated', operator: 'Exists' }], 300_000],
  ] as const)('%s', (_, tolerations, expected) => {
    expect(evictionDelayMs(tolerations)).toBe(expected);
  });
});

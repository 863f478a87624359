import { describe, expect, it } from 'vitest';
import { limitByBehavior, limitWithoutBehavior } from './limits.ts';
import type { ScalingPolicy } from './scaling-rules.ts';

const BOUNDS = { minReplicas: 2, maxReplicas: 100 };

describe('limitWithoutBehavior', () => {
  it.each([
    [5, 7, 7, 'DesiredWithinRange'],
    [1, 50, 4, 'ScaleUpLimit'],
    [3, 50, 6, 'ScaleUpLimit'],
    [60, 500, 100, 'TooManyReplicas'],
    [50, 500, 100, 'TooManyReplicas'],
    [90, 1, 2, 'TooFewReplicas'],
  ])('%i → %i: %i, %s', (current, desired, replicas, reason) => {
    expect(limitWithoutBehavior(current, desired, BOUNDS)).toEqual({ replicas, reason });
  });
});

describe('limitByBehavior', () => {
  const limit = (
    current: number,
    desired: number,
    policy: ScalingPolicy,
    recentMs: readonly number[] = [],
  ) => {
    const rules = {
      stabilizationWindowSeconds: 0,
      selectPolicy: 'Max',
      policies: [policy],
      tolerance: null,
    } as const;
    const changes = recentMs.map((change) => ({ change, atMs: 0 }));
    const events = desired > current ? { up: changes, down: [] } : { up: [], down: changes };
    return limitByBehavior(current, desired, BOUNDS, { scaleUp: rules, scaleDown: rules }, events, 1000);
  };
  const five = { type: 'Pods', value: 5, periodSeconds: 60 } as const;

  it.each([
    [10, 12, 12, 'DesiredWithinRange'],
    [10, 50, 15, 'ScaleUpLimit'],
    [98, 150, 100, 'TooManyReplicas'],
    [10, 2, 5, 'ScaleDownLimit'],
    [6, 0, 2, 'TooFewReplicas'],
    [10, 10, 10, 'DesiredWithinRange'],
  ])('%i → %i: %i, %s', (current, desired, replicas, reason) => {
    expect(limit(current, desired, five)).toEqual({ replicas, reason });
  });

  it('never turns a change round, however much was changed lately', () => {
    expect(limit(50, 60, five, [20])).toEqual({ replicas: 50, reason: 'ScaleUpLimit' });
    expect(limit(50, 40, five, [20])).toEqual({ replicas: 50, reason: 'ScaleDownLimit' });
  });
});

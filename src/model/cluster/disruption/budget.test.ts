import { describe, expect, it } from 'vitest';
import type { BudgetOptions } from '../../options.ts';
import { budgetStatus } from './budget.ts';

const budget = (spec: Partial<BudgetOptions>): BudgetOptions => ({ name: 'b', selector: {}, ...spec });

describe('budgetStatus', () => {
  it.each([
    // [spec, pods, healthy, scale] → [desiredHealthy, disruptionsAllowed]
    ['minAvailable 2 of 4', { minAvailable: 2 }, [4, 4, 4], [2, 2]],
    ['minAvailable as many as there are', { minAvailable: 4 }, [4, 4, 4], [4, 0]],
    ['minAvailable above what there is', { minAvailable: 9 }, [4, 4, 4], [9, 0]],
    ['minAvailable 50% of 7: rounds up', { minAvailable: { percent: 50 } }, [7, 7, 7], [4, 3]],
    ['maxUnavailable 1 of 3', { maxUnavailable: 1 }, [3, 3, 3], [2, 1]],
    ['maxUnavailable 30% of 3: rounds up', { maxUnavailable: { percent: 30 } }, [3, 3, 3], [2, 1]],
    ['maxUnavailable more than all', { maxUnavailable: 5 }, [3, 3, 3], [0, 3]],
    ['a pod not ready', { maxUnavailable: 1 }, [3, 2, 3], [2, 0]],
    ['surge pods are healthy too', { maxUnavailable: 1 }, [4, 4, 3], [2, 2]],
    ['percentages are of what the controllers want', { minAvailable: { percent: 50 } }, [6, 6, 4], [2, 4]],
    ['neither of the two: no disruption at all', {}, [4, 4, 4], [0, 0]],
    ['nothing expected, nothing allowed', { maxUnavailable: 1 }, [1, 1, 0], [0, 0]],
  ] as const)('%s', (_, spec, [pods, healthy, scale], [desiredHealthy, disruptionsAllowed]) => {
    expect(budgetStatus(budget(spec), { pods, healthy, scale })).toMatchObject({
      currentHealthy: healthy,
      desiredHealthy,
      disruptionsAllowed,
    });
  });
});

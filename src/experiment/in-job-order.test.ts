import { describe, expect, it } from 'vitest';
import { InJobOrder } from './in-job-order.ts';
import { planJobs } from './plan.ts';

function feed(order: readonly number[], variants = 1): { emitted: string[]; queue: InJobOrder<string> } {
  const jobs = planJobs({ variants, replications: 5 });
  const emitted: string[] = [];
  const queue = new InJobOrder<string>(variants, (job, delivery) => emitted.push(`${job.index}${delivery}`));
  for (const index of order) queue.take(jobs[index]!, 'x');
  return { emitted, queue };
}

describe('InJobOrder', () => {
  it('emits in job order whatever the order of arrival', () => {
    const inOrder = ['0x', '1x', '2x', '3x', '4x'];
    expect(feed([0, 1, 2, 3, 4]).emitted).toEqual(inOrder);
    expect(feed([4, 2, 0, 3, 1]).emitted).toEqual(inOrder);
  });

  it('holds back what came too early, and releases it over the gaps', () => {
    const { emitted, queue } = feed([3, 0, 2]);
    expect(emitted).toEqual(['0x']);
    queue.release();
    expect(emitted).toEqual(['0x', '2x', '3x']);
  });

  it('lets no variant wait for another', () => {
    const { emitted, queue } = feed([3, 5, 0, 1, 7], 2);
    expect(emitted).toEqual(['0x', '1x', '3x', '5x', '7x']);
    queue.release();
    expect(emitted).toHaveLength(5);
  });
});

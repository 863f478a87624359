import { describe, expect, it } from 'vitest';
import { InJobOrder } from './in-job-order.ts';
import { planJobs } from './plan.ts';

const JOBS = planJobs({ variants: 1, replications: 5 });

function feed(order: readonly number[]): { emitted: string[]; queue: InJobOrder<string> } {
  const emitted: string[] = [];
  const queue = new InJobOrder<string>((job, output) => emitted.push(`${job.index}${output}`));
  for (const index of order) queue.take(JOBS[index]!, 'x');
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
});

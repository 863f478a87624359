import { describe, expect, it } from 'vitest';
import { planJobs, startOrder } from './plan.ts';

describe('planJobs', () => {
  it('runs all variants of a replication before the next replication', () => {
    const jobs = planJobs({ variants: 2, replications: 3 });
    expect(jobs.map((job) => [job.variant, job.replication])).toEqual([
      [0, 0],
      [1, 0],
      [0, 1],
      [1, 1],
      [0, 2],
      [1, 2],
    ]);
    expect(jobs.map((job) => job.index)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('asks for the timeline once per variant', () => {
    const jobs = planJobs({ variants: 2, replications: 3 });
    expect(jobs.filter((job) => job.timeline).map((job) => job.index)).toEqual([0, 1]);
  });

  it('runs one replication alone, under its own index', () => {
    expect(planJobs({ variants: 1, replications: 10, only: 7 })).toEqual([
      { index: 0, variant: 0, replication: 7, timeline: true },
    ]);
  });
});

describe('startOrder', () => {
  const started = (replications: number, sizes: readonly number[], threads: number): string[] =>
    startOrder(planJobs({ variants: sizes.length, replications }), sizes, threads).map(
      ({ variant, replication }) => 'abc'.charAt(variant) + replication,
    );

  it('starts the longest of the last jobs first, one replication per thread', () => {
    expect(started(4, [1, 9, 5], 2).join(' ')).toBe('a0 b0 c0 a1 b1 c1 b2 b3 c2 c3 a2 a3');
  });

  it('keeps the order of the plan where jobs are alike', () => {
    expect(started(3, [7, 7], 4).join(' ')).toBe('a0 b0 a1 b1 a2 b2');
  });

  it('ends sooner than the order of the plan when one variant is much longer', () => {
    const sizes = [1, 10];
    const jobs = planJobs({ variants: 2, replications: 6 });
    /** When the last of two threads ends, each taking the next job when it is free. */
    const end = (order: readonly { variant: number }[]): number => {
      const free = [0, 0];
      for (const { variant } of order) free[free.indexOf(Math.min(...free))]! += sizes[variant]!;
      return Math.max(...free);
    };
    const best = (6 * 11) / 2;
    expect(end(startOrder(jobs, sizes, 2))).toBe(best);
    expect(end(jobs)).toBeGreaterThan(best);
  });
});

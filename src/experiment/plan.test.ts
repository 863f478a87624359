import { describe, expect, it } from 'vitest';
import { planJobs } from './plan.ts';

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

import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../kernel/random.ts';
import { cpuBench, type Job } from '../../testing/cpu-bench.ts';
import { KEY } from '../../testing/run.ts';
import type { CfsQuotaOptions, CpuWorkOptions } from '../options.ts';
import * as AddressState from './address-state.ts';
import * as Pods from './pod-memory.ts';

/** One pod, alone. */
function bench(work: Partial<CpuWorkOptions>, cpuQuota?: CfsQuotaOptions, concurrency = 1000) {
  const { pods, ...all } = cpuBench([{ work, concurrency, ...(cpuQuota !== undefined && { cpuQuota }) }]);
  const [only] = pods;
  return { ...all, ...only! };
}

const HALF = { quotaMs: 50, periodMs: 100 };

describe('processor sharing', () => {
  it('lets all requests advance at the same speed, on one core at most each', () => {
    const one = bench({ cores: 1 });
    one.send([0, 10], [5, 10], [100, 10], [100, 30]);
    one.run();
    expect(one.ends()).toEqual([15, 20, 120, 140]);
    const two = bench({ cores: 2 });
    two.send([0, 10], [0, 10], [0, 10], [100, 10]);
    two.run();
    expect(two.ends()).toEqual([15, 15, 15, 110]);
  });

  it('shares among `concurrency` requests at most; more wait, in order of arrival', () => {
    const { send, run, ends } = bench({ cores: 1 }, undefined, 2);
    send([0, 10], [0, 30], [0, 10]);
    run();
    // The third begins at 20, beside what is left of the second: 20 ms.
    expect(ends()).toEqual([20, 50, 40]);
  });

  it('is about the part of a service that is work; for the rest a request waits', () => {
    const { send, run, ends, meter, pod } = bench({ cores: 1, share: 0.25 });
    send([0, 40], [0, 40]);
    run();
    expect(ends()).toEqual([50, 50]);
    // As service: 20 ms of the CPU are a quarter of 80 ms.
    expect(meter.read()[pod]).toBeCloseTo(80, 9);
  });

  it('forgets what the process held when it ends', () => {
    const { pod, servers, send, run, ends } = bench({ cores: 1 }, HALF);
    send([0, 200], [150, 10], [250, 10]);
    // Throttled since 50, again at work since 100.
    run(120);
    Pods.ints[(pod << Pods.INTS_LOG2) | Pods.STATE] = AddressState.exited;
    servers.reset(pod);
    Pods.ints[(pod << Pods.INTS_LOG2) | Pods.STATE] = AddressState.accepting;
    run();
    expect(ends()).toEqual([100, 160, 260]);
  });

  // The mean is the same for all sizes' distributions, and in proportion to the own size: M/G/1-PS.
  it('takes x / (1 − ρ) on average for a request of size x', () => {
    const sizes = [5, 10, 20, 50];
    const random = new RandomStream(KEY, 1, 7);
    const { send, run, jobs } = bench({ cores: 1 });
    const rho = 0.7;
    const meanSize = sizes.reduce((a, b) => a + b) / sizes.length;
    let atMs = 0;
    for (let i = 0; i < 60_000; i++) {
      atMs += (-Math.log(1 - random.uniform()) * meanSize) / rho;
      send([atMs, sizes[Math.floor(random.uniform() * sizes.length)]!]);
    }
    run();
    for (const size of sizes) {
      const own = jobs.filter(({ workMs }) => workMs === size);
      const mean = own.reduce((sum, job) => sum + job.endMs - job.atMs, 0) / own.length;
      expect(mean / (size / (1 - rho))).toBeGreaterThan(0.95);
      expect(mean / (size / (1 - rho))).toBeLessThan(1.05);
    }
  });
});

describe('CPU quota', () => {
  it('stops a container that has used it until the next period begins', () => {
    const { send, run, ends, usage } = bench({}, HALF);
    send([0, 120]);
    run();
    expect(ends()).toEqual([220]);
    expect(usage()).toEqual({ usedMs: 120, throttledMs: 100, periods: 3, throttledPeriods: 2 });
  });

  it('is used up by several threads sooner than by one', () => {
    const { send, run, ends, usage } = bench({}, HALF);
    send([0, 50], [0, 50], [0, 50], [0, 50]);
    run();
    // 12.5 ms of each period, four times; the last of them is just enough.
    expect(ends()).toEqual([312.5, 312.5, 312.5, 312.5]);
    expect(usage().throttledMs).toBeCloseTo(3 * 87.5, 9);
  });

  it('is whole again in each period, and what is left of it is lost', () => {
    const { send, run, ends, usage } = bench({}, HALF);
    // 40 ms in the first period; 10 ms are left, and 50 ms from 100 on.
    send([0, 40], [80, 70]);
    run();
    expect(ends()).toEqual([40, 200 - 0 + 10]);
    // The periods from 0, 100 and 200.
    expect(usage()).toMatchObject({ periods: 3, throttledPeriods: 2 });
  });

  it('counts the idle period after a run, as the timer of the kernel does', () => {
    const { send, run, usage } = bench({}, HALF);
    send([0, 10], [550, 10]);
    run();
    expect(usage()).toMatchObject({ periods: 3, throttledPeriods: 0 });
  });

  it('is less by what the program uses without requests, and never below 1 ms', () => {
    const { send, run, ends } = bench({ idle: 0.3 }, HALF);
    send([0, 30]);
    run();
    expect(ends()).toEqual([110]);
    const tiny = bench({ idle: 2 }, HALF);
    tiny.send([0, 2.5]);
    tiny.run();
    expect(tiny.ends()).toEqual([200.5]);
  });

  it('comes when it is due, whatever happens within the precision of that time', () => {
    const early = bench({}, HALF);
    early.send([0, 60], [100 - 5e-7, 1]);
    early.run();
    expect(early.ends()).toEqual([110, 101]);
    // Four threads find 2 ns of it missing, 0.5 ns before the end of the period.
    const close = bench({}, { quotaMs: 400 - 2e-6, periodMs: 100 });
    close.send([0, 150], [0, 150], [0, 150], [0, 150]);
    close.run();
    expect(close.ends()).toEqual([150, 150, 150, 150]);
  });

  it('never bites where there are no more cores than it pays for', () => {
    const { send, run, ends, usage } = bench({ cores: 0.5 }, HALF);
    send([0, 500], [0, 500]);
    run();
    expect(ends()).toEqual([2000, 2000]);
    expect(usage().throttledPeriods).toBe(0);
  });

  it('holds up whatever else the container does', () => {
    const { servers, pod, send, run } = bench({}, HALF);
    send([0, 120]);
    run(70);
    send([70, 1]);
    run(70);
    expect(servers.stallMs(pod)).toBeCloseTo(30, 9);
    run(101);
    expect(servers.stallMs(pod)).toBe(0);
  });

  it('counts from the opening of the window', () => {
    const { cpus, send, run, usage, meter, pod } = bench({}, HALF);
    send([0, 120]);
    run(70);
    send([170, 1]);
    run(170);
    cpus.openWindow();
    run();
    // From 170 on: throttled until 200; 20 and 1 ms of work in the period that begins then.
    expect(usage()).toEqual({ usedMs: 21, throttledMs: 30, periods: 1, throttledPeriods: 0 });
    expect(meter.read()[pod]).toBeCloseTo(121, 9);
  });
});

/** The same by a list of what is left of each job, looked through at every step. @returns when each ends */
function stepped(jobs: readonly Job[], cores: number, { quotaMs, periodMs }: CfsQuotaOptions): number[] {
  const left = jobs.map(({ workMs }) => workMs);
  const ends = jobs.map(() => NaN);
  let [now, quota, period] = [0, quotaMs, 0];
  while (ends.some(Number.isNaN)) {
    const running = jobs.flatMap((job, i) => (job.atMs <= now && Number.isNaN(ends[i]) ? [i] : []));
    const burn = quota > 1e-7 ? Math.min(running.length, cores) : 0;
    const speed = running.length > 0 ? burn / running.length : 0;
    const nextArrival = Math.min(...jobs.flatMap(({ atMs }) => (atMs > now ? [atMs] : [])));
    const firstEnd = speed > 0 ? now + Math.min(...running.map((i) => left[i]!)) / speed : Infinity;
    const empty = burn > 0 ? now + quota / burn : Infinity;
    const next = Math.min(nextArrival, firstEnd, empty, (period + 1) * periodMs);
    for (const i of running) {
      left[i]! -= speed * (next - now);
      if (left[i]! < 1e-7) ends[i] = next;
    }
    quota -= burn * (next - now);
    now = next;
    if (now >= (period + 1) * periodMs) [period, quota] = [period + 1, quotaMs];
  }
  return ends;
}

describe('SharedCpu', () => {
  it.each(Array.from({ length: 40 }, (_, i) => i))('reckons as a list of jobs does, %i', (i) => {
    const random = new RandomStream(KEY, i, 8);
    const cores = [1, 2, 3.5, 1000][i % 4]!;
    const quota = { quotaMs: [20, 50, 130, 400][(i >> 2) % 4]!, periodMs: 100 };
    const jobs = Array.from({ length: 60 }, () => ({
      atMs: random.uniform() * 2000,
      workMs: random.uniform() < 0.2 ? 120 * random.uniform() : 15 * random.uniform(),
    })).toSorted((a, b) => a.atMs - b.atMs);
    const { send, run, ends } = bench({ cores }, quota);
    send(...jobs.map(({ atMs, workMs }) => [atMs, workMs] as const));
    run();
    const truth = stepped(jobs, cores, quota);
    ends().forEach((end, job) => expect(end).toBeCloseTo(truth[job]!, 4));
  });
});

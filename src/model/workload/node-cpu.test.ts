/** Pods that compete for the cores of their node: by hand, by theory, and by another way of reckoning. */
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../kernel/random.ts';
import { cpuBench, type BenchPod } from '../../testing/cpu-bench.ts';
import { KEY } from '../../testing/run.ts';
import * as AddressState from './address-state.ts';
import * as Pods from './pod-memory.ts';

const ONE_THREAD = { cores: 1 };

function burstable(request: number, more: Partial<BenchPod> = {}): BenchPod {
  return { work: ONE_THREAD, request, qosClass: 'Burstable', ...more };
}

/** Pods of a node, each with the one job of so much work from 0 on. @returns when each ends. */
function race(cores: number, ...entries: readonly (readonly [pod: BenchPod, workMs: number])[]): number[] {
  const bench = cpuBench(
    entries.map(([pod]) => pod),
    cores,
  );
  bench.pods.forEach(({ send }, i) => send([0, entries[i]![1]]));
  bench.run();
  return bench.pods.map(({ ends }) => ends()[0]!);
}

describe('the cores of a node', () => {
  it('go to busy pods in proportion to what they ask for', () => {
    // Weights 4 and 12: the second has 3/4 of the core, so it is done with 75 ms at 100; the first has had 25 of 100.
    expect(race(1, [burstable(0.1), 100], [burstable(0.3), 75])).toEqual([175, 100]);
  });

  it('go to whoever wants them when the neighbours are idle', () => {
    expect(race(1, [burstable(0.1), 100], [burstable(0.9), 0])).toEqual([100, 0]);
    const { pods, run } = cpuBench([burstable(0.1), burstable(0.3)], 1);
    pods[0]!.send([0, 100]);
    pods[1]!.send([50, 30]);
    run();
    // Alone until 50; then 40 ms at a quarter, while the other has its 30 at three quarters; then alone again.
    expect(pods[0]!.ends()).toEqual([130]);
    expect(pods[1]!.ends()).toEqual([90]);
  });

  it('are none of a matter where there are enough of them', () => {
    expect(race(2, [burstable(0.1), 100], [burstable(1.9), 100])).toEqual([100, 100]);
    // Three threads of one pod, one of another, four cores.
    const { pods, run } = cpuBench([burstable(0.1, { work: {} }), burstable(0.9, { work: {} })], 4);
    pods[0]!.send([0, 10], [0, 20], [0, 30]);
    pods[1]!.send([0, 10]);
    run();
    expect(pods.map(({ ends }) => ends())).toEqual([[10, 20, 30], [10]]);
  });

  it('leave a pod no more than one for each of its requests, nor more than the cores that these share', () => {
    // Two cores: the pod of weight 12 has one thread, and so one core, though 3/2 would be its part.
    expect(race(2, [burstable(0.3), 100], [burstable(0.1, { work: {} }), 100])).toEqual([100, 100]);
    const { pods, run } = cpuBench([burstable(0.1, { work: {} }), burstable(0.3)], 2);
    pods[0]!.send([0, 50], [0, 50], [0, 50]);
    pods[1]!.send([0, 100], [0, 100]);
    run();
    // 1 core for the second's two; the first three have the other.
    expect(pods.map(({ ends }) => ends())).toEqual([
      [150, 150, 150],
      [200, 200],
    ]);
  });

  it('are not for a pod that its limit has stopped, and a limit may be less than its part', () => {
    const cpuQuota = { quotaMs: 30, periodMs: 100 };
    const { pods, run } = cpuBench([burstable(0.5, { cpuQuota }), burstable(0.5)], 1);
    pods[0]!.send([0, 60]);
    pods[1]!.send([0, 100]);
    run();
    // Half each until the quota of 30 is used at 60; then alone until 100; again half each.
    expect(pods[0]!.ends()).toEqual([160]);
    expect(pods[1]!.ends()).toEqual([100 + 60]);
    expect(pods[0]!.usage()).toMatchObject({ throttledPeriods: 1, throttledMs: 40 });
  });

  it("are the limit where a pod's own is higher", () => {
    const cpuQuota = { quotaMs: 300, periodMs: 100 };
    const { pods, run } = cpuBench([burstable(2, { work: {}, cpuQuota })], 2);
    pods[0]!.send([0, 300], [0, 300], [0, 300], [0, 300]);
    run();
    expect(pods[0]!.ends()).toEqual([600, 600, 600, 600]);
    expect(pods[0]!.usage().throttledPeriods).toBe(0);
  });

  it('go to all Burstable pods together, for what all of them ask for, be they busy or not', () => {
    const guaranteed: BenchPod = { work: ONE_THREAD, request: 1, qosClass: 'Guaranteed' };
    // Weight 39 each: the 900m of an idle pod stand behind the one with 100m.
    expect(race(1, [guaranteed, 100], [burstable(0.1), 100], [burstable(0.9), 0])).toEqual([200, 200, 0]);
    // 39 : 4 without it.
    const [first, second] = race(1, [guaranteed, 39], [burstable(0.1), 5]);
    expect([first, second]).toEqual([43, 44]);
  });

  it('leave next to nothing to a BestEffort pod, which has the minimum weight beside all the others', () => {
    const besteffort: BenchPod = { work: ONE_THREAD };
    // 39 : 1, the two of them together.
    expect(race(1, [burstable(1), 39], [besteffort, 0.5], [besteffort, 2])).toEqual([40, 40, 41.5]);
  });

  it('are used up by what a program does without requests, too', () => {
    const idle = { cores: 1, idle: 0.5 };
    // 1.5 wanted of half a core; two thirds of that are the request's.
    expect(race(1, [burstable(0.5, { work: idle }), 10], [burstable(0.5), 100])[0]).toBeCloseTo(30, 9);
    const { pods, run, servers } = cpuBench([burstable(0.5, { work: idle }), burstable(0.5)], 1);
    pods[1]!.send([0, 50], [200, 50], [400, 50]);
    run(150);
    // Its own request beside it, and nothing after it has ended.
    expect(pods[1]!.ends()[0]).toBe(100);
    Pods.ints[(pods[0]!.pod << Pods.INTS_LOG2) | Pods.STATE] = AddressState.exited;
    servers.reset(pods[0]!.pod);
    run(300);
    expect(pods[1]!.ends()[1]).toBe(250);
    servers.listens(pods[0]!.pod, 300);
    run();
    expect(pods[1]!.ends()[2]).toBe(500);
  });

  it('are free again when a pod ends, and its request no longer weighs when its object is gone', () => {
    const { pods, run, servers, cpus } = cpuBench([burstable(0.1), burstable(0.3), guaranteed()], 1);
    pods[0]!.send([0, 100]);
    pods[1]!.send([0, 100]);
    run(40);
    Pods.ints[(pods[1]!.pod << Pods.INTS_LOG2) | Pods.STATE] = AddressState.exited;
    servers.reset(pods[1]!.pod);
    run(50);
    // 10 ms until 40, alone until 50.
    pods[2]!.send([50, 100]);
    run(100);
    cpus.leave(pods[1]!.pod);
    run();
    // 400m against 1: 16 of 55; then 4 of 43 …
    const done = 20 + (50 * weight(0.4)) / (weight(0.4) + weight(1));
    const other = 50 - (done - 20);
    const lastMs = (100 - other) * ((weight(0.1) + weight(1)) / weight(1));
    expect(pods[2]!.ends()[0]).toBeCloseTo(100 + lastMs, 5);
    expect(pods[0]!.ends()[0]).toBeCloseTo(200, 5);
  });
});

const guaranteed = (): BenchPod => ({ work: ONE_THREAD, request: 1, qosClass: 'Guaranteed' });
const weight = (cores: number) => 1 + Math.floor(((Math.floor(cores * 1024) - 2) * 9999) / 262_142);

describe('theory', () => {
  it('finds a pod alone on one core to be M/M/1 by processor sharing', () => {
    const random = new RandomStream(KEY, 5, 7);
    const { pods, run, jobs } = cpuBench([burstable(0.5, { work: {} })], 1);
    let atMs = 0;
    for (let i = 0; i < 60_000; i++) {
      atMs -= Math.log(1 - random.uniform()) * 10;
      pods[0]!.send([atMs, -Math.log(1 - random.uniform()) * 7]);
    }
    run();
    const mean = jobs.reduce((sum, job) => sum + job.endMs - job.atMs, 0) / jobs.length;
    // 7 / (1 − 0.7)
    expect(mean / 23.33).toBeGreaterThan(0.95);
    expect(mean / 23.33).toBeLessThan(1.05);
  });

  // Generalized processor sharing conserves work: what is left in all does not depend on the weights.
  it('finds the node to be as busy as one queue of all pods', () => {
    const random = new RandomStream(KEY, 6, 7);
    const given = [burstable(0.05), burstable(0.7), burstable(0.2), guaranteed(), { work: ONE_THREAD }];
    const { pods, run, jobs } = cpuBench(given, 1);
    let atMs = 0;
    for (let i = 0; i < 5000; i++) {
      atMs -= Math.log(1 - random.uniform()) * 10;
      pods[Math.floor(random.uniform() * pods.length)]!.send([atMs, random.uniform() * 17]);
    }
    run();
    // Ends of busy periods: the last to end before each arrival that finds nothing, by Lindley's recursion.
    let freeAt = 0;
    const idleBefore = new Set<number>();
    for (const job of jobs) {
      if (job.atMs > freeAt) idleBefore.add(Math.round(freeAt * 1e4));
      freeAt = Math.max(freeAt, job.atMs) + job.workMs;
    }
    expect(Math.max(...jobs.map(({ endMs }) => endMs))).toBeCloseTo(freeAt, 4);
    const ends = new Set([0, ...jobs.map(({ endMs }) => Math.round(endMs * 1e4))]);
    expect(idleBefore.size).toBeGreaterThan(300);
    for (const each of idleBefore) {
      expect([each - 1, each, each + 1].some((near) => ends.has(near))).toBe(true);
    }
  });
});

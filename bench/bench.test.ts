/** Every benchmark at a tiny size: it runs, and does the same work each time. And W1, at full size, agrees with theory. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { mmck } from '../src/testing/oracles/mmck.ts';
import { w1 } from './macro/w1.ts';
import { benchmarkNames, findBenchmark } from './suites.ts';
import { Skipped } from './task.ts';
import type { BenchTask, Work } from './task.ts';

const NAMES = await benchmarkNames();
const scratch = mkdtempSync(join(tmpdir(), 'bench-test-'));
afterAll(() => rmSync(scratch, { recursive: true }));

/** What the first batch of a fresh set-up does, or why it cannot. */
async function workOf(task: BenchTask, tiny: boolean): Promise<Work | Skipped> {
  try {
    const prepared = task.prepare({ tiny, scratch });
    await prepared.run();
    return prepared.work();
  } catch (error) {
    if (error instanceof Skipped) return error;
    throw error;
  }
}

describe('a benchmark', () => {
  const hashes = new Map<string, string>();

  it.each(NAMES)('%s does the same work each time', async (name) => {
    const task = await findBenchmark(name);
    const first = await workOf(task, true);
    if (first instanceof Skipped) {
      expect(first.message).toMatch(/there is no|not built/);
      return;
    }
    expect(first.operations).toBeGreaterThan(0);
    expect(first.hash).toMatch(/^[0-9a-f]{12}$/);
    expect(await workOf(task, true)).toEqual(first);
    hashes.set(name, first.hash);
  });

  it('does work of its own, but for the number of workers', () => {
    const works = [...hashes].map(([name, hash]) => [name.replace(/^workers\/\d+/, 'workers/n'), hash]);
    const pairs = new Set(works.map(([name, hash]) => `${name} ${hash}`));
    expect(pairs.size).toBeGreaterThan(0);
    for (const column of [0, 1]) expect(new Set(works.map((work) => work[column])).size).toBe(pairs.size);
  });

  it('that is not there has an error', async () => {
    await expect(findBenchmark('random/nothing')).rejects.toThrow('no benchmark random/nothing');
    await expect(findBenchmark('nothing')).rejects.toThrow('no benchmark nothing');
  });
});

describe('workload W1', () => {
  const theory = mmck({ arrivalRate: 2560 / 16, serviceRate: 1 / 0.02, servers: 4, capacity: 68 });
  const alike = Object.keys(w1).filter((name) => name !== 'everything on');

  it.each(alike)('%s has the mean latency of M/M/4/68', async (name) => {
    const work = await workOf(w1[name]!, false);
    if (work instanceof Skipped) return;
    // 0.85 ms: measured over 40 seeds, of 1e5 requests from empty.
    const deviationMs = 0.85 * Math.sqrt(1e5 / work.operations);
    expect(Math.abs(work.meanMs! - 1000 * theory.meanSojourn)).toBeLessThan(5 * deviationMs);
  });
});

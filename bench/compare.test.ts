import { describe, expect, it } from 'vitest';
import { caveats, compare } from './compare.ts';
import { judgeGoals } from './goals.ts';
import { githubEntries } from './results.ts';
import type { BenchmarkResult, Results } from './results.ts';
import { comparisonTable, resultTable } from './table.ts';

function benchmark(name: string, nsPerOperation: number[], hash = 'abc'): BenchmarkResult {
  return { name, unit: 'event', operations: 1, hash, nsPerOperation, bytesPerOperation: 0.5 };
}

function results(...benchmarks: BenchmarkResult[]): Results {
  const machine = { processor: 'P', threads: 2, memoryGiB: 8 };
  return { version: 1, tiny: false, date: 'then', commit: null, node: 'v20', machine, benchmarks };
}

const everything = (): boolean => true;

describe('a comparison', () => {
  const then = results(
    benchmark('faster', [10, 10.2, 9.9]),
    benchmark('slower', [10, 10.2, 9.9]),
    benchmark('noise', [10, 14, 9]),
    benchmark('other work', [10, 10, 10], 'another hash'),
    benchmark('gone', [10, 10, 10]),
  );
  const now = results(
    benchmark('faster', [5, 5.2, 4.9]),
    benchmark('slower', [20, 20.3, 19.9]),
    benchmark('noise', [11, 8, 15]),
    benchmark('other work', [5, 5, 5]),
    benchmark('new', [1, 1, 1]),
  );
  const rows = compare(then, now, everything);

  it('tells faster and slower from noise, and what cannot be compared', () => {
    for (const { name, verdict } of rows) expect(verdict).toBe(name === 'noise' ? '~' : name);
    expect(rows.map(({ name }) => name)).toEqual(['faster', 'slower', 'noise', 'other work', 'new', 'gone']);
    expect(rows[0]!.ratio!.value).toBeCloseTo(0.5, 2);
    expect(rows[1]!.ratio!.value).toBeCloseTo(2, 2);
  });

  it('calls nothing gone that was not asked for', () => {
    expect(compare(then, now, (name) => name !== 'gone').map(({ name }) => name)).not.toContain('gone');
  });

  it('is printed with intervals', () => {
    const lines = comparisonTable(rows);
    expect(lines[1]).toMatch(/^faster +0\.50\d × +0\.4\d+–0\.5\d+ +faster$/);
    expect(lines[3]).toMatch(/ ~$/);
    expect(lines.at(-1)).toMatch(/^gone +gone$/);
  });

  it('warns of what else differed', () => {
    expect(caveats(then, now, rows)).toEqual([]);
    const other = { ...now, tiny: true, node: 'v22', machine: { ...now.machine, processor: 'Q' } };
    expect(caveats(then, other, rows).join(' ')).toMatch(/tiny.*v22.*and is Q/);
  });

  it('warns when the machine itself was faster', () => {
    const moved = compare(
      results(benchmark('control/memory', [10, 10.2, 9.9])),
      results(benchmark('control/memory', [5, 5.2, 4.9])),
      everything,
    );
    expect(caveats(then, now, moved)).toEqual([expect.stringContaining('The machine itself')]);
  });
});

describe('the goals', () => {
  const at = (kernel: number[]) =>
    judgeGoals([benchmark('w1/C++ yardstick', [1, 1, 1]), benchmark('w1/bare kernel', kernel)])[0]!;

  it('are judged by the interval', () => {
    expect(at([1.5, 1.51, 1.52])).toMatchObject({ value: 1.51, goal: '≤ 2', verdict: 'met' });
    expect(at([2.5, 2.51, 2.52]).verdict).toBe('missed');
    expect(at([1.5, 2, 2.5]).verdict).toBe('undecided');
    expect(at([1.5]).verdict).toBe('undecided');
  });

  it('turn times into rates', () => {
    const [rate] = judgeGoals([
      benchmark('workers/1', [20, 20.1, 19.9]),
      benchmark('workers/2', [10, 10.1, 9.9]),
    ]);
    expect(rate!.value).toBeCloseTo(2, 1);
    expect(rate).toMatchObject({ goal: '≥ 1.85', verdict: 'met' });
  });

  it('stand in the table below the benchmarks', () => {
    const lines = resultTable([benchmark('w1/bare kernel', [1000, 1000])], [at([1.5, 1.51, 1.52])]);
    expect(lines[1]).toMatch(/^w1\/bare kernel +1,000 +event +± 0\.0 % +1\.00 +0\.500 +abc$/);
    expect(lines.at(-1)).toMatch(/1\.51\d* × .* ≤ 2 +✓$/);
  });
});

describe('results for github-action-benchmark', () => {
  it('are numbers of which smaller is better', () => {
    const [time, bytes] = githubEntries(results(benchmark('a', [10, 10])));
    expect(time).toMatchObject({ name: 'a', unit: 'ns/event', extra: '2 blocks, work abc' });
    expect(time!.value).toBeCloseTo(10, 9);
    expect(bytes).toMatchObject({ name: 'a, allocated', unit: 'bytes/event', value: 0.5 });
  });
});

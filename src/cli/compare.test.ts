/** `simulate compare` from the words to the files and the exit code. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { readResult } from '../experiment/read-result.ts';
import { hear, testFolder, TWO_PODS } from '../testing/command-line.ts';

const SCENARIO = {
  ...TWO_PODS,
  duration: '15s',
  replications: 5,
  applications: { web: { serviceTime: { exponential: { mean: '20ms' } } } },
};

// Whole runs, on machines that may be busy.
vi.setConfig({ testTimeout: 60_000 });

const folder = testFolder();
const { file } = folder;

const compare = (...words: string[]) => hear(['compare', ...words, '--workers', '0']);

const MEAN = 'applications.web.serviceTime.exponential.mean';

describe('simulate compare', () => {
  it('compares a grid, writes the result and the report, and says it in 80 columns', async () => {
    const path = file('s.json', SCENARIO);
    const vary = ['--vary', `${MEAN}=20ms,21ms`, '--vary', 'deployment/web.replicas=2,3'];
    const { code, out, err } = await compare(path, ...vary, '--out', folder.path, '--format', 'json,md');
    expect(code).toBe(0);
    expect(err).toContain('20 replications');
    expect(out.split('\n').every((line) => line.length <= 80)).toBe(true);
    expect(readdirSync(folder.path).toSorted()).toEqual(['report.md', 'result.json', 'run.json', 's.json']);
    const result = readResult(readFileSync(join(folder.path, 'result.json'), 'utf8'), 'result.json');
    expect(result.variants.map(({ name }) => name)).toEqual([
      'exponential.mean=20ms replicas=2',
      'exponential.mean=20ms replicas=3',
      'exponential.mean=21ms replicas=2',
      'exponential.mean=21ms replicas=3',
    ]);
    expect(result.variants[2]?.scenario?.['applications']).toMatchObject({
      web: { serviceTime: { exponential: { mean: '21ms' } } },
    });
    const found = (result.comparisons ?? []).find(
      (each) => each.variant === 'exponential.mean=21ms replicas=2' && each.metric === 'latencyMs.mean',
    );
    // Five per cent more service: seen with certainty in five runs, because they are paired.
    expect(found).toMatchObject({ verdict: 'worse', baseline: 'exponential.mean=20ms replicas=2' });
  });

  it('compares files, with the seed and the thresholds of the first', async () => {
    const before = file('before.json', { ...SCENARIO, thresholds: { latency: ['mean < 1s'] } });
    const after = file('after.json', { ...SCENARIO, seed: 'another' });
    const { code, out } = await compare(before, after, '--json');
    const result = readResult(out, '-');
    expect(code).toBe(0);
    expect(result.variants.map(({ name }) => name)).toEqual(['before', 'after']);
    expect((result.comparisons ?? []).every(({ difference }) => difference.mean === 0)).toBe(true);
    expect(result.thresholds.map(({ variant }) => variant)).toEqual(['before', 'after']);
  });

  it('judges limits on differences by exit code', async () => {
    const path = file('s.json', SCENARIO);
    const slower = [path, '--set', `${MEAN}=30ms`, '--json', '--threshold'];
    expect((await compare(...slower, 'latency.mean increase < 1%')).code).toBe(1);
    expect((await compare(...slower, 'latency.mean increase < 900%')).code).toBe(0);
  });

  it('judges limits on the variants themselves, beside those of the scenario', async () => {
    const path = file('s.json', { ...SCENARIO, thresholds: { latency: ['mean < 1s'] } });
    const words = [
      path,
      '--set',
      `${MEAN}=30ms`,
      '--json',
      '--threshold',
      'traffic.users.latency.mean < 1ms',
    ];
    const { code, out } = await compare(...words);
    expect(code).toBe(1);
    expect(
      readResult(out, '-').thresholds.map(({ expression, verdict }) => `${expression} ${verdict}`),
    ).toEqual([
      'latency mean < 1s pass',
      'traffic.users.latency mean < 1ms fail',
      'latency mean < 1s pass',
      'traffic.users.latency mean < 1ms fail',
    ]);
  });

  it('judges the change, not what it is compared to', async () => {
    const strict = file('s.json', { ...SCENARIO, thresholds: { latency: ['p50 < 48ms'] } });
    const mends = await compare(strict, '--set', `${MEAN}=1ms`, '--out', folder.path, '--format', 'md,junit');
    expect(mends.code).toBe(0);
    expect(mends.out.replaceAll(/\s+/g, ' ')).toMatch(
      /✗ as it stands: [^✓]*of the baseline, which is not judged/,
    );
    expect(readFileSync(join(folder.path, 'report.md'), 'utf8')).toContain('✗ fail: of the baseline');
    expect(readFileSync(join(folder.path, 'junit.xml'), 'utf8')).not.toContain('<failure');
    expect((await compare(strict, '--vary', `${MEAN}=1ms,60ms`, '--json')).code).toBe(1);
  });

  it.each([
    [['--vary', `${MEAN}=20ms`, '--pareto', 'latncy'], 'unknown metric "latncy"'],
    [['--vary', 'duration=15s,20s'], 'the same duration and warm-up'],
    [['--vary', `${MEAN}=20ms,20`], 'expected'],
    [
      ['--set', 'title=x', '--max-replications', '4'],
      'expected at least 5, the number to begin with (got "4")',
    ],
    [[], 'something to compare'],
  ])('refuses %j', async (words, message) => {
    const { code, out, err } = await compare(file('s.json', SCENARIO), ...words);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toContain(message);
  });
});

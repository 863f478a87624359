/** `simulate compare` from the words to the files and the exit code. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readResult } from '../experiment/read-result.ts';
import { runProgram } from './program.ts';

const SCENARIO = {
  version: 1,
  title: 'Two pods',
  duration: '15s',
  warmup: '5s',
  replications: 5,
  seed: '007',
  resources: [
    {
      kind: 'Deployment',
      metadata: { name: 'web' },
      spec: {
        replicas: 2,
        selector: { matchLabels: { app: 'web' } },
        template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{}] } },
      },
    },
    { kind: 'Service', metadata: { name: 'web' }, spec: { selector: { app: 'web' }, ports: [{ port: 80 }] } },
  ],
  applications: { web: { serviceTime: { exponential: { mean: '20ms' } } } },
  traffic: [{ name: 'users', to: 'web', arrivals: { poisson: { rate: '50/s' } } }],
};

// Whole runs, on machines that may be busy.
vi.setConfig({ testTimeout: 60_000 });

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'simulate-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function file(name: string, value: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(value));
  return path;
}

async function compare(...words: string[]): Promise<{ code: number; out: string; err: string }> {
  const heard = { code: -1, out: '', err: '' };
  heard.code = await runProgram({
    terminal: {
      out: (text) => (heard.out += text),
      err: (text) => (heard.err += text),
      outColor: false,
      errColor: false,
      interactive: false,
      columns: 80,
    },
    readStdin: () => Promise.resolve(''),
    signal: new AbortController().signal,
    debug: false,
    words: ['compare', ...words, '--workers', '0'],
  });
  return heard;
}

const MEAN = 'applications.web.serviceTime.exponential.mean';

describe('simulate compare', () => {
  it('compares a grid, writes the result and the report, and says it in 80 columns', async () => {
    const path = file('s.json', SCENARIO);
    const vary = ['--vary', `${MEAN}=20ms,21ms`, '--vary', 'deployment/web.replicas=2,3'];
    const { code, out, err } = await compare(path, ...vary, '--out', folder, '--format', 'json,md');
    expect(code).toBe(0);
    expect(err).toContain('20 replications');
    expect(out.split('\n').every((line) => line.length <= 80)).toBe(true);
    expect(readdirSync(folder).toSorted()).toEqual(['report.md', 'result.json', 'run.json', 's.json']);
    const result = readResult(readFileSync(join(folder, 'result.json'), 'utf8'), 'result.json');
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

  it.each([
    [['--vary', `${MEAN}=20ms`, '--pareto', 'latncy'], 'unknown metric "latncy"'],
    [['--vary', 'duration=15s,20s'], 'the same duration and warm-up'],
    [['--vary', `${MEAN}=20ms,20`], 'expected'],
    [[], 'something to compare'],
  ])('refuses %j', async (words, message) => {
    const { code, out, err } = await compare(file('s.json', SCENARIO), ...words);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toContain(message);
  });
});

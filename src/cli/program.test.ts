import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { readResult } from '../experiment/read-result.ts';
import { hear, testFolder, TWO_PODS } from '../testing/command-line.ts';

// Whole runs, on machines that may be busy.
vi.setConfig({ testTimeout: 60_000 });

const folder = testFolder();
const { file } = folder;

/** JSON is YAML; the parts that only a scenario may leave out are put in. */
function yamlOf(object: object): string {
  const text = JSON.stringify(object).replace('[{}]', '[{"name":"c","image":"i"}]');
  const apiVersion = text.includes('Deployment') ? 'apps/v1' : 'v1';
  return text.replace('{', `{"apiVersion":"${apiVersion}",`);
}

describe('usage', () => {
  it('prints help and version on stdout', async () => {
    const help = await hear(['--help']);
    expect(help).toMatchObject({ code: 0, err: '' });
    expect(help.out).toContain('simulate <input..> [options]');
    expect(help.out.split('\n').every((line) => line.length <= 80)).toBe(true);
    expect((await hear(['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect((await hear(['run', '--help'])).out).toContain('--replication ');
  });

  it.each([
    [['x.json', '--replicatons', '3'], 'did you mean "replications"?'],
    [['x.json', '--service-tim', '3ms'], '"--service-tim"; did you mean "service-time"?'],
    [['validat', 'x.json'], 'unknown command "validat"; did you mean "validate"?'],
    [['x.json', '--replications', 'abc'], '--replications: expected a whole number, at least 1 (got "abc")'],
    [['x.json', '--replications', '0'], 'at least 1'],
    [['x.json', '--workers', '-1'], 'workers'],
    [['x.json', '--json=yes'], '--json stands alone: expected no value (got "yes")'],
    [['x.json', 'y.json', '--bogus=1'], 'unknown option or argument "--bogus"'],
    [['x.json', '--objective', 'a'], '"--objective"; it is an option of tune'],
    [['x.json', '--format', 'htm'], 'did you mean "html"?'],
    [['x.json', '--seed'], '--seed needs a value'],
    [[], 'expected an input'],
    [['completion', 'fish'], 'bash and zsh'],
  ])('explains %j', async (words, message) => {
    const { code, out, err } = await hear(words);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toContain(message);
  });

  it('completes commands and options', async () => {
    expect((await hear(['--get-yargs-completions', 'simulate', ''])).out).toContain('validate');
    expect((await hear(['--get-yargs-completions', 'simulate', 'run', '--'])).out).toContain(
      '--replications',
    );
    expect((await hear(['--get-yargs-completions', 'simulate', 'x.json', '--'])).out).toContain(
      '--replications',
    );
    expect((await hear(['completion', 'bash'])).out).toContain('complete -o default');
    expect((await hear(['completion', 'zsh'])).out).toContain('#compdef simulate');
  });
});

describe('run', () => {
  it('prints the report and writes the files, each whole', async () => {
    const out = join(folder.path, 'out');
    const heard = await hear([
      file('s.json', TWO_PODS),
      '--workers',
      '0',
      '--out',
      out,
      '--format',
      'json,csv,md',
    ]);
    expect(heard.code).toBe(0);
    expect(heard.err).toContain('3 replications');
    expect(heard.out).toContain('latency p99');
    expect(readdirSync(out).toSorted()).toEqual(['report.md', 'result.json', 'run.json', 'series.csv']);
    const result = readResult(readFileSync(join(out, 'result.json'), 'utf8'), 'result.json');
    expect(result.seed).toBe('007');
    expect(result.variants[0]?.replications).toHaveLength(3);
    expect(JSON.parse(readFileSync(join(out, 'run.json'), 'utf8'))).toMatchObject({
      workers: 0,
      partial: false,
    });
  });

  it('simulates nothing again of a run that had finished, when it is to resume', async () => {
    const out = join(folder.path, 'out');
    const words = [file('s.json', TWO_PODS), '--workers', '0', '--out', out, '--format', 'json,md'];
    const first = await hear(words);
    const [result, record] = ['result.json', 'run.json'].map((name) => readFileSync(join(out, name), 'utf8'));
    rmSync(join(out, 'report.md'));
    const again = await hear([...words, '--resume']);
    expect(again.code).toBe(first.code);
    expect(again.err).toMatch(/^note: it had finished with these settings; nothing is simulated/);
    expect(again.out).toContain('latency p99');
    expect(readFileSync(join(out, 'run.json'), 'utf8')).toBe(record);
    expect(readdirSync(out)).toContain('report.md');
    writeFileSync(join(out, 'result.json'), result!.replace('"seed": "007"', '"seed":  "007"'));
    expect((await hear([...words, '--resume'])).err).toContain('3 replications, ');
    expect(readFileSync(join(out, 'result.json'), 'utf8')).toBe(result);
    const more = await hear([...words, '--resume', '--precision', '50%']);
    expect(more.err).not.toContain('nothing is simulated');
  });

  it('keeps the replications of an undecided threshold for more of them', async () => {
    const out = join(folder.path, 'out');
    const scenario = file('s.json', { ...TWO_PODS, thresholds: { latency: ['p50 < 10s'] } });
    const words = [scenario, '--workers', '0', '--out', out, '--format', 'json', '--replications', '1'];
    const first = await hear(words);
    expect(first.code).toBe(3);
    expect(first.err).toContain('1 finished replication kept; --resume with more of them');
    expect((await hear([...words, '--resume'])).err).toContain('nothing is simulated');
    const more = await hear([...words, '--resume', '--max-replications', '2']);
    expect(more.err).toContain('resuming with 1 finished replication ');
    expect(more.err).toContain('1 replication, ');
  });

  it('does not call a part of zero losses precise, and says what is known', async () => {
    const words = [file('s.json', TWO_PODS), '--workers', '0', '--out', join(folder.path, 'out')];
    const heard = await hear([...words, '--format', 'json', '--precision', 'errorRate=5%']);
    const told = heard.out.replaceAll(/\s+/g, ' ');
    expect(told).toMatch(/– errorRate=5% is not defined: 0 in all 8 runs, at 95 % confidence below 0\.\d+ %/);
    const stored = readFileSync(join(folder.path, 'out', 'result.json'), 'utf8');
    expect(readResult(stored, 'result.json').precision).toMatchObject([{ reached: null }]);
  });

  it('prints the result as JSON and writes nothing', async () => {
    const words = ['-', '--json', '--workers', '0', '--quiet'];
    const heard = await hear(words, { stdin: JSON.stringify(TWO_PODS) });
    expect(heard).toMatchObject({ code: 0, err: '' });
    expect(readResult(heard.out, 'stdout').variants[0]?.name).toBe('baseline');
    expect(readdirSync(folder.path)).toEqual([]);
  });

  it('lets options override the scenario, the last one counting', async () => {
    const words = [file('s.json', TWO_PODS), '--json', '--workers', '0', '--seed', 'a', '--seed', '0x10'];
    const one = readResult((await hear([...words, '--replication', '2'])).out, 'stdout');
    expect(one.seed).toBe('0x10');
    expect(one.variants[0]?.replications.map((r) => r.index)).toEqual([2]);
    const set = ['--set', 'deployment/web.spec.replicas=3', '--set', 'duration=10s'];
    const changed = readResult((await hear([...words, ...set])).out, 'stdout');
    expect(changed.variants[0]?.set).toEqual({ 'deployment/web.spec.replicas': '3', duration: '10s' });
    expect(changed.scenario.duration).toBe('10s');
    expect(changed.variants[0]?.pods).toHaveLength(3);
  });

  it('tells verdicts by its exit code', async () => {
    const withThreshold = (condition: string): string =>
      file('t.json', { ...TWO_PODS, thresholds: { latency: [condition] } });
    const options = ['--json', '--workers', '0'];
    expect((await hear([withThreshold('p50 < 10s'), ...options])).code).toBe(0);
    expect((await hear([withThreshold('p50 > 10s'), ...options])).code).toBe(1);
    expect((await hear([withThreshold('p50 < 10s'), ...options, '--replications', '1'])).code).toBe(3);
  });

  it('keeps limits of --threshold as if the scenario had them', async () => {
    const own = { latency: ['p50 < 10s'], traffic: { users: { errors: ['count == 0'] } } };
    const words = [
      file('t.json', { ...TWO_PODS, thresholds: own }),
      '--json',
      '--workers',
      '0',
      '--threshold',
    ];
    const failed = await hear([
      ...words,
      'latency.p50 > 10s',
      '--threshold',
      'traffic.users.latency.p50 < 9s',
    ]);
    expect(failed.code).toBe(1);
    const { scenario, thresholds } = readResult(failed.out, 'stdout');
    expect(thresholds.map(({ expression, verdict }) => `${expression} ${verdict}`)).toEqual([
      'latency p50 < 10s pass',
      'latency p50 > 10s fail',
      'traffic.users.errors count == 0 pass',
      'traffic.users.latency p50 < 9s pass',
    ]);
    // What was asked is part of the question: the stored scenario asks it again.
    expect(scenario['thresholds']).toMatchObject({ latency: ['p50 < 10s', 'p50 > 10s'] });
    const refused = await hear([...words, 'latency.p98 < 1s']);
    expect(refused).toMatchObject({
      code: 2,
      err: expect.stringContaining('--threshold: latency has no metric p98'),
    });
  });

  it('lists every problem of the input and writes nothing', async () => {
    const out = join(folder.path, 'out');
    const heard = await hear([file('s.json', { ...TWO_PODS, duraton: '3s', seed: [] }), '--out', out]);
    expect(heard.code).toBe(2);
    expect(heard.out).toBe('');
    expect(heard.err).toContain('did you mean "duration"?');
    expect(heard.err).toContain('2 problems in the input');
    expect(readdirSync(folder.path)).toEqual(['s.json']);
  });

  it('refuses thresholds it cannot read before it simulates', async () => {
    const heard = await hear([file('s.json', { ...TWO_PODS, thresholds: { latency: ['p98 < 1s'] } })]);
    expect(heard.code).toBe(2);
    expect(heard.err).toMatch(/s\.json:1:\d+: thresholds\.latency\[0\]: latency has no metric p98/);
  });

  it('refuses a replication that there is not', async () => {
    const words = [file('s.json', TWO_PODS), '--json', '--workers', '0', '--replication', '3'];
    const heard = await hear(words);
    expect(heard.code).toBe(2);
    expect(heard.err).toContain('--replication: expected at most 2: the scenario has 3, counted from 0');
  });

  it('warns of a rollout that did not end', async () => {
    const events = [{ at: '10s', do: 'rolloutRestart', target: 'deployment/web' }];
    const slow = { ...TWO_PODS, events, applications: { web: { startup: '10m' } } };
    const heard = await hear([
      file('s.json', slow),
      '--json',
      '--workers',
      '0',
      '--set',
      'deployment/web.readinessProbe.httpGet.port=80',
    ]);
    expect(heard.code).toBe(0);
    expect(heard.err).toContain('warning: the rollout was not complete in 3 of 3 runs\n');
  });

  it('refuses an output directory that is a file', async () => {
    const scenario = file('s.json', TWO_PODS);
    const heard = await hear([scenario, '--out', scenario]);
    expect(heard.code).toBe(2);
    expect(heard.err).toContain('is a file; expected a directory');
    expect((await hear([scenario, '--out', join(scenario, 'below')])).code).toBe(2);
    expect(readFileSync(scenario, 'utf8')).toBe(JSON.stringify(TWO_PODS));
  });

  it('has nothing to report when it was interrupted at once', async () => {
    const out = join(folder.path, 'out');
    const heard = await hear([file('s.json', TWO_PODS), '--workers', '0', '--out', out], {
      aborted: true,
    });
    expect(heard.code).toBe(130);
    expect(heard.err).toContain('interrupted before the first replication had finished');
    expect(readdirSync(folder.path)).toEqual(['s.json']);
  });
});

describe('validate', () => {
  it('says ok for each of several scenarios', async () => {
    const heard = await hear(['validate', file('a.json', TWO_PODS), file('b.json', TWO_PODS)]);
    expect(heard.code).toBe(0);
    expect(heard.out.match(/: ok$/gm)).toHaveLength(2);
    expect(heard.out).toContain('deployment/web: ');
  });

  it('leaves out a JSON Schema, and needs no rate', async () => {
    const schema = file('scenario.schema.json', { type: 'object' });
    const heard = await hear(['validate', file('a.json', TWO_PODS), schema]);
    expect(heard.code).toBe(0);
    expect(heard.err).toMatch(/^note: .*scenario.schema.json is left out/);
    const manifests = file('web.yaml', TWO_PODS.resources.map((each) => `---\n${yamlOf(each)}\n`).join(''));
    const checked = await hear(['validate', manifests]);
    expect(checked).toMatchObject({ code: 0, err: expect.stringContaining('--rate: a run needs it') });
    expect(checked.out.split('\n').every((line) => line.length <= 80)).toBe(true);
  });

  it('collects the problems of all of them', async () => {
    const bad = file('b.json', { ...TWO_PODS, replications: 0 });
    const heard = await hear(['validate', file('a.json', { ...TWO_PODS, extra: 1 }), bad]);
    expect(heard.code).toBe(2);
    expect(heard.err).toContain('2 problems in the input');
  });
});

describe('report', () => {
  it('renders a stored result again', async () => {
    const words = [file('s.json', TWO_PODS), '--workers', '0', '--out', folder.path, '--format', 'json'];
    const first = await hear(words);
    const again = await hear(['report', join(folder.path, 'result.json'), '--format', 'md,csv']);
    expect(again.code).toBe(0);
    expect(again.out.split('\n').slice(0, 8)).toEqual(first.out.split('\n').slice(0, 8));
    expect(readdirSync(folder.path)).toContain('report.md');
  });

  it('says what is no result', async () => {
    const heard = await hear(['report', file('s.json', { version: 7 })]);
    expect(heard.code).toBe(2);
    expect(heard.err).toContain('expected a result of version 1');
    expect((await hear(['report', join(folder.path, 'none.json')])).err).toContain(
      'none.json does not exist',
    );
  });

  it('finds the result in a directory', async () => {
    const words = [file('s.json', TWO_PODS), '--workers', '0', '--out', folder.path, '--format', 'json'];
    await hear(words);
    expect((await hear(['report', folder.path, '--format', 'csv'])).code).toBe(0);
    const empty = mkdtempSync(join(folder.path, 'empty-'));
    expect((await hear(['report', empty])).err).toContain('result.json does not exist');
  });
});

describe('describe and schema', () => {
  it('print on stdout', async () => {
    const described = await hear(['describe', file('s.json', TWO_PODS)]);
    expect(described.code).toBe(0);
    expect(described.out).toContain('deployment/web');
    const schema = await hear(['schema']);
    expect(JSON.parse(schema.out)).toMatchObject({ type: 'object' });
  });
});

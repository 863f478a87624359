import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { hear, testFolder } from '../testing/command-line.ts';

vi.setConfig({ testTimeout: 120_000 });

const folder = testFolder();

const SETS = [
  'deployment/web.replicas=2',
  'events[0].at=2s',
  'traffic.users.arrivals.poisson.rate=60/s',
  'applications.web={"startup":"1s","onTerm":"drain","serviceTime":{"exponential":{"mean":"10ms"}}}',
];
const SIZE = '--duration 20s --warmup 1s --workers 0 --max-replications 6'.split(' ');
const QUICK = SIZE.concat(SETS.flatMap((set) => ['--set', set]));

const tune = (...words: readonly string[]) => hear(['tune', 'scenarios/rolling-restart.json', ...words]);

const SLEEPS = ['--vary', 'deployment/web.preStop.sleep.seconds=0,5'];
const NO_LOSS = ['--set', 'thresholds=null', '--threshold', 'errors.count == 0'];

describe('simulate tune', () => {
  it('says what to take, how sure that is, and how to patch it in', async () => {
    const { code, out } = await tune(...SLEEPS, ...QUICK, ...NO_LOSS, '--out', folder.path);
    expect(code).toBe(0);
    expect(out).toContain('sleep.seconds=5: the first of the settings that keeps the limits');
    expect(out.replaceAll('\n', ' ')).toContain(
      'at 95 % confidence, fewer than 39.3 % of such runs lose any.',
    );
    expect(out).toMatch(/sleep\.seconds=0 +5 +fails +errors count == 0/);
    expect(out).toContain('# kubectl patch deployment web --patch-file FILE\napiVersion: apps/v1');
    expect(out.split('\n').every((line) => line.length <= 80 || line.startsWith('--set'))).toBe(true);
    expect(readFileSync(join(folder.path, 'deployment-web.patch.yaml'), 'utf8')).toContain('seconds: 5');
    expect(JSON.parse(readFileSync(join(folder.path, 'tune.json'), 'utf8'))).toMatchObject({
      chosen: 1,
      confirmedBy: 6,
    });
    expect(out).not.toContain('thresholds=null');
    const again = await tune(...SLEEPS, ...QUICK, ...NO_LOSS, '--out', folder.path, '--resume');
    expect(again).toMatchObject({ code: 0, out });
    expect(again.err).toContain('nothing is simulated');
  });

  it('has an exit code for "none"', async () => {
    const { code, out } = await tune(
      '--vary',
      'deployment/web.preStop.sleep.seconds=0,1',
      ...QUICK,
      ...NO_LOSS,
      '--json',
    );
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ chosen: null, settings: null, patches: [] });
  });

  it('refuses what leaves nothing to search for', async () => {
    const faults: [string[], string][] = [
      [[], 'expected settings to choose from'],
      [[...SLEEPS, '--set', 'thresholds=null'], 'expected a limit that settings have to keep'],
      [[...SLEEPS, '--threshold', 'error.count == 0'], 'did you mean "errors"?'],
      [[...SLEEPS, '--objective', 'podSecond'], 'did you mean "podSeconds"?'],
      [['--vary', 'duration=1m,2m'], 'expected the same duration'],
      [[...SLEEPS, '--replications', '60'], 'expected at least the 60 of --replications'],
      [
        [...SLEEPS, '--threshold', 'latency.p99 increase < 5%'],
        'a difference is judged by "simulate compare"',
      ],
    ];
    for (const [words, part] of faults) {
      const { code, err } = await tune(...words);
      expect(err).toContain(part);
      expect(code).toBe(2);
    }
  });
});

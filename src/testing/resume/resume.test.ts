import { expect, it, vi } from 'vitest';
import { killAndResume } from './kill-and-resume.ts';

// Whole processes, on machines that may be busy.
vi.setConfig({ testTimeout: 240_000 });

let state = 2026;
const random = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;

it('gives the same bytes after kills, and runs nothing again that had finished', async () => {
  const words = 'scenarios/rolling-restart.json --duration 130s --workers 2 --replications 24 --format json';
  const killed = {
    words: words.split(' '),
    replications: 24,
    kills: 3,
    random,
    file: 'result.json',
  } as const;
  const { kept, resumed, isSame } = await killAndResume(killed);
  expect(kept.every((count, kill) => count > (kept[kill - 1] ?? 0))).toBe(true);
  expect(resumed).toBe(kept.at(-1));
  expect(isSame).toBe(true);
});

it('goes on with a search that was killed, and finds the same', async () => {
  const words = [
    'tune scenarios/rolling-restart.json --duration 130s --workers 2 --max-replications 6',
    '--vary deployment/web.preStop.sleep.seconds=0,10 --set applications.web.onTerm=drain --set thresholds=null',
    '--threshold errors.rate<5%',
  ];
  const killed = {
    words: words.flatMap((line) => line.split(' ')),
    replications: 12,
    kills: 2,
    random,
  } as const;
  const { kept, isSame } = await killAndResume({ ...killed, file: 'tune.json' });
  expect(kept[1]).toBeGreaterThan(kept[0]!);
  expect(isSame).toBe(true);
});

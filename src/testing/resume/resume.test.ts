import { expect, it, vi } from 'vitest';
import { killAndResume } from './kill-and-resume.ts';

// Whole processes, on machines that may be busy.
vi.setConfig({ testTimeout: 120_000 });

it('gives the same bytes after kills, and runs nothing again that had finished', async () => {
  let state = 2026;
  const random = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  const words = ['scenarios/rolling-restart.json', '--duration', '130s', '--workers', '2'];
  const { kept, resumed, isSame } = await killAndResume(words, 24, 3, random);
  expect(kept.every((count, kill) => count > (kept[kill - 1] ?? 0))).toBe(true);
  expect(resumed).toBe(kept.at(-1));
  expect(isSame).toBe(true);
});

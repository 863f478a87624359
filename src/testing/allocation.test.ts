import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

it('collects no more garbage for more requests, within what check-allocation.ts allows', () => {
  const script = fileURLToPath(new URL('check-allocation.ts', import.meta.url));
  const program = ['--import', 'tsx', script, '400000'];
  const { status, stdout, stderr } = spawnSync(process.execPath, program, { encoding: 'utf8' });
  expect(status, stdout + stderr).toBe(0);
  expect(stdout).toContain('bytes per request');
});

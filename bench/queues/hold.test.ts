import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

// One candidate is enough here: contract.test.ts compares the order in which all of them hold events.
it('`npm run bench:queues` prints a row for each kind of delay, and a hash of the order of events', () => {
  const script = fileURLToPath(new URL('hold.ts', import.meta.url));
  const small = ['--only', 'kernel', '--rounds', '1', '--holds', '4096', '--most', '256'];
  const { stdout } = spawnSync(process.execPath, ['--import', 'tsx', script, ...small], { encoding: 'utf8' });
  expect(stdout.match(/^\| (?:exponential|constant|bimodal|heavy-tailed) \| kernel .*\d \|$/gm)).toHaveLength(
    4,
  );
  expect(stdout).toMatch(/order of the events: 8e1a162d$/m);
});

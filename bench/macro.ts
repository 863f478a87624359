/** Whole replications of the scenarios that matter, through the library's door. */
import { loadScenario, rootStreamKey, simulateReplication } from '../src/index.ts';
import type { BenchTask } from './task.ts';

function replication(file: string, overrides: { duration: string; warmup: string }): BenchTask {
  const { simulation, seed } = loadScenario({ inputs: [`scenarios/${file}.json`], overrides });
  const key = rootStreamKey(seed);
  const runOnce = () => simulateReplication(simulation, key, 0, { timeline: false });
  const first = runOnce();
  return {
    name: `replication of ${file}`,
    unit: 'request',
    operations: first.requests,
    run: runOnce,
    checksum: () => `${first.requests}/${first.ok}`,
  };
}

export function macroTasks(tiny: boolean): BenchTask[] {
  const steady = { duration: tiny ? '2s' : '5m', warmup: '1s' };
  return [
    replication('steady-state', steady),
    replication(
      'rolling-restart',
      tiny ? { duration: '125s', warmup: '119s' } : { duration: '5m', warmup: '30s' },
    ),
  ];
}

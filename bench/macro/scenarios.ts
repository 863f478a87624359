/** One replication of each scenario that comes with the program. */
import type { Suite } from '../task.ts';
import { replication } from './replication.ts';

const FULL = { duration: '5m', warmup: '30s' };
/** Two minutes pass before the restart, and half a minute until it loses requests. */
const TINY = { duration: '150s', warmup: '119s' };

const scenario = (name: string) => replication(`../../scenarios/${name}.json`, FULL, TINY);

export const scenarios: Suite = {
  'steady-state': scenario('steady-state'),
  'rolling-restart': scenario('rolling-restart'),
  'rolling-restart-graceful': scenario('rolling-restart-graceful'),
  'restart-from-manifests': scenario('restart-from-manifests'),
};

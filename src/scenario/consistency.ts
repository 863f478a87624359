/**
 * Checks that need several fields of a scenario at once and are not references: times against the duration, and what
 * is accepted but has no effect in this version.
 */
import { checkCores } from './cpu-advice.ts';
import type { View } from './draft.ts';
import { complain, read, warn } from './draft.ts';
import { defaultWarmupMs, EXPERIMENT, TRAFFIC } from './defaults.ts';
import { checkHosts } from './outside.ts';
import type { Problems } from './problems.ts';
import { isRecord, valueAt } from './text/path.ts';
import { formatDuration, parseDuration } from './values/duration.ts';

/** Reads the scenario as written, so that it can speak even where other parts are still wrong. */
export function checkConsistency(scenario: View, problems: Problems): void {
  const written = read(scenario, ['duration']) ?? EXPERIMENT.duration;
  const duration = typeof written === 'string' ? parseDuration(written) : null;
  if (duration !== null && duration > 0) checkTimes(scenario, duration, problems);
  checkNodeNames(scenario, problems);
  checkScheduler(scenario, problems);
  checkClients(scenario, problems);
  checkHosts(scenario, problems);
  checkCores(scenario, problems);
}

function checkTimes(scenario: View, duration: number, problems: Problems): void {
  const warmup = read(scenario, ['warmup']);
  const warmupMs = typeof warmup === 'string' ? parseDuration(warmup) : defaultWarmupMs(duration);
  if (warmupMs !== null && warmupMs >= duration) {
    const expected = `expected a warm-up shorter than the duration (${formatDuration(duration)}): no request would be counted`;
    complain(scenario, { path: ['warmup'], expected }, problems);
  }
  const events = read(scenario, ['events']);
  if (!Array.isArray(events)) return;
  events.forEach((event, i) => {
    const at = valueAt(event, ['at']);
    const atMs = typeof at === 'string' ? parseDuration(at) : null;
    if (atMs === null || atMs < duration) return;
    const expected = `expected a time before the end (${formatDuration(duration)}): the event never happens`;
    warn(scenario, { path: ['events', i, 'at'], expected }, problems);
  });
}

function checkScheduler(scenario: View, problems: Problems): void {
  const path = ['cluster', 'kubeProxy', 'scheduler'];
  if (read(scenario, path) === undefined) return;
  if (read(scenario, ['cluster', 'kubeProxy', 'mode']) === 'ipvs') return;
  complain(
    scenario,
    { path, expected: 'expected "mode": "ipvs" beside it: no other mode has schedulers' },
    problems,
  );
}

/** Fields of traffic from outside, and why only there. */
const OF_OUTSIDE = [
  ['clients', 'inside, the nodes or the pods are the clients'],
  ['via', 'inside, clients use the Service itself'],
] as const;

function checkClients(scenario: View, problems: Problems): void {
  const traffic = read(scenario, ['traffic']);
  (Array.isArray(traffic) ? traffic : []).forEach((source, i) => {
    if ((valueAt(source, ['from']) ?? TRAFFIC.from) === 'external') return;
    for (const [key, why] of OF_OUTSIDE) {
      if (valueAt(source, [key]) === undefined) continue;
      const expected = `expected only with "from": "external": ${why}`;
      complain(scenario, { path: ['traffic', i, key], expected }, problems);
    }
  });
}

function checkNodeNames(scenario: View, problems: Problems): void {
  const nodes = read(scenario, ['cluster', 'nodes']);
  const seen = new Set<unknown>();
  (Array.isArray(nodes) ? nodes : []).forEach((node, i) => {
    const name = isRecord(node) ? node['name'] : undefined;
    if (typeof name === 'string' && seen.has(name)) {
      complain(
        scenario,
        { path: ['cluster', 'nodes', i, 'name'], expected: 'expected each node to have a name of its own' },
        problems,
      );
    }
    seen.add(name);
  });
}

/**
 * What plain manifests leave open and decides the answer, as it is taken here: how the programs behave, who sends
 * requests and when the pods are replaced. Told with every run, since nobody wrote it anywhere.
 */
import type { WorkloadOptions, SimulationOptions } from '../model/options.ts';
import { distributionWords } from './describe/distribution.ts';
import { objectLabel } from './describe/object-label.ts';
import { count, list, milliseconds, number } from './describe/text.ts';
import type { View } from './draft.ts';
import { read } from './draft.ts';
import { selects } from './request-rates.ts';
import { expectedArrivals } from './values/arrivals.ts';
import { formatDuration } from './values/duration.ts';

/** A paragraph each on programs, traffic and events. `scenario` is the one made for the manifests, with its options. */
export function assumptionsOf(scenario: View, simulation: SimulationOptions): string[] {
  return [...assumed(scenario, simulation), ...rates(simulation), ...restarts(simulation)];
}

const ON_TERM = { exit: 'exits at once', drain: 'drains', ignore: 'goes on until SIGKILL' } as const;

function assumed(scenario: View, simulation: SimulationOptions): string[] {
  const parts = [...ofApplications(scenario, simulation), ...ofClients(scenario, simulation)];
  if (parts.length === 0) return [];
  const how = 'Change with --set applications.NAME.onTerm=drain and the like, or write a scenario.';
  return [`Assumed where nothing is set, because manifests do not say: ${parts.join('; ')}. ${how}`];
}

type Application = WorkloadOptions['pod']['application'];

function ofApplications(scenario: View, { workloads, traffic, services }: SimulationOptions): string[] {
  const serving = workloads.filter(({ labels }) =>
    traffic.some(({ service }) => selects(services[service]!.selector, { labels })),
  );
  const open = (key: string, words: (application: Application) => string): string[] => {
    const found = serving.find(({ name }) => read(scenario, ['applications', name, key]) === undefined);
    return found === undefined ? [] : [words(found.pod.application)];
  };
  return [
    ...open('startup', ({ startup }) => `start-up ${distributionWords(startup)}`),
    ...open('serviceTime', ({ serviceTime }) => `service time ${distributionWords(serviceTime)}`),
    ...open('concurrency', ({ concurrency }) => `${count(concurrency, 'request')} at once per pod`),
    ...open('queue', ({ queue }) => `a queue of ${queue}`),
    ...open('onTerm', ({ onTerm }) => `on SIGTERM a process ${ON_TERM[onTerm]}`),
  ];
}

function ofClients(scenario: View, { traffic }: SimulationOptions): string[] {
  const open = (key: string) => traffic.find((_, i) => read(scenario, ['traffic', i, key]) === undefined);
  const timeoutMs = open('timeout')?.timeoutMs ?? null;
  return [
    ...(open('from') === undefined ? [] : ['clients outside the cluster']),
    ...(open('connections') === undefined ? [] : ['a new connection per request']),
    ...(timeoutMs === null ? [] : [`a timeout of ${milliseconds(timeoutMs)}`]),
  ];
}

function rates(simulation: SimulationOptions): string[] {
  const { traffic, services, workloads, durationMs } = simulation;
  if (traffic.length < 2) return [];
  const requests = traffic.reduce((sum, _, i) => sum + expectedArrivals(simulation, i, durationMs, 0), 0);
  const total = (1000 * requests) / durationMs;
  const shared = workloads.flatMap((each) => {
    const own = traffic.filter(({ service }) => selects(services[service]!.selector, each)).length;
    return own < 2 ? [] : [`${objectLabel(each)} is behind ${own} of them`];
  });
  const all = `Each of ${count(traffic.length, 'Service')} gets --rate, ${number(total)} requests/s in all`;
  return [`${[all, ...shared].join('; ')}. --to names one of them.`];
}

function restarts({ events, workloads }: SimulationOptions): string[] {
  const [first] = events;
  if (first === undefined) return [];
  const names = events.flatMap((event) =>
    'workload' in event ? [objectLabel(workloads[event.workload]!)] : [],
  );
  const what = names.length > 4 ? count(names.length, 'workload') : list(names);
  return [
    `No scenario says what happens: taken as a rollout restart of ${what} at ${formatDuration(first.atMs)}.`,
  ];
}

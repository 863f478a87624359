/**
 * How the cluster of the first replication is at one time, as `kubectl describe service` and `kubectl get pods` would
 * show it. The run is repeated up to that time: the same seed gives the same cluster.
 */
import type { Endpoint } from '../model/cluster/endpoint-slices.ts';
import type { AutoscalerState } from '../model/cluster/hpa/autoscaling.ts';
import type { Proposal } from '../model/cluster/hpa/proposal.ts';
import { totalRestarts, type Pod } from '../model/cluster/pod.ts';
import type { MetricSpec, SimulationOptions } from '../model/options.ts';
import { Simulation } from '../model/simulation.ts';
import { rootStreamKey } from './seeds.ts';

/** Paragraphs for each Service and each workload, ending in a line feed. @param atMs ≤ durationMs */
export function describeClusterAt(options: SimulationOptions, seed: string, atMs: number): string {
  const simulation = new Simulation(options, rootStreamKey(seed), 0, false);
  simulation.runUntil(atMs);
  const { controlPlane } = simulation;
  const { pods } = controlPlane.store;
  const nodeOf = (pod: Pod) => options.cluster.nodes[pod.node]?.name ?? '<none>';
  const services = options.services.map(({ name, selector }, service) => {
    const endpoints = [...controlPlane.endpointsOf(service)].map(([number, endpoint]) => {
      const pod = pods[number]!;
      return [pod.name, nodeOf(pod), ...conditions(endpoint)];
    });
    const labels = Object.entries(selector).map(([key, value]) => `${key}=${value}`);
    const head = [`Name:      ${name}`, `Selector:  ${labels.join(',')}`, 'Endpoints:'];
    const rows = table([['POD', 'NODE', 'READY', 'SERVING', 'TERMINATING'], ...endpoints]);
    return [...head, ...(endpoints.length === 0 ? ['  <none>'] : rows)];
  });
  const alive = pods.filter(({ gone }) => !gone);
  const rows = alive.map((pod) => [
    pod.name,
    statusOf(pod),
    pod.ready ? '1/1' : '0/1',
    String(totalRestarts(pod)),
    `${Math.round((atMs - pod.createdMs) / 1000)}s`,
    nodeOf(pod),
  ]);
  const header = ['POD', 'STATUS', 'READY', 'RESTARTS', 'AGE', 'NODE'];
  const autoscalers = autoscalerLines(controlPlane.autoscaling?.states() ?? []);
  return [...services, ...autoscalers, ['Pods:', ...table([header, ...rows])]]
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n');
}

/** As `kubectl get hpa` shows them, and their conditions as `kubectl describe hpa` does. */
function autoscalerLines(states: readonly AutoscalerState[]): string[][] {
  if (states.length === 0) return [];
  const rows = states.map(({ options: { name, spec }, target, replicas, last }) => {
    const targets = spec.metrics.map((metric, i) => `${current(last?.proposals[i])}/${wanted(metric)}`);
    return [name, target, targets.join(', '), `${spec.minReplicas}`, `${spec.maxReplicas}`, `${replicas}`];
  });
  const rowsOfConditions = states.flatMap(({ options: { name }, last }) =>
    Object.entries(last?.conditions ?? {}).map(([type, { status, reason }]) => {
      return [name, type, status ? 'True' : 'False', reason];
    }),
  );
  const header = ['NAME', 'REFERENCE', 'TARGETS', 'MINPODS', 'MAXPODS', 'REPLICAS'];
  return [
    ['Autoscalers:', ...table([header, ...rows])],
    ...(rowsOfConditions.length === 0
      ? []
      : [['Conditions:', ...table([['NAME', 'TYPE', 'STATUS', 'REASON'], ...rowsOfConditions])]]),
  ];
}

function current(proposal: Proposal | undefined): string {
  if (proposal === undefined || 'failure' in proposal) return '<unknown>';
  const { utilizationPercent, usageMilli } = proposal;
  return utilizationPercent === null ? String(usageMilli / 1000) : `${utilizationPercent}%`;
}

function wanted(metric: MetricSpec): string {
  if (metric.type === 'Unknown') return '<unknown>';
  if (metric.type === 'Pods') return String(metric.milli / 1000);
  const { target } = metric;
  return target.type === 'Utilization' ? `${target.percent}%` : String(target.milli / 1000);
}

function conditions({ ready, serving, terminating }: Endpoint): string[] {
  return [ready, serving, terminating].map(String);
}

/** As kubectl sums it up. */
function statusOf({ deletionRequested, hasAddress, terminalPhase }: Pod): string {
  if (deletionRequested) return 'Terminating';
  if (terminalPhase !== null) return terminalPhase === 'Succeeded' ? 'Completed' : 'Error';
  return hasAddress ? 'Running' : 'Pending';
}

/** Columns as wide as their widest cell. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) => `  ${row.map((cell, i) => cell.padEnd(widths[i]!)).join('  ')}`.trimEnd());
}

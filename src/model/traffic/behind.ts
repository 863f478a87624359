/** Which programs answer the requests for a Service: those of the workloads it selects, or of hosts outside. */
import type { ApplicationOptions, SimulationOptions } from '../options.ts';

/** Workloads by number; hosts follow them. Ascending; empty when nothing can answer. */
export function ownersBehind(options: SimulationOptions, service: number): number[] {
  const { selector, endpoints = [], externalName } = options.services[service]!;
  const { workloads, hosts = [] } = options;
  if (externalName !== undefined) return [workloads.length + externalName];
  const written = new Set(endpoints.map(({ address }) => address));
  return [
    ...workloads.flatMap(({ labels }, i) => (matches(selector, labels) ? [i] : [])),
    ...hosts.flatMap(({ addresses }, i) =>
      addresses.some((address) => written.has(address)) ? [workloads.length + i] : [],
    ),
  ];
}

/** The program of a workload or host. */
export function applicationOf(
  { workloads, hosts = [] }: SimulationOptions,
  owner: number,
): ApplicationOptions {
  return workloads[owner]?.pod.application ?? hosts[owner - workloads.length]!.application;
}

/** Whether every selector label is among the labels. An empty selector matches nothing here. */
export function matches(
  selector: Readonly<Record<string, string>>,
  labels: Readonly<Record<string, string>>,
): boolean {
  const wanted = Object.entries(selector);
  return wanted.length > 0 && wanted.every(([key, value]) => labels[key] === value);
}

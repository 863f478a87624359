/**
 * Calls from pod to pod as sources of traffic: each call that a workload's application makes is a source like those of
 * the users, except that its requests begin when a pod makes them. They are numbered after the users' sources.
 */
import type { CallOptions, SimulationOptions, TrafficOptions } from '../options.ts';

/** A call, its source, and who makes it. */
export interface CallSource {
  readonly call: CallOptions;
  /** Index among all sources. */
  readonly source: number;
  readonly workload: number;
}

/** Of all workloads, in the order in which they are made. */
export function callSources({ workloads, traffic }: SimulationOptions): CallSource[] {
  return workloads
    .flatMap(({ pod }, workload) => (pod.application.calls ?? []).map((call) => ({ call, workload })))
    .map((each, i) => ({ ...each, source: traffic.length + i }));
}

/** The options with the sources of calls after those of users. */
export function withCalls(options: SimulationOptions): SimulationOptions {
  const calls = callSources(options);
  if (calls.length === 0) return options;
  const traffic = calls.map(({ call, workload }) => trafficOf(options, call, workload));
  return { ...options, traffic: [...options.traffic, ...traffic] };
}

/** Of users, then of calls: `shop → catalog`. */
export function sourceNames(options: SimulationOptions): string[] {
  return withCalls(options).traffic.map(({ name }) => name);
}

function trafficOf(
  { workloads, services }: SimulationOptions,
  call: CallOptions,
  workload: number,
): TrafficOptions {
  const { service, connections, timeoutMs, retries, resolution } = call;
  return {
    name: `${workloads[workload]!.name} → ${services[service]!.name}`,
    service,
    from: { workload },
    // Nothing begins by itself: see Calls.
    arrivals: { type: 'constant', ratePerSecond: 1 },
    connections,
    timeoutMs,
    retries,
    ...(resolution && { resolution }),
  };
}

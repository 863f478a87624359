/**
 * Calls from pod to pod as sources of traffic: each call that a program makes is a source like those of
 * the users, except that its requests begin when a pod makes them. They are numbered after the users' sources.
 */
import { programsOf } from './programs.ts';
import type { CallOptions, SimulationOptions, TrafficOptions } from '../options.ts';

/** A call, its source, and who makes it. */
export interface CallSource {
  readonly call: CallOptions;
  /** Index among all sources. */
  readonly source: number;
  readonly workload: number;
  /** Index of its program. */
  readonly program: number;
}

/** Of all programs, in the order in which they are made. */
export function callSources(options: SimulationOptions): CallSource[] {
  return programsOf(options)
    .flatMap(({ workload, application }, program) =>
      (application.calls ?? []).map((call) => ({ call, workload, program })),
    )
    .map((each, i) => ({ ...each, source: options.traffic.length + i }));
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
  const { service, connections, timeoutMs, retries, resolution, environment } = call;
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
    ...(environment && { environment }),
  };
}

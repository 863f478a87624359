/**
 * The programs that requests may meet: one for each workload, and one more for each template that an event brings
 * that treats requests or connections in another way. A pod runs one of them; a source draws from all that are behind its Service.
 */
import { NONE } from '../none.ts';
import type { ApplicationOptions, SimulationOptions } from '../options.ts';
import { matches } from './behind.ts';

export interface Program {
  /** NONE: of a host outside. */
  readonly workload: number;
  /** NONE: of a workload. */
  readonly host: number;
  readonly application: ApplicationOptions;
}

/** In the order of the workloads, then of the events, then of the hosts. */
export function programsOf({ workloads, events, hosts = [] }: SimulationOptions): Program[] {
  const programs: Program[] = workloads.map(({ pod }, workload) => ({
    workload,
    host: NONE,
    application: pod.application,
  }));
  for (const event of events) {
    const application = applicationOf(event);
    if (application === null || !('workload' in event)) continue;
    const { workload } = event;
    if (findProgram(programs, workload, application) === -1)
      programs.push({ workload, host: NONE, application });
  }
  return [...programs, ...hosts.map(({ application }, host) => ({ workload: NONE, host, application }))];
}

/** Index of the program of a workload that treats requests as `application` does; -1 without one. */
export function findProgram(
  programs: readonly Program[],
  workload: number,
  application: ApplicationOptions,
): number {
  const cost = costOf(application);
  return programs.findIndex((each) => each.workload === workload && costOf(each.application) === cost);
}

/** Those that answer the requests for a Service, by index; ascending; empty when nothing can answer. */
export function programsBehind(options: SimulationOptions, service: number): number[] {
  const { selector, endpoints = [], externalName } = options.services[service]!;
  const written = new Set(endpoints.map(({ address }) => address));
  const isBehind = ({ workload, host }: Program): boolean => {
    if (externalName !== undefined) return host === externalName;
    if (host === NONE) return matches(selector, options.workloads[workload]!.labels);
    return options.hosts![host]!.addresses.some((address) => written.has(address));
  };
  return programsOf(options).flatMap((program, i) => (isBehind(program) ? [i] : []));
}

function applicationOf(event: SimulationOptions['events'][number]): ApplicationOptions | null {
  if (event.type === 'setImage') return event.application;
  return event.type === 'applyManifest' ? event.spec.pod.application : null;
}

/** All that a request or a connection meets of a program, and not of its pod. */
function costOf({ serviceTime, failureRatio, keepAlive, calls }: ApplicationOptions): string {
  return JSON.stringify([serviceTime, failureRatio, keepAlive, calls]);
}

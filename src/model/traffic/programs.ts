/**
 * The programs that requests may meet: one for each workload, and one more for each template that an event brings
 * that treats requests or connections in another way. A pod runs one of them; a source draws from all that are behind its Service.
 */
import type { ApplicationOptions, SimulationOptions } from '../options.ts';

export interface Program {
  readonly workload: number;
  readonly application: ApplicationOptions;
}

/** In the order of the workloads, then of the events. */
export function programsOf({ workloads, events }: SimulationOptions): Program[] {
  const programs: Program[] = workloads.map(({ pod }, workload) => ({
    workload,
    application: pod.application,
  }));
  for (const event of events) {
    const application = applicationOf(event);
    if (application === null || !('workload' in event)) continue;
    const { workload } = event;
    if (findProgram(programs, workload, application) === -1) programs.push({ workload, application });
  }
  return programs;
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

function applicationOf(event: SimulationOptions['events'][number]): ApplicationOptions | null {
  if (event.type === 'setImage') return event.application;
  return event.type === 'applyManifest' ? event.spec.pod.application : null;
}

/** All that a request or a connection meets of a program, and not of its pod. */
function costOf({ serviceTime, failureRatio, keepAlive }: ApplicationOptions): string {
  return JSON.stringify([serviceTime, failureRatio, keepAlive]);
}

/** Events by which users write to workloads, into the model's options. */
import type { WorkloadEventOptions } from '../../model/options.ts';
import type { CompleteEvent, Scenario } from '../complete.ts';
import type { Workload } from '../kubernetes/workload.ts';
import type { WORKLOAD_EVENTS } from '../schema/workload-events.ts';
import { applicationOptions, isSameObject, workloadOptions } from './workloads.ts';

type WorkloadEvent = Extract<CompleteEvent, { do: (typeof WORKLOAD_EVENTS)[number] }>;

/** One for each object that the event writes. @param workloads as the model numbers them. */
export function workloadEventOptions(
  event: WorkloadEvent,
  atMs: number,
  scenario: Scenario,
  workloads: readonly Workload[],
): WorkloadEventOptions[] {
  if (event.do === 'applyManifest') {
    return event.resources.map((resource) => {
      const workload = workloads.findIndex((each) => isSameObject(each, resource));
      const spec = workloadOptions(resource, scenario, event.application);
      return { type: 'applyManifest', atMs, workload, spec };
    });
  }
  const workload = targetOf(event.target, workloads);
  if (event.do === 'scale') return [{ type: 'scale', atMs, workload, replicas: event.replicas }];
  if (event.do !== 'setImage') return [{ type: event.do, atMs, workload }];
  const program = event.application ?? scenario.applications[workloads[workload]!.metadata.name]!;
  return [
    {
      type: 'setImage',
      atMs,
      workload,
      image: event.image,
      application: applicationOptions(program, scenario),
    },
  ];
}

/** @param target `deployment/web`, the kind in any case. */
export function targetOf(target: string, workloads: readonly Workload[]): number {
  const [kind, name] = target.split('/');
  return workloads.findIndex(
    (each) => each.metadata.name === name && each.kind.toLowerCase() === kind?.toLowerCase(),
  );
}

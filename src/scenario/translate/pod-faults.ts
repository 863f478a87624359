/** Events that befall single pods into the model's options. */
import type { PodFaultOptions } from '../../model/options.ts';
import { POD_FAULTS, type ScenarioPodFault } from '../schema/pod-faults.ts';
import type { CompleteEvent } from '../complete.ts';
import { durationMs } from '../values/duration.ts';

export function isPodFault(event: CompleteEvent): event is ScenarioPodFault {
  return POD_FAULTS.some((fault) => fault === event.do);
}

/** @param workload index of the target. */
export function podFaultOptions(event: ScenarioPodFault, workload: number): PodFaultOptions {
  const common = { atMs: durationMs(event.at), workload, count: event.count };
  switch (event.do) {
    case 'slowPod': {
      const forMs = event.duration === undefined ? null : durationMs(event.duration);
      return { type: 'slowPod', ...common, factor: event.factor, forMs };
    }
    case 'killPod': {
      const { gracePeriodSeconds } = event;
      return { type: 'killPod', ...common, ...(gracePeriodSeconds !== undefined && { gracePeriodSeconds }) };
    }
    case 'oomKillPod':
    case 'crashPod': {
      const { container } = event;
      const exitCode = event.do === 'crashPod' ? event.exitCode : undefined;
      return {
        type: event.do,
        ...common,
        ...(container !== undefined && { container }),
        ...(exitCode !== undefined && { exitCode }),
      };
    }
    default:
      return { type: event.do, ...common };
  }
}

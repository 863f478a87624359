/**
 * A complete scenario into everything one replication needs: durations in milliseconds, names resolved to indexes.
 * It checks nothing; what it is given has been checked.
 */
import type { EventOptions, SimulationOptions } from '../../model/options.ts';
import type { CompleteEvent, Scenario } from '../complete.ts';
import type { Workload } from '../kubernetes/workload.ts';
import { isNodeEvent, nodesOf } from '../node-targets.ts';
import { durationMs } from '../values/duration.ts';
import { autoscalingOptions } from './autoscaling.ts';
import { budgetsIn } from './budgets.ts';
import { clusterOptions } from './cluster.ts';
import { hostOptions } from './outside.ts';
import { isPodFault, podFaultOptions } from './pod-faults.ts';
import { setTrafficOptions, trafficOptions, type SetTraffic } from './traffic.ts';
import { targetOf, workloadEventOptions } from './workload-events.ts';
import { serviceIndex, serviceOptions, servicesIn, workloadOptions, workloadsIn } from './workloads.ts';

export function simulationOptions(scenario: Scenario): SimulationOptions {
  const workloads = workloadsIn(scenario);
  const services = servicesIn(scenario);
  const workloadNames = workloads.map(({ metadata }) => metadata.name);
  const sourceNames = scenario.traffic.map(({ name }) => name);
  const autoscaling = autoscalingOptions(scenario, workloadNames);
  const duration = durationMs(scenario.duration);
  return {
    durationMs: duration,
    warmupMs: durationMs(scenario.warmup),
    seriesIntervalMs: seriesIntervalMs(duration),
    cluster: clusterOptions(scenario.cluster),
    workloads: workloads.map((each) => workloadOptions(each, scenario)),
    services: services.map((each) => serviceOptions(each, scenario)),
    hosts: scenario.hosts.map(hostOptions),
    ...budgetsIn(scenario),
    traffic: scenario.traffic.map((each) => {
      return trafficOptions(each, serviceIndex(each, scenario), workloadNames);
    }),
    ...(scenario.thresholds.traffic !== undefined && { perSource: true as const }),
    events: scenario.events.flatMap((each) =>
      each.do === 'setTraffic'
        ? [setTrafficOptions(each, sourceNames)]
        : eventOptions(each, scenario, workloads),
    ),
    ...(autoscaling !== undefined && { autoscaling }),
  };
}

const INTERVALS_S = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600];
const MAX_INTERVALS = 600;

/** One second, or the smallest round interval that keeps a series within 600 of them. */
export function seriesIntervalMs(duration: number): number {
  const needed = duration / MAX_INTERVALS / 1000;
  const round = INTERVALS_S.find((interval) => interval >= needed) ?? Math.ceil(needed / 3600) * 3600;
  return round * 1000;
}

function eventOptions(
  event: Exclude<CompleteEvent, SetTraffic>,
  scenario: Scenario,
  workloads: readonly Workload[],
): EventOptions[] {
  if (isPodFault(event)) return [podFaultOptions(event, targetOf(event.target, workloads))];
  const atMs = durationMs(event.at);
  if (event.do === 'registryOutage') {
    return [{ type: event.do, atMs, forMs: durationMs(event.duration) }];
  }
  if (isNodeEvent(event)) {
    const nodes = nodesOf(event.target, scenario.cluster.nodes);
    const downtime = event.do === 'restartKubelet' ? { downMs: durationMs(event.downtime) } : {};
    return [{ type: event.do, atMs, nodes, ...downtime }];
  }
  return workloadEventOptions(event, atMs, scenario, workloads);
}

/**
 * A complete scenario into everything one replication needs: durations in milliseconds, names resolved to indexes.
 * It checks nothing; what it is given has been checked.
 */
import type { ArrivalOptions, EventOptions, SimulationOptions, TrafficOptions } from '../../model/options.ts';
import type { CompleteEvent, Scenario } from '../complete.ts';
import type { Workload } from '../kubernetes/workload.ts';
import { isNodeEvent, nodesOf } from '../node-targets.ts';
import type { Traffic } from '../schema/traffic.ts';
import { durationMs } from '../values/duration.ts';
import { ratePerSecond } from '../values/rate.ts';
import { budgetsIn } from './budgets.ts';
import { connectionOptions, resolutionOptions, retryOptions } from './clients.ts';
import { clusterOptions } from './cluster.ts';
import { hostOptions } from './outside.ts';
import { isPodFault, podFaultOptions } from './pod-faults.ts';
import { targetOf, workloadEventOptions } from './workload-events.ts';
import { serviceIndex, serviceOptions, servicesIn, workloadOptions, workloadsIn } from './workloads.ts';

export function simulationOptions(scenario: Scenario): SimulationOptions {
  const workloads = workloadsIn(scenario);
  const services = servicesIn(scenario);
  const workloadNames = workloads.map(({ metadata }) => metadata.name);
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
      return trafficOptions(each, serviceIndex(each.to, scenario), workloadNames);
    }),
    events: scenario.events.flatMap((each) => eventOptions(each, scenario, workloads)),
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

function trafficOptions(traffic: Traffic, service: number, workloads: readonly string[]): TrafficOptions {
  const { name, from, timeout, retries } = traffic;
  return {
    name,
    service,
    from: from === 'external' || from === 'cluster' ? from : { workload: workloads.indexOf(from) },
    ...(traffic.via !== undefined && { via: traffic.via }),
    ...(traffic.clients !== undefined && { clients: traffic.clients }),
    ...(traffic.dns && { resolution: resolutionOptions(traffic.dns) }),
    arrivals: arrivalOptions(traffic.arrivals),
    connections: connectionOptions(traffic.connections),
    timeoutMs: timeout === null ? null : durationMs(timeout),
    retries: retryOptions(retries),
  };
}

function arrivalOptions(arrivals: Traffic['arrivals']): ArrivalOptions {
  return 'poisson' in arrivals
    ? { type: 'poisson', ratePerSecond: ratePerSecond(arrivals.poisson.rate) }
    : { type: 'constant', ratePerSecond: ratePerSecond(arrivals.constant.rate) };
}

function eventOptions(
  event: CompleteEvent,
  scenario: Scenario,
  workloads: readonly Workload[],
): EventOptions[] {
  if (isPodFault(event)) return [podFaultOptions(event, targetOf(event.target, workloads))];
  const atMs = durationMs(event.at);
  if (isNodeEvent(event)) {
    return [{ type: event.do, atMs, nodes: nodesOf(event.target, scenario.cluster.nodes) }];
  }
  return workloadEventOptions(event, atMs, scenario, workloads);
}

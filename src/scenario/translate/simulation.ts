/**
 * A complete scenario into everything one replication needs: durations in milliseconds, names resolved to indexes.
 * It checks nothing; what it is given has been checked.
 */
import type { EventOptions, SimulationOptions } from '../../model/options.ts';
import type { Scenario } from '../complete.ts';
import type { ScenarioEvent } from '../schema/events.ts';
import { durationMs } from '../values/duration.ts';
import { autoscalingOptions } from './autoscaling.ts';
import { clusterOptions } from './cluster.ts';
import { isPodFault, podFaultOptions } from './pod-faults.ts';
import { arrivalOptions, trafficOptions } from './traffic.ts';
import { serviceOptions, servicesIn, workloadOptions, workloadsIn } from './workloads.ts';

export function simulationOptions(scenario: Scenario): SimulationOptions {
  const workloads = workloadsIn(scenario);
  const services = servicesIn(scenario);
  const workloadNames = workloads.map(({ metadata }) => metadata.name);
  const serviceNames = services.map(({ metadata }) => metadata.name);
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
    traffic: scenario.traffic.map((each) => trafficOptions(each, serviceNames, workloadNames)),
    events: scenario.events.map((each) => eventOptions(each, workloadNames, sourceNames)),
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
  event: ScenarioEvent,
  workloads: readonly string[],
  sources: readonly string[],
): EventOptions {
  if (event.do === 'setTraffic') {
    const source = sources.indexOf(event.target.slice('traffic/'.length));
    const arrivals = arrivalOptions(event.arrivals);
    return { type: 'setTraffic', atMs: durationMs(event.at), source, arrivals };
  }
  const workload = workloads.indexOf(event.target.split('/')[1]!);
  const atMs = durationMs(event.at);
  if (event.do === 'scale') return { type: 'scale', atMs, workload, replicas: event.replicas };
  if (isPodFault(event)) return podFaultOptions(event, workload);
  return { type: 'rolloutRestart', atMs, workload };
}

/**
 * Load offered to the pods of each workload, and their M/M/c/K steady state where its assumptions hold: then the
 * undisturbed part of a simulation must agree with it.
 */
import type { WorkloadOptions, SimulationOptions, TrafficOptions } from '../../model/options.ts';
import { podsAtFirst } from '../pods-wanted.ts';
import { steadyState } from '../steady-state.ts';
import { expectedArrivals } from '../values/arrivals.ts';
import { meanOf } from '../values/sampler.ts';
import { count, list, milliseconds, number, percent } from './text.ts';
import { objectLabel } from './object-label.ts';

export function describeLoad(simulation: SimulationOptions): string[] {
  return simulation.workloads.flatMap((workload) => {
    const sources = sourcesOf(workload, simulation);
    return sources.length === 0 ? [] : loadOf(workload, sources, simulation);
  });
}

/** Traffic to Services that select this workload's pods. */
function sourcesOf({ labels }: WorkloadOptions, { traffic, services }: SimulationOptions): TrafficOptions[] {
  return traffic.filter(({ service }) => matches(services[service]!.selector, labels));
}

/** Whether labels carry all pairs of a selector. */
export function matches(
  selector: Readonly<Record<string, string>>,
  labels: Readonly<Record<string, string>>,
): boolean {
  return Object.entries(selector).every(([key, value]) => labels[key] === value);
}

function loadOf(
  workload: WorkloadOptions,
  sources: readonly TrafficOptions[],
  simulation: SimulationOptions,
): string[] {
  const { pod } = workload;
  if (podsAtFirst(workload) === 0) return [`${objectLabel(workload)}: no pods`];
  const { serviceTime, concurrency, queue } = pod.application;
  const rate = sources.reduce((sum, source) => sum + ratePerPod(source, simulation), 0);
  const meanMs = meanOf(serviceTime);
  const load = (rate * meanMs) / 1000 / concurrency;
  const head = `${objectLabel(workload)}: ${number(rate)}/s per pod × ${milliseconds(meanMs)} / ${count(concurrency, 'slot')} = ${percent(load)} of its capacity`;
  const obstacles = whyNoTheory(workload, sources, simulation);
  const isLimited = sources.some(({ arrivals }) => arrivals.type === 'closed');
  if (isLimited) return [`${head}, if nobody had to wait`];
  if (obstacles.length > 0) return [head + overload(load), `  no closed form: ${list(obstacles)}`];
  const state = steadyState(rate / 1000, meanMs, concurrency, queue);
  return [
    head + overload(load),
    `  M/M/${concurrency}/${concurrency + queue} without timeouts or events: ${percent(state.utilization)} of the slots busy, ${percent(state.waiting)} of the requests wait, mean wait ${milliseconds(state.meanWait)}, mean time in the pod ${milliseconds(state.meanSojourn)}, ${percent(state.blocking)} turned away`,
  ];
}

function overload(load: number): string {
  return load < 1 ? '' : ': overloaded, the queue fills up';
}

/**
 * Requests per second and pod, as the mean over the run (of users who wait for answers: the most there can be). A
 * Service spreads connections evenly over all the pods it selects.
 */
function ratePerPod(source: TrafficOptions, simulation: SimulationOptions): number {
  const { services, workloads, traffic, durationMs } = simulation;
  const { selector } = services[source.service]!;
  const pods = workloads
    .filter(({ labels }) => matches(selector, labels))
    .reduce((sum, each) => sum + podsAtFirst(each), 0);
  const behind = workloads.find(({ labels }) => matches(selector, labels))!;
  const serviceMs = meanOf(behind.pod.application.serviceTime);
  const requests = expectedArrivals(simulation, traffic.indexOf(source), durationMs, serviceMs);
  return (1000 * requests) / durationMs / pods;
}

function whyNoTheory(
  { pod }: WorkloadOptions,
  sources: readonly TrafficOptions[],
  { services, cluster }: SimulationOptions,
): string[] {
  const { mode } = cluster.kubeProxy;
  const { serviceTime, coldStart, health } = pod.application;
  const sticks = sources.some(({ service }) => services[service]!.sessionAffinity !== undefined);
  const isPlaced = sources.some(({ service }) => {
    const { internalTrafficPolicy, externalTrafficPolicy, trafficDistribution } = services[service]!;
    const isLocal = internalTrafficPolicy === 'Local' || externalTrafficPolicy === 'Local';
    return isLocal || trafficDistribution !== undefined;
  });
  const reasons: readonly (readonly [boolean, string])[] = [
    [sources.some(({ arrivals }) => arrivals.type !== 'poisson'), 'arrivals are not Poisson'],
    [sources.some(({ connections }) => connections.type !== 'perRequest'), 'connections are reused'],
    [sources.some(({ retries }) => retries.attempts > 0), 'clients retry'],
    [mode === 'ipvs' || mode === 'userspace', `${mode} does not spread connections by chance`],
    [isPlaced, 'nodes do not all use the same pods'],
    [sticks, 'clients stay with their pods'],
    [serviceTime.type !== 'exponential', 'service times are not exponential'],
    [coldStart.factor !== 1 && coldStart.durationMs > 0, 'pods start cold'],
    [health.path === 'shared', 'probes share the queue'],
  ];
  return reasons.flatMap(([applies, why]) => (applies ? [why] : []));
}

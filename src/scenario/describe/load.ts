/**
 * Load offered to the pods of each workload, and their M/M/c/K steady state where its assumptions hold: then the
 * undisturbed part of a simulation must agree with it.
 */
import type { PodOptions, WorkloadOptions, SimulationOptions, TrafficOptions } from '../../model/options.ts';
import { requestsAtOnce } from '../pod-capacity.ts';
import { podsAtFirst } from '../pods-wanted.ts';
import { ratesPerPod, selects } from '../request-rates.ts';
import { steadyState } from '../steady-state.ts';
import { meanOf } from '../values/sampler.ts';
import { competes } from './cpu.ts';
import { count, list, milliseconds, number, percent } from './text.ts';
import { objectLabel } from './object-label.ts';

export function describeLoad(simulation: SimulationOptions): string[] {
  const { workloads } = simulation;
  const pods = workloads.map((_, i) => podsAtFirst(simulation, i));
  const rates = ratesPerPod(simulation, pods);
  return workloads.flatMap((workload, i) => {
    if (rates[i] === 0) return [];
    return pods[i] === 0 ? [`${objectLabel(workload)}: no pods`] : loadOf(workload, rates[i]!, simulation);
  });
}

/** Whole cores that all slots find a place on, all of a service, and no limit; or nothing shared at all. */
function isPlainCpu({ application, cpuQuota }: PodOptions): boolean {
  const { cpu, concurrency } = application;
  if (cpu === undefined) return true;
  const { cores, share } = cpu;
  if (cpuQuota !== undefined && share > 0) return false;
  return cores === undefined || (Number.isInteger(cores) && share === 1 && concurrency >= cores);
}

/** Traffic to Services that select this workload's pods. */
function sourcesOf(workload: WorkloadOptions, { traffic, services }: SimulationOptions): TrafficOptions[] {
  return traffic.filter(({ service }) => selects(services[service]!.selector, workload));
}

function loadOf(workload: WorkloadOptions, rate: number, simulation: SimulationOptions): string[] {
  const { pod } = workload;
  const { serviceTime, concurrency, queue } = pod.application;
  const meanMs = meanOf(serviceTime);
  const atOnce = requestsAtOnce(pod);
  const load = (rate * meanMs) / 1000 / atOnce;
  const slots = atOnce < concurrency ? `${number(atOnce)} at once by its CPU` : count(concurrency, 'slot');
  const head = `${objectLabel(workload)}: ${number(rate)}/s per pod × ${milliseconds(meanMs)} / ${slots} = ${percent(load)} of its capacity`;
  const isLimited = sourcesOf(workload, simulation).some(({ arrivals }) => arrivals.type === 'closed');
  if (isLimited) return [`${head}, if nobody had to wait`];
  const obstacles = whyNoTheory(workload, simulation);
  if (obstacles.length > 0) return [head + overload(load), `  no closed form: ${list(obstacles)}`];
  const { cores } = pod.application.cpu ?? {};
  if (cores !== undefined)
    return [head + overload(load), `  ${sharedState(pod, rate / 1000, meanMs, cores)}`];
  const state = steadyState(rate / 1000, meanMs, concurrency, queue);
  return [
    head + overload(load),
    `  M/M/${concurrency}/${concurrency + queue} without timeouts or events: ${percent(state.utilization)} of the slots busy, ${percent(state.waiting)} of the requests wait, mean wait ${milliseconds(state.meanWait)}, mean time in the pod ${milliseconds(state.meanSojourn)}, ${percent(state.blocking)} turned away`,
  ];
}

/** With exponential service times as many are in the pod as in M/M/c/K, in whatever order they are served. */
function sharedState({ application }: PodOptions, ratePerMs: number, meanMs: number, cores: number): string {
  const { concurrency, queue } = application;
  const room = concurrency + queue;
  const state = steadyState(ratePerMs, meanMs, cores, room - cores);
  return `M/M/${cores}/${room} by processor sharing without timeouts or events: ${percent(state.utilization)} of the cores busy, mean time in the pod ${milliseconds(state.meanSojourn)}, ${percent(state.blocking)} turned away`;
}

function overload(load: number): string {
  return load < 1 ? '' : ': overloaded, the queue fills up';
}

function whyNoTheory(workload: WorkloadOptions, simulation: SimulationOptions): string[] {
  const { services, cluster, workloads } = simulation;
  const sources = sourcesOf(workload, simulation);
  const { pod } = workload;
  const { mode } = cluster.kubeProxy;
  const calls = workloads.flatMap((each) => each.pod.application.calls ?? []);
  const isCalled = calls.some(({ service }) => selects(services[service]!.selector, workload));
  const keepsAnswers = sources.some(
    ({ resolution, service }) => services[service]!.headless && resolution?.refresh !== 'perConnection',
  );
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
    [keepsAnswers, 'clients keep the addresses of pods'],
    [isCalled, 'other services call it'],
    [(pod.application.calls ?? []).length > 0, 'requests wait for calls to other services'],
    [!isPlainCpu(pod), 'its CPU is limited, or shared in parts'],
    [competes(pod, cluster), 'its pods compete for the cores of their nodes'],
    [serviceTime.type !== 'exponential', 'service times are not exponential'],
    [coldStart.factor !== 1 && coldStart.durationMs > 0, 'pods start cold'],
    [health.path === 'shared', 'probes share the queue'],
  ];
  return reasons.flatMap(([applies, why]) => (applies ? [why] : []));
}

/**
 * Cluster, workloads, traffic and events of a simulation in words.
 */
import type {
  ClusterOptions,
  ConnectionOptions,
  ApplicationOptions,
  DaemonSetOptions,
  WorkloadOptions,
  IntOrPercent,
  PodOptions,
  ProbeOptions,
  ServiceOptions,
  SimulationOptions,
} from '../../model/options.ts';
import { formatDuration } from '../values/duration.ts';
import { arrivalWords } from './arrivals.ts';
import { describeAutoscalers } from './autoscalers.ts';
import { describeBudgets } from './budgets.ts';
import { containerLines } from './containers.ts';
import { behindWords, callWords, environmentWords, hostWords, resolutionWords } from './discovery.ts';
import { cpuWords } from './cpu.ts';
import { distributionWords } from './distribution.ts';
import { nodeEventWords } from './node-events.ts';
import { objectLabel } from './object-label.ts';
import { podFaultWords } from './pod-faults.ts';
import { count, list, milliseconds, number, percent } from './text.ts';
import { isWorkloadEvent, workloadEventWords } from './workload-events.ts';

export function describeCluster({ nodes, kubeProxy, network, controlPlane }: ClusterOptions): string[] {
  const zones = [...new Set(nodes.map(({ zone }) => zone))];
  const { minSyncPeriodMs, syncDuration } = kubeProxy;
  const delays = [
    ['on a node', network.sameNodeMs],
    ['within a zone', network.sameZoneMs],
    ['across zones', network.crossZoneMs],
    ['from outside', network.externalMs],
  ] as const;
  const scheduler = kubeProxy.mode === 'ipvs' ? ` (${kubeProxy.scheduler ?? 'rr'})` : '';
  const dead = network.deadAddress === 'timeout' ? 'is silent' : 'fails at once as unreachable';
  const steps = Object.entries(controlPlane).map(
    ([step, sampler]) => `${step} ${distributionWords(sampler)}`,
  );
  return [
    `${count(nodes.length, 'node')} in ${count(zones.length, 'zone')}`,
    `kube-proxy in ${kubeProxy.mode} mode${scheduler}: duration of a sync ${distributionWords(syncDuration)}; at least ${formatDuration(minSyncPeriodMs)} between syncs`,
    `one-way delays: ${list(delays.map(([where, ms]) => `${milliseconds(ms)} ${where}`))}; a pod address that is gone ${dead}`,
    `steps of the control plane: ${steps.join('; ')}`,
  ];
}

export function describeWorkloads(simulation: SimulationOptions): string[] {
  const { workloads, services, hosts = [], budgets } = simulation;
  const backends = services.map((service) => {
    const { name, sessionAffinity } = service;
    const affinity =
      sessionAffinity === undefined
        ? ''
        : `; a client stays with its pod for ${formatDuration(sessionAffinity.timeoutMs)}`;
    return `service/${name}: ${behindWords(service, hosts)}${affinity}${placement(service)}`;
  });
  return [
    ...workloads.flatMap((each) => [
      ...workload(each, simulation),
      ...callWords(each.pod.application, services),
    ]),
    ...backends,
    ...hosts.map(hostWords),
    ...describeBudgets(budgets),
    ...describeAutoscalers(simulation),
  ];
}

function placement(service: Pick<ServiceOptions, (typeof PLACEMENT)[number]>): string {
  return PLACEMENT.map((field) => (service[field] === undefined ? '' : `; ${field} ${service[field]}`)).join(
    '',
  );
}

const PLACEMENT = [
  'publishNotReadyAddresses',
  'internalTrafficPolicy',
  'externalTrafficPolicy',
  'trafficDistribution',
] as const;

function workload(options: WorkloadOptions, { cluster }: SimulationOptions): string[] {
  const { pod } = options;
  const { application, startupProbe, readinessProbe, livenessProbe } = pod;
  const { coldStart, health } = application;
  const cold =
    coldStart.factor === 1 || coldStart.durationMs === 0
      ? ''
      : `; ${number(coldStart.factor)} times as long at first, normal after ${formatDuration(coldStart.durationMs)}`;
  const failing =
    application.failureRatio === 0 ? '' : `; fails ${percent(application.failureRatio)} of the requests`;
  return [
    `${objectLabel(options)}: ${controllerWords(options)}`,
    ...containerLines(pod),
    `  start-up ${distributionWords(application.startup)}, then initialization ${distributionWords(application.initialization)}`,
    ...(startupProbe === null ? [] : [`  started: ${killingProbe(startupProbe, pod)}`]),
    `  ready: ${readinessProbe === null ? 'as soon as it runs, for there is no readiness probe' : probe(readinessProbe)}`,
    ...(livenessProbe === null ? [] : [`  alive: ${killingProbe(livenessProbe, pod)}`]),
    `  serves ${application.concurrency} at once, ${application.queue} may wait; service time ${distributionWords(application.serviceTime)}${cold}${failing}; probes are answered in ${distributionWords(health.serviceTime)}${health.path === 'shared' ? ' and wait with the requests' : ''}`,
    ...cpuWords(pod, cluster),
    ...closing(application),
    `  stops: ${stopping(pod)}`,
  ];
}

function controllerWords(options: WorkloadOptions): string {
  if (options.kind === 'Pod') return '1 pod that nobody makes again';
  if (options.kind === 'DaemonSet') return daemonWords(options);
  const { replicas, minReadySeconds } = options;
  const head = count(replicas, 'pod');
  if (options.kind === 'StatefulSet') {
    const { podManagementPolicy, partition } = options;
    const away = amount(options.maxUnavailable ?? 1);
    const how = partition === null ? 'OnDelete' : `partition ${partition}, maxUnavailable ${away}`;
    return `${head}, ${podManagementPolicy}, ${how}, minReadySeconds ${minReadySeconds}`;
  }
  if (options.kind !== 'Deployment') return `${head}, minReadySeconds ${minReadySeconds}`;
  const { strategy } = options;
  const how =
    strategy === 'Recreate'
      ? 'Recreate'
      : `maxSurge ${amount(strategy.maxSurge)}, maxUnavailable ${amount(strategy.maxUnavailable)}`;
  return `${head}, ${how}, minReadySeconds ${minReadySeconds}${options.paused ? ', paused' : ''}`;
}

function daemonWords({ rollingUpdate, minReadySeconds, pod }: DaemonSetOptions): string {
  const selector = Object.entries(pod.nodeSelector ?? {}).map(([key, value]) => `${key}=${value}`);
  const where = selector.length === 0 ? '' : ` with ${list(selector)}`;
  const how =
    rollingUpdate === null
      ? 'OnDelete'
      : `maxSurge ${amount(rollingUpdate.maxSurge)}, maxUnavailable ${amount(rollingUpdate.maxUnavailable)}`;
  return `1 pod on every node${where} whose taints it tolerates, ${how}, minReadySeconds ${minReadySeconds}`;
}

function closing({ keepAlive }: ApplicationOptions): string[] {
  if (keepAlive === undefined) return [];
  const { idleTimeoutMs, maxRequests, maxAgeMs } = keepAlive;
  const limits = [
    ...(idleTimeoutMs === undefined ? [] : [`idle for ${formatDuration(idleTimeoutMs)}`]),
    ...(maxRequests === undefined ? [] : [`after ${count(maxRequests, 'answer')}`]),
    ...(maxAgeMs === undefined ? [] : [`older than ${formatDuration(maxAgeMs)}`]),
  ];
  return limits.length === 0 ? [] : [`  closes connections: ${list(limits)}`];
}

function probe(options: ProbeOptions): string {
  const { successThreshold, failureThreshold } = options;
  return `${asking(options)}; ready after ${count(successThreshold, 'success', 'successes')}, unready after ${count(failureThreshold, 'failure')}`;
}

function killingProbe(options: ProbeOptions, pod: PodOptions): string {
  const { failureThreshold, terminationGracePeriodSeconds } = options;
  const graceSeconds = terminationGracePeriodSeconds ?? pod.terminationGracePeriodSeconds;
  return `${asking(options)}; its container is restarted after ${count(failureThreshold, 'failure')}, within ${graceSeconds} s`;
}

function asking({ handler, periodSeconds, initialDelaySeconds, timeoutSeconds }: ProbeOptions): string {
  return `${handler} every ${periodSeconds} s after ${initialDelaySeconds} s, timeout ${timeoutSeconds} s`;
}

const ON_TERM = {
  exit: 'exits at once on SIGTERM, in-flight requests are reset',
  drain: 'drains on SIGTERM',
  ignore: 'ignores SIGTERM until it is killed',
} as const;

function stopping({ preStopMs, terminationGracePeriodSeconds, application }: WorkloadOptions['pod']): string {
  const hook = preStopMs === 0 ? 'no preStop sleep' : `preStop of ${formatDuration(preStopMs)}`;
  return `${hook}, then ${ON_TERM[application.onTerm]}; SIGKILL ${terminationGracePeriodSeconds} s after the start of termination`;
}

function amount(value: IntOrPercent): string {
  return typeof value === 'number' ? String(value) : `${value.percent}%`;
}

function connectionWords(connections: ConnectionOptions): string {
  if (connections.type === 'perRequest') return 'a new connection each';
  const idle = `idle for ${formatDuration(connections.idleTimeoutMs)} at most`;
  if (connections.type === 'keepAlive')
    return `kept-alive connections, ${connections.pool} per client, ${idle}`;
  const { maxConcurrentStreams } = connections;
  return `HTTP/2, ${count(connections.connections, 'connection')} of ${count(maxConcurrentStreams, 'stream')} per client, ${idle}`;
}

export function describeTraffic({ traffic, services, workloads }: SimulationOptions): string[] {
  return traffic.map((source) => {
    const { name, service, from, arrivals, connections, timeoutMs, retries, clients, via } = source;
    const population = clients === undefined ? '' : ` (${count(clients, 'client')})`;
    const way = via === undefined ? '' : ' through an ingress controller';
    const origin =
      typeof from === 'string' ? `${from}${population}${way}` : objectLabel(workloads[from.workload]!);
    const connection = connectionWords(connections);
    const timeout = timeoutMs === null ? 'no timeout' : `timeout ${formatDuration(timeoutMs)}`;
    const again =
      retries.attempts === 0
        ? 'no retries'
        : `${count(retries.attempts, 'further attempt')} after ${formatDuration(retries.backoffMs)}`;
    return `${name}: ${arrivalWords(arrivals)}, from ${origin} to service/${services[service]!.name}${resolutionWords(source.resolution)}${environmentWords(source.environment)}, ${connection}, ${timeout}, ${again}`;
  });
}

export function describeEvents({ events, workloads, traffic, cluster }: SimulationOptions): string[] {
  return events.map((event) => {
    const at = `at ${formatDuration(event.atMs)}`;
    if (event.type === 'setTraffic') {
      const { name } = traffic[event.source]!;
      return `${at}: traffic/${name} becomes ${arrivalWords(event.arrivals)}`;
    }
    if (event.type === 'registryOutage')
      return `${at}: the registry is silent for ${formatDuration(event.forMs)}`;
    if ('nodes' in event) return `${at}: ${nodeEventWords(event, cluster.nodes)}`;
    const words = isWorkloadEvent(event) ? workloadEventWords(event) : podFaultWords(event);
    return `${at}: ${words} of ${objectLabel(workloads[event.workload]!)}`;
  });
}

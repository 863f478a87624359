/**
 * Workloads, their applications and Services of a complete scenario into the model's options.
 */
import type {
  ApplicationOptions,
  DeploymentOptions,
  IntOrPercent,
  PodTemplate,
  KeepAliveLimits,
  ServiceOptions,
  TolerationOptions,
  WorkloadOptions,
} from '../../model/options.ts';
import type { Scenario } from '../complete.ts';
import { isBehind } from '../kubernetes/behind.ts';
import { hostNameOf, isResolved, targetOf } from '../kubernetes/discovery.ts';
import { takesWritten } from '../kubernetes/endpoints.ts';
import type { Deployment } from '../kubernetes/deployment.ts';
import type { Toleration } from '../kubernetes/scheduling.ts';
import type { Service } from '../kubernetes/service.ts';
import { destinationsIn, portIndex, targetPortOf, type Destination } from '../kubernetes/service-ports.ts';
import { isWorkloadKind, templateOf, type Workload } from '../kubernetes/workload.ts';
import type { Application } from '../schema/application.ts';
import { autoscalersIn, isTarget } from './autoscaling.ts';
import { cpuQuotaOptions, cpuWorkOptions, podCpuOptions } from './cpu.ts';
import { durationMs } from '../values/duration.ts';
import { shareOf } from '../values/rate.ts';
import { samplerOf } from '../values/sampler.ts';
import { containerOptions, servingContainer } from './containers.ts';
import { healthOptions } from './health.ts';
import { requestOptions } from './requests.ts';
import { callOptions } from './clients.ts';
import { manualEndpoints } from './outside.ts';

/** Those there are from the beginning, then those that an event creates, each as first applied. */
export function workloadsIn(scenario: Scenario): Workload[] {
  const { resources, events } = scenario;
  const initial = resources.filter((each): each is Workload => isWorkloadKind(each.kind));
  const applied = events.flatMap((event) => (event.do === 'applyManifest' ? event.resources : []));
  const found = [...initial];
  for (const each of applied) if (!found.some((other) => isSameObject(each, other))) found.push(each);
  return found;
}

export function isSameObject(a: Workload, b: Workload): boolean {
  return a.kind === b.kind && a.metadata.name === b.metadata.name;
}

/** A port of a Service, which is a service of the model. */
export interface ServicePort {
  readonly service: Service;
  /** Index into its ports. */
  readonly port: number;
}

/**
 * Services with pods behind them, or endpoints written by hand, each with the ports that requests go to, or the first;
 * the others are not simulated.
 */
export function servicesIn(scenario: Scenario): ServicePort[] {
  const workloads = workloadsIn(scenario);
  const asked = destinationsIn(scenario).map((each) => reached(each, scenario));
  return allServices(scenario).flatMap((service) => {
    const ports = new Set(asked.flatMap((each) => (each.service === service ? [each.port] : [])));
    // Nobody but its clients knows of a Service without an address of its own.
    const isSimulated = isResolved(service)
      ? ports.size > 0
      : takesWritten(service) || workloads.some((workload) => isBehind(workload, service));
    if (!isSimulated) return [];
    const used = ports.size > 0 ? [...ports].toSorted((a, b) => a - b) : [portIndex(service, undefined)];
    return used.map((port) => ({ service, port }));
  });
}

/** Index, among those that are simulated, of what these requests reach. */
export function serviceIndex(destination: Destination, scenario: Scenario): number {
  const { service, port } = reached(destination, scenario);
  return servicesIn(scenario).findIndex((each) => each.service === service && each.port === port);
}

function reached({ to, port }: Destination, scenario: Scenario): ServicePort {
  const service = targetNamed(to, scenario);
  return { service, port: portIndex(service, port) };
}

function targetNamed(name: string, scenario: Scenario): Service {
  const services = allServices(scenario);
  return targetOf(
    services.find(({ metadata }) => metadata.name === name)!,
    services,
  );
}

function allServices({ resources }: Scenario): Service[] {
  return resources.filter((each) => each.kind === 'Service');
}

/** @param program of its pods; left out: the application of the workload's name. */
export function workloadOptions(
  workload: Workload,
  scenario: Scenario,
  program?: Application,
): WorkloadOptions {
  const { name } = workload.metadata;
  const absent = !scenario.resources.includes(workload);
  const template = templateOptions(workload, scenario, program ?? scenario.applications[name]!);
  const head = { name, ...(absent && { absent }), ...template };
  switch (workload.kind) {
    case 'Deployment': {
      const { replicas, minReadySeconds, paused } = workload.spec;
      const { progressDeadlineSeconds, revisionHistoryLimit } = workload.spec;
      const { kind } = workload;
      const strategy = strategyOptions(workload);
      return {
        kind,
        ...head,
        replicas,
        minReadySeconds,
        strategy,
        paused,
        progressDeadlineSeconds,
        revisionHistoryLimit,
      };
    }
    case 'ReplicaSet':
    case 'ReplicationController': {
      const { replicas, minReadySeconds } = workload.spec;
      return { kind: workload.kind, ...head, replicas, minReadySeconds };
    }
    case 'StatefulSet': {
      const { replicas, minReadySeconds, podManagementPolicy, updateStrategy } = workload.spec;
      const { type, rollingUpdate } = updateStrategy;
      const partition = type === 'OnDelete' ? null : rollingUpdate.partition;
      const maxUnavailable = intOrPercent(rollingUpdate.maxUnavailable);
      const update = { podManagementPolicy, partition, maxUnavailable };
      return { kind: workload.kind, ...head, replicas, minReadySeconds, ...update };
    }
    case 'DaemonSet': {
      const { minReadySeconds, updateStrategy } = workload.spec;
      const { type, rollingUpdate } = updateStrategy;
      const limits = {
        maxSurge: intOrPercent(rollingUpdate.maxSurge),
        maxUnavailable: intOrPercent(rollingUpdate.maxUnavailable),
      };
      return {
        kind: workload.kind,
        ...head,
        minReadySeconds,
        rollingUpdate: type === 'OnDelete' ? null : limits,
      };
    }
    case 'Pod':
      return { kind: workload.kind, ...head };
  }
}

function strategyOptions({ spec }: Deployment): DeploymentOptions['strategy'] {
  const { type, rollingUpdate } = spec.strategy;
  if (type === 'Recreate') return type;
  const { maxSurge, maxUnavailable } = rollingUpdate!;
  return { maxSurge: intOrPercent(maxSurge), maxUnavailable: intOrPercent(maxUnavailable) };
}

function templateOptions(workload: Workload, scenario: Scenario, application: Application): PodTemplate {
  const { metadata, spec } = templateOf(workload);
  const serving = servingContainer(workload, scenario);
  const cpuQuota = cpuQuotaOptions(spec.containers[serving]!, scenario.cluster.kubelet);
  const isScaled = autoscalersIn(scenario).some((each) => isTarget(each.spec.scaleTargetRef, workload));
  return {
    labels: withNamespace(metadata.labels, workload.metadata.namespace, scenario),
    pod: {
      terminationGracePeriodSeconds: spec.terminationGracePeriodSeconds,
      ...containerOptions(workload, scenario, application),
      ...requestOptions(spec),
      ...(Object.keys(spec.nodeSelector).length > 0 && { nodeSelector: spec.nodeSelector }),
      ...(spec.tolerations.length > 0 && { tolerations: spec.tolerations.map(tolerationOptions) }),
      application: applicationOptions(application, scenario),
      ...(cpuQuota !== undefined && { cpuQuota }),
      ...(isScaled && { cpu: podCpuOptions(workload, serving, application) }),
    },
  };
}

/** DefaultClientIPServiceAffinitySeconds of Kubernetes. */
const AFFINITY_SECONDS = 10_800;

export function serviceOptions({ service, port }: ServicePort, scenario: Scenario): ServiceOptions {
  const { namespace } = service.metadata;
  const all = servicesIn(scenario);
  const first = all.findIndex((each) => each.service === service);
  const isOnly = all.filter((each) => each.service === service).length === 1;
  const portName = service.spec.ports[port]?.name;
  const target = targetPortOf(service, port);
  // Clients of a headless Service connect to the number they have in mind.
  const hasTarget = typeof target === 'string' || (target !== undefined && !isResolved(service));
  const { selector, sessionAffinity, sessionAffinityConfig, type } = service.spec;
  const { internalTrafficPolicy, externalTrafficPolicy, trafficDistribution } = service.spec;
  const { publishNotReadyAddresses } = service.spec;
  const endpoints = manualEndpoints(service, port, scenario);
  const hostName = hostNameOf(service);
  const isEntry = type === 'NodePort' || type === 'LoadBalancer';
  const seconds = sessionAffinityConfig?.clientIP?.timeoutSeconds ?? AFFINITY_SECONDS;
  return {
    name: service.metadata.name + (isOnly ? '' : `:${portName}`),
    ...(all[first]!.port !== port && { portOf: first }),
    ...(hasTarget && endpoints === undefined && hostName === null && { targetPort: target }),
    selector:
      endpoints === undefined && hostName === null ? withNamespace(selector, namespace, scenario) : {},
    ...(endpoints !== undefined && { endpoints }),
    ...(service.spec.clusterIP === 'None' && { headless: true }),
    ...(hostName !== null && {
      externalName: scenario.hosts.findIndex(({ name: host }) => host === hostName),
    }),
    ...(sessionAffinity === 'ClientIP' && { sessionAffinity: { timeoutMs: 1000 * seconds } }),
    ...(publishNotReadyAddresses && { publishNotReadyAddresses }),
    ...(internalTrafficPolicy === 'Local' && { internalTrafficPolicy }),
    ...(isEntry && { externalTrafficPolicy: externalTrafficPolicy ?? 'Cluster' }),
    ...(isTopologyAuto(service) && { topologyMode: 'Auto' as const }),
    ...(type === 'LoadBalancer' && { isLoadBalancer: true }),
    ...(trafficDistribution && {
      trafficDistribution: trafficDistribution === 'PreferClose' ? 'PreferSameZone' : trafficDistribution,
    }),
  };
}

/** @see staging/src/k8s.io/endpointslice/reconciler.go hintsEnabled */
function isTopologyAuto({ metadata }: Service): boolean {
  const mode = metadata.annotations?.['service.kubernetes.io/topology-mode'];
  return mode === 'Auto' || mode === 'auto';
}

export function applicationOptions(application: Application, scenario: Scenario): ApplicationOptions {
  const { coldStart, crashAfter, exitCode, health, keepAlive, calls } = application;
  const cpu = cpuWorkOptions(application);
  return {
    startup: samplerOf(application.startup),
    initialization: samplerOf(application.initialization),
    concurrency: application.concurrency,
    queue: application.queue,
    serviceTime: samplerOf(application.serviceTime),
    coldStart: { factor: coldStart.factor, durationMs: durationMs(coldStart.duration) },
    onTerm: application.onTerm,
    failureRatio: shareOf(application.failureRatio),
    ...(cpu !== undefined && { cpu }),
    ...(crashAfter !== undefined && { crashAfter: samplerOf(crashAfter) }),
    ...(exitCode !== undefined && { exitCode }),
    ...(keepAlive && { keepAlive: keepAliveLimits(keepAlive) }),
    health: { path: health.path, ...healthOptions(health) },
    ...(calls.length > 0 && {
      calls: calls.map((each) => callOptions(each, serviceIndex(each, scenario))),
    }),
  };
}

/** Without the keys that were not given. */
function tolerationOptions(toleration: Toleration): TolerationOptions {
  const { key, operator, value, effect, tolerationSeconds } = toleration;
  return {
    ...(key !== undefined && { key }),
    ...(operator !== undefined && { operator }),
    ...(value !== undefined && { value }),
    ...(effect !== undefined && { effect }),
    ...(tolerationSeconds !== undefined && { tolerationSeconds }),
  };
}

function keepAliveLimits(limits: NonNullable<Application['keepAlive']>): KeepAliveLimits {
  const { idleTimeout, maxRequests, maxAge } = limits;
  return {
    ...(idleTimeout !== undefined && { idleTimeoutMs: durationMs(idleTimeout) }),
    ...(maxRequests !== undefined && { maxRequests }),
    ...(maxAge !== undefined && { maxAgeMs: durationMs(maxAge) }),
  };
}

export function intOrPercent(value: number | string): IntOrPercent {
  return typeof value === 'number' ? value : { percent: Number.parseInt(value, 10) };
}

/** Kubernetes' label for the name of a namespace. */
const NAMESPACE_LABEL = 'kubernetes.io/metadata.namespace';

/** The model selects by labels alone: where there are several namespaces, the namespace becomes one of them. */
export function withNamespace(
  labels: Readonly<Record<string, string>>,
  namespace: string,
  scenario: Scenario,
): Readonly<Record<string, string>> {
  const several = scenario.resources.some(({ metadata }) => metadata.namespace !== namespace);
  return several ? { ...labels, [NAMESPACE_LABEL]: namespace } : labels;
}

/**
 * Workloads, their applications and Services of a complete scenario into the model's options.
 */
import type {
  ApplicationOptions,
  IntOrPercent,
  KeepAliveLimits,
  PodOptions,
  ProbeOptions,
  ServiceOptions,
  TolerationOptions,
  WorkloadOptions,
} from '../../model/options.ts';
import type { Scenario } from '../complete.ts';
import { containerBehind, isBehind, targetsIn } from '../kubernetes/behind.ts';
import { hookMs } from '../kubernetes/pre-stop.ts';
import type { Probe } from '../kubernetes/probe.ts';
import { PROBE_HANDLERS } from '../kubernetes/probe.ts';
import type { Toleration } from '../kubernetes/scheduling.ts';
import type { Service } from '../kubernetes/service.ts';
import { isWorkloadKind, type Workload } from '../kubernetes/workload.ts';
import { whyNoTarget } from '../references.ts';
import type { Application } from '../schema/application.ts';
import { autoscalersIn, podCpuOptions } from './autoscaling.ts';
import { durationMs } from '../values/duration.ts';
import { quantity } from '../values/quantity.ts';
import { shareOf } from '../values/rate.ts';
import { samplerOf } from '../values/sampler.ts';

export function workloadsIn({ resources }: Scenario): Workload[] {
  return resources.filter((each): each is Workload => isWorkloadKind(each.kind));
}

/** Services with a virtual address and pods behind it; the others are not simulated. */
export function servicesIn(scenario: Scenario): Service[] {
  const workloads = workloadsIn(scenario);
  return scenario.resources.filter(
    (each): each is Service =>
      each.kind === 'Service' &&
      whyNoTarget(each) === null &&
      workloads.some((workload) => isBehind(workload, each)),
  );
}

export function workloadOptions(workload: Workload, scenario: Scenario): WorkloadOptions {
  const { kind, spec, metadata } = workload;
  const pod = spec.template.spec;
  const container = modelledContainer(workload, scenario);
  const { startupProbe, readinessProbe, livenessProbe } = container;
  const isScaled = autoscalersIn(scenario).some((each) => each.spec.scaleTargetRef.name === metadata.name);
  const application = scenario.applications[metadata.name]!;
  const { maxSurge, maxUnavailable } = spec.strategy.rollingUpdate;
  return {
    kind,
    name: metadata.name,
    replicas: spec.replicas,
    minReadySeconds: spec.minReadySeconds,
    strategy: { maxSurge: intOrPercent(maxSurge), maxUnavailable: intOrPercent(maxUnavailable) },
    labels: withNamespace(spec.template.metadata.labels, metadata.namespace, scenario),
    pod: {
      terminationGracePeriodSeconds: pod.terminationGracePeriodSeconds,
      preStopMs: preStopMs(workload, scenario),
      startupProbe: probeOptions(startupProbe),
      readinessProbe: probeOptions(readinessProbe),
      livenessProbe: probeOptions(livenessProbe),
      ...placementOptions(workload),
      ...(pod.tolerations.length > 0 && { tolerations: pod.tolerations.map(tolerationOptions) }),
      application: applicationOptions(application),
      ...(isScaled && { cpu: podCpuOptions(workload, container, scenario) }),
    },
  };
}

/** DefaultClientIPServiceAffinitySeconds of Kubernetes. */
const AFFINITY_SECONDS = 10_800;

export function serviceOptions(service: Service, scenario: Scenario): ServiceOptions {
  const { name, namespace } = service.metadata;
  const { selector, sessionAffinity, sessionAffinityConfig, type } = service.spec;
  const { internalTrafficPolicy, externalTrafficPolicy, trafficDistribution } = service.spec;
  const { publishNotReadyAddresses } = service.spec;
  const seconds = sessionAffinityConfig?.clientIP?.timeoutSeconds ?? AFFINITY_SECONDS;
  return {
    name,
    selector: withNamespace(selector, namespace, scenario),
    ...(sessionAffinity === 'ClientIP' && { sessionAffinity: { timeoutMs: 1000 * seconds } }),
    ...(publishNotReadyAddresses && { publishNotReadyAddresses }),
    ...(internalTrafficPolicy === 'Local' && { internalTrafficPolicy }),
    ...(type !== 'ClusterIP' && { externalTrafficPolicy: externalTrafficPolicy ?? 'Cluster' }),
    ...(trafficDistribution && {
      trafficDistribution: trafficDistribution === 'PreferClose' ? 'PreferSameZone' : trafficDistribution,
    }),
  };
}

/** The container that the Services of the scenario send to. */
function modelledContainer(workload: Workload, scenario: Scenario) {
  const services = scenario.resources.filter((each) => each.kind === 'Service');
  return workload.spec.template.spec.containers[containerBehind(workload, services, targetsIn(scenario))]!;
}

function preStopMs(workload: Workload, scenario: Scenario): number {
  const hook = modelledContainer(workload, scenario).lifecycle?.preStop;
  if (hook === undefined) return 0;
  return hookMs(hook) ?? durationMs(scenario.applications[workload.metadata.name]!.preStop);
}

function applicationOptions(application: Application): ApplicationOptions {
  const { coldStart, health, keepAlive } = application;
  return {
    startup: samplerOf(application.startup),
    initialization: samplerOf(application.initialization),
    concurrency: application.concurrency,
    queue: application.queue,
    serviceTime: samplerOf(application.serviceTime),
    coldStart: { factor: coldStart.factor, durationMs: durationMs(coldStart.duration) },
    onTerm: application.onTerm,
    failureRatio: shareOf(application.failureRatio),
    ...(keepAlive && { keepAlive: keepAliveLimits(keepAlive) }),
    health: { path: health.path, serviceTime: samplerOf(health.serviceTime) },
  };
}

/** What all containers ask for. */
function placementOptions({ spec }: Workload): Pick<PodOptions, 'requests' | 'nodeSelector'> {
  const { containers, nodeSelector } = spec.template.spec;
  const total = (resource: 'cpu' | 'memory') =>
    containers.reduce((sum, { resources }) => {
      const asked = resources?.requests?.[resource];
      return sum + (asked === undefined ? 0 : quantity(asked));
    }, 0);
  const requests = { cpu: total('cpu'), memory: total('memory') };
  return {
    ...((requests.cpu > 0 || requests.memory > 0) && { requests }),
    ...(Object.keys(nodeSelector).length > 0 && { nodeSelector }),
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

function probeOptions(probe: Probe | undefined): ProbeOptions | null {
  if (probe === undefined) return null;
  const { terminationGracePeriodSeconds: grace } = probe;
  return {
    handler: PROBE_HANDLERS.find((each) => probe[each] !== undefined)!,
    initialDelaySeconds: probe.initialDelaySeconds,
    periodSeconds: probe.periodSeconds,
    timeoutSeconds: probe.timeoutSeconds,
    successThreshold: probe.successThreshold,
    failureThreshold: probe.failureThreshold,
    ...(grace === undefined ? {} : { terminationGracePeriodSeconds: grace }),
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

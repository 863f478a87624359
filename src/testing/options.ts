/** Simulation options for tests: a small, fast, noiseless cluster, of which each test changes what it is about. */
import type { SamplerOptions } from '../kernel/samplers/options.ts';
import type {
  ApplicationOptions,
  ClusterOptions,
  ControlPlaneOptions,
  DeploymentOptions,
  PodOptions,
  ProbeOptions,
  SimulationOptions,
  TrafficOptions,
} from '../model/options.ts';

/** A distribution that always gives the same value. */
export function constant(value: number): SamplerOptions {
  return { type: 'constant', value };
}

function exponential(mean: number): SamplerOptions {
  return { type: 'exponential', mean };
}

export const CONTROL_PLANE: ControlPlaneOptions = {
  apiWrite: constant(10),
  watch: constant(20),
  scheduling: constant(5),
  podSandbox: constant(300),
  imagePull: constant(0),
  imageCheck: constant(0),
  containerStart: constant(200),
  execStart: constant(0),
  statusPatch: constant(15),
  plegRelist: constant(10),
  sandboxStop: constant(100),
  controllerSync: constant(1),
};

export function application(changes: Partial<ApplicationOptions> = {}): ApplicationOptions {
  return {
    startup: constant(2000),
    initialization: constant(0),
    concurrency: 4,
    queue: 64,
    serviceTime: exponential(20),
    coldStart: { factor: 1, durationMs: 0 },
    onTerm: 'exit',
    failureRatio: 0,
    health: { path: 'separate', serviceTime: constant(1) },
    ...changes,
  };
}

export function probe(changes: Partial<ProbeOptions> = {}): ProbeOptions {
  return {
    handler: 'httpGet',
    initialDelaySeconds: 0,
    periodSeconds: 10,
    timeoutSeconds: 1,
    successThreshold: 1,
    failureThreshold: 3,
    ...changes,
  };
}

export function podTemplate(changes: Partial<PodOptions> = {}): PodOptions {
  return {
    terminationGracePeriodSeconds: 30,
    preStopMs: 0,
    startupProbe: null,
    readinessProbe: probe({ periodSeconds: 5 }),
    livenessProbe: null,
    application: application(),
    ...changes,
  };
}

export function deployment(changes: Partial<DeploymentOptions> = {}): DeploymentOptions {
  return {
    kind: 'Deployment',
    name: 'web',
    replicas: 4,
    minReadySeconds: 0,
    strategy: { maxSurge: 1, maxUnavailable: 0 },
    labels: { app: 'web' },
    pod: podTemplate(),
    ...changes,
  };
}

export function traffic(changes: Partial<TrafficOptions> = {}): TrafficOptions {
  return {
    name: 'users',
    service: 0,
    from: 'external',
    arrivals: { type: 'poisson', ratePerSecond: 200 },
    connections: { type: 'perRequest' },
    timeoutMs: 2000,
    retries: { attempts: 0, backoffMs: 0 },
    ...changes,
  };
}

export function cluster(changes: Partial<ClusterOptions> = {}): ClusterOptions {
  return {
    nodes: ['node-1', 'node-2', 'node-3'].map((name) => ({ name, zone: 'a' })),
    kubeProxy: { mode: 'iptables', minSyncPeriodMs: 1000, syncDuration: constant(20) },
    network: { sameNodeMs: 0.05, sameZoneMs: 0.25, crossZoneMs: 1, externalMs: 10, deadAddress: 'timeout' },
    controlPlane: CONTROL_PLANE,
    nodeMonitorGracePeriodMs: 50_000,
    ...changes,
  };
}

export function simulationOptions(changes: Partial<SimulationOptions> = {}): SimulationOptions {
  return {
    durationMs: 120_000,
    warmupMs: 10_000,
    seriesIntervalMs: 1000,
    cluster: cluster(),
    workloads: [deployment()],
    services: [{ name: 'web', selector: { app: 'web' } }],
    traffic: [traffic()],
    events: [],
    ...changes,
  };
}

/** No network delay at all, as queueing theory has it. */
export const NO_NETWORK = {
  sameNodeMs: 0,
  sameZoneMs: 0,
  crossZoneMs: 0,
  externalMs: 0,
  deadAddress: 'timeout',
} as const;

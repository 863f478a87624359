/**
 * Every default of the scenario format, in the words a user would write, with where it comes from. Defaults of
 * Kubernetes objects are Kubernetes' own and stand in kubernetes/defaults.ts. Nothing else in this program invents
 * a value.
 */

/** The experiment. */
export const EXPERIMENT = {
  /** Long enough for a rollout of a handful of pods and the quiet before and after it. */
  duration: '5m',
  /** Or a quarter of the duration, when that is shorter: see {@link defaultWarmupMs}. */
  warmup: '30s',
  /** Ten independent runs: enough for a Student interval that is not absurdly wide. */
  replications: 10,
  /** Where there is no title to take the seed from. */
  seed: '0',
} as const;

/** Milliseconds: 30 s, or a quarter of a duration shorter than two minutes. */
export function defaultWarmupMs(durationMs: number): number {
  return Math.min(30_000, durationMs / 4);
}

/** Three nodes in one zone: the smallest cluster on which nodes disagree about endpoints. */
export const NODES = { count: 3, zone: 'a' } as const;

export const KUBE_PROXY = {
  mode: 'iptables',
  /** kube-proxy's own defaults (pkg/proxy/apis/config/v1alpha1/defaults.go), by mode. */
  minSyncPeriod: { iptables: '1s', nftables: '1s', ipvs: '0s', userspace: '1s' },
  /** `iptables-restore --noflush` of 4 to 250 endpoints took 16–28 ms on an idle Linux 6.18; tails are longer on a busy node. */
  syncDuration: { lognormal: { median: '20ms', p99: '60ms' } },
  /** From 50 to 250 endpoints it took 0.06 ms more for each; small beside the spread of syncDuration. */
  syncPerEndpoint: '0s',
} as const;

/** kube-controller-manager's own (pkg/controller/endpointslice/config/v1alpha1/defaults.go). */
export const ENDPOINT_SLICES = { maxEndpointsPerSlice: 100, endpointUpdatesBatchPeriod: '0s' } as const;

/** One-way delays typical of a public cloud: within a host, a zone, a region, and from the internet. */
export const NETWORK = {
  sameNode: '0.05ms',
  sameZone: '0.25ms',
  crossZone: '1ms',
  external: '10ms',
  /** Packets to an address that is gone are dropped by most pod networks: the client's SYNs go unanswered. */
  deadAddress: 'timeout',
} as const;

/** ingress-nginx (docs/user-guide/nginx-configuration/configmap.md, --sync-rate-limit, balancer.lua); workers: one per core. */
export const INGRESS = {
  replicas: 2,
  workers: 4,
  loadBalance: 'round_robin',
  syncRateLimit: '0.3/s',
  workerPoll: '1s',
  connectTimeout: '5s',
  readTimeout: '60s',
  nextUpstream: { on: ['error', 'timeout'], tries: 3, timeout: '0s' },
  keepAlive: { connections: 320, idleTimeout: '60s', maxRequests: 10_000, maxAge: '1h' },
} as const;

/** As Kubernetes sets them for a network load balancer of AWS under externalTrafficPolicy Local (pull request 73363). */
export const LOAD_BALANCER = {
  interval: '10s',
  healthyThreshold: 2,
  unhealthyThreshold: 2,
  weighted: false,
} as const;

/**
 * Latencies of a healthy cluster of moderate size. The API server's objective is a p99 of 1 s for mutating calls
 * (Kubernetes scalability SLOs); clusters in good health are far below it, as here. The sum of sandbox, container
 * start and status is inside the pod start-up objective of 5 s without image pulls.
 */
export const CONTROL_PLANE = {
  apiWrite: { lognormal: { median: '10ms', p99: '50ms' } },
  watch: { lognormal: { median: '20ms', p99: '100ms' } },
  scheduling: { lognormal: { median: '10ms', p99: '50ms' } },
  podSandbox: { lognormal: { median: '500ms', p99: '1.5s' } },
  /** Every node has every image. */
  imagePull: '0s',
  /** A registry across the internet resolves a tag. */
  imageCheck: { lognormal: { median: '300ms', p99: '1.5s' } },
  containerStart: { lognormal: { median: '300ms', p99: '1s' } },
  /** A container runtime starts a process in the container: forks, namespaces, cgroups. */
  execStart: { lognormal: { median: '50ms', p99: '300ms' } },
  statusPatch: { lognormal: { median: '15ms', p99: '80ms' } },
  plegRelist: { lognormal: { median: '10ms', p99: '50ms' } },
  sandboxStop: { lognormal: { median: '200ms', p99: '600ms' } },
  controllerSync: '2ms',
} as const;

/** kube-controller-manager's own default since 1.32; 40 s before. */
export const NODE_MONITOR_GRACE_PERIOD = '50s';

/** A small web service; every real one should say its own. */
export const APPLICATION = {
  startup: { lognormal: { median: '2s', p99: '5s' } },
  initialization: '0s',
  concurrency: 4,
  queue: 64,
  serviceTime: { exponential: { mean: '20ms' } },
  discipline: 'fifo',
  /** No cold start. */
  coldStart: { factor: 1, duration: '0s' },
  /** A process that installs no SIGTERM handler dies of the signal at once (PID 1 of a container with a shell or tini in front). */
  onTerm: 'exit',
  failureRatio: 0,
  health: { path: 'separate', serviceTime: '1ms', status: 200, failureRatio: 0, errorRatio: 0 },
  /** Used only where the manifest has a preStop hook whose length it cannot say. */
  preStop: '0s',
  postStart: '0s',
  /** Conditions of readiness gates, where the template has any: set at once. */
  readinessGates: '0s',
  /** A small helper, such as a proxy or a script that prepares something. */
  companion: { startup: '1s', runTime: '1s', termination: '0s' },
} as const;

/** SetDefaults_KubeletConfiguration. */
export const KUBELET = {
  serializeImagePulls: true,
  cpuCFSQuota: true,
  cpuCFSQuotaPeriod: '100ms',
  /** Of the feature gate, since 1.35. */
  ChangeContainerStatusOnKubeletRestart: false,
  /** Of a restart by systemd, until the new process has its pods. */
  downtime: '5s',
} as const;

/** CoreDNS as kubeadm sets it up since 1.32: a TTL of 30 s, negative answers too, and no cache of its own for the cluster's names. */
export const DNS = {
  ttl: '30s',
  cache: '0s',
  /** A query within the cluster, from a pod to CoreDNS and back. */
  lookup: { lognormal: { median: '0.5ms', p99: '5ms' } },
} as const;

/** As programs that neither keep answers nor shuffle them: glibc, Go, Node.js. */
export const RESOLUTION = { refresh: 'perConnection', pick: 'first' } as const;

/** Every request makes the call, after the calls before it. */
export const CALL = { probability: 1, mode: 'sequential' } as const;

export const TRAFFIC = {
  from: 'external',
  connections: { perRequest: true },
  /** A common client setting, and far above the latency of a service in good health. */
  timeout: '2s',
  retries: { attempts: 0, backoff: '0s' },
  /** Pool of a typical HTTP client; idle timeout below the 75 s of nginx and above the 5 s of Node servers. */
  keepAlive: { pool: 32, idleTimeout: '60s', maxRequests: 1000 },
  /** One connection, as gRPC channels have; 100 streams, the least that RFC 9113 recommends to servers; idle as in Go's client. */
  http2: { connections: 1, maxConcurrentStreams: 100, idleTimeout: '90s' },
} as const;

/** Defaults of the flags of kube-controller-manager, metrics-server's manifest (v0.6 and later) and the kubelet. */
export const AUTOSCALING = {
  syncPeriod: '15s',
  tolerance: 0.1,
  downscaleStabilization: '5m',
  cpuInitializationPeriod: '5m',
  initialReadinessDelay: '30s',
  metricResolution: '15s',
  housekeepingInterval: '10s',
} as const;

/** A request that computes all the time, in a process that is idle without requests. */
export const CPU = { share: 1, idle: '0' } as const;

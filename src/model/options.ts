/**
 * Everything one replication needs to know, as plain data that can be sent to a worker thread: durations in
 * milliseconds of simulated time, rates per second, every default already written in (defaults belong to the
 * scenario layer). Names follow Kubernetes where Kubernetes has a name.
 */
import type { ApplicationOptions } from './application-options.ts';
import type {
  ConnectionOptions,
  DnsOptions,
  HostOptions,
  EnvironmentOptions,
  ResolutionOptions,
} from './client-options.ts';
import type { EndpointSliceControllerOptions, PodPorts, ServiceOptions } from './service-options.ts';
import type { SamplerOptions } from '../kernel/samplers/options.ts';
import type { ArrivalOptions, SetTrafficOptions } from './traffic/arrival-options.ts';
import type { AutoscalingOptions, PodCpuOptions } from './cluster/hpa/autoscaler-options.ts';
import type {
  CompanionOptions,
  ContainerLifecycleOptions,
  FailureOptions,
  HealthOptions,
  ImageOptions,
  ImageStoreOptions,
  InitStepOptions,
  PodContainerOptions,
  ProbeOptions,
  RegistryOutageOptions,
} from './node/container-options.ts';
import type { CfsQuotaOptions, QosClass } from './workload/cpu-options.ts';
import type { PodFaultOptions } from './faults/fault-options.ts';
import type { IntOrPercent, WorkloadOptions } from './cluster/workload-options.ts';

export type { CompanionOptions, FailureOptions, HealthOptions, ImageOptions, InitStepOptions };
export type { PodFaultOptions, ProbeOptions };
export type * from './application-options.ts';
export type * from './client-options.ts';
export type * from './service-options.ts';
export type * from './workload/cpu-options.ts';

export interface SimulationOptions {
  /** Requests that arrive in [warmupMs, durationMs) are counted; arrivals stop at durationMs. */
  readonly durationMs: number;
  readonly warmupMs: number;
  /** Width of the intervals of every time series. */
  readonly seriesIntervalMs: number;
  readonly cluster: ClusterOptions;
  readonly workloads: readonly WorkloadOptions[];
  readonly services: readonly ServiceOptions[];
  /** Left out: none. */
  readonly hosts?: readonly HostOptions[];
  /** PodDisruptionBudgets; left out: none. */
  readonly budgets?: readonly BudgetOptions[];
  readonly traffic: readonly TrafficOptions[];
  /** Figures of each source of users apart, too. */
  readonly perSource?: true;
  readonly events: readonly EventOptions[];
  /** Left out: nothing is scaled but by events. */
  readonly autoscaling?: AutoscalingOptions;
}

export interface ClusterOptions {
  readonly nodes: readonly NodeOptions[];
  readonly kubeProxy: KubeProxyOptions;
  readonly network: NetworkOptions;
  readonly controlPlane: ControlPlaneOptions;
  /** Left out: slices of 100, written at once. */
  readonly endpointSliceController?: EndpointSliceControllerOptions;
  /** Left out: nothing is kept, and a query takes no time. */
  readonly dns?: DnsOptions;
  /** In front of the nodes, for Services of type LoadBalancer; left out: an ideal one, which knows of no health. */
  readonly loadBalancer?: LoadBalancerOptions;
  /** Needed where some traffic comes by it. */
  readonly ingress?: IngressOptions;
  /** How long a node may be silent before it is no longer Ready. */
  readonly nodeMonitorGracePeriodMs: number;
  /** Kubelets pull one image at a time; left out: they do. */
  readonly serializeImagePulls?: boolean;
  /** A kubelet that begins anew takes what it finds for not ready until its probes succeed, as before 1.35; left out: no. */
  readonly changeContainerStatusOnKubeletRestart?: boolean;
  /** Left out: images are on the nodes where pods have run, and all in the registry. */
  readonly images?: ImageStoreOptions;
}

/** Names and defaults of ingress-nginx. */
export interface IngressOptions {
  /** Controllers, each on a node of its own as far as there are as many; worker processes of each. */
  readonly replicas: number;
  readonly workers: number;
  readonly loadBalance: 'round_robin' | 'ewma' | 'chash' | 'sticky_balanced' | 'sticky_persistent';
  /** Syncs of a controller per second at most, > 0. */
  readonly syncRateLimit: number;
  /** How often a worker looks for changed backends. */
  readonly workerPollMs: number;
  readonly connectTimeoutMs: number;
  readonly readTimeoutMs: number;
  /** When another pod is tried, how many in all, and for how long; 0: without limit. */
  readonly nextUpstream: {
    readonly on: readonly ('error' | 'timeout' | 'http_500' | 'http_503')[];
    readonly tries: number;
    readonly timeoutMs: number;
  };
  /** To the pods: idle ones that each worker keeps, and their limits. */
  readonly keepAlive: {
    readonly connections: number;
    readonly idleTimeoutMs: number;
    readonly maxRequests: number;
    readonly maxAgeMs: number;
  };
}

export interface LoadBalancerOptions {
  /** Between two checks of a node, > 0. */
  readonly intervalMs: number;
  /** Checks in a row that take a node in, or out, ≥ 1. */
  readonly healthyThreshold: number;
  readonly unhealthyThreshold: number;
  /** Nodes get new connections in proportion to their ready endpoints; otherwise alike. */
  readonly weighted: boolean;
  /** So long after a node went out its connections are closed; left out: never. */
  readonly deregistrationDelayMs?: number;
}

export interface NodeOptions {
  readonly name: string;
  readonly zone: string;
  /** What its pods may ask for in all: cores, > 0, which they also compete for, and bytes; left out: no limit. */
  readonly cpu?: number;
  readonly memory?: number;
  /** Most pods on it; left out: there is no limit. */
  readonly pods?: number;
  /** Beside those that every node has. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly taints?: readonly TaintOptions[];
}

/** Kubernetes' own fields. */
export interface TaintOptions {
  readonly key: string;
  readonly value?: string;
  readonly effect: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';
}

/** Kubernetes' own fields. */
export interface TolerationOptions {
  /** Left out: every key. */
  readonly key?: string;
  readonly operator?: 'Equal' | 'Exists';
  readonly value?: string;
  /** Left out: every effect. */
  readonly effect?: TaintOptions['effect'];
  /** Of NoExecute; left out: for ever. */
  readonly tolerationSeconds?: number;
}

export interface KubeProxyOptions {
  readonly mode: 'iptables' | 'nftables' | 'ipvs' | 'userspace';
  /** Of ipvs; one for all Services. Left out: rr. */
  readonly scheduler?: 'rr' | 'wrr' | 'lc' | 'wlc' | 'sh' | 'dh' | 'sed' | 'nq' | 'mh';
  /** Wait after the end of one sync before the next may start. */
  readonly minSyncPeriodMs: number;
  /** Run time of one sync (iptables-restore and what surrounds it), drawn per sync and node. */
  readonly syncDuration: SamplerOptions;
  /** Added to it for each endpoint of the Services that the sync writes, those that have changed; left out: nothing. */
  readonly syncPerEndpointMs?: number;
}

/** One-way delays between two places. */
export interface NetworkOptions {
  readonly sameNodeMs: number;
  readonly sameZoneMs: number;
  readonly crossZoneMs: number;
  /** Between a client outside the cluster and the node its connection enters by. */
  readonly externalMs: number;
  /** What a new connection to a pod address that no longer exists meets: silence, or an error at once. */
  readonly deadAddress: 'timeout' | 'unreachable';
  /** The clients' sysctls; left out: Linux's defaults, 6 and 4. @see synGapsMs */
  readonly tcpSynRetries?: number;
  readonly tcpSynLinearTimeouts?: number;
}

/** Latency of every control-plane and node step, each a distribution in milliseconds. */
export interface ControlPlaneOptions {
  /** A mutating API call, until it is stored. */
  readonly apiWrite: SamplerOptions;
  /** From stored until one watcher has seen it (drawn per watcher). */
  readonly watch: SamplerOptions;
  /** From a pod's appearance in the scheduler's queue until it is bound (without watch and write). */
  readonly scheduling: SamplerOptions;
  /** Sandbox and network of a pod, inside its first sync. */
  readonly podSandbox: SamplerOptions;
  /** Pull of an image that its node does not have. */
  readonly imagePull: SamplerOptions;
  /** Question to the registry about an image that its node has. */
  readonly imageCheck: SamplerOptions;
  /** Create and start of one container. */
  readonly containerStart: SamplerOptions;
  /** Start of a command in a container, by an exec probe. */
  readonly execStart: SamplerOptions;
  /** From the kubelet's decision until the new pod status is stored. */
  readonly statusPatch: SamplerOptions;
  /** Run time of one PLEG relist; relists follow 1 s after the previous one ended. */
  readonly plegRelist: SamplerOptions;
  /** From the end of a pod's last container until its network is gone. */
  readonly sandboxStop: SamplerOptions;
  /** Work of one sync of a controller (deployment, replica set, endpoint slice), before its writes. */
  readonly controllerSync: SamplerOptions;
}

/** What a pod of a template is and does; the program behind the Service is `application`, in a container of its own. */
export interface PodOptions extends ContainerLifecycleOptions, PodContainerOptions {
  /** Its name, which a node has on its disk or pulls; left out: one of the workload's own. */
  readonly image?: string;
  /** Of the image; left out: IfNotPresent. */
  readonly imagePullPolicy?: ImageOptions['policy'];
  /** Annotation of `kubectl rollout restart`, in whole seconds of the run. */
  readonly restartedAt?: number;
  readonly terminationGracePeriodSeconds: number;
  /** What all its containers ask for: cores and bytes; left out: nothing. */
  readonly requests?: { readonly cpu: number; readonly memory: number };
  /** The same for the scores of the scheduler, to whom a container that says nothing asks for something; left out: `requests`. */
  readonly scoredRequests?: { readonly cpu: number; readonly memory: number };
  /** Left out: BestEffort. */
  readonly qosClass?: QosClass;
  /** Labels that its node must have; left out: none. */
  readonly nodeSelector?: Readonly<Record<string, string>>;
  /** Left out: none but those that every pod is given. */
  readonly tolerations?: readonly TolerationOptions[];
  readonly application: ApplicationOptions;
  /** The CPU limit of the container behind the Service; left out: none. */
  readonly cpuQuota?: CfsQuotaOptions;
  /** Of pods that are autoscaled. */
  readonly cpu?: PodCpuOptions;
  /** Left out: nobody has said which ports its containers listen on, so they listen on any. */
  readonly ports?: PodPorts;
}

/** A PodDisruptionBudget: one of the two limits, at most. */
export interface BudgetOptions {
  readonly name: string;
  readonly selector: Readonly<Record<string, string>>;
  readonly minAvailable?: IntOrPercent;
  readonly maxUnavailable?: IntOrPercent;
  /** Left out: IfHealthyBudget. */
  readonly unhealthyPodEvictionPolicy?: 'IfHealthyBudget' | 'AlwaysAllow';
}

export interface TrafficOptions {
  readonly name: string;
  /** Index into {@link SimulationOptions.services}. */
  readonly service: number;
  /**
   * `external`: each connection enters by a node chosen at random · `cluster`: one client on every node ·
   * otherwise the index of a workload whose pods are the clients.
   */
  readonly from: 'external' | 'cluster' | { readonly workload: number };
  /**
   * How clients look the name up. Required for a Service without an address of its own, which clients outside cannot
   * reach; left out for others: they know its address, or look it up in no time.
   */
  readonly resolution?: ResolutionOptions;
  /** Of clients that are pods, instead of `resolution`, for a Service with an address of its own. */
  readonly environment?: EnvironmentOptions;
  /** From outside: through an ingress controller; left out: straight to the Service. */
  readonly via?: 'ingress';
  /** Clients outside, each with its own address and connections; left out: one. */
  readonly clients?: number;
  readonly arrivals: ArrivalOptions;
  readonly connections: ConnectionOptions;
  /** From the intended arrival until the client gives up; `null`: never. */
  readonly timeoutMs: number | null;
  readonly retries: { readonly attempts: number; readonly backoffMs: number };
}

export type EventOptions = ClusterEventOptions | RegistryOutageOptions | SetTrafficOptions;

/** What happens to objects, pods and nodes. */
export type ClusterEventOptions = WorkloadEventOptions | PodFaultOptions | NodeEventOptions;

/** A write to a workload object, by its user. */
export type WorkloadEventOptions = { readonly atMs: number; readonly workload: number } & WorkloadChange;

export type WorkloadChange =
  | { readonly type: 'rolloutRestart' | 'rolloutUndo' | 'pause' | 'resume' | 'delete' }
  | { readonly type: 'scale'; readonly replicas: number }
  /** The image of the modelled container, and what its program does. */
  | { readonly type: 'setImage'; readonly image: string; readonly application: ApplicationOptions }
  /** Creates the object, or gives it this spec. */
  | { readonly type: 'applyManifest'; readonly spec: WorkloadOptions };

/**
 * failNode: loses its power · partition: is cut off from the control plane, and goes on serving · recoverNode: has
 * power, and the control plane, again · cordonNode, drainNode, uncordonNode: as kubectl does · restartKubelet: its
 * kubelet ends, and another begins.
 */
export interface NodeEventOptions {
  readonly type:
    'failNode' | 'partition' | 'recoverNode' | 'cordonNode' | 'drainNode' | 'uncordonNode' | 'restartKubelet';
  readonly atMs: number;
  /** Indexes into {@link ClusterOptions.nodes}. */
  readonly nodes: readonly number[];
  /** Of restartKubelet: until the other begins; left out: 0. */
  readonly downMs?: number;
}

export type * from './cluster/hpa/autoscaler-options.ts';
export type * from './cluster/workload-options.ts';
export type * from './traffic/arrival-options.ts';

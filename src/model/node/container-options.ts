/** The containers of a pod other than the one behind the Service, and probes, as plain data. */
import type { SamplerOptions } from '../../kernel/samplers/options.ts';

/** Kubernetes' own fields and units. */
export interface ProbeOptions {
  readonly handler: 'httpGet' | 'tcpSocket' | 'grpc' | 'exec';
  readonly initialDelaySeconds: number;
  readonly periodSeconds: number;
  readonly timeoutSeconds: number;
  readonly successThreshold: number;
  readonly failureThreshold: number;
  /** Of a container that this probe has killed; not given: the pod's. */
  readonly terminationGracePeriodSeconds?: number;
}

/** An image, and when the registry is asked for it. */
export interface ImageOptions {
  readonly name: string;
  readonly policy: 'Always' | 'IfNotPresent' | 'Never';
}

/** What fails when it is tried in a pod. */
export interface FailureOptions {
  /** So many tries, first of all; ≥ 0. */
  readonly first: number;
  /** Share of the tries that follow. */
  readonly ratio: number;
}

/** Where images are, and where they are not. */
export interface ImageStoreOptions {
  /** On the disk of every node from the beginning. */
  readonly preloaded: readonly string[];
  /** The registry does not have them. */
  readonly missing: readonly string[];
}

/** The registry answers nobody for a while. */
export interface RegistryOutageOptions {
  readonly type: 'registryOutage';
  readonly atMs: number;
  readonly forMs: number;
}

/** What the kubelet does around the process of a container. */
export interface ContainerLifecycleOptions {
  /** Length of the preStop hook; 0 without one. */
  readonly preStopMs: number;
  /** Length of the postStart hook, which the containers that follow wait for; left out: there is none. */
  readonly postStartMs?: number;
  /** Of that hook: its container is killed, and started again; left out: it never does. */
  readonly postStartFailures?: FailureOptions;
  /** Until it has succeeded the other probes wait; its failure kills the container. `null`: started once it runs. */
  readonly startupProbe: ProbeOptions | null;
  /** `null`: ready as soon as the kubelet reports the container started. */
  readonly readinessProbe: ProbeOptions | null;
  /** Its failure kills the container, which is then started again. */
  readonly livenessProbe: ProbeOptions | null;
}

/** What a health endpoint that is well answers. */
export interface HealthOutcomeOptions {
  /** Of httpGet; left out: 200. */
  readonly status?: number;
  /** Share of probes answered with a failure all the same; left out: 0. */
  readonly failureRatio?: number;
  /** Share of probes of httpGet and exec that end in an error of the prober; left out: 0. */
  readonly errorRatio?: number;
}

export interface HealthOptions extends HealthOutcomeOptions {
  /** Time to answer a probe. */
  readonly serviceTime: SamplerOptions;
}

/** A container beside the one behind the Service; as an init container it is a sidecar. */
export interface CompanionOptions extends ContainerLifecycleOptions {
  readonly name: string;
  readonly image: ImageOptions;
  /** Container start → it listens, and is well. */
  readonly startup: SamplerOptions;
  /** SIGTERM → its process exits. */
  readonly termination: SamplerOptions;
  readonly health: HealthOptions;
}

/** An init container that runs to its end before the next one begins. */
export interface InitContainerOptions {
  readonly name: string;
  readonly image: ImageOptions;
  readonly runTime: SamplerOptions;
  /** Runs that end with exit code 1; left out: none. */
  readonly failures?: FailureOptions;
}

/** The init containers of a pod, in order. */
export type InitStepOptions =
  ({ readonly type: 'init' } & InitContainerOptions) | ({ readonly type: 'sidecar' } & CompanionOptions);

/** Whether containers that have ended are started again: always · unless they ended well (exit code 0) · not at all. */
export type RestartPolicy = 'Always' | 'OnFailure' | 'Never';

/** The containers of a pod beside the one behind the Service, and what holds for all of them. */
export interface PodContainerOptions {
  /** Left out: Always. */
  readonly restartPolicy?: RestartPolicy;
  /** Name of the container behind the Service; where there are others. */
  readonly container?: string;
  /** Left out: none. */
  readonly initContainers?: readonly InitStepOptions[];
  /** The other containers, in the order of the spec; left out: none. */
  readonly companions?: readonly CompanionOptions[];
  /** So many of them stand before the container behind the Service; left out: none. */
  readonly companionsBefore?: number;
  /** From the pod's creation until the conditions of its readiness gates are true; left out: it has none. */
  readonly readinessGates?: SamplerOptions;
}

/** Services as the model knows them: one for each port of a Service that requests go to. */
import type { ManualEndpoint } from './client-options.ts';

/** The TCP ports that a pod's containers and sidecars listen on. */
export interface PodPorts {
  /** Those that they declare, in the order of the spec. */
  readonly declared: readonly { readonly number: number; readonly name?: string }[];
  /** A container declares none, and so listens on any other. */
  readonly others: boolean;
}

/** A port of a Service. */
export interface ServiceOptions {
  readonly name: string;
  readonly selector: Readonly<Record<string, string>>;
  /** Written by hand, of a Service without a selector; left out: those of the pods that the selector finds. */
  readonly endpoints?: readonly ManualEndpoint[];
  /** ClientIP affinity; left out: none. */
  readonly sessionAffinity?: { readonly timeoutMs: number };
  /** Without an address of its own: the DNS names the ready endpoints, and no proxy knows it. */
  readonly headless?: boolean;
  /** Index into {@link SimulationOptions.hosts}: the DNS names the host, and there are no endpoints. */
  readonly externalName?: number;
  /** Pods count as ready, whatever they say, as long as they have an address. */
  readonly publishNotReadyAddresses?: boolean;
  /** For clients inside the cluster; left out: Cluster. */
  readonly internalTrafficPolicy?: 'Cluster' | 'Local';
  /** For those outside, of a Service with a port for them; left out: they enter by the ClusterIP, as those inside. */
  readonly externalTrafficPolicy?: 'Cluster' | 'Local';
  /** Type LoadBalancer. */
  readonly isLoadBalancer?: boolean;
  /** The annotation service.kubernetes.io/topology-mode, which overrules trafficDistribution; left out: none. */
  readonly topologyMode?: 'Auto';
  /** Left out: none. PreferClose is the older name of PreferSameZone. */
  readonly trafficDistribution?: 'PreferSameZone' | 'PreferSameNode';
  /** Of the pods: its number, or the name that it has in each of them; left out: the Service sends to any. */
  readonly targetPort?: number | string;
  /** Index of the service that is the first port of the same object, and stands before this one; left out: this is it. */
  readonly portOf?: number;
}

/** Names and defaults of kube-controller-manager. */
export interface EndpointSliceControllerOptions {
  /** 1…1000 */
  readonly maxEndpointsPerSlice: number;
  /** From a change of a pod until the sync that it causes, for changes to come in batches; 0: at once. */
  readonly endpointUpdatesBatchPeriodMs: number;
}

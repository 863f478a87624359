/**
 * `cluster` of a complete scenario into the model's options.
 */
import type {
  ClusterOptions,
  ControlPlaneOptions,
  IngressOptions,
  NodeOptions,
} from '../../model/options.ts';
import type { ScenarioCluster, ScenarioNode } from '../complete.ts';
import { durationMs } from '../values/duration.ts';
import { quantity } from '../values/quantity.ts';
import { ratePerSecond } from '../values/rate.ts';
import { samplerOf } from '../values/sampler.ts';

export function clusterOptions(cluster: ScenarioCluster): ClusterOptions {
  const { nodes, kubeProxy, network, controlPlane, dns, loadBalancer, nodeMonitorGracePeriod, kubelet } =
    cluster;
  const { images, endpointSliceController: slices } = cluster;
  const { tcpSynRetries, tcpSynLinearTimeouts } = network;
  const { healthCheck, weighted, deregistrationDelay } = loadBalancer;
  return {
    ...(!kubelet.serializeImagePulls && { serializeImagePulls: false }),
    ...(kubelet.featureGates.ChangeContainerStatusOnKubeletRestart && {
      changeContainerStatusOnKubeletRestart: true,
    }),
    ...(images.preloaded.length + images.missing.length > 0 && { images }),
    nodes: nodes.map(nodeOptions),
    kubeProxy: {
      mode: kubeProxy.mode,
      ...(kubeProxy.scheduler && { scheduler: kubeProxy.scheduler }),
      minSyncPeriodMs: durationMs(kubeProxy.minSyncPeriod),
      syncDuration: samplerOf(kubeProxy.syncDuration),
      ...(durationMs(kubeProxy.syncPerEndpoint) > 0 && {
        syncPerEndpointMs: durationMs(kubeProxy.syncPerEndpoint),
      }),
    },
    network: {
      sameNodeMs: durationMs(network.sameNode),
      sameZoneMs: durationMs(network.sameZone),
      crossZoneMs: durationMs(network.crossZone),
      externalMs: durationMs(network.external),
      deadAddress: network.deadAddress,
      ...(tcpSynRetries !== undefined && { tcpSynRetries }),
      ...(tcpSynLinearTimeouts !== undefined && { tcpSynLinearTimeouts }),
    },
    controlPlane: controlPlaneOptions(controlPlane),
    endpointSliceController: {
      maxEndpointsPerSlice: slices.maxEndpointsPerSlice,
      endpointUpdatesBatchPeriodMs: durationMs(slices.endpointUpdatesBatchPeriod),
    },
    dns: {
      ttlMs: durationMs(dns.ttl),
      negativeTtlMs: durationMs(dns.negativeTtl ?? dns.ttl),
      cacheMs: durationMs(dns.cache),
      lookup: samplerOf(dns.lookup),
    },
    ingress: ingressOptions(cluster.ingress),
    loadBalancer: {
      intervalMs: durationMs(healthCheck.interval),
      healthyThreshold: healthCheck.healthyThreshold,
      unhealthyThreshold: healthCheck.unhealthyThreshold,
      weighted,
      ...(deregistrationDelay !== undefined && { deregistrationDelayMs: durationMs(deregistrationDelay) }),
    },
    nodeMonitorGracePeriodMs: durationMs(nodeMonitorGracePeriod),
  };
}

function nodeOptions(node: ScenarioNode): NodeOptions {
  const { name, zone, cpu, memory, pods, labels, taints } = node;
  return {
    name,
    zone,
    ...(cpu !== undefined && { cpu: quantity(cpu) }),
    ...(memory !== undefined && { memory: quantity(memory) }),
    ...(pods !== undefined && { pods }),
    ...(labels !== undefined && { labels }),
    ...(taints !== undefined && {
      taints: taints.map(({ key, value, effect }) => ({
        key,
        effect,
        ...(value !== undefined && { value }),
      })),
    }),
  };
}

function ingressOptions(ingress: ScenarioCluster['ingress']): IngressOptions {
  const { nextUpstream, keepAlive } = ingress;
  return {
    replicas: ingress.replicas,
    workers: ingress.workers,
    loadBalance: ingress.loadBalance,
    syncRateLimit: ratePerSecond(ingress.syncRateLimit),
    workerPollMs: durationMs(ingress.workerPoll),
    connectTimeoutMs: durationMs(ingress.connectTimeout),
    readTimeoutMs: durationMs(ingress.readTimeout),
    nextUpstream: {
      on: nextUpstream.on,
      tries: nextUpstream.tries,
      timeoutMs: durationMs(nextUpstream.timeout),
    },
    keepAlive: {
      connections: keepAlive.connections,
      idleTimeoutMs: durationMs(keepAlive.idleTimeout),
      maxRequests: keepAlive.maxRequests,
      maxAgeMs: durationMs(keepAlive.maxAge),
    },
  };
}

function controlPlaneOptions(steps: ScenarioCluster['controlPlane']): ControlPlaneOptions {
  return {
    apiWrite: samplerOf(steps.apiWrite),
    watch: samplerOf(steps.watch),
    scheduling: samplerOf(steps.scheduling),
    podSandbox: samplerOf(steps.podSandbox),
    imagePull: samplerOf(steps.imagePull),
    imageCheck: samplerOf(steps.imageCheck),
    containerStart: samplerOf(steps.containerStart),
    execStart: samplerOf(steps.execStart),
    statusPatch: samplerOf(steps.statusPatch),
    plegRelist: samplerOf(steps.plegRelist),
    sandboxStop: samplerOf(steps.sandboxStop),
    controllerSync: samplerOf(steps.controllerSync),
  };
}

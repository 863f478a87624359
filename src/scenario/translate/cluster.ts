/**
 * `cluster` of a complete scenario into the model's options.
 */
import type { ClusterOptions, ControlPlaneOptions, NodeOptions } from '../../model/options.ts';
import type { ScenarioCluster, ScenarioNode } from '../complete.ts';
import { durationMs } from '../values/duration.ts';
import { quantity } from '../values/quantity.ts';
import { samplerOf } from '../values/sampler.ts';

export function clusterOptions({
  nodes,
  kubeProxy,
  network,
  controlPlane,
  nodeMonitorGracePeriod,
}: ScenarioCluster): ClusterOptions {
  const { tcpSynRetries, tcpSynLinearTimeouts } = network;
  return {
    nodes: nodes.map(nodeOptions),
    kubeProxy: {
      mode: kubeProxy.mode,
      ...(kubeProxy.scheduler && { scheduler: kubeProxy.scheduler }),
      minSyncPeriodMs: durationMs(kubeProxy.minSyncPeriod),
      syncDuration: samplerOf(kubeProxy.syncDuration),
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

function controlPlaneOptions(steps: ScenarioCluster['controlPlane']): ControlPlaneOptions {
  return {
    apiWrite: samplerOf(steps.apiWrite),
    watch: samplerOf(steps.watch),
    scheduling: samplerOf(steps.scheduling),
    podSandbox: samplerOf(steps.podSandbox),
    imagePull: samplerOf(steps.imagePull),
    containerStart: samplerOf(steps.containerStart),
    statusPatch: samplerOf(steps.statusPatch),
    plegRelist: samplerOf(steps.plegRelist),
    sandboxStop: samplerOf(steps.sandboxStop),
    controllerSync: samplerOf(steps.controllerSync),
  };
}

/**
 * Services whose proxies do not use the same endpoints on every node: under a Local traffic policy, or with a
 * distribution that prefers what is near. Hints are those that the EndpointSlice controller gives: an endpoint's own
 * zone, and with PreferSameNode its own node as well.
 * @see https://github.com/kubernetes/kubernetes/blob/master/staging/src/k8s.io/endpointslice/trafficdist/trafficdist.go
 */
import { ASSUMED_CAPACITY } from '../cluster/nodes/cluster-node.ts';
import type { KubeProxyOptions, NodeOptions, ServiceOptions } from '../options.ts';
import { categorizeEndpoints, endpointUse, type EndpointView } from './categorize-endpoints.ts';
import { allocateHints } from './topology-hints.ts';
import type { PodList } from './usable-endpoints.ts';

/** The endpoints of a version that are usable somewhere; ascending. */
export interface Candidates {
  readonly ready: PodList;
  readonly leaving: PodList;
  /** The zone that each ready one is for under topology-mode, by pod; `null`: no hints. */
  readonly zones: ReadonlyMap<number, string> | null;
}

/** What one node does with new connections from one side. */
export interface ChainRules {
  readonly endpoints: PodList;
  /** Without endpoints: no answer at all, instead of a rejection. */
  readonly isSilent: boolean;
}

/** What a node's two chains of a Service do. */
export interface NodeRules {
  readonly inside: ChainRules;
  readonly outside: ChainRules;
}

interface PlacedPod extends EndpointView {
  readonly pod: number;
}

/** `null` for a Service that every node treats alike. */
export function createPlacement(
  service: ServiceOptions,
  mode: KubeProxyOptions['mode'],
  nodes: readonly NodeOptions[],
): Placement | null {
  const { internalTrafficPolicy, externalTrafficPolicy, trafficDistribution, topologyMode } = service;
  const isLocal = internalTrafficPolicy === 'Local' || externalTrafficPolicy === 'Local';
  const isNear = trafficDistribution !== undefined || topologyMode !== undefined;
  return isLocal || isNear ? new Placement(service, mode, nodes) : null;
}

export class Placement {
  private readonly service: ServiceOptions;
  private readonly mode: KubeProxyOptions['mode'];
  private readonly nodes: readonly NodeOptions[];

  constructor(service: ServiceOptions, mode: KubeProxyOptions['mode'], nodes: readonly NodeOptions[]) {
    this.service = service;
    this.mode = mode;
    this.nodes = nodes;
  }

  /**
   * The hints of topology-mode, given when a slice is written: shares are those of the CPU of the nodes that are Ready.
   * O(nodes + ready²)
   */
  hint(
    { ready, leaving }: Omit<Candidates, 'zones'>,
    nodeOfPod: (pod: number) => number,
    isReady: (node: number) => boolean,
  ): Candidates {
    if (this.service.topologyMode === undefined) return { ready, leaving, zones: null };
    const cpuByZone = new Map<string, number>();
    this.nodes.forEach(({ zone, cpu = ASSUMED_CAPACITY.cpu }, node) => {
      if (isReady(node)) cpuByZone.set(zone, (cpuByZone.get(zone) ?? 0) + cpu);
    });
    const endpoints = Array.from(ready, (pod) => ({ pod, zone: this.nodes[nodeOfPod(pod)]?.zone ?? '' }));
    return { ready, leaving, zones: allocateHints(endpoints, cpuByZone) };
  }

  /** O(candidates) */
  rulesOf(node: number, candidates: Candidates, nodeOfPod: (pod: number) => number): NodeRules {
    const { ready, leaving, zones } = candidates;
    const { internalTrafficPolicy, externalTrafficPolicy } = this.service;
    const isInternalLocal = internalTrafficPolicy === 'Local';
    const isExternalLocal = externalTrafficPolicy === 'Local';
    const isAccessible = externalTrafficPolicy !== undefined;
    const use = endpointUse({ isInternalLocal, isExternalLocal, isAccessible });
    const views = [
      ...Array.from(ready, (pod) => this.view(pod, node, nodeOfPod(pod), true, zones)),
      ...Array.from(leaving, (pod) => this.view(pod, node, nodeOfPod(pod), false, null)),
    ];
    const { cluster, local, hasAny } = categorizeEndpoints(views, use, this.nodes[node]!);
    const everywhere = { endpoints: podsOf(cluster ?? []), isSilent: false };
    const here = { endpoints: podsOf(local ?? []), isSilent: hasAny };
    // ipvs sends on what finds no local endpoint; to clients outside the answer then comes from a wrong address.
    const fallsBack = this.mode === 'ipvs' && here.endpoints.length === 0;
    const inside = isInternalLocal && !fallsBack ? here : everywhere;
    if (!isAccessible) return { inside, outside: inside };
    return { inside, outside: isExternalLocal ? here : everywhere };
  }

  private zoneHints(zone: string, hinted: string | undefined): readonly string[] {
    const { topologyMode, trafficDistribution } = this.service;
    if (topologyMode === undefined) return trafficDistribution === undefined ? [] : [zone];
    return hinted === undefined ? [] : [hinted];
  }

  private view(pod: number, here: number, at: number, ready: boolean, zones: Candidates['zones']): PlacedPod {
    // What is outside is on no node, and nobody has given it hints.
    const { name, zone } = this.nodes[at] ?? { name: '', zone: '' };
    const isHinted = ready && name !== '';
    const { trafficDistribution } = this.service;
    const isAuto = this.service.topologyMode !== undefined;
    return {
      pod,
      ready,
      serving: true,
      terminating: !ready,
      isLocal: here === at,
      zoneHints: isHinted ? this.zoneHints(zone, zones?.get(pod)) : [],
      nodeHints: isHinted && !isAuto && trafficDistribution === 'PreferSameNode' ? [name] : [],
    };
  }
}

function podsOf(endpoints: readonly PlacedPod[]): PodList {
  return Int32Array.from(endpoints, ({ pod }) => pod);
}

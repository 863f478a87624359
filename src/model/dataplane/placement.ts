/**
 * Services whose proxies do not use the same endpoints on every node: under a Local traffic policy, or with a
 * distribution that prefers what is near. Hints are those that the EndpointSlice controller gives: an endpoint's own
 * zone, and with PreferSameNode its own node as well.
 * @see https://github.com/kubernetes/kubernetes/blob/master/staging/src/k8s.io/endpointslice/trafficdist/trafficdist.go
 */
import type { KubeProxyOptions, NodeOptions, ServiceOptions } from '../options.ts';
import { categorizeEndpoints, endpointUse, type EndpointView } from './categorize-endpoints.ts';
import { allocateHints } from './topology-hints.ts';
import type { PodList } from './usable-endpoints.ts';

/** The endpoints of a version that are usable somewhere; ascending. */
export interface Candidates {
  readonly ready: PodList;
  readonly leaving: PodList;
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
  /** Of equal nodes, so that their number is their CPU. */
  private readonly nodesByZone: Map<string, number> = new Map<string, number>();
  /** The hints of the candidates seen last, which are the same for every node; only under topology-mode. */
  private hinted: { readonly of: Candidates; readonly zones: ReadonlyMap<number, string> | null } | null =
    null;

  constructor(service: ServiceOptions, mode: KubeProxyOptions['mode'], nodes: readonly NodeOptions[]) {
    this.service = service;
    this.mode = mode;
    this.nodes = nodes;
    for (const { zone } of nodes) this.nodesByZone.set(zone, (this.nodesByZone.get(zone) ?? 0) + 1);
  }

  /** O(candidates) */
  rulesOf(node: number, candidates: Candidates, nodeOfPod: (pod: number) => number): NodeRules {
    const { ready, leaving } = candidates;
    if (this.service.topologyMode !== undefined) this.allocate(candidates, nodeOfPod);
    const { internalTrafficPolicy, externalTrafficPolicy } = this.service;
    const isInternalLocal = internalTrafficPolicy === 'Local';
    const isExternalLocal = externalTrafficPolicy === 'Local';
    const isAccessible = externalTrafficPolicy !== undefined;
    const use = endpointUse({ isInternalLocal, isExternalLocal, isAccessible });
    const views = [
      ...Array.from(ready, (pod) => this.view(pod, node, nodeOfPod(pod), true)),
      ...Array.from(leaving, (pod) => this.view(pod, node, nodeOfPod(pod), false)),
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

  private allocate(candidates: Candidates, nodeOfPod: (pod: number) => number): void {
    if (this.hinted?.of === candidates) return;
    const endpoints = Array.from(candidates.ready, (pod) => ({
      pod,
      zone: this.nodes[nodeOfPod(pod)]?.zone ?? '',
    }));
    this.hinted = { of: candidates, zones: allocateHints(endpoints, this.nodesByZone) };
  }

  private zoneHints(pod: number, zone: string): readonly string[] {
    const { topologyMode, trafficDistribution } = this.service;
    if (topologyMode === undefined) return trafficDistribution === undefined ? [] : [zone];
    const hint = this.hinted?.zones?.get(pod);
    return hint === undefined ? [] : [hint];
  }

  private view(pod: number, here: number, at: number, ready: boolean): PlacedPod {
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
      zoneHints: isHinted ? this.zoneHints(pod, zone) : [],
      nodeHints: isHinted && !isAuto && trafficDistribution === 'PreferSameNode' ? [name] : [],
    };
  }
}

function podsOf(endpoints: readonly PlacedPod[]): PodList {
  return Int32Array.from(endpoints, ({ pod }) => pod);
}

/**
 * Which endpoints one node's proxy uses for a Service, under its traffic policies and hints.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/proxy/topology.go (CategorizeEndpoints, topologyModeFromHints)
 */

/** An endpoint as one node sees it. */
export interface EndpointView {
  readonly ready: boolean;
  readonly serving: boolean;
  readonly terminating: boolean;
  /** On this node. */
  readonly isLocal: boolean;
  /** Empty: no hints. */
  readonly zoneHints: readonly string[];
  readonly nodeHints: readonly string[];
}

/** Which kinds of endpoints the policies of a Service ask for. */
export interface EndpointUse {
  readonly cluster: boolean;
  readonly local: boolean;
}

/**
 * A Service that is reached from outside needs all endpoints even where both policies are Local: pods may use its
 * outer address as well.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/proxy/serviceport.go (UsesClusterEndpoints, UsesLocalEndpoints)
 */
export function endpointUse(policies: {
  readonly isInternalLocal: boolean;
  readonly isExternalLocal: boolean;
  /** It has a port for clients outside. */
  readonly isAccessible: boolean;
}): EndpointUse {
  const { isInternalLocal, isExternalLocal, isAccessible } = policies;
  return {
    cluster: !isInternalLocal || isAccessible,
    local: isInternalLocal || (isExternalLocal && isAccessible),
  };
}

export interface Categories<E> {
  /** `null`: the Service uses none of this kind. */
  readonly cluster: readonly E[] | null;
  readonly local: readonly E[] | null;
  /** There is a usable endpoint somewhere, though perhaps not for this node. */
  readonly hasAny: boolean;
}

/** O(endpoints) */
export function categorizeEndpoints<E extends EndpointView>(
  endpoints: readonly E[],
  use: EndpointUse,
  node: { readonly name: string; readonly zone: string | null },
): Categories<E> {
  const leaving = endpoints.filter((each) => !each.ready && each.serving && each.terminating);
  const ready = endpoints.filter((each) => each.ready);
  // Terminating endpoints are the last resort, wherever they are: hints do not count for them.
  const near = nearby(ready, node);
  const cluster = use.cluster ? (near.length > 0 ? near : leaving) : null;
  if (!use.local) return { cluster, local: null, hasAny: cluster !== null && cluster.length > 0 };
  const localReady = ready.filter(({ isLocal }) => isLocal);
  const local = localReady.length > 0 ? localReady : leaving.filter(({ isLocal }) => isLocal);
  return { cluster, local, hasAny: ready.length + leaving.length > 0 };
}

/** The ready endpoints hinted for this node; else for its zone; all of them where some have no hints or none fits. */
function nearby<E extends EndpointView>(
  ready: readonly E[],
  node: { readonly name: string; readonly zone: string | null },
): readonly E[] {
  for (const [hintsOf, here] of [
    [(each: E) => each.nodeHints, node.name],
    [(each: E) => each.zoneHints, node.zone ?? ''],
  ] as const) {
    const isHintedHere = (each: E): boolean => here !== '' && hintsOf(each).includes(here);
    if (ready.every((each) => hintsOf(each).length > 0) && ready.some(isHintedHere)) {
      return ready.filter(isHintedHere);
    }
  }
  return ready;
}

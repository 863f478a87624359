/**
 * Tables of Kubernetes' tests of kube-proxy (e_*), put to the model's own rules: each case gives what the model says
 * beside what the table expects, in the same form.
 */
import { Engine } from '../../../kernel/engine.ts';
import { Tasks } from '../../../kernel/tasks.ts';
import type { EndpointChange } from '../../../model/cluster/endpoint-slices.ts';
import { Latencies } from '../../../model/cluster/latencies.ts';
import { categorizeEndpoints, endpointUse } from '../../../model/dataplane/categorize-endpoints.ts';
import { KubeProxies } from '../../../model/dataplane/kube-proxies.ts';
import { chooseUniformly } from '../../../model/dataplane/proxy/iptables.ts';
import { Streams } from '../../../model/streams.ts';
import { Timeline } from '../../../model/timeline.ts';

import { cluster, CONTROL_PLANE } from '../../options.ts';
import { KEY } from '../../run.ts';
import type { Comparison } from '../comparison.ts';

interface Conditions {
  readonly ready: boolean;
  /** `null`: not set. */
  readonly serving: boolean | null;
  readonly terminating: boolean;
}

interface CategorizeCase {
  readonly nodeZone: string | null;
  readonly nodeName?: string;
  /** Left out where the feature did not exist. */
  readonly preferSameNodeEnabled?: boolean;
  readonly internalTrafficPolicyLocal: boolean;
  readonly externalTrafficPolicyLocal: boolean;
  readonly nodePort: number;
  readonly endpoints: readonly (Conditions & {
    readonly endpoint: string;
    readonly isLocal: boolean;
    readonly zoneHints: readonly string[] | null;
    readonly nodeHints?: readonly string[] | null;
  })[];
  readonly expectedClusterEndpoints: readonly string[] | null;
  readonly expectedLocalEndpoints: readonly string[] | null;
  readonly expectedAllEndpoints: readonly string[] | null;
  readonly expectedHasAnyEndpoints: boolean;
}

function categorize(row: CategorizeCase): Comparison {
  const byHint = row.preferSameNodeEnabled === true;
  const endpoints = row.endpoints.map((each) => ({
    ...each,
    serving: each.serving === true,
    zoneHints: each.zoneHints ?? [],
    nodeHints: byHint ? (each.nodeHints ?? []) : [],
  }));
  const use = endpointUse({
    isInternalLocal: row.internalTrafficPolicyLocal,
    isExternalLocal: row.externalTrafficPolicyLocal,
    isAccessible: row.nodePort !== 0,
  });
  const node = { name: row.nodeName ?? '', zone: row.nodeZone };
  const found = categorizeEndpoints(endpoints, use, node);
  const names = (list: readonly { readonly endpoint: string }[] | null) =>
    list === null ? null : list.map(({ endpoint }) => endpoint).toSorted();
  const all = [...new Set([...(names(found.cluster) ?? []), ...(names(found.local) ?? [])])].toSorted();
  const sorted = (list: readonly string[] | null) => (list === null ? null : list.toSorted());
  return {
    actual: { cluster: names(found.cluster), local: names(found.local), all, hasAny: found.hasAny },
    expected: {
      cluster: sorted(row.expectedClusterEndpoints),
      local: sorted(row.expectedLocalEndpoints),
      all: sorted(row.expectedAllEndpoints) ?? [],
      hasAny: row.expectedHasAnyEndpoints,
    },
  };
}

interface ProbabilityCase {
  readonly remainingEndpoints: number;
  readonly expectedProbabilityString: string;
}

/** The share of the 2³² draws that fall on the first of n, to the nine decimals that so many draws can tell. */
function computeProbability({ remainingEndpoints, expectedProbabilityString }: ProbabilityCase): Comparison {
  const endpoints = Int32Array.from({ length: remainingEndpoints }, (_, i) => i);
  let low = 0;
  for (let high = 2 ** 32; low < high;) {
    const middle = Math.floor((low + high) / 2);
    if (chooseUniformly(endpoints, middle) === 0) low = middle + 1;
    else high = middle;
  }
  return { actual: (low / 2 ** 32).toFixed(9), expected: Number(expectedProbabilityString).toFixed(9) };
}

interface TerminatingCase {
  readonly externalTrafficPolicy: 'Cluster' | 'Local';
  readonly endpoints: readonly (Conditions & { readonly ip: string; readonly node: string })[];
  readonly flows: readonly {
    readonly client: 'pod to clusterIP' | 'external to LB';
    /** Endpoints, or what becomes of the connection. */
    readonly expected: readonly string[] | 'DROP' | 'REJECT';
  }[];
}

/** Where connections of each flow end up on the table's node, by the rules that the proxy has in force there. */
function terminatingEndpoints(row: TerminatingCase): Comparison {
  const names = [...new Set(['this-node', ...row.endpoints.map(({ node }) => node)])];
  const proxies = proxiesOf(row, names);
  const choices = (chain: number): readonly string[] | 'DROP' | 'REJECT' => {
    const draws = Array.from({ length: 1000 }, (_, i) => Math.floor((i / 1000) * 2 ** 32));
    const pods = [...new Set(draws.map((draw, i) => proxies.choose(0, chain, draw, i)))];
    if (pods.includes(-1)) return proxies.isSilent(0, chain) ? 'DROP' : 'REJECT';
    return pods.map((pod) => `${row.endpoints[pod]!.ip}:80`).toSorted();
  };
  const chainOf = { 'pod to clusterIP': 0, 'external to LB': 1 } as const;
  return {
    actual: row.flows.map(({ client }) => ({ client, expected: choices(chainOf[client]) })),
    expected: row.flows.map(({ client, expected }) => ({
      client,
      expected: typeof expected === 'string' ? expected : expected.toSorted(),
    })),
  };
}

function proxiesOf(row: TerminatingCase, names: readonly string[]): KubeProxies {
  const engine = new Engine();
  const tasks = new Tasks(engine, 0);
  const streams = new Streams(KEY, 0);
  const { kubeProxy, nodes } = cluster({ nodes: names.map((name) => ({ name, zone: 'a' })) });
  const { externalTrafficPolicy } = row;
  const service = {
    name: 'web',
    selector: {},
    externalTrafficPolicy,
    sessionAffinity: { timeoutMs: 10_800_000 },
  };
  const latencies = new Latencies(CONTROL_PLANE, streams);
  const timeline = new Timeline(engine, false);
  const proxies = new KubeProxies(engine, tasks, latencies, timeline, kubeProxy, nodes, [service], streams);
  proxies.ports = {
    rulesChanged: () => {},
    localEndpointsChanged: () => {},
    rulesWritten: () => {},
    nodeOfPod: (pod) => names.indexOf(row.endpoints[pod]!.node),
    isNodeReady: () => true,
    nameOfPod: String,
    nameOfService: String,
  };
  const changes: EndpointChange[] = row.endpoints.map(({ ready, serving, terminating }, pod) => {
    return { pod, before: null, after: { ready, serving: serving === true, terminating } };
  });
  const ready = changes.filter(({ after }) => after!.ready).length;
  proxies.adopt({ service: 0, version: 1, changes, size: changes.length, ready });
  return proxies;
}

/** By the name of the table's file. A case that is not of its table's form gives a failure or an exception. */
export const proxyAdapters = {
  e_categorize_endpoints: categorize,
  e_prefer_same_node: categorize,
  e_iptables_compute_probability: computeProbability,
  e_iptables_terminating_endpoints: terminatingEndpoints,
} as const;

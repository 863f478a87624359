/**
 * One kube-proxy per node, each with its own view: the endpoints it has heard of, and the rules it has in force.
 * Views are shared, immutable arrays, so that a change costs each node a pointer, not a copy. Established
 * connections are none of its business (conntrack keeps them).
 */
import { createSampler, type Sampler } from '../../kernel/samplers/index.ts';
import type { RandomStream } from '../../kernel/random.ts';
import type { Tasks } from '../../kernel/tasks.ts';
import type { EndpointSet } from '../cluster/endpoint-slices.ts';
import type { Latencies } from '../cluster/latencies.ts';
import type { KubeProxyOptions, NodeOptions } from '../options.ts';
import type { Streams } from '../streams.ts';
import type { Timeline } from '../timeline.ts';
import { chooseUniformly } from './proxy/iptables.ts';
import { SyncRunner } from './sync-runner.ts';
import { usableEndpoints } from './usable-endpoints.ts';

/** The rules for one Service: which endpoints it may choose, as of one version of its slices. */
interface Rules {
  readonly version: number;
  readonly endpoints: Int32Array;
}

export interface ProxyPorts {
  /** A node's rules now list the pod, or no longer do. */
  listed(pod: number, change: 1 | -1): void;
  nameOfPod(pod: number): string;
  nameOfService(service: number): string;
}

const NO_RULES: Rules = { version: 0, endpoints: new Int32Array(0) };

export class KubeProxies {
  /** Set once, by the simulation. */
  ports!: ProxyPorts;
  private readonly tasks: Tasks;
  private readonly latencies: Latencies;
  private readonly timeline: Timeline;
  private readonly nodes: readonly NodeOptions[];
  private readonly services: number;
  /** What each proxy has heard: [nodes × services], row-major. */
  private readonly known: Rules[];
  /** What is in force on each node: [nodes × services], row-major. */
  private readonly inForce: Rules[];
  private readonly runners: SyncRunner[];

  constructor(
    tasks: Tasks,
    latencies: Latencies,
    timeline: Timeline,
    options: KubeProxyOptions,
    nodes: readonly NodeOptions[],
    services: number,
    streams: Streams,
  ) {
    this.tasks = tasks;
    this.latencies = latencies;
    this.timeline = timeline;
    this.nodes = nodes;
    this.services = services;
    this.known = Array.from({ length: nodes.length * services }, () => NO_RULES);
    this.inForce = [...this.known];
    const duration: Sampler = createSampler(options.syncDuration);
    const stream: RandomStream = streams.open('proxySync');
    const durationMs = () => duration.sample(stream);
    this.runners = nodes.map(
      (_, node) => new SyncRunner(tasks, options.minSyncPeriodMs, durationMs, () => this.beginSync(node)),
    );
  }

  /** The endpoint for a new connection from `node`, or NONE: rejected. */
  choose(node: number, service: number, draw: number): number {
    return chooseUniformly(this.inForce[node * this.services + service]!.endpoints, draw);
  }

  /** Every node's rules, as if they had been in force for ever. */
  adopt(set: EndpointSet): void {
    const rules = toRules(set);
    for (let node = 0; node < this.nodes.length; node++) {
      this.known[node * this.services + set.service] = rules;
      this.apply(node, set.service, rules);
    }
  }

  /** Slices were stored: every node's proxy learns of it in its own time. */
  endpointsStored(set: EndpointSet): void {
    const rules = toRules(set);
    for (let node = 0; node < this.nodes.length; node++) {
      this.tasks.after(this.latencies.draw('watch'), () => this.hear(node, set.service, rules));
    }
  }

  private hear(node: number, service: number, rules: Rules): void {
    const at = node * this.services + service;
    if (rules.version <= this.known[at]!.version) return;
    this.known[at] = rules;
    this.runners[node]!.request();
  }

  /** Reads what is known now; it is in force when the sync ends. */
  private beginSync(node: number): () => void {
    const first = node * this.services;
    const read = this.known.slice(first, first + this.services);
    return () => read.forEach((rules, service) => this.apply(node, service, rules));
  }

  private apply(node: number, service: number, rules: Rules): void {
    const at = node * this.services + service;
    const before = this.inForce[at]!;
    if (before === rules) return;
    this.inForce[at] = rules;
    const added = difference(rules.endpoints, before.endpoints);
    const removed = difference(before.endpoints, rules.endpoints);
    for (const pod of added) this.ports.listed(pod, 1);
    for (const pod of removed) this.ports.listed(pod, -1);
    if (this.timeline.enabled && before !== NO_RULES) this.note(node, service, rules, added, removed);
  }

  private note(node: number, service: number, rules: Rules, added: number[], removed: number[]): void {
    if (added.length === 0 && removed.length === 0) return;
    const names = (sign: string, list: number[]) => list.map((pod) => sign + this.ports.nameOfPod(pod));
    const change = [...names('+', added), ...names('−', removed)].join(', ');
    const count = rules.endpoints.length;
    const what = `rules of service/${this.ports.nameOfService(service)} list ${count} endpoints: ${change}`;
    this.timeline.note(`kube-proxy/${this.nodes[node]!.name}`, what, 'its sync of the changed slices ended');
  }
}

function toRules(set: EndpointSet): Rules {
  return { version: set.version, endpoints: usableEndpoints(set.endpoints) };
}

/** Members of `a` that are not in `b`; both ascending. O(a + b). */
function difference(a: Int32Array, b: Int32Array): number[] {
  const missing: number[] = [];
  let j = 0;
  for (const pod of a) {
    while (j < b.length && b[j]! < pod) j++;
    if (b[j] !== pod) missing.push(pod);
  }
  return missing;
}

/**
 * One kube-proxy per node, each with its own view: the endpoints it has heard of, and the rules it has in force.
 * Rules are immutable and shared by all nodes that are at the same version, so that a change costs each node what has
 * changed, not what there is. Established connections are none of its business (conntrack keeps them).
 */
import type { Engine } from '../../kernel/engine.ts';
import { createSampler, type Sampler } from '../../kernel/samplers/index.ts';
import type { RandomStream } from '../../kernel/random.ts';
import type { Tasks } from '../../kernel/tasks.ts';
import type { EndpointVersion } from '../cluster/endpoint-slices.ts';
import type { Latencies } from '../cluster/latencies.ts';
import { NONE } from '../none.ts';
import type { KubeProxyOptions, NodeOptions, ServiceOptions } from '../options.ts';
import type { Streams } from '../streams.ts';
import type { Timeline } from '../timeline.ts';
import {
  createPlacement,
  type Candidates,
  type ChainRules,
  type NodeRules,
  type Placement,
} from './placement.ts';
import { createBalancer, type Balancer } from './proxy/balancer.ts';
import { chooseUniformly } from './proxy/iptables.ts';
import { RECENT_CLIENTS, StickyClients } from './sticky-clients.ts';
import { SyncRunner, type SyncWork } from './sync-runner.ts';
import {
  contains,
  netChange,
  sameList,
  UsableEndpoints,
  type PodList,
  type UsableChange,
} from './usable-endpoints.ts';

/** The rules for one Service: which endpoints it may choose, as of one version of its slices. */
interface Rules {
  readonly version: number;
  readonly endpoints: PodList;
  /** Against the version before. */
  readonly change: UsableChange;
  /** Only of a Service that nodes do not treat alike. */
  readonly candidates: Candidates | null;
  /** The next version. The links lead onwards only, so that versions no node is at any more are given back. */
  next: Rules | null;
}

/** What a slice says of one Service's port. */
interface News {
  readonly service: number;
  readonly rules: Rules;
}

/** The newest rules for one Service, and how the next ones are made. */
interface Newest {
  rules: Rules;
  readonly usable: UsableEndpoints;
}

export interface ProxyPorts {
  /** The rules of so many nodes have gone through these changes. */
  rulesChanged(steps: readonly UsableChange[], nodes: number): void;
  /** Health checks of a node find so many ready endpoints of its own, or 1 for a node that does not need any. */
  localEndpointsChanged(node: number, service: number, count: number): void;
  /** A node that had lost its rules has some again. */
  rulesWritten(node: number): void;
  nodeOfPod(pod: number): number;
  /** Condition Ready. */
  isNodeReady(node: number): boolean;
  nameOfPod(pod: number): string;
  nameOfService(service: number): string;
}

/** A sync names this many pods of those that came and went; nobody reads a thousand names. */
const NAMED_PODS = 12;

export class KubeProxies {
  /** Set once, by the simulation. */
  ports!: ProxyPorts;
  private readonly engine: Engine;
  private readonly tasks: Tasks;
  private readonly latencies: Latencies;
  private readonly timeline: Timeline;
  private readonly nodes: readonly NodeOptions[];
  private readonly services: number;
  /** By service. */
  private readonly newest: readonly Newest[];
  /** What each proxy has heard: [nodes × services], row-major. */
  private readonly known: Rules[];
  /** What is in force on each node: [nodes × services], row-major. */
  private readonly inForce: Rules[];
  /** What each node chooses from: [nodes × chains], row-major; a Service has a chain for inside and one for outside. */
  private readonly lists: PodList[];
  /** 1: what finds no endpoint in the list gets no answer; as `lists`. */
  private readonly silent: Uint8Array;
  /** By service. */
  private readonly placements: readonly (Placement | null)[];
  /** By service: whether a load balancer checks the nodes' health; and asks for endpoints of their own. */
  private readonly isChecked: readonly boolean[];
  private readonly isLocal: readonly boolean[];
  /** What the checks have found last: [nodes × services], row-major. */
  private readonly localEndpoints: Int32Array;
  /** `null` in the modes that choose uniformly. */
  private readonly balancer: Balancer | null;
  /** What each node remembers of the clients of a Service with affinity: [nodes × services], row-major. */
  private readonly sticky: readonly (StickyClients | null)[];
  /** Whether a choice depends on the rules and the draw alone. */
  private readonly isPlain: boolean;
  private readonly runners: SyncRunner[];
  /** [nodes] 1: hears of no change. */
  private readonly deaf: Uint8Array;
  /** [nodes × services] 1: the rules are gone with the node's power. */
  private readonly wiped: Uint8Array;

  constructor(
    engine: Engine,
    tasks: Tasks,
    latencies: Latencies,
    timeline: Timeline,
    options: KubeProxyOptions,
    nodes: readonly NodeOptions[],
    services: readonly ServiceOptions[],
    streams: Streams,
  ) {
    this.engine = engine;
    this.tasks = tasks;
    this.latencies = latencies;
    this.timeline = timeline;
    this.nodes = nodes;
    this.services = services.length;
    this.newest = services.map(() => {
      const usable = new UsableEndpoints();
      const change = { added: [], removed: [] };
      return { usable, rules: { version: 0, endpoints: usable.list, change, candidates: null, next: null } };
    });
    this.known = nodes.flatMap(() => this.newest.map(({ rules }) => rules));
    this.inForce = [...this.known];
    this.lists = this.inForce.flatMap(({ endpoints }) => [endpoints, endpoints]);
    const chains = this.lists.length;
    this.silent = new Uint8Array(chains);
    this.placements = services.map((service) => createPlacement(service, options.mode, nodes));
    this.isChecked = services.map(({ isLoadBalancer }) => isLoadBalancer === true);
    this.isLocal = services.map(({ externalTrafficPolicy }) => externalTrafficPolicy === 'Local');
    this.localEndpoints = new Int32Array(this.inForce.length);
    this.balancer = createBalancer(options, { engine, tasks, streams, chains });
    // Only the rules of iptables keep lists of a limited length.
    const limit = options.mode === 'iptables' ? RECENT_CLIENTS : Infinity;
    this.sticky = nodes.flatMap(() =>
      services.map(({ sessionAffinity }) =>
        sessionAffinity === undefined ? null : new StickyClients(sessionAffinity.timeoutMs, limit),
      ),
    );
    this.isPlain = this.balancer === null && this.sticky.every((each) => each === null);
    const duration: Sampler = createSampler(options.syncDuration);
    const stream: RandomStream = streams.open('proxySync');
    const { syncPerEndpointMs = 0 } = options;
    const durationMs = (endpoints: number) => duration.sample(stream) + syncPerEndpointMs * endpoints;
    this.deaf = new Uint8Array(nodes.length);
    this.wiped = new Uint8Array(this.inForce.length);
    this.runners = nodes.map(
      (_, node) =>
        new SyncRunner(engine, tasks, options.minSyncPeriodMs, durationMs, () => this.beginSync(node)),
    );
  }

  /** Whether it wants to know of connections that end. */
  get countsConnections(): boolean {
    return this.balancer !== null && this.balancer.countsConnections;
  }

  /**
   * The endpoint for a new connection, or NONE: rejected.
   * @param chain 2 × service, and one more from outside the cluster.
   * @param draw of 32 bits, which decides in the modes without memory.
   * @param address of the client, as the node sees it.
   */
  choose(node: number, chain: number, draw: number, address: number): number {
    const at = 2 * node * this.services + chain;
    return this.isPlain ? chooseUniformly(this.lists[at]!, draw) : this.chooseWith(at, draw, address);
  }

  /** In userspace mode, after a dial has failed: the next in turn, to which the client sticks from now on; or NONE. */
  chooseAgain(node: number, chain: number, address: number): number {
    const at = 2 * node * this.services + chain;
    const pod = this.balancer!.choose(at, address);
    if (pod !== NONE) this.sticky[at >>> 1]?.stamp(address, pod, this.engine.now);
    return pod;
  }

  /** Whether what finds no endpoint is dropped there, instead of rejected. */
  isSilent(node: number, chain: number): boolean {
    return this.silent[2 * node * this.services + chain] === 1;
  }

  /** With the help of what the node remembers. */
  private chooseWith(chain: number, draw: number, address: number): number {
    const { balancer, engine } = this;
    const sticky = this.sticky[chain >>> 1]!;
    const known = sticky === null ? NONE : sticky.find(address, engine.now);
    const sticks = known !== NONE && contains(this.lists[chain]!, known);
    if (sticks) balancer?.connectionBegan(chain, known);
    let pod = known;
    if (!sticks) {
      pod = balancer === null ? chooseUniformly(this.lists[chain]!, draw) : balancer.choose(chain, address);
    }
    if (sticky !== null && pod !== NONE) sticky.stamp(address, pod, engine.now);
    return pod;
  }

  /** A connection that `choose` gave to the pod is closed. */
  connectionEnded(node: number, chain: number, pod: number): void {
    this.balancer?.connectionEnded(2 * node * this.services + chain, pod);
  }

  /** Every node's rules, as if they had been in force for ever. */
  adopt(version: EndpointVersion): void {
    const rules = this.rulesOf(version);
    for (let node = 0; node < this.nodes.length; node++) {
      const at = node * this.services + version.service;
      this.known[at] = rules;
      this.enforce(at, rules);
    }
    this.ports.rulesChanged([rules.change], this.nodes.length);
  }

  /** A slice was stored, with what it says of each port: every node's proxy learns of it in its own time. */
  endpointsStored(versions: readonly EndpointVersion[]): void {
    const rules = versions.map((version) => ({ service: version.service, rules: this.rulesOf(version) }));
    for (let node = 0; node < this.nodes.length; node++) {
      const delayMs = this.latencies.draw('watch');
      // Nobody asks what a proxy knows before its next sync, which takes the place of an event for each version: in a
      // rollout of a large service there are many of them to a sync, on every node.
      if (this.engine.now + delayMs < this.runners[node]!.restsFromMs) this.hear(node, rules);
      else this.tasks.after(delayMs, () => this.hear(node, rules));
    }
  }

  /** The node's proxy is cut off from the control plane: its rules stay as they are. */
  disconnect(node: number): void {
    this.deaf[node] = 1;
  }

  /** The node has lost its power, and its rules. */
  losePower(node: number): void {
    this.deaf[node] = 1;
    for (let service = 0; service < this.services; service++) {
      const at = node * this.services + service;
      if (this.wiped[at] === 1) continue;
      this.wiped[at] = 1;
      const nothing = { endpoints: new Int32Array(0), isSilent: false };
      this.list(2 * at, nothing);
      this.list(2 * at + 1, nothing);
      this.sticky[at]?.keepOnly(() => false);
      if (this.isChecked[service]) this.found(at, 0);
      this.ports.rulesChanged([{ added: [], removed: [...this.inForce[at]!.endpoints] }], 1);
    }
  }

  /** The node's proxy hears of the control plane again: it learns what there is now. */
  connect(node: number): void {
    this.deaf[node] = 0;
    this.newest.forEach(({ rules }, service) => (this.known[node * this.services + service] = rules));
    this.runners[node]!.request();
  }

  private rulesOf({ service, version, changes }: EndpointVersion): Rules {
    const newest = this.newest[service]!;
    const change = newest.usable.follow(changes);
    const { ports } = this;
    const candidates =
      this.placements[service]?.hint(
        newest.usable.snapshot(),
        (pod) => ports.nodeOfPod(pod),
        (node) => ports.isNodeReady(node),
      ) ?? null;
    const rules = { version, endpoints: newest.usable.list, change, candidates, next: null };
    newest.rules.next = rules;
    newest.rules = rules;
    return rules;
  }

  /** The proxy knows of the news, or will before it can use it. */
  private hear(node: number, news: readonly News[]): void {
    if (this.deaf[node] === 1) return;
    let isNew = false;
    for (const { service, rules } of news) {
      const at = node * this.services + service;
      if (rules.version <= this.known[at]!.version) continue;
      this.known[at] = rules;
      isNew = true;
    }
    if (isNew) this.runners[node]!.request();
  }

  /** Reads what is known now; it is in force when the sync ends. Only Services that have changed are written. */
  private beginSync(node: number): SyncWork {
    const first = node * this.services;
    const read = this.known.slice(first, first + this.services);
    const endpoints = read.reduce((sum, rules, service) => {
      const at = first + service;
      const isWritten = rules !== this.inForce[at] || this.wiped[at] === 1;
      return isWritten ? sum + rules.endpoints.length : sum;
    }, 0);
    return { endpoints, inForce: () => read.forEach((rules, service) => this.apply(node, service, rules)) };
  }

  private apply(node: number, service: number, rules: Rules): void {
    const at = node * this.services + service;
    const before = this.inForce[at]!;
    const isWiped = this.wiped[at] === 1;
    // A sync that the loss of power has cut short.
    if (isWiped && this.deaf[node] === 1) return;
    if (before === rules && !isWiped) return;
    if (isWiped) this.ports.rulesWritten(node);
    this.wiped[at] = 0;
    this.enforce(at, rules);
    const steps = isWiped ? [{ added: [...rules.endpoints], removed: [] }] : stepsBetween(before, rules);
    this.ports.rulesChanged(steps, 1);
    if (this.timeline.enabled) this.note(node, service, rules, netChange(steps));
  }

  private enforce(at: number, rules: Rules): void {
    this.inForce[at] = rules;
    const { inside, outside } = this.nodeRules(at, rules);
    this.list(2 * at, inside);
    this.list(2 * at + 1, outside);
    if (this.isChecked[at % this.services]) this.reportHealth(at, rules.candidates);
    const isListed = (pod: number) => contains(inside.endpoints, pod) || contains(outside.endpoints, pod);
    this.sticky[at]?.keepOnly(isListed);
  }

  /**
   * What health checks of the node find from now on: under Local its healthCheckNodePort, else kube-proxy's own healthz.
   * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/proxy/healthcheck/service_health.go
   */
  private reportHealth(at: number, candidates: Candidates | null): void {
    const node = Math.floor(at / this.services);
    const isHere = (pod: number) => Number(this.ports.nodeOfPod(pod) === node);
    const local = candidates?.ready.reduce((sum, pod) => sum + isHere(pod), 0) ?? 0;
    this.found(at, this.isLocal[at % this.services] ? local : 1);
  }

  private found(at: number, count: number): void {
    const node = Math.floor(at / this.services);
    if (count === this.localEndpoints[at]) return;
    this.localEndpoints[at] = count;
    this.ports.localEndpointsChanged(node, at % this.services, count);
  }

  private nodeRules(at: number, { endpoints, candidates }: Rules): NodeRules {
    const all = { endpoints, isSilent: false };
    if (candidates === null) return { inside: all, outside: all };
    const node = Math.floor(at / this.services);
    const placement = this.placements[at % this.services]!;
    return placement.rulesOf(node, candidates, (pod) => this.ports.nodeOfPod(pod));
  }

  private list(chain: number, { endpoints, isSilent }: ChainRules): void {
    this.silent[chain] = Number(isSilent);
    if (sameList(this.lists[chain]!, endpoints)) return;
    this.lists[chain] = endpoints;
    this.balancer?.listed(chain, endpoints);
  }

  private note(node: number, service: number, rules: Rules, { added, removed }: UsableChange): void {
    const pods = [...added, ...removed];
    if (pods.length === 0) return;
    const named = pods.slice(0, NAMED_PODS).map((pod, i) => {
      return (i < added.length ? '+' : '−') + this.ports.nameOfPod(pod);
    });
    const others = pods.length > NAMED_PODS ? ` and ${pods.length - NAMED_PODS} more changes` : '';
    const name = this.ports.nameOfService(service);
    const what = `rules of service/${name} list ${rules.endpoints.length} endpoints: ${named.join(', ')}${others}`;
    this.timeline.note(`kube-proxy/${this.nodes[node]!.name}`, what, 'its sync of the changed slices ended');
  }
}

/** The changes after `before`, up to `after`, which is a later version. */
function stepsBetween(before: Rules, after: Rules): UsableChange[] {
  const steps: UsableChange[] = [];
  for (let at = before; at !== after; steps.push(at.change)) at = at.next!;
  return steps;
}

/**
 * A layer-4 load balancer in front of the nodes, one for each Service of type LoadBalancer: each new connection from
 * outside enters by a node that it holds for healthy. Under externalTrafficPolicy Local it asks the kube-proxy of each
 * node (healthCheckNodePort), which answers 200 as long as its rules list a ready endpoint of its own node, so that a
 * node is only left some checks after its last endpoint has gone. Under Cluster it asks whether kube-proxy is there.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/proxy/healthcheck/service_health.go (ServeHTTP)
 */
import type { Engine } from '../../kernel/engine.ts';
import type { Tasks } from '../../kernel/tasks.ts';
import type { LoadBalancerOptions, NodeOptions, ServiceOptions } from '../options.ts';
import type { Streams } from '../streams.ts';
import type { Timeline } from '../timeline.ts';
import { HealthStreak } from './health-streak.ts';

interface Parts {
  readonly engine: Engine;
  readonly tasks: Tasks;
  readonly timeline: Timeline;
  readonly streams: Streams;
}

/** What it knows of one node. */
interface Target {
  readonly streak: HealthStreak;
  /** Ready endpoints of the node's own, as its rules have them. */
  endpoints: number;
  /** Grows whenever a verdict on its way is called off. */
  verdict: number;
  /** Grows whenever it goes out. */
  outages: number;
}

export class LoadBalancer {
  private readonly parts: Parts;
  private readonly options: LoadBalancerOptions;
  private readonly nodes: readonly NodeOptions[];
  private readonly name: string;
  /** The connections that enter by the node are to be closed. */
  private readonly onDeregistered: (node: number) => void;
  private readonly targets: readonly Target[];
  /** Nodes that get new connections, each as often as its weight; all of them when none is healthy. */
  private entries: Int32Array;
  /** 1: the node is among them. */
  private readonly isEntry: Uint8Array;

  constructor(
    parts: Parts,
    options: LoadBalancerOptions,
    nodes: readonly NodeOptions[],
    service: { readonly name: string; readonly index: number },
    onDeregistered: (node: number) => void,
  ) {
    this.parts = parts;
    this.options = options;
    this.nodes = nodes;
    this.name = service.name;
    this.onDeregistered = onDeregistered;
    const stream = parts.streams.open('loadBalancer', service.index);
    this.targets = nodes.map(() => ({
      streak: new HealthStreak(options, options.intervalMs * stream.uniform()),
      endpoints: 0,
      verdict: 0,
      outages: 0,
    }));
    this.entries = Int32Array.from(nodes.keys());
    this.isEntry = new Uint8Array(nodes.length).fill(1);
  }

  /**
   * The node by which a new connection enters.
   * @param node the one it would enter by if all were alike; kept where it can be.
   * @param draw of 32 bits, independent of `node`.
   */
  choose(node: number, draw: number): number {
    if (this.isEntry[node] === 1 && !this.options.weighted) return node;
    const { entries } = this;
    return entries[Math.floor(((draw >>> 0) * entries.length) / 0x1_0000_0000)]!;
  }

  /** The cluster is at rest: the checks have long told what there is now. */
  settle(): void {
    for (const target of this.targets) target.streak.settle(target.endpoints > 0);
    this.spread();
  }

  /** The rules of a node list so many ready endpoints of its own from now on: the next checks will tell. */
  endpointsChanged(node: number, endpoints: number): void {
    const target = this.targets[node]!;
    const { engine, tasks } = this.parts;
    target.endpoints = endpoints;
    const verdictMs = target.streak.changed(endpoints > 0, engine.now);
    const verdict = ++target.verdict;
    if (verdictMs !== null) {
      tasks.after(verdictMs - engine.now, () => {
        if (target.verdict === verdict) this.decide(node);
      });
    }
    if (this.options.weighted) tasks.after(target.streak.untilCheck(engine.now), () => this.spread());
  }

  /** As many checks in a row as it takes have found the node changed. */
  private decide(node: number): void {
    const { tasks, timeline } = this.parts;
    const target = this.targets[node]!;
    target.streak.decide();
    const { isHealthy } = target.streak;
    const name = this.nodes[node]!.name;
    timeline.note(
      `load-balancer/${this.name}`,
      isHealthy ? `${name} gets new connections` : `${name} gets no new connections`,
      isHealthy ? 'its health checks succeed' : 'its health checks fail',
    );
    this.spread();
    const { deregistrationDelayMs } = this.options;
    if (isHealthy || deregistrationDelayMs === undefined) return;
    const outage = ++target.outages;
    tasks.after(deregistrationDelayMs, () => {
      if (!target.streak.isHealthy && target.outages === outage) this.onDeregistered(node);
    });
  }

  private spread(): void {
    const healthy = [...this.targets.keys()].filter((node) => this.targets[node]!.streak.isHealthy);
    const among = healthy.length > 0 ? healthy : [...this.targets.keys()];
    // A healthy node may have lost its last endpoint since; if all have, they are alike.
    const weigh = (node: number): number[] =>
      Array.from({ length: this.targets[node]!.endpoints }, () => node);
    const weighted = this.options.weighted ? among.flatMap(weigh) : among;
    this.entries = Int32Array.from(weighted.length > 0 ? weighted : among);
    this.isEntry.fill(0);
    for (const node of among) this.isEntry[node] = 1;
  }
}

/** Of the Services of type LoadBalancer that clients outside use; `null` for the others. By service. */
export function createLoadBalancers(
  parts: Parts,
  options: LoadBalancerOptions | undefined,
  nodes: readonly NodeOptions[],
  services: readonly ServiceOptions[],
  onDeregistered: (service: number, node: number) => void,
): readonly (LoadBalancer | null)[] {
  return services.map(({ name, isLoadBalancer }, index) => {
    if (!isLoadBalancer || options === undefined) return null;
    return new LoadBalancer(parts, options, nodes, { name, index }, (node) => onDeregistered(index, node));
  });
}

/**
 * The cluster's DNS server: for a headless Service the addresses of its ready endpoints, for an ExternalName those of a
 * host. It learns of endpoints by a watch of its own, and may keep answers in a cache. One server stands for all of
 * them; queries cost time (the client's affair), and none is lost.
 * @see https://github.com/coredns/coredns/blob/master/plugin/kubernetes/kubernetes.go (findServices)
 */
import type { Engine } from '../../kernel/engine.ts';
import type { RandomStream } from '../../kernel/random.ts';
import { createSampler, type Sampler } from '../../kernel/samplers/index.ts';
import type { Tasks } from '../../kernel/tasks.ts';
import type { EndpointChange, EndpointVersion } from '../cluster/endpoint-slices.ts';
import type { Outside } from '../cluster/outside.ts';
import type { DnsOptions, ServiceOptions, SimulationOptions } from '../options.ts';
import type { Streams } from '../streams.ts';
import type { PodList, UsableChange } from './usable-endpoints.ts';

export interface DnsPorts {
  /** What the answers name has changed. */
  answersChanged(change: UsableChange): void;
}

interface Answer {
  readonly addresses: PodList;
  /** Until when whoever heard it now may keep it. */
  readonly expiresMs: number;
}

/** What is known of one Service. */
interface Name {
  readonly service: number;
  /** Ready endpoints as stored. */
  readonly ready: Set<number>;
  version: number;
  addresses: PodList;
  /** The answer in the server's cache. */
  cached: Answer | null;
}

/** Whether clients get the addresses of endpoints, instead of a virtual one that proxies know. */
export function isResolved({ headless, externalName }: ServiceOptions): boolean {
  return headless === true || externalName !== undefined;
}

export class ClusterDns {
  /** Set once, by the simulation. */
  ports!: DnsPorts;
  private readonly engine: Engine;
  private readonly tasks: Tasks;
  private readonly options: DnsOptions;
  private readonly watch: Sampler;
  private readonly stream: RandomStream;
  /** By service; only those that are resolved. */
  private readonly names = new Map<number, Name>();

  constructor(
    parts: { engine: Engine; tasks: Tasks; streams: Streams; outside: Outside },
    { cluster, services }: SimulationOptions,
  ) {
    this.engine = parts.engine;
    this.tasks = parts.tasks;
    this.options = cluster.dns ?? NO_CACHES;
    this.watch = createSampler(cluster.controlPlane.watch);
    this.stream = parts.streams.open('dnsWatch');
    services.forEach((service, index) => {
      if (!isResolved(service)) return;
      const { externalName } = service;
      const addresses = externalName === undefined ? new Int32Array(0) : parts.outside.rowsOf(externalName);
      this.names.set(index, { service: index, ready: new Set(), version: 0, addresses, cached: null });
    });
  }

  /** As if it had been known for ever. */
  adopt({ service, version, changes }: EndpointVersion): void {
    const name = this.names.get(service)!;
    this.learn(name, version, readyAfter(name.ready, changes));
  }

  /** A slice was stored, with what it says of each port: the server learns of it in its own time. */
  endpointsStored(versions: readonly EndpointVersion[]): void {
    const news = versions.map(({ service, version, changes }) => {
      const name = this.names.get(service)!;
      return { name, version, addresses: readyAfter(name.ready, changes) };
    });
    this.tasks.after(this.watch.sample(this.stream), () => {
      for (const { name, version, addresses } of news) this.learn(name, version, addresses);
    });
  }

  /** What it answers now; without addresses: there is no such name. */
  ask(service: number): Answer {
    const name = this.names.get(service)!;
    const { now } = this.engine;
    if (name.cached !== null && now < name.cached.expiresMs) return name.cached;
    const { ttlMs, negativeTtlMs, cacheMs } = this.options;
    const ownMs = name.addresses.length > 0 ? ttlMs : negativeTtlMs;
    // A cache gives its answers the time that is left there.
    const answer = {
      addresses: name.addresses,
      expiresMs: now + (cacheMs > 0 ? Math.min(ownMs, cacheMs) : ownMs),
    };
    if (cacheMs > 0) name.cached = answer;
    return answer;
  }

  /** Until when the address of a Service that has one may be kept. */
  virtualExpiresMs(): number {
    return this.engine.now + this.options.ttlMs;
  }

  private learn(name: Name, version: number, addresses: PodList): void {
    if (version <= name.version) return;
    const before = name.addresses;
    name.version = version;
    name.addresses = addresses;
    this.ports.answersChanged({ added: without(addresses, before), removed: without(before, addresses) });
  }
}

const NO_CACHES: DnsOptions = {
  ttlMs: 0,
  negativeTtlMs: 0,
  cacheMs: 0,
  lookup: { type: 'constant', value: 0 },
};

/** Ascending. O(n log n) in the ready endpoints. */
function readyAfter(ready: Set<number>, changes: readonly EndpointChange[]): PodList {
  for (const { pod, after } of changes) {
    if (after !== null && after.ready) ready.add(pod);
    else ready.delete(pod);
  }
  return Int32Array.from(ready).toSorted();
}

function without(list: PodList, others: PodList): number[] {
  const taken = new Set(others);
  return Array.from(list).filter((pod) => !taken.has(pod));
}

/**
 * What clients know of names: each client keeps, or does not keep, the last answer of the cluster's DNS, and chooses
 * among its addresses itself. A new connection goes where its client's answer says, whatever has changed since.
 */
import type { Engine } from '../../kernel/engine.ts';
import type { RandomStream } from '../../kernel/random.ts';
import { createSampler, type Sampler } from '../../kernel/samplers/index.ts';
import { type ClusterDns, isResolved } from '../dataplane/cluster-dns.ts';
import { chooseUniformly } from '../dataplane/proxy/iptables.ts';
import type { PodList } from '../dataplane/usable-endpoints.ts';
import { DNS_ANSWER } from '../events.ts';
import { NONE } from '../none.ts';
import type { ResolutionOptions, SimulationOptions } from '../options.ts';
import { CauseCode, ErrorKindCode } from '../outcomes.ts';
import type { Streams } from '../streams.ts';
import { isOfTheBeginning, mayLackVariables } from './environment.ts';
import { ints } from './request-memory.ts';
import * as Row from './request-row.ts';
import * as RequestState from './request-state.ts';
import type { RequestTable } from './request-table.ts';

/** What a client knows. */
interface Known {
  /** In the order of the answer, which the server shuffles. */
  readonly addresses: PodList;
  readonly expiresMs: number;
  /** Of turns: index of the next address. */
  next: number;
}

/** One source's clients and how they resolve. */
interface Resolver extends ResolutionOptions {
  readonly service: number;
  /** The Service has an address of its own: the name leads there, and nothing can be stale. */
  readonly isVirtual: boolean;
  readonly known: Map<number, Known>;
  readonly shuffles: RandomStream;
  readonly delays: RandomStream;
}

export interface ResolverPorts {
  /** Where the connection goes: to an endpoint, or (NONE) to the address of the Service. */
  resolved(slot: number, pod: number): void;
  /** There is no address: why, and what the client sees. */
  unresolved(slot: number, kind: number, cause: number): void;
}

const NO_ADDRESSES = new Int32Array(0);

export class Resolvers {
  /** Set once, by the simulation. */
  ports!: ResolverPorts;
  private readonly engine: Engine;
  private readonly requests: RequestTable;
  private readonly dns: ClusterDns;
  private readonly lookup: Sampler;
  /** By source. */
  private readonly resolvers: readonly (Resolver | null)[];
  /** By source: clients have the address from their environment, or not at all. */
  private readonly byEnvironment: readonly boolean[];

  constructor(
    parts: { engine: Engine; requests: RequestTable; streams: Streams; dns: ClusterDns },
    options: SimulationOptions,
  ) {
    this.engine = parts.engine;
    this.requests = parts.requests;
    this.dns = parts.dns;
    this.lookup = createSampler(options.cluster.dns?.lookup ?? { type: 'constant', value: 0 });
    this.byEnvironment = options.traffic.map(mayLackVariables);
    this.resolvers = options.traffic.map(({ resolution, service }, source) =>
      resolution === undefined
        ? null
        : {
            ...resolution,
            service,
            isVirtual: !isResolved(options.services[service]!),
            known: new Map(),
            shuffles: parts.streams.open('dnsShuffle', source),
            delays: parts.streams.open('dnsLookup', source),
          },
    );
  }

  /** The request's client needs to know where to connect to. */
  resolve(slot: number): void {
    const at = slot << Row.INTS_LOG2;
    if (this.byEnvironment[ints[at | Row.SOURCE]!]) return this.readEnvironment(slot);
    const resolver = this.resolverOf(slot);
    const known = resolver.known.get(ints[at | Row.CLIENT]!);
    if (known !== undefined && this.isFresh(known, resolver)) return this.use(slot, known, resolver);
    const delayMs = this.lookup.sample(resolver.delays);
    ints[at | Row.STATE] = RequestState.resolving;
    if (delayMs === 0) this.answered(slot);
    else this.engine.schedule(delayMs, DNS_ANSWER, slot, 0);
  }

  /** The answer to the request's own query is there. */
  answered(slot: number): void {
    const { requests } = this;
    if (requests.isAbandoned(slot)) return requests.end(slot);
    const resolver = this.resolverOf(slot);
    ints[(slot << Row.INTS_LOG2) | Row.STATE] = RequestState.connecting;
    if (resolver.refresh === 'perConnection') return this.useOnce(slot, resolver);
    const known = this.ask(resolver);
    resolver.known.set(ints[(slot << Row.INTS_LOG2) | Row.CLIENT]!, known);
    this.use(slot, known, resolver);
  }

  /** The client closes, or gives up, the connection that is the request's own: it may have failed. */
  hungUp(slot: number): void {
    const at = slot << Row.INTS_LOG2;
    const kind = ints[at | Row.KIND]!;
    const isBroken =
      kind === ErrorKindCode.refused ||
      kind === ErrorKindCode.reset ||
      kind === ErrorKindCode.unreachable ||
      kind === ErrorKindCode.timeout ||
      ints[at | Row.STATE] === RequestState.blackholed;
    if (isBroken) this.failed(ints[at | Row.SOURCE]!, ints[at | Row.CLIENT]!);
  }

  /** A connection of the client has failed, or the other end has closed it. */
  failed(source: number, client: number): void {
    const resolver = this.resolvers[source]!;
    if (resolver?.refresh === 'onFailure') resolver.known.delete(client);
  }

  private readEnvironment(slot: number): void {
    const isLacking = isOfTheBeginning(ints[(slot << Row.INTS_LOG2) | Row.CLIENT]!);
    if (!isLacking) return this.ports.resolved(slot, NONE);
    this.ports.unresolved(slot, ErrorKindCode.unreachable, CauseCode['no-environment-variable']);
  }

  private nameUnknown(slot: number): void {
    this.ports.unresolved(slot, ErrorKindCode.dns, CauseCode['dns-negative']);
  }

  private resolverOf(slot: number): Resolver {
    return this.resolvers[ints[(slot << Row.INTS_LOG2) | Row.SOURCE]!]!;
  }

  private isFresh({ addresses, expiresMs }: Known, { refresh, isVirtual }: Resolver): boolean {
    const isFound = isVirtual || addresses.length > 0;
    return (isFound && refresh !== 'onTtl') || this.engine.now < expiresMs;
  }

  /** A query whose answer is kept. */
  private ask({ service, isVirtual, ttlMs, negativeTtlMs, shuffles }: Resolver): Known {
    const { now } = this.engine;
    if (isVirtual) {
      const expiresMs = ttlMs === null ? this.dns.virtualExpiresMs() : now + ttlMs;
      return { addresses: NO_ADDRESSES, expiresMs, next: 0 };
    }
    const { addresses, expiresMs } = this.dns.ask(service);
    const ownMs = addresses.length > 0 ? ttlMs : negativeTtlMs;
    return {
      addresses: shuffled(addresses, shuffles),
      expiresMs: ownMs === null ? expiresMs : now + ownMs,
      next: 0,
    };
  }

  /** An answer that is not kept: the first of its addresses, which the server has shuffled for this query. */
  private useOnce(slot: number, { service, isVirtual }: Resolver): void {
    if (isVirtual) return this.ports.resolved(slot, NONE);
    const { addresses } = this.dns.ask(service);
    this.go(slot, chooseUniformly(addresses, ints[(slot << Row.INTS_LOG2) | Row.CHOICE]!));
  }

  private use(slot: number, known: Known, { isVirtual, pick }: Resolver): void {
    const { addresses } = known;
    if (isVirtual) return this.ports.resolved(slot, NONE);
    if (addresses.length === 0) return this.nameUnknown(slot);
    if (pick === 'first') return this.go(slot, addresses[0]!);
    if (pick === 'random') {
      return this.go(slot, chooseUniformly(addresses, ints[(slot << Row.INTS_LOG2) | Row.CHOICE]!));
    }
    this.go(slot, addresses[known.next]!);
    known.next = (known.next + 1) % addresses.length;
  }

  private go(slot: number, pod: number): void {
    if (pod === NONE) this.nameUnknown(slot);
    else this.ports.resolved(slot, pod);
  }
}

/** A copy in random order (Fisher–Yates), as CoreDNS's plugin loadbalance answers. */
function shuffled(list: PodList, stream: RandomStream): PodList {
  const copy = list.slice();
  for (let i = copy.length - 1; i > 0; i--) {
    const j = stream.below(i + 1);
    [copy[i], copy[j]] = [copy[j]!, copy[i]!];
  }
  return copy;
}

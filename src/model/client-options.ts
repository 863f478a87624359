/** How clients find what they call and connect to it, what pods call, and what is outside the cluster. */
import type { SamplerOptions } from '../kernel/samplers/options.ts';
import type { ApplicationOptions } from './options.ts';

/** The cluster's DNS server. */
export interface DnsOptions {
  /** For how long whoever gets an answer may keep it. */
  readonly ttlMs: number;
  /** The same for the answer that there is no such name. */
  readonly negativeTtlMs: number;
  /** For how long the server itself keeps an answer, at most; 0: it does not. */
  readonly cacheMs: number;
  /** Time of a query, seen from its client. */
  readonly lookup: SamplerOptions;
}

export interface ResolutionOptions {
  /**
   * When a client asks: for every new connection · once the last answer is too old · after a connection has failed, or
   * the other end has closed it · once. Without an address in the last answer it asks when that is too old.
   */
  readonly refresh: 'perConnection' | 'onTtl' | 'onFailure' | 'never';
  /** The address of an answer that is kept: its first · any, drawn for each connection · the next. */
  readonly pick: 'first' | 'random' | 'roundRobin';
  /** How old an answer may be; `null`: what its TTL says. */
  readonly ttlMs: number | null;
  readonly negativeTtlMs: number | null;
}

/** Clients read the address from the environment of their container, which is as it was when that was created. */
export interface EnvironmentOptions {
  /** Against the pods that the run begins with: theirs have the variables of the Service, or not. */
  readonly serviceCreated: 'beforePods' | 'afterPods';
}

/** A request that a pod sends to serve another one, which keeps its slot meanwhile. */
export interface CallOptions {
  /** Index into `services` of the simulation. */
  readonly service: number;
  /** 0…1 */
  readonly probability: number;
  /** parallel: together with those beside it that are parallel too. */
  readonly mode: 'sequential' | 'parallel';
  readonly connections: ConnectionOptions;
  readonly timeoutMs: number | null;
  readonly retries: { readonly attempts: number; readonly backoffMs: number };
  /** As of traffic. */
  readonly resolution?: ResolutionOptions;
  readonly environment?: EnvironmentOptions;
}

export type ConnectionOptions =
  | { readonly type: 'perRequest' }
  /** At most `pool` connections per client; the most recently used idle one is taken first. */
  | {
      readonly type: 'keepAlive';
      readonly pool: number;
      readonly idleTimeoutMs: number;
      readonly maxRequests: number;
      /** The client does not use a connection again that is older; left out: however old it is. */
      readonly maxAgeMs?: number;
    }
  | ({ readonly type: 'http2' } & Http2Options);

export interface Http2Options {
  /** Connections per client at most, ≥ 1; another one is opened only when the others are full. */
  readonly connections: number;
  /** Requests at once per connection, as the server allows (SETTINGS_MAX_CONCURRENT_STREAMS), ≥ 1. */
  readonly maxConcurrentStreams: number;
  /** Without streams for so long: closed by the client. */
  readonly idleTimeoutMs: number;
  /** An older connection gets no new streams; left out: however old it is. */
  readonly maxAgeMs?: number;
}

/** A server outside the cluster, the same at each of its addresses. */
export interface HostOptions {
  /** The name that DNS has for it. */
  readonly name: string;
  readonly addresses: readonly string[];
  /** One way, from any node. */
  readonly delayMs: number;
  /** It never starts, stops or is probed. */
  readonly application: ApplicationOptions;
}

/** Nobody checks whether its address answers. One that no host has does not. */
export interface ManualEndpoint {
  readonly address: string;
  readonly ready: boolean;
  readonly serving: boolean;
  readonly terminating: boolean;
}

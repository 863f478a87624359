/** What Services lead to and how their names are looked up, in words. */
import type {
  ApplicationOptions,
  DnsOptions,
  EnvironmentOptions,
  HostOptions,
  ManualEndpoint,
  ResolutionOptions,
  ServiceOptions,
  SimulationOptions,
} from '../../model/options.ts';
import { formatDuration } from '../values/duration.ts';
import { distributionWords } from './distribution.ts';
import { count, list, milliseconds, percent } from './text.ts';

/** `pods with app=web`, and who finds them. */
export function behindWords(service: ServiceOptions, hosts: readonly HostOptions[]): string {
  const { selector, endpoints, headless, externalName } = service;
  if (externalName !== undefined) return `another name for ${hosts[externalName]!.name}`;
  const labels = Object.entries(selector).map(([key, value]) => `${key}=${value}`);
  const behind = endpoints === undefined ? `pods with ${list(labels)}` : writtenWords(endpoints);
  return headless ? `${behind}; headless: clients get the addresses of the ready ones` : behind;
}

function writtenWords(endpoints: readonly ManualEndpoint[]): string {
  const ready = endpoints.filter((each) => each.ready).map(({ address }) => address);
  if (endpoints.length === 0) return 'nothing: nobody has written endpoints for it';
  return `${count(endpoints.length, 'endpoint')} written by hand, of them ready: ${list(ready)}`;
}

export function hostWords({ name, addresses, delayMs, application }: HostOptions): string {
  const { concurrency, queue, serviceTime } = application;
  return `host ${name}: ${list(addresses)}, ${milliseconds(delayMs)} away; each serves ${concurrency} at once, ${queue} may wait; service time ${distributionWords(serviceTime)}`;
}

/** A line on the DNS where some clients ask it. */
export function dnsWords({ cluster, traffic }: SimulationOptions): string[] {
  const { dns } = cluster;
  if (dns === undefined || traffic.every(({ resolution }) => resolution === undefined)) return [];
  return [`cluster DNS: ${ages(dns)}; a query takes ${distributionWords(dns.lookup)}`];
}

function ages({ ttlMs, negativeTtlMs, cacheMs }: DnsOptions): string {
  const cache =
    cacheMs === 0 ? 'no cache of its own' : `its own cache for ${formatDuration(cacheMs)} at most`;
  return `TTL ${formatDuration(ttlMs)}, of negative answers ${formatDuration(negativeTtlMs)}, ${cache}`;
}

const REFRESH = {
  perConnection: 'the name looked up for each connection',
  onTtl: 'the name looked up when the answer is too old',
  onFailure: 'the name looked up when a connection has failed',
  never: 'the name looked up once',
} as const;

const PICK = {
  first: 'its first address',
  random: 'any of its addresses',
  roundRobin: 'its addresses in turn',
};

/** `, the name looked up once (its first address)`; empty for clients that know the address. */
export function resolutionWords(resolution: ResolutionOptions | undefined): string {
  if (resolution === undefined) return '';
  const { refresh, pick, ttlMs } = resolution;
  const own = refresh === 'onTtl' && ttlMs !== null ? ` after ${formatDuration(ttlMs)}` : '';
  return `, ${REFRESH[refresh]}${own}${refresh === 'perConnection' ? '' : ` (${PICK[pick]})`}`;
}

const ENVIRONMENT = {
  beforePods: 'its address from their environment',
  afterPods: 'its address from their environment, which containers of the beginning do not have',
} as const;

/** `, its address from their environment`; empty for clients that ask the DNS, or nobody. */
export function environmentWords(environment: EnvironmentOptions | undefined): string {
  return environment === undefined ? '' : `, ${ENVIRONMENT[environment.serviceCreated]}`;
}

/** A line on the services that a program calls; empty for one that calls none. */
export function callWords({ calls = [] }: ApplicationOptions, services: readonly ServiceOptions[]): string[] {
  if (calls.length === 0) return [];
  const parts = calls.map(({ service, probability, mode, environment }, i) => {
    const share = probability === 1 ? '' : ` (${percent(probability)})`;
    const isBeside = mode === 'parallel' && calls[i - 1]?.mode === 'parallel';
    const link = i === 0 ? '' : isBeside ? ' beside ' : ', then ';
    return `${link}service/${services[service]!.name}${share}${environmentWords(environment)}`;
  });
  return [`  calls, before it answers: ${parts.join('')}`];
}

/** How clients use connections and names, into the model's options: of traffic, and of calls between services. */
import type { CallOptions, ConnectionOptions, ResolutionOptions } from '../../model/options.ts';
import type { Call } from '../schema/call.ts';
import type { Traffic } from '../schema/traffic.ts';
import { durationMs } from '../values/duration.ts';
import { shareOf } from '../values/rate.ts';

export function connectionOptions(connections: Traffic['connections']): ConnectionOptions {
  if ('perRequest' in connections) return { type: 'perRequest' };
  if ('http2' in connections) {
    const { idleTimeout, maxAge, ...limits } = connections.http2;
    return {
      type: 'http2',
      ...limits,
      idleTimeoutMs: durationMs(idleTimeout),
      ...(maxAge !== undefined && { maxAgeMs: durationMs(maxAge) }),
    };
  }
  const { pool, idleTimeout, maxRequests, maxAge } = connections.keepAlive;
  const idleTimeoutMs = durationMs(idleTimeout);
  return {
    type: 'keepAlive',
    pool,
    idleTimeoutMs,
    maxRequests,
    ...(maxAge !== undefined && { maxAgeMs: durationMs(maxAge) }),
  };
}

export function retryOptions({ attempts, backoff }: Traffic['retries']): CallOptions['retries'] {
  return { attempts, backoffMs: durationMs(backoff) };
}

export function resolutionOptions({
  refresh,
  pick,
  ttl,
  negativeTtl,
}: NonNullable<Traffic['dns']>): ResolutionOptions {
  const msOf = (text: string | undefined) => (text === undefined ? null : durationMs(text));
  return { refresh, pick, ttlMs: msOf(ttl), negativeTtlMs: msOf(negativeTtl) };
}

/** @param service index of the Service it goes to. */
export function callOptions(call: Call, service: number): CallOptions {
  const { probability, mode, connections, dns, environment, timeout, retries } = call;
  return {
    service,
    probability: shareOf(probability),
    mode,
    connections: connectionOptions(connections),
    timeoutMs: timeout === null ? null : durationMs(timeout),
    retries: retryOptions(retries),
    ...(dns && { resolution: resolutionOptions(dns) }),
    ...(environment && { environment }),
  };
}

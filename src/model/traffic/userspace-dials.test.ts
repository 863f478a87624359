import { describe, expect, it } from 'vitest';
import { Histogram } from '../../kernel/statistics/histogram.ts';
import {
  application,
  cluster,
  constant,
  NO_NETWORK,
  simulationOptions,
  traffic,
} from '../../testing/options.ts';
import { run } from '../../testing/run.ts';
import type { ConnectionOptions, ManualEndpoint, ServiceOptions } from '../options.ts';

const ALIVE = '203.0.113.1';
const DEAD = ['203.0.113.9', '203.0.113.8', '203.0.113.7', '203.0.113.6'];

interface Setting {
  readonly addresses: readonly string[];
  readonly service?: Partial<ServiceOptions>;
  readonly deadAddress?: 'timeout' | 'unreachable';
  readonly ratePerSecond?: number;
  readonly mode?: 'iptables' | 'userspace';
  readonly connections?: ConnectionOptions;
}

/** One client on one node; a server that takes 5 ms, and addresses at which nobody answers. */
function play({
  addresses,
  service,
  deadAddress = 'timeout',
  ratePerSecond = 0.1,
  mode = 'userspace',
  connections = { type: 'perRequest' },
}: Setting) {
  const endpoints = addresses.map((address): ManualEndpoint => ({
    address,
    ready: true,
    serving: true,
    terminating: false,
  }));
  const program = application({ serviceTime: constant(5), concurrency: 100 });
  const result = run(
    simulationOptions({
      durationMs: 600_000,
      warmupMs: 0,
      cluster: cluster({
        nodes: [{ name: 'node-1', zone: 'a' }],
        network: { ...NO_NETWORK, deadAddress },
        kubeProxy: { ...cluster().kubeProxy, mode },
      }),
      workloads: [],
      services: [{ name: 'db', selector: {}, endpoints, ...service }],
      hosts: [{ name: 'db.example.com', addresses: [ALIVE], delayMs: 0, application: program }],
      traffic: [
        traffic({
          from: 'cluster',
          arrivals: { type: 'constant', ratePerSecond },
          timeoutMs: 10_000,
          connections,
        }),
      ],
    }),
  );
  const latency = new Histogram();
  latency.merge(result.latency);
  return { ...result, latency };
}

describe('kube-proxy in userspace mode', () => {
  it('dials the next endpoint when one stays silent for a quarter of a second', () => {
    const { ok, requests, latency } = play({ addresses: [ALIVE, DEAD[0]!] });
    expect(ok).toBe(requests);
    expect(latency.min).toBeCloseTo(5, 6);
    expect(latency.max).toBeCloseTo(250 + 5, 6);
    // In turn, the one that was dialled second included: alive first, or alive after the dead one, for ever.
    expect(latency.mean).toBeGreaterThan(200);
  });

  it('waits longer for each further one', () => {
    const { ok, requests, latency } = play({ addresses: [ALIVE, DEAD[0]!, DEAD[1]!, DEAD[2]!] });
    expect(ok).toBe(requests);
    expect(latency.max).toBeCloseTo(250 + 500 + 1000 + 5, 6);
  });

  it('closes the accepted connection after four', () => {
    const { kinds, blamed, requests, losses } = play({ addresses: DEAD });
    expect(kinds).toEqual({ reset: requests });
    expect(blamed).toEqual({ 'dead-address': requests });
    expect(losses.length).toBeGreaterThan(0);
  });

  it('loses no time where it is refused', () => {
    const { ok, requests, latency } = play({ addresses: [ALIVE, DEAD[0]!], deadAddress: 'unreachable' });
    expect(ok).toBe(requests);
    expect(latency.max).toBeCloseTo(5, 6);
  });

  it('makes a client stick to the endpoint that it has reached at last', () => {
    const service = { sessionAffinity: { timeoutMs: 60_000 } };
    const { ok, requests, latency } = play({ addresses: [ALIVE, DEAD[0]!], service });
    expect(ok).toBe(requests);
    // Only the first can have gone astray.
    expect(latency.mean).toBeLessThan(5 + 300 / requests);
  });

  it('closes the connection where there is no endpoint; other modes refuse it', () => {
    const service = { endpoints: [] };
    const closed = play({ addresses: [], service });
    expect(closed.kinds).toEqual({ reset: closed.requests });
    expect(closed.blamed).toEqual({ 'no-endpoints': closed.requests });
    const refused = play({ addresses: [], service, mode: 'iptables' });
    expect(refused.kinds).toEqual({ refused: refused.requests });
  });

  it('dials once for a connection that is kept, whatever is sent on it', () => {
    const kept = { pool: 1, idleTimeoutMs: 60_000, maxRequests: 1e9 };
    const addresses = [DEAD[0]!, ALIVE];
    const { ok, requests, latency } = play({ addresses, connections: { type: 'keepAlive', ...kept } });
    expect(ok).toBe(requests);
    // Silence of a quarter of a second on the first connection at most; without a network the others cost nothing.
    expect(latency.mean).toBeLessThan(5 + 300 / requests);
    const closing = play({ addresses, connections: { type: 'keepAlive', ...kept, maxRequests: 2 } });
    expect(closing.latency.mean).toBeGreaterThan(100);
  });

  it('opens the connections of HTTP/2 in the same way', () => {
    const { ok, requests, latency } = play({
      addresses: [DEAD[0]!, ALIVE],
      connections: { type: 'http2', connections: 1, maxConcurrentStreams: 10, idleTimeoutMs: 60_000 },
    });
    expect(ok).toBe(requests);
    expect(latency.mean).toBeLessThan(5 + 300 / requests);
  });
});

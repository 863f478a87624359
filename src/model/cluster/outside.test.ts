import { describe, expect, it } from 'vitest';
import { Histogram } from '../../kernel/statistics/histogram.ts';
import { application, cluster, constant, simulationOptions, traffic } from '../../testing/options.ts';
import { run } from '../../testing/run.ts';
import type { HostOptions, ManualEndpoint, SimulationOptions } from '../options.ts';

const NETWORK = {
  sameNodeMs: 0.5,
  sameZoneMs: 1,
  crossZoneMs: 3,
  externalMs: 10,
  deadAddress: 'timeout',
} as const;

function host(changes: Partial<HostOptions> = {}): HostOptions {
  const program = application({ serviceTime: constant(20), concurrency: 100 });
  return { name: 'db.example.com', addresses: ['203.0.113.1'], delayMs: 7, application: program, ...changes };
}

function at(address: string, changes: Partial<ManualEndpoint> = {}): ManualEndpoint {
  return { address, ready: true, serving: true, terminating: false, ...changes };
}

/** A hundred requests a second from the nodes to a Service without a selector. */
function options(
  endpoints: readonly ManualEndpoint[],
  changes: Partial<SimulationOptions> = {},
): SimulationOptions {
  return simulationOptions({
    durationMs: 60_000,
    warmupMs: 0,
    cluster: cluster({ network: NETWORK }),
    workloads: [],
    services: [{ name: 'db', selector: {}, endpoints }],
    hosts: [host()],
    traffic: [
      traffic({ from: 'cluster', arrivals: { type: 'constant', ratePerSecond: 100 }, timeoutMs: 1000 }),
    ],
    ...changes,
  });
}

describe('a Service without a selector', () => {
  it('leads to a server outside, at its own distance', () => {
    const result = run(options([at('203.0.113.1')]));
    const latency = new Histogram();
    latency.merge(result.latency);
    expect(result.ok).toBe(result.requests);
    expect(latency.min).toBeCloseTo(4 * 7 + 20, 6);
    expect(latency.max).toBeCloseTo(4 * 7 + 20, 6);
    expect(result.pods).toMatchObject([{ name: '203.0.113.1', workload: 'host/db.example.com', node: '' }]);
    expect(result.pods[0]!.requests).toBe(result.requests);
  });

  it('adds the way in for clients outside', () => {
    const result = run(options([at('203.0.113.1')], { traffic: [traffic({ from: 'external' })] }));
    const latency = new Histogram();
    latency.merge(result.latency);
    expect(latency.min).toBeCloseTo(4 * (7 + 10) + 20, 6);
  });

  it('goes on sending its share to an address where nobody is', () => {
    const result = run(options([at('203.0.113.1'), at('203.0.113.9')]));
    expect(result.kinds).toEqual({ timeout: result.requests - result.ok });
    expect(result.blamed).toEqual({ 'dead-address': result.requests - result.ok });
    // Binomial(6000, 1/2): five standard deviations.
    expect(Math.abs(result.ok - 3000)).toBeLessThan(5 * Math.sqrt(1500));
    expect(result.losses).toMatchObject([{ pod: '203.0.113.9' }]);
  });

  it('meets an error at once where the network says so', () => {
    const network = { ...NETWORK, deadAddress: 'unreachable' } as const;
    const result = run(options([at('203.0.113.9')], { cluster: cluster({ network }) }));
    expect(result.kinds).toEqual({ unreachable: result.requests });
    expect(result.blamed).toEqual({ 'dead-address': result.requests });
  });

  it('uses those that serve while they terminate only without a ready one', () => {
    const leaving = { ready: false, terminating: true };
    const hosts = [host({ addresses: ['203.0.113.1', '203.0.113.2'] })];
    const both = run(options([at('203.0.113.1'), at('203.0.113.2', leaving)], { hosts }));
    expect(both.pods.map(({ requests }) => requests)).toEqual([both.requests, 0]);
    const last = run(options([at('203.0.113.2', leaving), at('203.0.113.1', { ready: false })], { hosts }));
    // serving without terminating is not enough.
    expect(last.pods.map(({ requests }) => requests)).toEqual([0, last.requests]);
  });

  it('refuses without endpoints', () => {
    const result = run(options([]));
    expect(result.kinds).toEqual({ refused: result.requests });
    expect(result.blamed).toEqual({ 'no-endpoints': result.requests });
  });

  it('has no endpoint on any node under a Local policy', () => {
    const local = [{ name: 'db', selector: {}, endpoints: [at('203.0.113.1')] }];
    const services = local.map((each) => ({ ...each, internalTrafficPolicy: 'Local' as const }));
    const result = run(options([], { services }));
    expect(result.blamed).toEqual({ 'no-endpoints': result.requests });
    expect(result.kinds).toEqual({ timeout: result.requests });
  });

  it('spreads over hosts with programs of their own', () => {
    const failing = application({ serviceTime: constant(50), concurrency: 100, failureRatio: 1 });
    const hosts = [host(), host({ name: 'b', addresses: ['203.0.113.2'], delayMs: 9, application: failing })];
    const result = run(options([at('203.0.113.1'), at('203.0.113.2')], { hosts }));
    expect(result.blamed).toEqual({ 'application-error': result.requests - result.ok });
    expect(result.pods[1]!.requests).toBe(result.requests - result.ok);
    const latency = new Histogram();
    latency.merge(result.latency);
    expect(latency.max).toBeCloseTo(4 * 7 + 20, 6);
  });
});

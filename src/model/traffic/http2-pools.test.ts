import { describe, expect, it } from 'vitest';
import { Histogram } from '../../kernel/statistics/histogram.ts';
import {
  application,
  cluster,
  constant,
  deployment,
  NO_NETWORK,
  podTemplate,
  simulationOptions,
  traffic,
} from '../../testing/options.ts';
import { run } from '../../testing/run.ts';
import type { ApplicationOptions, Http2Options, SimulationOptions } from '../options.ts';

const ONE_NODE = [{ name: 'node-1', zone: 'a' }];
const FAR = { ...NO_NETWORK, externalMs: 20 };

interface Setting {
  http2?: Partial<Http2Options>;
  ratePerSecond?: number;
  timeoutMs?: number | null;
  program?: Partial<ApplicationOptions>;
  preStopMs?: number;
  more?: Partial<SimulationOptions>;
}

/** Four pods that take 20 ms, one client outside, 20 ms away. */
function options({
  http2 = {},
  ratePerSecond = 100,
  timeoutMs = 2000,
  program = {},
  preStopMs = 0,
  more = {},
}: Setting) {
  const connections = {
    type: 'http2',
    connections: 1,
    maxConcurrentStreams: 100,
    idleTimeoutMs: 60_000,
    ...http2,
  } as const;
  return simulationOptions({
    durationMs: 60_000,
    warmupMs: 0,
    cluster: cluster({ nodes: ONE_NODE, network: FAR }),
    workloads: [
      deployment({
        pod: podTemplate({
          preStopMs,
          application: application({
            concurrency: 100,
            serviceTime: constant(20),
            onTerm: 'drain',
            ...program,
          }),
        }),
      }),
    ],
    traffic: [traffic({ arrivals: { type: 'constant', ratePerSecond }, connections, timeoutMs })],
    ...more,
  });
}

const loads = (result: ReturnType<typeof run>) => result.pods.map((pod) => pod.requests).filter((n) => n > 0);

function latencies(result: ReturnType<typeof run>): Histogram {
  const histogram = new Histogram();
  histogram.merge(result.latency);
  return histogram;
}

describe('HTTP/2', () => {
  it('brings all requests at once to one pod, each in one round trip after the first', () => {
    const result = run(options({}));
    expect(loads(result)).toEqual([6000]);
    const histogram = latencies(result);
    expect(histogram.min).toBeCloseTo(60, 6);
    // SYN, its answer, the request, the answer, and the service.
    expect(histogram.max).toBeCloseTo(100, 6);
  });

  it('lets further requests wait until the connection is open', () => {
    // Ten come within the handshake of 40 ms, 10 ms apart; none of them opens a connection of its own.
    const histogram = latencies(run(options({ more: { durationMs: 100 } })));
    expect(histogram.count).toBe(10);
    expect(histogram.min).toBeCloseTo(60, 6);
    expect(histogram.mean).toBeCloseTo((100 + 90 + 80 + 70 + 6 * 60) / 10, 6);
  });

  it('lets no more streams than allowed on a connection; the next ones wait, or open another', () => {
    // 100 a second of 60 ms need six streams.
    const tight = { ratePerSecond: 100, timeoutMs: null, more: { durationMs: 10_000 } };
    const waiting = latencies(run(options({ ...tight, http2: { maxConcurrentStreams: 3 } })));
    // Three streams carry 50 a second: the last of a thousand waits for about 10 s.
    expect(waiting.max).toBeGreaterThan(9000);
    expect(waiting.max).toBeLessThan(10_500);
    const several = run(options({ ...tight, http2: { maxConcurrentStreams: 3, connections: 8 } }));
    expect(latencies(several).quantile(0.99)).toBeLessThan(101);
    expect(loads(several).length).toBeGreaterThan(1);
  });

  it('blames what timed out waiting for a stream on overload', () => {
    const slow = { program: { serviceTime: constant(300) }, timeoutMs: 1000 };
    expect(run(options({ ...slow, http2: { maxConcurrentStreams: 2 } })).blamed).toHaveProperty('overload');
  });

  it('keeps the connection when a request times out, and resets only its stream', () => {
    const slow = run(options({ program: { serviceTime: constant(3000) }, ratePerSecond: 10 }));
    expect(Object.keys(slow.blamed)).toEqual(['slow-response']);
    expect(loads(slow)).toEqual([600]);
  });

  it('opens a new one after the idle timeout, or its age', () => {
    expect(loads(run(options({ ratePerSecond: 2, http2: { idleTimeoutMs: 439 } }))).length).toBe(4);
    expect(loads(run(options({ ratePerSecond: 2, http2: { idleTimeoutMs: 441 } })))).toEqual([120]);
    expect(loads(run(options({ http2: { maxAgeMs: 3000 } }))).length).toBe(4);
  });

  const restart = { events: [{ type: 'rolloutRestart', atMs: 20_000, workload: 0 }] } as const;

  it('loses nothing in a drain: GOAWAY, and what came too late is sent again', () => {
    // Long enough for the new pods to get most of it, even when the connection was on the old pod that went last.
    const more = { ...restart, durationMs: 90_000 };
    const result = run(options({ more, preStopMs: 5000, ratePerSecond: 500 }));
    expect(result.blamed).toEqual({});
    const young = result.pods.filter(({ revision }) => revision === 2);
    expect(young.reduce((sum, { requests }) => sum + requests, 0)).toBeGreaterThan(10_000);
    // One connection: all of it on one pod, from the end of the old one that it was on.
    expect(young.filter(({ requests }) => requests > 0).length).toBeLessThan(4);
  });

  it('loses what is under way when the process ends without a word', () => {
    const abrupt = { more: restart, preStopMs: 5000, ratePerSecond: 500 };
    const result = run(options({ ...abrupt, program: { onTerm: 'exit' } }));
    expect(result.blamed['killed-in-flight']).toBeGreaterThan(0);
    expect(result.kinds.reset).toBe(result.requests - result.ok);
  });

  it('server: limits by number, age and idle time cost no request', () => {
    const limits = [{ maxRequests: 50 }, { maxAgeMs: 3000 }];
    for (const keepAlive of limits) {
      const result = run(options({ program: { keepAlive } }));
      expect(result.ok).toBe(6000);
      expect(loads(result).length).toBe(4);
    }
    // Every 500 ms a request reaches the pod, 480 ms after its last answer, 1 ms after it has closed.
    const raced = run(options({ ratePerSecond: 2, program: { keepAlive: { idleTimeoutMs: 479 } } }));
    expect(raced.ok).toBe(120);
    expect(loads(raced).length).toBe(4);
    // The way there and back, and once more with a handshake.
    expect(latencies(raced).max).toBeCloseTo(40 + 100, 6);
  });
});

import { describe, expect, it } from 'vitest';
import {
  cluster,
  constant,
  CONTROL_PLANE,
  deployment,
  simulationOptions,
  traffic,
} from '../../testing/options.ts';
import { run } from '../../testing/run.ts';
import { Histogram } from '../../kernel/statistics/histogram.ts';
import { connectGiveUpMs, synGapsMs } from './syn-retries.ts';

describe('synGapsMs', () => {
  /** When each SYN after the first is sent, in seconds. */
  const sentAt = (options: Parameters<typeof synGapsMs>[0]): number[] => {
    let atMs = 0;
    return synGapsMs(options)
      .slice(0, -1)
      .map((gapMs) => (atMs += gapMs) / 1000);
  };

  it('is Linux’s, since 6.5 and before', () => {
    // Observed on Linux 6.18: +1, +2, +3, +4, +5, +7, +11.
    expect(sentAt({})).toEqual([1, 2, 3, 4, 5, 7, 11, 19, 35, 67]);
    expect(connectGiveUpMs({})).toBe(131_000);
    expect(sentAt({ tcpSynLinearTimeouts: 0 })).toEqual([1, 3, 7, 15, 31, 63]);
    expect(connectGiveUpMs({ tcpSynLinearTimeouts: 0 })).toBe(127_000);
    expect(synGapsMs({ tcpSynRetries: 9, tcpSynLinearTimeouts: 0 }).slice(-3)).toEqual([
      120_000, 120_000, 120_000,
    ]);
  });
});

describe('a SYN that a node drops', () => {
  /** The only pod is moved to the other node: clients that enter there have no answer until its rules know the pod. */
  const moves = (timeoutMs: number | null, tcpSynLinearTimeouts: number) => {
    const nodes = [
      { name: 'node-1', zone: 'a' },
      { name: 'node-2', zone: 'a' },
    ];
    const base = cluster({ nodes, controlPlane: { ...CONTROL_PLANE, watch: constant(20) } });
    return run(
      simulationOptions({
        durationMs: 12_000,
        warmupMs: 0,
        cluster: { ...base, network: { ...base.network, tcpSynLinearTimeouts } },
        workloads: [deployment({ replicas: 1 })],
        services: [{ name: 'web', selector: { app: 'web' }, externalTrafficPolicy: 'Local' }],
        traffic: [traffic({ arrivals: { type: 'constant', ratePerSecond: 50 }, timeoutMs })],
        events: [{ type: 'scale', atMs: 3000, workload: 0, replicas: 2 }],
      }),
    );
  };

  it('is sent again, and meets the rules of its own time', () => {
    const patient = moves(null, 4);
    expect(patient.kinds).toEqual({});
    const histogram = new Histogram();
    histogram.merge(patient.latency);
    // The second pod is ready some 6 to 11 s after the beginning: the first to come have waited so long, in steps.
    expect(histogram.max).toBeGreaterThan(5000);
    expect(histogram.max).toBeLessThan(12_000);
    // Older kernels wait longer between two attempts: at 1, 3, 7 s.
    const old = new Histogram();
    old.merge(moves(null, 0).latency);
    expect(old.mean).toBeGreaterThan(1.1 * histogram.mean);
  });

  it('is lost when the client gives up before', () => {
    const hasty = moves(900, 4);
    expect(Object.keys(hasty.kinds)).toEqual(['timeout']);
    expect(hasty.blamed).toEqual({ 'no-endpoints': hasty.kinds.timeout });
  });

  it('fails when its kernel gives up', () => {
    const result = run(
      simulationOptions({
        durationMs: 1000,
        warmupMs: 0,
        workloads: [deployment({ replicas: 1 })],
        services: [{ name: 'web', selector: { app: 'web' }, externalTrafficPolicy: 'Local' }],
        traffic: [traffic({ arrivals: { type: 'constant', ratePerSecond: 50 }, timeoutMs: null })],
      }),
    );
    expect(Object.keys(result.kinds)).toEqual(['timeout']);
    expect(result.inFlight).toBe(0);
    const lastMs = Math.max(...result.losses.map((loss) => loss.lastMs));
    expect(lastMs).toBeGreaterThan(131_000);
    expect(lastMs).toBeLessThan(133_000);
  });
});

import * as Pods from './workload/pod-memory.ts';
import * as fc from 'fast-check';
import { ints, reals } from './traffic/request-memory.ts';
import * as Row from './traffic/request-row.ts';
import * as RequestState from './traffic/request-state.ts';
import { describe, expect, it } from 'vitest';
import {
  application,
  cluster,
  constant,
  deployment,
  podTemplate,
  probe,
  simulationOptions,
  traffic,
} from '../testing/options.ts';
import { KEY, run } from '../testing/run.ts';
import type { SimulationOptions, TrafficOptions } from './options.ts';
import { Simulation, simulateReplication } from './simulation.ts';

const RESTART = { type: 'rolloutRestart', atMs: 30_000, workload: 0 } as const;
const restarting = (changes: Partial<SimulationOptions> = {}) =>
  simulationOptions({ events: [RESTART], durationMs: 90_000, ...changes });

describe('simulateReplication', () => {
  it('gives the same output for the same arguments, with or without a timeline', () => {
    const first = simulateReplication(restarting(), KEY, 3, { timeline: true });
    const second = simulateReplication(restarting(), KEY, 3, { timeline: false });
    expect({ ...second, timeline: [] }).toEqual({ ...first, timeline: [] });
    expect(second.timeline).toEqual([]);
  });

  it('gives another output for another replication or key', () => {
    const [a, b] = [0, 1].map((replication) =>
      simulateReplication(restarting(), KEY, replication, { timeline: false }),
    );
    const c = simulateReplication(restarting(), [1, 2, 3, 4], 0, { timeline: false });
    expect(new Set([a, b, c].map((output) => output!.latency.sum)).size).toBe(3);
  });

  it('counts the requests that arrive in the window, and no others', () => {
    const arrivals = { type: 'constant', ratePerSecond: 100 } as const;
    const window = simulationOptions({
      durationMs: 20_000,
      warmupMs: 5000,
      traffic: [traffic({ arrivals })],
    });
    expect(simulateReplication(window, KEY, 0, { timeline: false }).requests).toBe(1500);
  });

  it('reports progress, and ends when it is told to', () => {
    const many = simulationOptions({
      traffic: [traffic({ arrivals: { type: 'poisson', ratePerSecond: 3000 } })],
    });
    const reports: number[] = [];
    simulateReplication(many, KEY, 0, { timeline: false }, (requests) => reports.push(requests) > 0);
    expect(reports.length).toBeGreaterThan(1);
    expect(reports).toEqual(reports.toSorted((a, b) => a - b));
    expect(() => simulateReplication(many, KEY, 0, { timeline: false }, () => false)).toThrow(/ended early/);
  });
});

describe('common random numbers', () => {
  /** Arrival, demand and choice of every request, as its row was filled in. */
  function requestsOf(options: SimulationOptions): number[][] {
    const simulation = new Simulation(options, KEY, 0, false);
    const seen: number[][] = [];
    const { recorder } = simulation;
    const arrived = recorder.arrived.bind(recorder);
    recorder.arrived = (slot: number) => {
      arrived(slot);
      seen.push([
        reals[(slot << Row.REALS_LOG2) | Row.ARRIVAL_MS]!,
        reals[(slot << Row.REALS_LOG2) | Row.DEMAND_MS]!,
        ints[(slot << Row.INTS_LOG2) | Row.CHOICE]!,
      ]);
    };
    simulation.run();
    return seen;
  }

  it('request n is the same request under every variant', () => {
    const baseline = requestsOf(restarting());
    const graceful = podTemplate({
      preStopMs: 10_000,
      application: application({ onTerm: 'drain', concurrency: 2 }),
    });
    const variant = restarting({
      workloads: [deployment({ pod: graceful, replicas: 7 })],
      traffic: [traffic({ retries: { attempts: 2, backoffMs: 100 } })],
    });
    expect(baseline.length).toBeGreaterThan(15_000);
    expect(requestsOf(variant)).toEqual(baseline);
  });
});

describe('invariants under random settings', () => {
  const settings = fc.record({
    replicas: fc.integer({ min: 0, max: 6 }),
    nodes: fc.integer({ min: 1, max: 4 }),
    maxSurge: fc.integer({ min: 0, max: 3 }),
    maxUnavailable: fc.integer({ min: 0, max: 3 }),
    onTerm: fc.constantFrom('exit', 'drain', 'ignore'),
    health: fc.constantFrom('separate', 'shared'),
    probe: fc.boolean(),
    kills: fc.constantFrom('nobody', 'startupProbe', 'livenessProbe'),
    healthMs: fc.constantFrom(1, 400, 1200),
    grace: fc.integer({ min: 0, max: 6 }),
    preStopMs: fc.constantFrom(0, 500, 3000),
    concurrency: fc.integer({ min: 1, max: 4 }),
    queue: fc.integer({ min: 0, max: 8 }),
    rate: fc.constantFrom(20, 200, 500),
    pool: fc.integer({ min: 0, max: 8 }),
    attempts: fc.integer({ min: 0, max: 2 }),
    timeoutMs: fc.constantFrom(null, 50, 2000),
    externalMs: fc.constantFrom(0, 10),
    from: fc.constantFrom<TrafficOptions['from']>('external', 'cluster', { workload: 0 }),
    failureRatio: fc.constantFrom(0, 0.1),
    deadAddress: fc.constantFrom('timeout', 'unreachable'),
  });

  function optionsOf(s: typeof settings extends fc.Arbitrary<infer T> ? T : never): SimulationOptions {
    const { concurrency, queue, failureRatio } = s;
    const program = application({ concurrency, queue, failureRatio, onTerm: s.onTerm });
    const pod = podTemplate({
      application: { ...program, health: { path: s.health, serviceTime: constant(s.healthMs) } },
      terminationGracePeriodSeconds: s.grace,
      preStopMs: s.preStopMs,
      ...(s.probe ? {} : { readinessProbe: null }),
      ...(s.kills === 'nobody' ? {} : { [s.kills]: probe({ periodSeconds: 2, failureThreshold: 2 }) }),
    });
    const keepAlive = { type: 'keepAlive', pool: s.pool, idleTimeoutMs: 1000, maxRequests: 50 } as const;
    return simulationOptions({
      durationMs: 36_000,
      warmupMs: 2000,
      cluster: cluster({
        nodes: Array.from({ length: s.nodes }, (_, i) => ({ name: `n${i}`, zone: i % 2 ? 'a' : 'b' })),
        network: { ...cluster().network, externalMs: s.externalMs, deadAddress: s.deadAddress },
      }),
      workloads: [
        deployment({
          replicas: s.replicas,
          strategy: { maxSurge: s.maxSurge, maxUnavailable: s.maxUnavailable },
          pod,
        }),
      ],
      traffic: [
        traffic({
          from: s.from,
          arrivals: { type: 'poisson', ratePerSecond: s.rate },
          timeoutMs: s.timeoutMs,
          connections: s.pool === 0 ? { type: 'perRequest' } : keepAlive,
          retries: { attempts: s.attempts, backoffMs: 20 },
        }),
      ],
      events: [
        { type: 'rolloutRestart', atMs: 5000, workload: 0 },
        { type: 'scale', atMs: 15_000, workload: 0, replicas: (s.replicas + 2) % 5 },
        { type: 'rolloutRestart', atMs: 16_000, workload: 0 },
        { type: 'crashPod', atMs: 10_000, workload: 0, count: 2 },
        { type: 'crashPod', atMs: 16_500, workload: 0, count: 3 },
        { type: 'crashPod', atMs: 22_000, workload: 0, count: 1 },
      ],
    });
  }

  it('conserves requests, keeps to the wanted replicas and leaves no request behind', () => {
    fc.assert(
      fc.property(settings, (chosen) => {
        const simulation = new Simulation(optionsOf(chosen), KEY, 0, false);
        simulation.run();
        const inFlight = simulation.recorder.conserve();
        // Only clients that wait for ever may still wait when the run is ended.
        if (chosen.timeoutMs !== null) {
          expect(inFlight).toBe(0);
          const { extent } = simulation.requests;
          for (let slot = 0; slot < extent; slot++) {
            const isRequest = ints[(slot << Row.INTS_LOG2) | Row.SOURCE] !== Row.PROBE_SOURCE;
            const isOpen = ints[(slot << Row.INTS_LOG2) | Row.STATE] !== RequestState.free;
            expect(isOpen && isRequest && !simulation.requests.isAbandoned(slot)).toBe(false);
          }
        }
        for (const pod of simulation.controlPlane.store.pods) {
          if (!pod.gone) continue;
          expect(Pods.ints[(pod.number << Pods.INTS_LOG2) | Pods.BUSY]).toBe(0);
          expect(Pods.ints[(pod.number << Pods.INTS_LOG2) | Pods.CONNECTIONS]).toBe(-1);
        }
      }),
      { numRuns: 150, seed: 20_261_123 },
    );
  });
});

describe('a rolling restart of ten pods, 25 % and 25 %', () => {
  const ten = restarting({
    durationMs: 150_000,
    workloads: [
      deployment({ replicas: 10, strategy: { maxSurge: { percent: 25 }, maxUnavailable: { percent: 25 } } }),
    ],
  });

  it('takes the steps that Kubernetes takes', () => {
    const { timeline } = run(ten);
    const steps = timeline
      .filter(({ object }) => object.startsWith('deployment/'))
      .map(({ what }) => what.replace(/ReplicaSet \S+/, 'ReplicaSet').replace(/ at (\d+)/, ' → $1'));
    // Surge 3, unavailable 2: created at 3 and old to 8 in one sync, then the new one to 5.
    expect(steps.slice(0, 4)).toEqual([
      'rollout restart requested',
      'created new ReplicaSet → 3',
      'scaled old ReplicaSet 10 → 8',
      'scaled new ReplicaSet 3 → 5',
    ]);
    expect(steps.at(-1)).toBe('rollout of revision 2 complete');
  });

  it('never wants more than replicas + surge, though terminating pods may live beside them', () => {
    const graceful = podTemplate({ preStopMs: 20_000, application: application({ onTerm: 'drain' }) });
    const { rollout } = run({ ...ten, workloads: [{ ...ten.workloads[0]!, pod: graceful }] });
    expect(rollout.peakPods).toBeGreaterThan(13);
    expect(rollout.minReadyEndpoints).toBeGreaterThanOrEqual(8);
    expect(rollout.durationMs).toBeGreaterThan(5000);
  });

  it('waits for minReadySeconds before it counts a pod as available', () => {
    const patient = { ...ten.workloads[0]!, minReadySeconds: 7 };
    const quick = run(ten).rollout.durationMs!;
    const slow = run({ ...ten, workloads: [patient] }).rollout.durationMs!;
    expect(slow - quick).toBeGreaterThan(7000);
  });

  it('creates and deletes exactly the replicas', () => {
    const { pods } = run(ten);
    expect(pods.filter((pod) => pod.revision === 1)).toHaveLength(10);
    expect(pods.filter((pod) => pod.revision === 2)).toHaveLength(10);
    const alive = pods.filter((pod) => pod.phases.at(-1)!.phase === 'ready');
    expect(alive.map((pod) => pod.revision)).toEqual(alive.map(() => 2));
    expect(alive).toHaveLength(10);
  });
});

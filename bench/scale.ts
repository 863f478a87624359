/**
 * How the cost grows with the size of the service: per pod restarted, from 500 pods on 50 nodes to 5,000 on 500, with
 * next to no traffic; and per request, from 10 pods to 10,000, at 50,000 requests per second. The scenario itself
 * (bench/scale.json: 30 million requests and a restart of 5,000 pods) is for `simulate`.
 */
import { loadScenario, rootStreamKey, simulateReplication, type SimulationOptions } from '../src/index.ts';
import type { BenchTask } from './task.ts';

interface Size {
  readonly pods: number;
  readonly nodes: number;
  readonly ratePerSecond: number;
  readonly seconds: number;
  readonly restarted: boolean;
}

/** Requests served at once by all pods together. */
const SLOTS = 20_000;

function resized(options: SimulationOptions, size: Size): SimulationOptions {
  const [deployment, traffic] = [options.deployments[0]!, options.traffic[0]!];
  const { application } = deployment.pod;
  const concurrency = Math.max(1, Math.round(SLOTS / size.pods));
  const pod = { ...deployment.pod, application: { ...application, concurrency } };
  const nodes = Array.from({ length: size.nodes }, (_, i) => ({
    name: `node-${i + 1}`,
    zone: `zone-${i % 3}`,
  }));
  const arrivals = { type: 'poisson', ratePerSecond: size.ratePerSecond } as const;
  return {
    ...options,
    durationMs: size.seconds * 1000,
    warmupMs: 0,
    cluster: { ...options.cluster, nodes },
    deployments: [{ ...deployment, replicas: size.pods, pod }],
    traffic: [{ ...traffic, arrivals }],
    events: size.restarted ? [{ type: 'rolloutRestart', atMs: 1000, deployment: 0 }] : [],
  };
}

function task(name: string, size: Size): BenchTask {
  const { simulation, seed } = loadScenario({ inputs: ['bench/scale.json'] });
  const options = resized(simulation, size);
  const key = rootStreamKey(seed);
  let summary = '';
  return {
    name,
    unit: size.restarted ? 'pod' : 'request',
    operations: size.restarted ? size.pods : size.ratePerSecond * size.seconds,
    run: () => {
      const { requests, ok, pods } = simulateReplication(options, key, 0, { timeline: false });
      summary = `${requests}/${ok}/${pods.length}`;
    },
    checksum: () => summary,
  };
}

export function scaleTasks(tiny: boolean): BenchTask[] {
  const restarts = (tiny ? [10, 20] : [500, 1000, 2000, 5000]).map((pods) =>
    task(`restart of ${pods} pods`, {
      pods,
      nodes: pods / 10,
      ratePerSecond: 1,
      seconds: tiny ? 60 : 120,
      restarted: true,
    }),
  );
  const loads = (tiny ? [10, 100] : [10, 10_000]).map((pods) =>
    task(`requests to ${pods} pods`, {
      pods,
      nodes: Math.ceil(pods / 10),
      ratePerSecond: tiny ? 100 : 50_000,
      seconds: 10,
      restarted: false,
    }),
  );
  return [...restarts, ...loads];
}

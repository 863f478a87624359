import { describe, expect, it, vi } from 'vitest';
import { cluster, deployment, podTemplate, simulationOptions, traffic } from '../testing/options.ts';
import { KEY } from '../testing/run.ts';
import type { Pod } from './cluster/pod.ts';
import type { EventOptions } from './options.ts';
import { Simulation } from './simulation.ts';

/** What the control plane reads of a pod in order to know what has become of it. */
const WATCHED = ['node', 'hasAddress', 'ready', 'readySinceMs', 'deletionRequested', 'gone'] as const;

/** From now on every look at the pod is counted. */
function count(pod: Pod, key: (typeof WATCHED)[number], look: () => void): void {
  let value: unknown = pod[key];
  Object.defineProperty(pod, key, {
    get: () => {
      look();
      return value;
    },
    set: (next: unknown) => {
      value = next;
    },
  });
}

/** Looks at the pods there were at first, in the minute in which `event` happens, and what became of all pods. */
function looksCausedBy(event: EventOptions, replicas: number, nodeCount: number) {
  const nodes = Array.from({ length: nodeCount }, (_, i) => ({ name: `node-${i}`, zone: `zone-${i % 3}` }));
  const simulation = new Simulation(
    simulationOptions({
      durationMs: 60_000,
      cluster: cluster({ nodes }),
      workloads: [deployment({ replicas, pod: podTemplate({ readinessProbe: null }) })],
      traffic: [traffic({ arrivals: { type: 'constant', ratePerSecond: 1 } })],
      events: [event],
    }),
    KEY,
    0,
    false,
  );
  const { controlPlane } = simulation;
  const { pods } = controlPlane.store;
  let looks = 0;
  const start = controlPlane.start.bind(controlPlane);
  vi.spyOn(controlPlane, 'start').mockImplementation(() => {
    start();
    for (const pod of pods) for (const key of WATCHED) count(pod, key, () => looks++);
  });
  simulation.run();
  const looksOfRun = looks;
  const gone = pods.filter((pod) => pod.gone).length;
  const listed = pods.filter((pod) => simulation.endpoints.isListed(pod.number)).length;
  return { looks: looksOfRun, pods: pods.length, gone, listed };
}

describe('the work of one more pod', () => {
  const scaleTo = (replicas: number): EventOptions => {
    return { type: 'scale', atMs: 5000, workload: 0, replicas };
  };

  it('is to look at that pod, and at no other, however many there are', () => {
    for (const [replicas, nodes] of [
      [10, 3],
      [400, 40],
    ] as const) {
      const outcome = looksCausedBy(scaleTo(replicas + 1), replicas, nodes);
      expect(outcome).toMatchObject({ pods: replicas + 1, listed: replicas + 1 });
      // Each was found, once, to have been ready for long enough.
      expect(outcome.looks).toBe(replicas);
    }
  });

  it('and of one less to rank each pod once', () => {
    const looks = [20, 400].map((replicas) => {
      const outcome = looksCausedBy(scaleTo(replicas - 1), replicas, replicas / 10);
      expect(outcome).toMatchObject({ pods: replicas, gone: 1, listed: replicas - 1 });
      return outcome.looks / replicas;
    });
    expect(looks[1]).toBeLessThan(looks[0]! + 1);
  });
});

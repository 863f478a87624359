/**
 * A swarm of random scenarios with random faults. Whatever they do to the cluster, it keeps its books, and when all is
 * mended it comes to what is wanted of it. A failure is printed with the seed, the path to its case, and the scenario.
 */
import * as Pods from '../../model/workload/pod-columns.ts';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Simulation } from '../../model/simulation.ts';
import type { SimulationOptions } from '../../model/options.ts';
import * as RequestState from '../../model/traffic/request-state.ts';
import { ints } from '../../model/traffic/request-memory.ts';
import * as Row from '../../model/traffic/request-row.ts';
import * as AddressState from '../../model/workload/address-state.ts';
import { loadScenario } from '../../scenario/load.ts';
import { KEY } from '../run.ts';
import { DURATION_S, scenario } from './scenarios.ts';

const SEED = 20_261_123;
const RUNS = 500;
const SAMPLE_MS = 2500;
/** Nothing is undone that late: the cluster is at rest, but for pods that go on being restarted or evicted. */
const RESTING_MS = (DURATION_S - 15) * 1000;

/**
 * Every ReplicaSet has as many pods as it wants, and every workload whose pods are ready as many as its spec says. A
 * rollout whose pods are not ready, or fit nowhere, stays where it is.
 */
function isSettled({ controlPlane, options }: Simulation): boolean {
  const { pods } = controlPlane.store;
  const hasAll = pods.every(({ owner }) => !('replicas' in owner) || owner.active.size === owner.replicas);
  return options.workloads.every((_, index) => {
    const active = pods.filter((pod) => pod.workload === index && !pod.gone && !pod.deletionRequested);
    const isStuck = active.some(({ ready }) => !ready);
    return hasAll && (isStuck || active.length === replicasAtEnd(options, index));
  });
}

function replicasAtEnd({ workloads, events }: SimulationOptions, index: number): number {
  const scaled = events
    .filter((event) => event.type === 'scale' && event.workload === index)
    .toSorted((a, b) => a.atMs - b.atMs)
    .at(-1);
  if (scaled?.type === 'scale') return scaled.replicas;
  const workload = workloads[index]!;
  return 'replicas' in workload ? workload.replicas : 1;
}

/** What holds at any time. */
function checkNow(simulation: Simulation): void {
  const { controlPlane, recorder, options } = simulation;
  recorder.conserve();
  const present = controlPlane.store.pods.filter(({ gone }) => !gone);
  expect(new Set(present.map(({ name }) => name)).size, 'a pod is in two places').toBe(present.length);
  const askedOn = options.cluster.nodes.map(() => ({ cpu: 0, pods: 0 }));
  for (const pod of controlPlane.store.pods) {
    const { number } = pod;
    expect(Pods.busy[number]!).toBeLessThanOrEqual(Pods.concurrency[number]!);
    expect(Pods.busy[number]!).toBeGreaterThanOrEqual(0);
    expect(Pods.queued[number]!).toBeLessThanOrEqual(Pods.queueLimit[number]!);
    if (pod.gone) {
      expect(Pods.busy[number]).toBe(0);
      expect([AddressState.gone, AddressState.dead, AddressState.exited]).toContain(Pods.state[number]);
    } else if (pod.node >= 0) {
      askedOn[pod.node]!.cpu += pod.template.requests?.cpu ?? 0;
      askedOn[pod.node]!.pods++;
    }
  }
  options.cluster.nodes.forEach(({ cpu = Infinity, pods: limit = Infinity }, node) => {
    expect(askedOn[node]!.cpu).toBeLessThanOrEqual(cpu + 1e-9);
    expect(askedOn[node]!.pods).toBeLessThanOrEqual(limit);
  });
}

/** What holds when all has been well for long, and the last request is answered. */
function checkAtRest(simulation: Simulation): void {
  const { controlPlane, endpoints, requests, recorder } = simulation;
  expect(recorder.conserve()).toBe(0);
  for (const pod of controlPlane.store.pods) {
    const { number, gone, ready, deletionRequested } = pod;
    if (gone) expect(endpoints.isListed(number), `rules list ${pod.name}, which is gone`).toBe(false);
    // A grace period lasts for 8 s at most; the latest deletions may be under way.
    else if (ready && !deletionRequested) {
      const { accepting, hung } = AddressState;
      expect([accepting, hung], `${pod.name} is ready`).toContain(Pods.state[number]);
      expect(endpoints.isListed(number), `${pod.name} is ready, and no rules list it`).toBe(true);
    }
    expect(Pods.state[number], `${pod.name} is on a node with power`).not.toBe(AddressState.dead);
  }
  for (let slot = 0; slot < requests.extent; slot++) {
    const at = slot << Row.INTS_LOG2;
    const isOpen = ints[at | Row.STATE] !== RequestState.free;
    const isRequest = ints[at | Row.SOURCE] !== Row.PROBE_SOURCE;
    expect(isOpen && isRequest && !requests.isAbandoned(slot)).toBe(false);
  }
}

function runAndCheck(written: object): void {
  const { simulation: options } = loadScenario({ inputs: ['-'], stdin: JSON.stringify(written) });
  const simulation = new Simulation(options, KEY, 0, false);
  const { tasks, engine } = simulation;
  let lastMs = 0;
  let hasSettled = false;
  const sample = (): void => {
    expect(engine.now).toBeGreaterThanOrEqual(lastMs);
    lastMs = engine.now;
    checkNow(simulation);
    if (engine.now > RESTING_MS) hasSettled ||= isSettled(simulation);
    tasks.after(SAMPLE_MS, sample);
  };
  tasks.after(SAMPLE_MS, sample);
  simulation.run();
  expect(hasSettled, 'as many pods as wanted').toBe(true);
  checkAtRest(simulation);
}

describe(`a swarm of ${RUNS} scenarios (seed ${SEED})`, () => {
  const PARTS = 25;
  it.each(Array.from({ length: PARTS }, (_, part) => part))('keeps its invariants, part %i', (part) => {
    fc.assert(fc.property(scenario, runAndCheck), {
      numRuns: RUNS / PARTS,
      seed: SEED + part,
      endOnFailure: true,
    });
  });
});

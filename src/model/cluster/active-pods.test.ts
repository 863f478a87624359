import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ActivePods, isActive } from './active-pods.ts';
import type { Pod } from './pod.ts';

const NODES = 3;

/** What a test does to one pod; pods are made when they are first named. */
const step = fc.record({
  pod: fc.integer({ min: 0, max: 7 }),
  what: fc.constantFrom('bind', 'ready', 'unready', 'delete', 'wait'),
});

/** A pod of its own ReplicaSet, as far as its set looks at it. */
function newPod(number: number): Pod {
  return { number, node: -1, ready: false, readySinceMs: -Infinity, deletionRequested: false } as Pod;
}

/** The counts as Kubernetes takes them: by a look at every pod (FilterActivePods, IsPodAvailable). */
function naiveStatus(pods: readonly Pod[], minReadyMs: number, nowMs: number) {
  const active = pods.filter((pod) => !pod.deletionRequested);
  const ready = active.filter((pod) => pod.ready);
  const dueMs = ready.map((pod) => pod.readySinceMs + minReadyMs);
  const status = {
    replicas: active.length,
    ready: ready.length,
    available: dueMs.filter((ms) => ms <= nowMs).length,
  };
  return { active, status, nextMs: Math.min(...dueMs.filter((ms) => ms > nowMs)) };
}

function happen(pod: Pod, what: string, active: ActivePods, nowMs: number): void {
  if (what === 'bind' && pod.node === -1 && !pod.deletionRequested) {
    pod.node = pod.number % NODES;
    active.bound(pod);
  } else if (what === 'ready' && !pod.ready) {
    pod.ready = true;
    pod.readySinceMs = nowMs;
    active.readinessChanged(pod);
  } else if (what === 'unready' && pod.ready) {
    pod.ready = false;
    active.readinessChanged(pod);
  } else if (what === 'delete' && !pod.deletionRequested) {
    pod.deletionRequested = true;
    active.remove(pod);
  }
}

describe('ActivePods', () => {
  it('count the same, change by change, as a look at every pod', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.constantFrom(0, 2000), (steps, minReadyMs) => {
        const byNode = new Int32Array(1 + NODES);
        const active = new ActivePods(byNode);
        const pods: Pod[] = [];
        steps.forEach(({ pod: number, what }, i) => {
          const nowMs = 500 * i;
          let pod = pods.find((known) => known.number === number);
          if (pod === undefined) {
            pod = newPod(number);
            pods.push(pod);
            active.add(pod);
          }
          happen(pod, what, active, nowMs);
          const naive = naiveStatus(pods, minReadyMs, nowMs);
          expect(active.status(minReadyMs, nowMs)).toEqual(naive.status);
          expect(active.nextAvailableMs(minReadyMs)).toBe(naive.nextMs);
          expect([...active]).toEqual(naive.active);
          for (const { node } of naive.active) {
            expect(byNode[1 + node]).toBe(naive.active.filter((other) => other.node === node).length);
          }
        });
      }),
      { seed: 20_261_123 },
    );
  });

  it('know their fellows in the other ReplicaSets of the Deployment', () => {
    const byNode = new Int32Array(1 + NODES);
    const [old, fresh] = [new ActivePods(byNode), new ActivePods(byNode)];
    const here = { ...newPod(0), node: 1 };
    old.add(here);
    fresh.add({ ...newPod(1), node: 1 });
    fresh.add({ ...newPod(2), node: 2 });
    expect(old.fellowsOf(here)).toBe(2);
  });
});

describe('isActive', () => {
  it.each([
    ['Running', false, true],
    [null, false, true],
    ['Succeeded', false, false],
    ['Failed', false, false],
    ['Running', true, false],
  ])('phase %s, being deleted %s: %s', (phase, deleting, expected) => {
    expect(isActive(phase, deleting)).toBe(expected);
  });
});

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Engine } from '../../kernel/engine.ts';
import { Tasks } from '../../kernel/tasks.ts';
import { CONTROL_PLANE } from '../../testing/options.ts';
import { KEY } from '../../testing/run.ts';
import type { EndpointSliceControllerOptions } from '../options.ts';
import { Streams } from '../streams.ts';
import {
  EndpointSliceController,
  toEndpoint,
  type Endpoint,
  type EndpointVersion,
} from './endpoint-slices.ts';
import { Latencies } from './latencies.ts';
import type { Pod } from './pod.ts';

/** A controller of two services, of which the first selects workloads 0 and 1, the second only 1. */
function bench(publishNotReadyAddresses = false, changes: Partial<EndpointSliceControllerOptions> = {}) {
  const engine = new Engine();
  const tasks = new Tasks(engine, 0);
  const latencies = new Latencies(CONTROL_PLANE, new Streams(KEY, 0));
  const parts = { engine, tasks, latencies, sliceWatch: latencies };
  const services = ['first', 'second'].map((name) => ({ name, selector: {}, publishNotReadyAddresses }));
  const controller = new EndpointSliceController(parts, [[0], [0, 1]], services, {
    maxEndpointsPerSlice: 100,
    endpointUpdatesBatchPeriodMs: 0,
    ...changes,
  });
  const versions: [timeMs: number, EndpointVersion][] = [];
  const putOff: [timeMs: number, service: number, backoffMs: number][] = [];
  controller.ports = {
    endpointsStored: (stored) =>
      versions.push(...stored.map((each): [number, EndpointVersion] => [engine.now, each])),
    syncPutOff: (service, backoffMs) => putOff.push([engine.now, service, backoffMs]),
  };
  const until = (timeMs: number) => {
    while (engine.next(timeMs)) tasks.run(engine.slot);
  };
  const stored = (pod: Pod) => {
    controller.podStored(pod);
    tasks.after(20, () => controller.podChanged(pod));
  };
  return { engine, tasks, controller, versions, putOff, until, stored };
}

function newPod(number: number, workload: number, changes: Partial<Pod> = {}): Pod {
  const state = { hasAddress: true, ready: true, deletionRequested: false, gone: false, terminalPhase: null };
  return { number, workload, ...state, ...changes } as Pod;
}

describe('EndpointSliceController', () => {
  it('counts every pod with an address as ready under publishNotReadyAddresses', () => {
    const { controller } = bench(true);
    const conditions = [{ ready: false }, { deletionRequested: true }, { hasAddress: false }];
    conditions.forEach((changes, i) => controller.podStored(newPod(i, 0, changes)));
    expect(controller.storeNow(0)).toMatchObject([{ size: 2, ready: 2 }]);
  });

  it('stores what has changed, for the services that select the pod, and counts what there is', () => {
    const { controller, versions, until, stored } = bench();
    const pods = [newPod(0, 0), newPod(1, 1), newPod(2, 1, { hasAddress: false, ready: false })];
    pods.forEach((pod) => controller.podStored(pod));
    expect(controller.storeNow(0)).toMatchObject([{ version: 1, size: 2, ready: 2 }]);
    expect(controller.storeNow(1)).toMatchObject([{ version: 1, size: 1, ready: 1 }]);
    Object.assign(pods[0]!, { deletionRequested: true });
    stored(pods[0]!);
    until(1000);
    // 20 ms until it is seen, 1 ms of work, 10 ms until it is written.
    expect(versions).toEqual([[31, expect.objectContaining({ service: 0, version: 2, size: 2, ready: 1 })]]);
    expect(versions[0]![1].changes).toEqual([
      {
        pod: 0,
        before: { ready: true, serving: true, terminating: false },
        after: { ready: false, serving: true, terminating: true },
      },
    ]);
  });

  it('reads pods as they are when it runs: also one whose own change it has not seen yet', () => {
    const { controller, versions, until, stored } = bench();
    const [seen, unseen] = [newPod(5, 0), newPod(3, 0)];
    controller.podStored(unseen);
    stored(seen);
    until(1000);
    expect(versions.map(([, { changes }]) => changes.map(({ pod }) => pod))).toEqual([[3, 5]]);
  });

  it('writes nothing when what is stored is still true', () => {
    const { controller, versions, until, stored } = bench();
    const pod = newPod(0, 0);
    controller.podStored(pod);
    controller.storeNow(0);
    stored(pod);
    until(1000);
    expect(versions).toEqual([]);
  });

  it('writes the slices that a sync changes one after the other, and knows what each of them says', () => {
    const { controller, versions, until, stored } = bench(false, { maxEndpointsPerSlice: 2 });
    const pods = [0, 1, 2, 3, 4].map((number) => newPod(number, 0));
    pods.forEach((pod) => controller.podStored(pod));
    controller.storeNow(0);
    for (const i of [0, 1, 4]) {
      Object.assign(pods[i]!, { ready: false });
      stored(pods[i]!);
    }
    until(1000);
    expect(versions.map(([timeMs, { version, ready }]) => [timeMs, version, ready])).toEqual([
      [31, 2, 3],
      [41, 3, 2],
    ]);
    expect(controller.sliceCount(0)).toBe(3);
  });

  it('gathers the changes of pods for the batch period, which begins with the first of them', () => {
    const { controller, versions, until, stored } = bench(false, { endpointUpdatesBatchPeriodMs: 500 });
    const pods = [0, 1].map((number) => newPod(number, 0));
    pods.forEach((pod) => controller.podStored(pod));
    controller.storeNow(0);
    Object.assign(pods[0]!, { ready: false });
    stored(pods[0]!);
    until(400);
    Object.assign(pods[1]!, { ready: false });
    stored(pods[1]!);
    until(5000);
    // Seen after 20 ms, and 500 ms later 1 ms of work and 10 ms until it is written.
    expect(versions.map(([timeMs, { ready }]) => [timeMs, ready])).toEqual([[531, 0]]);
  });

  describe('while its cache is behind its own last write', () => {
    /** Pod i becomes unready at the i-th time. The write of a change at 0 is stored at 31, and seen at 51. */
    function changesAt(timesMs: readonly number[], changes: Partial<EndpointSliceControllerOptions> = {}) {
      const { controller, tasks, versions, putOff, until, stored } = bench(false, changes);
      const pods = timesMs.map((_, number) => newPod(number, 0));
      pods.forEach((pod) => controller.podStored(pod));
      controller.storeNow(0);
      pods.forEach((pod, i) => tasks.after(timesMs[i]!, () => stored(Object.assign(pod, { ready: false }))));
      until(60_000);
      const written = versions.map(([timeMs, { changes: of }]) => [timeMs, of.map(({ pod }) => pod)]);
      return { putOff, written };
    }

    it('fails a sync, and tries again a second later', () => {
      const { written, putOff } = changesAt([0, 29]);
      // Seen at 49, synced at 50: a millisecond too early.
      expect(putOff).toEqual([[50, 0, 1000]]);
      expect(written).toEqual([
        [31, [0]],
        [1061, [1]],
      ]);
    });

    it('syncs a change at once that comes when its own write is seen', () => {
      const { written, putOff } = changesAt([0, 30]);
      expect(putOff).toEqual([]);
      expect(written).toEqual([
        [31, [0]],
        [61, [1]],
      ]);
    });

    it('takes a change along that was put off, when another one comes before the second is over', () => {
      const { written, putOff } = changesAt([0, 29, 300]);
      expect(putOff).toHaveLength(1);
      expect(written).toEqual([
        [31, [0]],
        [331, [1, 2]],
      ]);
    });

    it('waits for the earliest of several tries, and from 1 s again after a success', () => {
      const { written, putOff } = changesAt([0, 22, 24, 2000, 2029]);
      expect(putOff.map(([timeMs, , backoffMs]) => [timeMs, backoffMs])).toEqual([
        [43, 1000],
        [45, 2000],
        [2050, 1000],
      ]);
      expect(written).toEqual([
        [31, [0]],
        [1054, [1, 2]],
        [2031, [3]],
        [3061, [4]],
      ]);
    });

    it('lets a try that is due before the end of a batch period come first', () => {
      const { written, putOff } = changesAt([0, 27, 1030], { endpointUpdatesBatchPeriodMs: 5 });
      expect(putOff).toEqual([[53, 0, 1000]]);
      // The third change is seen at 1050, and due at 1055.
      expect(written).toEqual([
        [36, [0]],
        [1064, [1, 2]],
      ]);
    });
  });

  it('arrives, change by change, where a look at every pod would', () => {
    const step = fc.record({
      pod: fc.integer({ min: 0, max: 6 }),
      flag: fc.constantFrom('hasAddress', 'ready', 'deletionRequested', 'gone'),
      waitMs: fc.constantFrom(0, 5, 40),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const { engine, versions, until, stored } = bench();
        const pods = Array.from({ length: 7 }, (_, i) => newPod(i, 0, { hasAddress: false }));
        for (const { pod, flag, waitMs } of steps) {
          Object.assign(pods[pod]!, { [flag]: !pods[pod]![flag] });
          stored(pods[pod]!);
          until(engine.now + waitMs);
        }
        until(engine.now + 60_000);
        const slices = new Map<number, Endpoint>();
        for (const [, { changes, size, ready }] of versions) {
          expect(changes.length).toBeGreaterThan(0);
          for (const { pod, before, after } of changes) {
            expect(slices.get(pod) ?? null).toEqual(before);
            if (after === null) slices.delete(pod);
            else slices.set(pod, after);
          }
          expect(size).toBe(slices.size);
          expect(ready).toBe([...slices.values()].filter((endpoint) => endpoint.ready).length);
        }
        pods.forEach((pod) => expect(slices.get(pod.number) ?? null).toEqual(toEndpoint(pod, false)));
      }),
      { seed: 20_261_123, numRuns: 60 },
    );
  });
});

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Engine } from '../../kernel/engine.ts';
import { Tasks } from '../../kernel/tasks.ts';
import { cluster, constant, CONTROL_PLANE, deployment, simulationOptions } from '../../testing/options.ts';
import { KEY, run } from '../../testing/run.ts';
import type { EndpointChange, EndpointVersion } from '../cluster/endpoint-slices.ts';
import { Latencies } from '../cluster/latencies.ts';
import type { KubeProxyOptions, ServiceOptions } from '../options.ts';
import { Streams } from '../streams.ts';
import { Timeline } from '../timeline.ts';
import { KubeProxies } from './kube-proxies.ts';

const READY = { ready: true, serving: true, terminating: false };

/** Makes versions of the slices of one service, out of the pods that are ready in each. */
function slices() {
  let before: readonly number[] = [];
  let version = 0;
  return (...pods: number[]): EndpointVersion => {
    const without = (list: readonly number[], others: readonly number[]) =>
      list.filter((pod) => !others.includes(pod));
    const changes: EndpointChange[] = [
      ...without(pods, before).map((pod) => ({ pod, before: null, after: READY })),
      ...without(before, pods).map((pod) => ({ pod, before: READY, after: null })),
    ];
    before = pods;
    changes.sort((a, b) => a.pod - b.pod);
    return { service: 0, version: ++version, changes, size: pods.length, ready: pods.length };
  };
}

interface Bench {
  nodeCount?: number;
  watchMs?: () => number;
  timeline?: boolean;
  service?: Partial<ServiceOptions>;
  proxy?: Partial<KubeProxyOptions>;
}

/** Proxies whose watches take 100 ms (or what the test says), and whose syncs take 20 ms. */
function bench({
  nodeCount = 2,
  watchMs = (): number => 100,
  timeline: withTimeline = false,
  ...more
}: Bench = {}) {
  const engine = new Engine();
  const tasks = new Tasks(engine, 0);
  const streams = new Streams(KEY, 0);
  const latencies = new Latencies({ ...CONTROL_PLANE, watch: constant(100) }, streams);
  latencies.draw = watchMs;
  const names = Array.from({ length: nodeCount }, (_, i) => `n${i + 1}`);
  const { kubeProxy, nodes } = cluster({ nodes: names.map((name, i) => ({ name, zone: 'ab'[i % 2]! })) });
  const services = [{ name: 'web', selector: {}, ...more.service }];
  const timeline = new Timeline(engine, withTimeline);
  const proxies = new KubeProxies(
    engine,
    tasks,
    latencies,
    timeline,
    { ...kubeProxy, ...more.proxy },
    nodes,
    services,
    streams,
  );
  const listings: [timeMs: number, pod: number, change: number][] = [];
  proxies.ports = {
    rulesChanged: (steps, ofNodes) => {
      for (const { added, removed } of steps) {
        for (const pod of added) listings.push([engine.now, pod, ofNodes]);
        for (const pod of removed) listings.push([engine.now, pod, -ofNodes]);
      }
    },
    localEndpointsChanged: () => {},
    rulesWritten: () => {},
    nodeOfPod: (pod) => pod % nodeCount,
    isNodeReady: () => true,
    nameOfPod: String,
    nameOfService: String,
  };
  const until = (timeMs: number) => {
    while (engine.next(timeMs)) tasks.run(engine.slot);
  };
  const at = (timeMs: number, action: () => void) => tasks.after(timeMs - engine.now, action);
  return { engine, proxies, listings, timeline, until, at };
}

/** When which version was in force, by the rules of SyncRunner, with every piece of news an event of its own. */
function syncsOf(all: readonly { waitMs: number; watchMs: number }[]): [timeMs: number, version: number][] {
  let storedMs = 0;
  const heard = all.map(({ waitMs, watchMs }, i) => {
    storedMs += waitMs;
    return { atMs: storedMs + watchMs, version: i + 2 };
  });
  const syncs: [number, number][] = [];
  let known = 1;
  for (let restsFromMs = 0; ;) {
    const news = heard.filter(({ version }) => version > known);
    const beginMs = Math.max(restsFromMs, Math.min(...news.map(({ atMs }) => atMs)));
    if (beginMs === Infinity) return syncs;
    known = Math.max(...news.filter(({ atMs }) => atMs <= beginMs).map(({ version }) => version));
    syncs.push([beginMs + 20, known]);
    restsFromMs = beginMs + 20 + 1000;
  }
}

/** Of several listings at one time, the last. */
function lastOfEach(listings: readonly (readonly [timeMs: number, pod: number, change: number])[]) {
  return [...new Map(listings.map(([timeMs, pod]) => [timeMs, pod]))];
}

describe('KubeProxies', () => {
  it('choose among what is in force on the node, and reject when that is nothing', () => {
    const { proxies } = bench();
    expect(proxies.choose(0, 0, 0, 0)).toBe(-1);
    proxies.adopt(slices()(4, 7));
    expect(proxies.choose(1, 0, 0, 0)).toBe(4);
    expect(proxies.choose(1, 0, 2 ** 32 - 1, 0)).toBe(7);
  });

  it('take longer for each endpoint of the Services that a sync writes', () => {
    const { proxies, listings, until, at } = bench({ nodeCount: 1, proxy: { syncPerEndpointMs: 5 } });
    const set = slices();
    proxies.adopt(set(4, 7));
    listings.splice(0);
    at(1000, () => proxies.endpointsStored([set(4, 7, 9)]));
    until(2000);
    expect(listings).toEqual([[1000 + 100 + 20 + 3 * 5, 9, 1]]);
    // Nothing has changed: nothing is written.
    at(5000, () => proxies.connect(0));
    until(5019);
    proxies.endpointsStored([set(4, 9)]);
    until(9000);
    expect(listings.at(-1)).toEqual([5020 + 1000 + 20 + 2 * 5, 7, -1]);
  });

  it('have a change in force after the watch and the sync, and say which pods came and went', () => {
    const { proxies, listings, until, at } = bench();
    const set = slices();
    proxies.adopt(set(4, 7));
    expect(listings.splice(0)).toEqual([
      [0, 4, 2],
      [0, 7, 2],
    ]);
    at(1000, () => proxies.endpointsStored([set(7, 9)]));
    until(1119);
    expect(proxies.choose(0, 0, 0, 0)).toBe(4);
    until(1120);
    expect(proxies.choose(0, 0, 0, 0)).toBe(7);
    const once = [
      [1120, 9, 1],
      [1120, 4, -1],
    ];
    expect(listings).toEqual([...once, ...once]);
  });

  it('write what was known when the sync began; the rest waits for the minimum interval', () => {
    const { proxies, until, at } = bench();
    const set = slices();
    proxies.adopt(set(4));
    at(1000, () => proxies.endpointsStored([set(5)]));
    at(1010, () => proxies.endpointsStored([set(6)]));
    until(1500);
    expect(proxies.choose(0, 0, 0, 0)).toBe(5);
    // 1,120 ms + 1 s + 20 ms
    until(2139);
    expect(proxies.choose(0, 0, 0, 0)).toBe(5);
    until(2140);
    expect(proxies.choose(0, 0, 0, 0)).toBe(6);
  });

  it('never go back to an older version that arrives late', () => {
    const delaysMs = [900, 100];
    const { proxies, listings, until } = bench({ nodeCount: 1, watchMs: () => delaysMs.shift()! });
    const set = slices();
    proxies.adopt(set(4));
    proxies.endpointsStored([set(9)]);
    proxies.endpointsStored([set(6)]);
    until(5000);
    expect(proxies.choose(0, 0, 0, 0)).toBe(6);
    expect(Math.max(...listings.map(([timeMs]) => timeMs))).toBe(120);
  });

  it('tell what one sync of many versions changed, in the net, by the names of a few', () => {
    const { proxies, timeline, until } = bench({ nodeCount: 1, timeline: true });
    const set = slices();
    const many = Array.from({ length: 20 }, (_, i) => 100 + i);
    proxies.adopt(set(4, 7));
    proxies.endpointsStored([set(7)]);
    proxies.endpointsStored([set(7, 8, 9)]);
    until(5000);
    proxies.endpointsStored([set(4, 7, 8, 9)]);
    proxies.endpointsStored([set(7, 8)]);
    until(10_000);
    proxies.endpointsStored([set(7, 8, ...many)]);
    until(15_000);
    expect(timeline.entries.map(({ what }) => what.replace(/.* endpoints: /, ''))).toEqual([
      '−4',
      '+8, +9',
      '+4',
      '−4, −9',
      '+100, +101, +102, +103, +104, +105, +106, +107, +108, +109, +110, +111 and 8 more changes',
    ]);
  });

  it('know at each sync what they have heard by then, whichever way they keep it', () => {
    const news = fc.record({
      waitMs: fc.constantFrom(1, 7, 40, 400, 1500),
      watchMs: fc.constantFrom(3.3, 20.7, 90.1, 1300.9),
    });
    fc.assert(
      fc.property(fc.array(news, { maxLength: 40 }), (all) => {
        let watchMs = 0;
        const { proxies, listings, until, at } = bench({ nodeCount: 1, watchMs: () => watchMs });
        const set = slices();
        let nowMs = 0;
        // Version n lists pod n alone.
        proxies.adopt(set(1));
        all.forEach((next, i) => {
          nowMs += next.waitMs;
          at(nowMs, () => {
            ({ watchMs } = next);
            proxies.endpointsStored([set(i + 2)]);
          });
        });
        until(Infinity);
        const came = listings.filter(([timeMs, , change]) => timeMs > 0 && change === 1);
        expect(lastOfEach(came)).toEqual(syncsOf(all));
      }),
      { seed: 20_261_123 },
    );
  });

  it('need no event for a version that comes before they can use it', () => {
    const { engine, proxies, until, at } = bench({ nodeCount: 10 });
    const set = slices();
    proxies.adopt(set(1));
    for (let i = 0; i < 5; i++) at(1000 + 150 * i, () => proxies.endpointsStored([set(200 + i)]));
    until(10_000);
    // The five themselves; on each node one that wakes it, then the ends of two syncs and of two rests.
    expect(engine.dispatched).toBe(5 + 10 * 5);
    expect(proxies.choose(9, 0, 0, 0)).toBe(204);
  });

  it('look at what has changed, however many endpoints and nodes there are', () => {
    const looks = [
      [10, 2],
      [1000, 50],
    ].map(([pods, nodeCount]) => {
      let count = 0;
      const counted = (pod: number, change: Partial<EndpointChange>): EndpointChange => ({
        get pod() {
          count++;
          return pod;
        },
        before: null,
        after: null,
        ...change,
      });
      const version = (number: number, changes: EndpointChange[]): EndpointVersion => {
        return { service: 0, version: number, changes, size: 1, ready: 1 };
      };
      const { proxies, listings, until } = bench({ nodeCount: nodeCount! });
      const first = Array.from({ length: pods! }, (_, pod) => counted(pod, { after: READY }));
      proxies.adopt(version(1, first));
      count = 0;
      listings.length = 0;
      proxies.endpointsStored([
        version(2, [counted(3, { before: READY }), counted(pods!, { after: READY })]),
      ]);
      until(5000);
      expect(listings).toHaveLength(2 * nodeCount!);
      expect(proxies.choose(nodeCount! - 1, 0, 2 ** 32 - 1, 0)).toBe(pods);
      return count;
    });
    expect(looks[0]).toBeGreaterThan(0);
    expect(looks[1]).toBe(looks[0]);
  });

  it('update each in their own time: during a rollout two nodes’ views differ', () => {
    const slowAndFast = { type: 'exponential', mean: 300 } as const;
    const options = simulationOptions({
      cluster: cluster({ controlPlane: { ...CONTROL_PLANE, watch: slowAndFast } }),
      workloads: [deployment()],
      events: [{ type: 'rolloutRestart', atMs: 20_000, workload: 0 }],
    });
    const { timeline } = run(options);
    const removals = timeline.filter(
      ({ object, what }) => object.startsWith('kube-proxy/') && what.includes('−'),
    );
    expect(new Set(removals.map(({ object }) => object)).size).toBe(3);
    expect(new Set(removals.map(({ timeMs }) => timeMs)).size).toBe(removals.length);
  });
});

describe('ClientIP affinity', () => {
  const service = { sessionAffinity: { timeoutMs: 10_000 } };
  /** Which pod each of 40 clients gets, with draws that differ every time. */
  let draw = 0;
  const podsOf = (proxies: KubeProxies, node = 0): number[] =>
    Array.from({ length: 40 }, (_, client) => {
      draw = (draw + 0x9e3779b9) >>> 0;
      return proxies.choose(node, 0, draw, client);
    });

  it.each(['iptables', 'nftables', 'ipvs', 'userspace'] as const)(
    '%s: new connections of a client go to one pod, on each node by itself, until they pause',
    (mode) => {
      const { proxies, until, at } = bench({ service, proxy: { mode } });
      const wait = (timeMs: number): void => {
        at(timeMs, () => {});
        until(timeMs);
      };
      proxies.adopt(slices()(4, 7, 9));
      const first = podsOf(proxies);
      expect(new Set(first)).toEqual(new Set([4, 7, 9]));
      podsOf(proxies, 1);
      podsOf(proxies, 1);
      wait(9000);
      expect(podsOf(proxies)).toEqual(first);
      wait(18_999);
      expect(podsOf(proxies)).toEqual(first);
      podsOf(proxies, 1).pop();
      wait(28_999);
      expect(podsOf(proxies)).not.toEqual(first);
    },
  );

  it('moves the clients of a pod that goes, and no others; it ends with the rules', () => {
    const { proxies, until } = bench({ service, nodeCount: 1 });
    const set = slices();
    proxies.adopt(set(4, 7));
    const first = podsOf(proxies);
    proxies.endpointsStored([set(7)]);
    until(120);
    proxies.endpointsStored([set(4, 7)]);
    until(4000);
    const back = podsOf(proxies);
    expect(back.filter((pod, client) => first[client] === 7 && pod !== 7)).toEqual([]);
    const ofFour = back.filter((_, client) => first[client] === 4);
    expect(new Set(ofFour)).toEqual(new Set([4, 7]));
  });

  it('counts the connections that stick, for those who count', () => {
    const { proxies } = bench({ service, proxy: { mode: 'ipvs', scheduler: 'lc' } });
    proxies.adopt(slices()(4, 7));
    const pod = proxies.choose(0, 0, 0, 1);
    for (let i = 0; i < 5; i++) expect(proxies.choose(0, 0, 0, 1)).toBe(pod);
    const others = Array.from({ length: 6 }, (_, i) => proxies.choose(0, 0, 0, 100 + i));
    expect(new Set(others)).toEqual(new Set([11 - pod]));
  });
});

import { describe, expect, it } from 'vitest';
import { Engine } from '../../kernel/engine.ts';
import { Tasks } from '../../kernel/tasks.ts';
import { cluster, constant, CONTROL_PLANE, deployment, simulationOptions } from '../../testing/options.ts';
import { KEY, run } from '../../testing/run.ts';
import type { EndpointSet } from '../cluster/endpoint-slices.ts';
import { Latencies } from '../cluster/latencies.ts';
import { Streams } from '../streams.ts';
import { Timeline } from '../timeline.ts';
import { KubeProxies } from './kube-proxies.ts';

const set = (version: number, ...pods: number[]): EndpointSet => ({
  service: 0,
  version,
  endpoints: pods.map((pod) => ({ pod, ready: true, serving: true, terminating: false })),
});

/** Proxies of two nodes whose watches take 100 ms (and what the test adds), and whose syncs take 20 ms. */
function bench() {
  const engine = new Engine();
  const tasks = new Tasks(engine, 0);
  const streams = new Streams(KEY, 0);
  const latencies = new Latencies({ ...CONTROL_PLANE, watch: constant(100) }, streams);
  const { kubeProxy, nodes } = cluster({ nodes: ['n1', 'n2'].map((name) => ({ name, zone: 'a' })) });
  const timeline = new Timeline(engine, false);
  const proxies = new KubeProxies(tasks, latencies, timeline, kubeProxy, nodes, 1, streams);
  const listings: [timeMs: number, pod: number, change: number][] = [];
  proxies.ports = {
    listed: (pod, change) => listings.push([engine.now, pod, change]),
    nameOfPod: String,
    nameOfService: String,
  };
  const until = (timeMs: number) => {
    while (engine.next(timeMs)) tasks.run(engine.slot);
  };
  const at = (timeMs: number, action: () => void) => tasks.after(timeMs - engine.now, action);
  return { proxies, listings, until, at };
}

describe('KubeProxies', () => {
  it('choose among what is in force on the node, and reject when that is nothing', () => {
    const { proxies } = bench();
    expect(proxies.choose(0, 0, 0)).toBe(-1);
    proxies.adopt(set(1, 4, 7));
    expect(proxies.choose(1, 0, 0)).toBe(4);
    expect(proxies.choose(1, 0, 2 ** 32 - 1)).toBe(7);
  });

  it('have a change in force after the watch and the sync, and say which pods came and went', () => {
    const { proxies, listings, until, at } = bench();
    proxies.adopt(set(1, 4, 7));
    listings.length = 0;
    at(1000, () => proxies.endpointsStored(set(2, 7, 9)));
    until(1119);
    expect(proxies.choose(0, 0, 0)).toBe(4);
    until(1120);
    expect(proxies.choose(0, 0, 0)).toBe(7);
    const once = [
      [1120, 9, 1],
      [1120, 4, -1],
    ];
    expect(listings).toEqual([...once, ...once]);
  });

  it('write what was known when the sync began; the rest waits for the minimum interval', () => {
    const { proxies, until, at } = bench();
    proxies.adopt(set(1, 4));
    at(1000, () => proxies.endpointsStored(set(2, 5)));
    at(1010, () => proxies.endpointsStored(set(3, 6)));
    until(1500);
    expect(proxies.choose(0, 0, 0)).toBe(5);
    // 1,120 ms + 1 s + 20 ms
    until(2139);
    expect(proxies.choose(0, 0, 0)).toBe(5);
    until(2140);
    expect(proxies.choose(0, 0, 0)).toBe(6);
  });

  it('never go back to an older version that arrives late', () => {
    const { proxies, until } = bench();
    proxies.adopt(set(5, 4));
    proxies.endpointsStored(set(3, 9));
    until(5000);
    expect(proxies.choose(0, 0, 0)).toBe(4);
  });

  it('update each in their own time: during a rollout two nodes’ views differ', () => {
    const slowAndFast = { type: 'exponential', mean: 300 } as const;
    const options = simulationOptions({
      cluster: cluster({ controlPlane: { ...CONTROL_PLANE, watch: slowAndFast } }),
      deployments: [deployment()],
      events: [{ type: 'rolloutRestart', atMs: 20_000, deployment: 0 }],
    });
    const { timeline } = run(options);
    const removals = timeline.filter(
      ({ object, what }) => object.startsWith('kube-proxy/') && what.includes('−'),
    );
    expect(new Set(removals.map(({ object }) => object)).size).toBe(3);
    expect(new Set(removals.map(({ timeMs }) => timeMs)).size).toBe(removals.length);
  });
});

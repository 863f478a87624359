import { describe, expect, it } from 'vitest';
import { deployment, podTemplate, simulationOptions, traffic } from '../../testing/options.ts';
import { run } from '../../testing/run.ts';
import type { PodPorts, ServiceOptions, SimulationOptions } from '../options.ts';
import { isClosed, portAt } from './target-port.ts';

const declares = (...declared: PodPorts['declared']): PodPorts => ({ declared, others: false });
const HTTP_8080 = declares({ number: 8080, name: 'http' });
const HTTP_9090 = declares({ number: 9090, name: 'http' });

/** A Service in front of pods with these ports, of which an event makes others after a minute. */
function options(
  services: readonly Partial<ServiceOptions>[],
  ports: PodPorts,
  later?: PodPorts,
): SimulationOptions {
  const pod = podTemplate({ ports, preStopMs: 5000 });
  const spec = deployment({ pod: { ...pod, ...(later && { ports: later }) } });
  return simulationOptions({
    workloads: [deployment({ pod })],
    services: services.map((each, i) => ({ name: `web-${i}`, selector: { app: 'web' }, ...each })),
    traffic: services.map((_, service) =>
      traffic({ name: `users-${service}`, service, arrivals: { type: 'poisson', ratePerSecond: 50 } }),
    ),
    events: later === undefined ? [] : [{ type: 'applyManifest', atMs: 60_000, workload: 0, spec }],
  });
}

describe('targetPort', () => {
  it('finds the first port of its name in each pod, and takes a number as it is', () => {
    const ports = declares({ number: 8080, name: 'http' }, { number: 8081, name: 'http' });
    expect(portAt({ targetPort: 'http' }, { ports })).toBe(8080);
    expect(portAt({ targetPort: 'grpc' }, { ports })).toBeNull();
    expect(portAt({ targetPort: 'http' }, {})).toBeNull();
    expect(portAt({ targetPort: 7 }, { ports })).toBe(7);
  });

  it('is closed where nobody can be listening on its number', () => {
    expect(isClosed({ targetPort: 9090 }, { ports: HTTP_8080 })).toBe(true);
    expect(isClosed({ targetPort: 9090 }, { ports: { ...HTTP_8080, others: true } })).toBe(false);
    expect(isClosed({ targetPort: 9090 }, {})).toBe(false);
    expect(isClosed({ targetPort: 8080 }, { ports: HTTP_8080 })).toBe(false);
    expect(isClosed({ targetPort: 'http' }, { ports: HTTP_8080 })).toBe(false);
    expect(isClosed({}, { ports: HTTP_8080 })).toBe(false);
  });

  it('follows a name to another number, pod by pod, and loses nothing', () => {
    const result = run(options([{ targetPort: 'http' }], HTTP_8080, HTTP_9090));
    expect(result.pods).toHaveLength(8);
    expect(result.blamed).toEqual({});
  });

  it('by number leads to a closed port of the new pods, which refuses at once', () => {
    const result = run(options([{ targetPort: 8080 }, { targetPort: 'http' }], HTTP_8080, HTTP_9090));
    expect(result.kinds).toEqual({ refused: result.blamed['closed-port'] });
    // All of its requests after a rollout of some 15 seconds, 50 a second.
    expect(result.blamed['closed-port']).toBeGreaterThan(50 * 40);
    expect(result.blamed['closed-port']).toBeLessThan(50 * 60);
  });

  it('by a name that the new pods do not have makes them endpoints of nothing', () => {
    const grpc = declares({ number: 8080, name: 'grpc' });
    const result = run(options([{ targetPort: 'http' }], HTTP_8080, grpc));
    // The last old pods are used while they terminate.
    expect(result.blamed['closed-port']).toBeUndefined();
    expect(result.blamed['no-endpoints']).toBeGreaterThan(1000);
  });
});

describe('several ports of a Service', () => {
  const PORTS = declares({ number: 8080, name: 'http' }, { number: 9000, name: 'grpc' });
  const BOTH = [{ targetPort: 'http' }, { targetPort: 'grpc', portOf: 0 }];

  it('have the same endpoints at the same times, from slices that are written once', () => {
    const one = options([{ targetPort: 'http' }], PORTS);
    const two = options(BOTH, PORTS);
    const events = [{ type: 'rolloutRestart', atMs: 60_000, workload: 0 }] as const;
    const stored = /^endpointslice\/web-0/;
    const alone = run({ ...one, events });
    const both = run({ ...two, events });
    expect(both.times(stored)).toEqual(alone.times(stored));
    expect(both.times(/^endpointslice\/web-1/)).toEqual(both.times(stored));
    expect(both.series.readyEndpoints).toEqual(alone.series.readyEndpoints);
  });

  it('lead only to the pods that have them', () => {
    const later = declares({ number: 8080, name: 'http' });
    const result = run(options(BOTH, PORTS, later));
    expect(result.blamed['no-endpoints']).toBeGreaterThan(1000);
    const slices = result.timeline.filter(({ object }) => object.startsWith('endpointslice/'));
    expect(slices.findLast(({ object }) => object.endsWith('-0'))!.what).toBe('4 of 4 endpoints ready');
    expect(slices.findLast(({ object }) => object.endsWith('-1'))!.what).toBe('0 of 0 endpoints ready');
  });
});

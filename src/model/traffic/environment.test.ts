import { describe, expect, it } from 'vitest';
import {
  application,
  cluster,
  constant,
  deployment,
  NO_NETWORK,
  podTemplate,
  probe,
  simulationOptions,
  traffic,
} from '../../testing/options.ts';
import { run } from '../../testing/run.ts';
import type { CallOptions, EnvironmentOptions, EventOptions, TrafficOptions } from '../options.ts';

const HALF_MS = 60_000;
const BLAME = 'no-environment-variable';

/** Pods named shop, which call or send to those of the Service db, ten times a second for two minutes. */
function options(
  { environment, events = [], ...source }: Partial<TrafficOptions> & { events?: readonly EventOptions[] },
  calls: readonly CallOptions[] = [],
) {
  const pod = (program: Parameters<typeof application>[0]) =>
    podTemplate({
      readinessProbe: probe({ periodSeconds: 1 }),
      application: application({ serviceTime: constant(5), concurrency: 100, ...program }),
    });
  const workload = (name: string, program = {}) =>
    deployment({ name, replicas: 2, labels: { app: name }, pod: pod(program) });
  return simulationOptions({
    durationMs: 2 * HALF_MS,
    warmupMs: 0,
    cluster: cluster({ nodes: [{ name: 'node-1', zone: 'a' }], network: NO_NETWORK }),
    workloads: [workload('db'), workload('shop', calls.length > 0 ? { calls } : {})],
    services: [
      { name: 'db', selector: { app: 'db' } },
      { name: 'shop', selector: { app: 'shop' } },
    ],
    traffic: [
      traffic({
        from: { workload: 1 },
        arrivals: { type: 'constant', ratePerSecond: 10 },
        ...(environment && { environment }),
        ...source,
      }),
    ],
    events,
  });
}

function created(serviceCreated: EnvironmentOptions['serviceCreated']) {
  return { environment: { serviceCreated } };
}

const RESTART: EventOptions = { type: 'rolloutRestart', atMs: HALF_MS, workload: 1 };

describe('clients that read the environment of their container', () => {
  it('find a Service that is older than they', () => {
    const result = run(options(created('beforePods')));
    expect(result.ok).toBe(result.requests);
  });

  it('do not find a younger one, and fail at once', () => {
    const result = run(options(created('afterPods')));
    expect(result.ok).toBe(0);
    expect(result.blamed).toEqual({ [BLAME]: result.requests });
    expect(result.kinds).toEqual({ unreachable: result.requests });
  });

  it.each([
    { type: 'keepAlive', pool: 2, idleTimeoutMs: 60_000, maxRequests: 1000 },
    { type: 'http2', connections: 1, maxConcurrentStreams: 10, idleTimeoutMs: 60_000 },
  ] as const)('have nothing to connect to, $type', (connections) => {
    const result = run(options({ ...created('afterPods'), connections }));
    expect(result.blamed).toEqual({ [BLAME]: result.requests });
  });

  it('find it once their pods have been replaced, as new containers have variables', () => {
    const result = run(options({ ...created('afterPods'), events: [RESTART] }));
    expect(result.blamed[BLAME]).toBeGreaterThanOrEqual(600);
    expect(result.blamed[BLAME]).toBeLessThan(900);
    expect(result.ok).toBe(result.requests - result.blamed[BLAME]!);
  });

  it('find it once their own container has been started again, in the same pod', () => {
    const events: EventOptions[] = [{ type: 'crashPod', atMs: HALF_MS, workload: 1, count: 2 }];
    const result = run(options({ ...created('afterPods'), events }));
    expect(result.ok).toBeGreaterThan(400);
    expect(result.pods.filter(({ workload }) => workload === 'deployment/shop')).toHaveLength(2);
  });

  it('may be pods that make calls', () => {
    const call: CallOptions = {
      service: 0,
      probability: 1,
      mode: 'sequential',
      connections: { type: 'perRequest' },
      timeoutMs: 1000,
      retries: { attempts: 0, backoffMs: 0 },
      ...created('afterPods'),
    };
    const result = run(options({ from: 'cluster', service: 1, events: [RESTART] }, [call]));
    expect(result.kinds['http5xx']).toBe(result.blamed[BLAME]);
    expect(result.blamed[BLAME]).toBeGreaterThanOrEqual(600);
    expect(result.ok).toBeGreaterThan(200);
  });
});

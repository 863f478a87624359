/**
 * Random scenarios, small and valid: every part of the format that can be combined with the others, and a schedule of
 * faults that ends with all nodes well, so that the cluster comes to rest.
 */
import * as fc from 'fast-check';
import { faults, schedule } from './events.ts';
import { optional } from './pods.ts';
import { KINDS, workload } from './workloads.ts';

export const DURATION_S = 120;

function service(name: string, selector: Readonly<Record<string, string>>) {
  return fc
    .record(
      {
        sessionAffinity: fc.constant('ClientIP'),
        internalTrafficPolicy: fc.constant('Local'),
        trafficDistribution: fc.constantFrom('PreferClose', 'PreferSameNode'),
        publishNotReadyAddresses: fc.boolean(),
        type: fc.constantFrom('NodePort', 'LoadBalancer'),
        ports: fc
          .record({ http: fc.constantFrom(8080, 'http'), admin: fc.constantFrom(9090, 'admin') })
          .map(({ http, admin }) => [
            { name: 'http', port: 80, targetPort: http },
            { name: 'admin', port: 81, targetPort: admin },
          ]),
      },
      { requiredKeys: ['ports'] },
    )
    .map((spec) => ({ kind: 'Service', metadata: { name }, spec: { ...spec, selector } }));
}

const limit = fc.oneof(
  fc.record({ minAvailable: fc.oneof(fc.integer({ min: 0, max: 5 }), fc.constantFrom('50%', '100%')) }),
  fc.record({ maxUnavailable: fc.oneof(fc.integer({ min: 0, max: 2 }), fc.constantFrom('30%', '0%')) }),
);

const budget = fc
  .record({
    limit,
    selector: fc.constantFrom({ app: 'web' }, { app: 'api' }, { tier: 'all' }),
    unhealthyPodEvictionPolicy: fc.constantFrom('IfHealthyBudget', 'AlwaysAllow'),
  })
  .map(({ limit: own, selector, ...rest }) => ({
    kind: 'PodDisruptionBudget',
    metadata: { name: 'web' },
    spec: { ...own, ...rest, selector: { matchLabels: selector } },
  }));

const metric = fc.constantFrom(
  { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 20 } } },
  {
    type: 'External',
    external: { metric: { name: 'queue' }, target: { type: 'AverageValue', averageValue: '5' } },
  },
  { type: 'Pods', pods: { metric: { name: 'served' }, target: { type: 'AverageValue', averageValue: '1' } } },
);

const behavior = fc.constantFrom(
  undefined,
  { scaleDown: { stabilizationWindowSeconds: 0 } },
  {
    scaleUp: { policies: [{ type: 'Pods', value: 1, periodSeconds: 15 }] },
    scaleDown: { selectPolicy: 'Disabled' },
  },
);

const autoscaler = fc
  .record({
    metrics: fc.uniqueArray(metric, { minLength: 1 }),
    behavior,
    maxReplicas: fc.integer({ min: 2, max: 6 }),
  })
  .map(({ behavior: own, ...spec }) => ({
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'web' },
    spec: {
      ...spec,
      scaleTargetRef: { kind: 'Deployment', name: 'web' },
      minReplicas: 1,
      ...(own !== undefined && { behavior: own }),
    },
  }));

const source = (name: string, to: string) =>
  fc
    .record({
      from: fc.constantFrom('external', 'external', 'ingress', 'cluster', 'web'),
      port: fc.constantFrom('http', 'http', 'admin'),
      arrivals: fc.constantFrom<object>(
        { poisson: { rate: '2/s' } },
        { constant: { rate: '1.5/s' } },
        { closed: { users: 2, thinkTime: '1s' } },
      ),
      connections: fc.constantFrom<object>(
        { perRequest: true },
        { keepAlive: { pool: 3, idleTimeout: '5s', maxRequests: 20 } },
        { http2: { maxConcurrentStreams: 4 } },
      ),
      timeout: fc.constantFrom('50ms', '2s', '10s'),
      retries: fc.record({
        attempts: fc.integer({ min: 0, max: 2 }),
        backoff: fc.constantFrom('0s', '50ms'),
      }),
    })
    .map(({ from, ...rest }) => ({
      name,
      to,
      ...rest,
      ...(from === 'ingress' ? { from: 'external', via: 'ingress' } : { from }),
    }));

const nodes = fc
  .array(
    fc.record(
      {
        zone: fc.constantFrom('a', 'b', 'c'),
        cpu: fc.constantFrom('200m', '1', '4'),
        pods: fc.integer({ min: 1, max: 6 }),
        labels: fc.constant({ disk: 'fast' }),
        taints: fc.constantFrom(
          [{ key: 'reserved', effect: 'NoSchedule' }],
          [{ key: 'soft', effect: 'PreferNoSchedule' }],
        ),
      },
      { requiredKeys: ['zone'] },
    ),
    { minLength: 1, maxLength: 4 },
  )
  .map((list) => list.map((node, i) => ({ name: `n${i}`, ...node })));

const cluster = fc.record({
  nodes,
  nodeMonitorGracePeriod: fc.constantFrom('5s', '20s', '50s'),
  kubeProxy: fc.oneof(
    fc.record({ mode: fc.constantFrom('iptables', 'nftables', 'userspace') }),
    fc.record({ mode: fc.constant('ipvs'), scheduler: fc.constantFrom('rr', 'lc', 'sed', 'mh') }),
  ),
  network: fc.record({
    deadAddress: fc.constantFrom('timeout', 'unreachable'),
    external: fc.constantFrom('0s', '10ms'),
    sameNode: fc.constantFrom('0s', '0.05ms'),
  }),
  controlPlane: fc.constantFrom({}, { imagePull: '3s' }),
});

/** A scenario as it would stand in a file. */
export const scenario = fc
  .record({
    cluster,
    web: workload('web', ['Deployment']),
    api: workload('api', KINDS),
    late: workload('late', KINDS),
    services: fc.tuple(service('web', { app: 'web' }), service('all', { tier: 'all' })),
    budget: optional(budget),
    autoscaler: fc.oneof(
      { weight: 2, arbitrary: fc.constant(undefined) },
      { weight: 1, arbitrary: autoscaler },
    ),
    traffic: fc.tuple(source('one', 'web'), source('two', 'all')),
    faults,
  })
  .map(({ cluster: own, web, api, late, services, traffic, ...rest }) => {
    const more = [rest.budget, rest.autoscaler].filter((each) => each !== undefined);
    return {
      version: 1,
      title: 'swarm',
      duration: `${DURATION_S}s`,
      warmup: '1s',
      cluster: own,
      resources: [web.object, api.object, ...services, ...more],
      applications: { web: web.application, api: api.application },
      metrics: {
        queue: [
          { at: '0s', value: 5 },
          { at: '20s', value: 20 },
          { at: '50s', value: 10 },
        ],
      },
      traffic,
      events: schedule(rest.faults, [web, api], late, own.nodes),
    };
  });

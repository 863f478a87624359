/**
 * Random scenarios, small and valid: every part of the format that can be combined with the others, and a schedule of
 * faults that ends with all nodes well, so that the cluster comes to rest.
 */
import * as fc from 'fast-check';

/** Faults happen before; then everything is mended, and the cluster has the rest of the time to settle. */
const MENDED_S = 40;
export const DURATION_S = 130;

const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const seconds = (max: number) => fc.integer({ min: 0, max: max * 4 }).map((quarter) => `${quarter / 4}s`);

const probe = fc.record(
  {
    httpGet: fc.constant({ path: '/', port: 8080 }),
    periodSeconds: fc.integer({ min: 1, max: 10 }),
    failureThreshold: fc.integer({ min: 1, max: 3 }),
    initialDelaySeconds: fc.integer({ min: 0, max: 5 }),
  },
  { requiredKeys: ['httpGet', 'periodSeconds'] },
);

const tolerations = fc.constantFrom(
  [],
  [{ key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 10 }],
  [{ operator: 'Exists', tolerationSeconds: 0 }],
  [{ operator: 'Exists' }],
);

const intOrPercent = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.constantFrom('25%', '50%', '100%'));

/** Both 0 is a mistake. */
const rollingUpdate = fc
  .record({ maxSurge: intOrPercent, maxUnavailable: intOrPercent })
  .filter(({ maxSurge, maxUnavailable }) => maxSurge !== 0 || maxUnavailable !== 0);

const podSpec = fc
  .record({
    terminationGracePeriodSeconds: fc.integer({ min: 0, max: 8 }),
    tolerations,
    container: fc.record({
      readinessProbe: optional(probe),
      livenessProbe: optional(probe),
      startupProbe: optional(probe.map((each) => ({ ...each, failureThreshold: 10 }))),
      preStop: optional(fc.integer({ min: 0, max: 3 })),
      cpu: optional(fc.constantFrom('100m', '600m', '2')),
    }),
  })
  .map(({ container, ...pod }) => {
    const { preStop, cpu, ...probes } = container;
    const hook = preStop === undefined || preStop > pod.terminationGracePeriodSeconds ? undefined : preStop;
    return {
      ...pod,
      containers: [
        {
          ...probes,
          ports: [{ containerPort: 8080 }],
          ...(hook === undefined ? {} : { lifecycle: { preStop: { sleep: { seconds: hook } } } }),
          ...(cpu === undefined ? {} : { resources: { requests: { cpu }, limits: { cpu } } }),
        },
      ],
    };
  });

function deployment(name: string) {
  return fc
    .record({
      replicas: fc.integer({ min: 0, max: 5 }),
      minReadySeconds: fc.integer({ min: 0, max: 3 }),
      rollingUpdate,
      pod: podSpec,
    })
    .map(({ replicas, minReadySeconds, rollingUpdate: limits, pod }) => ({
      kind: 'Deployment',
      metadata: { name },
      spec: {
        replicas,
        minReadySeconds,
        selector: { matchLabels: { app: name } },
        strategy: { rollingUpdate: limits },
        template: { metadata: { labels: { app: name, tier: 'all' } }, spec: pod },
      },
    }));
}

function service(name: string, selector: Readonly<Record<string, string>>) {
  return fc
    .record(
      {
        sessionAffinity: fc.constant('ClientIP'),
        internalTrafficPolicy: fc.constant('Local'),
        trafficDistribution: fc.constantFrom('PreferClose', 'PreferSameNode'),
        publishNotReadyAddresses: fc.boolean(),
        type: fc.constant('NodePort'),
      },
      { requiredKeys: [] },
    )
    .map((spec) => ({
      kind: 'Service',
      metadata: { name },
      spec: { ...spec, selector, ports: [{ port: 80, targetPort: 8080 }] },
    }));
}

const budget = fc
  .oneof(
    fc.record({ minAvailable: fc.oneof(fc.integer({ min: 0, max: 5 }), fc.constant('50%')) }),
    fc.record({ maxUnavailable: fc.oneof(fc.integer({ min: 0, max: 2 }), fc.constant('30%')) }),
  )
  .map((limit) => ({
    kind: 'PodDisruptionBudget',
    metadata: { name: 'web' },
    spec: { ...limit, selector: { matchLabels: { app: 'web' } } },
  }));

const application = fc.record({
  startup: seconds(4),
  initialization: seconds(1),
  concurrency: fc.integer({ min: 1, max: 4 }),
  queue: fc.integer({ min: 0, max: 8 }),
  serviceTime: fc.constantFrom('5ms', '80ms', { exponential: { mean: '20ms' } }),
  discipline: fc.constantFrom('fifo', 'processorSharing'),
  cpu: fc.record({ share: fc.constantFrom(0, 0.3, 1), idle: fc.constantFrom('0', '20m') }),
  coldStart: fc.record({ factor: fc.integer({ min: 1, max: 3 }), duration: seconds(5) }),
  onTerm: fc.constantFrom('exit', 'drain', 'ignore'),
  failureRatio: fc.constantFrom(0, 0.1),
  health: fc.record({
    path: fc.constantFrom('separate', 'shared'),
    serviceTime: fc.constantFrom('1ms', '400ms'),
  }),
});

const source = (name: string, to: string) =>
  fc.record({
    name: fc.constant(name),
    to: fc.constant(to),
    from: fc.constantFrom('external', 'cluster', 'web'),
    arrivals: fc.constantFrom({ poisson: { rate: '5/s' } }, { constant: { rate: '3/s' } }),
    connections: fc.constantFrom<object>(
      { perRequest: true },
      { keepAlive: { pool: 3, idleTimeout: '5s', maxRequests: 20 } },
    ),
    timeout: fc.constantFrom('50ms', '2s', '10s'),
    retries: fc.record({ attempts: fc.integer({ min: 0, max: 2 }), backoff: fc.constantFrom('0s', '50ms') }),
  });

const nodes = fc
  .array(
    fc.record(
      {
        zone: fc.constantFrom('a', 'b', 'c'),
        cpu: fc.constantFrom('1', '4'),
        pods: fc.integer({ min: 1, max: 6 }),
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
});

const at = fc.integer({ min: 4, max: (MENDED_S - 1) * 10 }).map((tenth) => `${tenth / 10}s`);
const target = fc.constantFrom('deployment/web', 'deployment/api');
const node = fc.integer({ min: 0, max: 9 });
const count = fc.integer({ min: 1, max: 3 });

/** On nodes by number, of which there may be fewer: the schedule is fitted to the cluster afterwards. */
const event = fc.oneof(
  fc.record({ at, do: fc.constant('rolloutRestart'), target }),
  fc.record({ at, do: fc.constant('scale'), target, replicas: fc.integer({ min: 0, max: 5 }) }),
  fc.record({ at, do: fc.constantFrom('crashPod', 'killPod', 'hangPod'), target, count }),
  fc.record({
    at,
    do: fc.constant('slowPod'),
    target,
    count,
    factor: fc.constantFrom(0.5, 20),
    duration: fc.constantFrom('1s', '20s'),
  }),
  fc.record({
    at,
    do: fc.constantFrom(
      'failNode',
      'failNode',
      'partition',
      'recoverNode',
      'cordonNode',
      'drainNode',
      'uncordonNode',
    ),
    node,
  }),
);

/** A scenario as it would stand in a file. */
export const scenario = fc
  .record({
    cluster,
    resources: fc.tuple(
      deployment('web'),
      deployment('api'),
      service('web', { app: 'web' }),
      service('all', { tier: 'all' }),
    ),
    budget: optional(budget),
    applications: fc.record({ web: application, api: application }),
    traffic: fc.tuple(source('one', 'web'), source('two', 'all')),
    faults: fc.array(event, { maxLength: 8 }),
  })
  .map(({ budget: limit, faults, ...rest }) => ({
    version: 1,
    title: 'swarm',
    duration: `${DURATION_S}s`,
    warmup: '1s',
    ...rest,
    resources: limit === undefined ? [...rest.resources] : [...rest.resources, limit],
    events: [...faults.map((each) => onNodes(each, rest.cluster.nodes)), ...mendAll(rest.cluster.nodes)],
  }));

function onNodes(
  fault: object & { readonly node?: number },
  all: readonly { readonly name: string; readonly zone: string }[],
) {
  if (!('node' in fault)) return fault;
  const { node: number, ...rest } = fault;
  const { name, zone } = all[number % all.length]!;
  return { ...rest, target: number < 8 ? `node/${name}` : `zone/${zone}` };
}

function mendAll(all: readonly { readonly name: string }[]) {
  return all.flatMap(({ name }) =>
    ['recoverNode', 'uncordonNode'].map((action) => ({
      at: `${MENDED_S}s`,
      do: action,
      target: `node/${name}`,
    })),
  );
}

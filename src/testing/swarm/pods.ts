/** Random pods and programs: every part of a pod's spec that can be combined with the others. */
import * as fc from 'fast-check';

export const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
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
const startupProbe = probe.map((each) => ({ ...each, failureThreshold: 10 }));

const tolerations = fc.constantFrom(
  [],
  [],
  [{ key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 10 }],
  [{ operator: 'Exists', tolerationSeconds: 0 }],
  [{ operator: 'Exists' }],
);

const probes = {
  readinessProbe: optional(probe),
  livenessProbe: optional(probe),
  startupProbe: optional(startupProbe),
};

/** Containers beside the one behind the Service, known to {@link application} by these names. */
const beside = fc.record(
  {
    init: fc.constant({ name: 'init' }),
    sidecar: fc.record(
      { name: fc.constant('sidecar'), restartPolicy: fc.constant('Always'), ...probes },
      { requiredKeys: ['name', 'restartPolicy'] },
    ),
    helper: fc.record({ name: fc.constant('helper'), ...probes }, { requiredKeys: ['name'] }),
    readinessGates: fc.constant([{ conditionType: 'example.com/registered' }]),
  },
  { requiredKeys: [] },
);

/** Of every QoS class, below and above what the program needs. */
const resources = fc.constantFrom<object>(
  { requests: { cpu: '100m' } },
  { requests: { cpu: '600m' } },
  { requests: { cpu: '2' } },
  { requests: { cpu: '100m' }, limits: { cpu: '150m' } },
  { limits: { cpu: '30m' } },
  { limits: { cpu: '300m', memory: '1Mi' } },
);

const HTTP = { name: 'http', containerPort: 8080 };

/** Fields that are `undefined` stand for absent ones: they are lost on the way to text. */
export const podSpec = fc
  .record({
    terminationGracePeriodSeconds: fc.integer({ min: 0, max: 8 }),
    tolerations,
    nodeSelector: fc.constantFrom({}, {}, {}, { disk: 'fast' }),
    container: fc.record({
      ...probes,
      preStop: optional(fc.integer({ min: 0, max: 3 })),
      resources: optional(resources),
      imagePullPolicy: optional(fc.constant('Always')),
      ports: fc.constantFrom([HTTP], [HTTP], [HTTP, { name: 'admin', containerPort: 9090 }]),
      postStart: optional(fc.constant({ exec: { command: ['/warm-up'] } })),
    }),
    beside: fc.oneof({ weight: 2, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: beside }),
  })
  .map(({ container, beside: others, ...pod }) => {
    const { preStop, postStart, ...own } = container;
    const { init, sidecar, helper, readinessGates }: Partial<Record<string, object>> = others;
    const hook = preStop === undefined || preStop > pod.terminationGracePeriodSeconds ? undefined : preStop;
    const main = {
      ...own,
      name: 'main',
      image: 'web:1',
      lifecycle: {
        ...(hook !== undefined && { preStop: { sleep: { seconds: hook } } }),
        ...(postStart !== undefined && { postStart }),
      },
    };
    return {
      ...pod,
      containers: helper === undefined ? [main] : [main, helper],
      initContainers: [init, sidecar].filter((each) => each !== undefined),
      ...(readinessGates !== undefined && { readinessGates }),
    };
  });

/** What is work of the CPU, and how many cores it has: nothing said, one for each request, or some for all. */
const cpu = fc.constantFrom<object>(
  {},
  {},
  { cpu: {} },
  { cpu: { share: 0.5, idle: '20m' } },
  { discipline: 'processorSharing' },
  { discipline: 'processorSharing', cpu: { cores: '1500m', idle: '20m' } },
  { discipline: 'processorSharing', cpu: { share: 0 } },
);

const program = {
  startup: seconds(4),
  initialization: seconds(1),
  concurrency: fc.integer({ min: 1, max: 4 }),
  queue: fc.integer({ min: 0, max: 8 }),
  serviceTime: fc.constantFrom('5ms', '80ms', { exponential: { mean: '20ms' } }),
  coldStart: fc.record({ factor: fc.integer({ min: 1, max: 3 }), duration: seconds(5) }),
  onTerm: fc.constantFrom('exit', 'drain', 'ignore'),
  failureRatio: fc.constantFrom(0, 0.1),
  health: fc.record({
    path: fc.constantFrom('separate', 'shared'),
    serviceTime: fc.constantFrom('1ms', '400ms'),
  }),
};

/** Most are none: what fails for ever is never ready, and there is little to see of it. */
const failures = fc.constantFrom(undefined, undefined, { first: 1 }, { first: 2 }, { ratio: 0.5 });

const companion = fc.record({ startup: seconds(2), termination: seconds(2) });

/** What is different after an update: nothing, or a program that does not live long. */
export const changedProgram = fc.constantFrom<object>({}, {}, { startup: '3s' }, { crashAfter: '6s' });

/** @param containers of the pods that run it: only those may be spoken of. */
export const application = fc.record({
  program: fc
    .record({
      ...program,
      crashAfter: fc.constantFrom(undefined, undefined, undefined, undefined, '20s'),
      postStart: seconds(2),
      postStartFailures: failures,
      work: cpu,
    })
    .map(({ work, ...rest }) => ({ ...rest, ...work })),
  containers: fc.record({
    sidecar: companion,
    helper: companion,
    init: fc.record({ runTime: seconds(2), failures }),
  }),
  readinessGates: seconds(3),
});

type PodSpec = typeof podSpec extends fc.Arbitrary<infer T> ? T : never;
type Application = typeof application extends fc.Arbitrary<infer T> ? T : never;

/** The application of a workload with these pods: nothing is said of containers that it does not have. */
export function applicationOf(
  { program: own, containers, readinessGates }: Application,
  pod: PodSpec,
): object {
  const all = [...pod.containers, ...pod.initContainers];
  const names = new Set(all.flatMap((each) => ('name' in each ? [each.name] : [])));
  const spokenOf = Object.entries(containers).filter(([name]) => names.has(name));
  return { ...own, readinessGates, containers: Object.fromEntries(spokenOf) };
}

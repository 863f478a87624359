/** Random workloads of every kind, and what may be done to each. */
import * as fc from 'fast-check';
import { application, applicationOf, podSpec } from './pods.ts';

export interface DrawnWorkload {
  readonly kind: string;
  readonly name: string;
  readonly object: object;
  readonly application: object;
}

const intOrPercent = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.constantFrom('25%', '50%', '100%'));

/** Both 0 is a mistake. */
const rollingUpdate = fc
  .record({ maxSurge: intOrPercent, maxUnavailable: intOrPercent })
  .filter(({ maxSurge, maxUnavailable }) => maxSurge !== 0 || maxUnavailable !== 0);

const replicas = fc.integer({ min: 0, max: 5 });
const minReadySeconds = fc.integer({ min: 0, max: 3 });

/** Of a bare pod; the pods of others are always restarted. */
const restartPolicy = fc.constantFrom('Always', 'OnFailure', 'Never');

/** By kind: what its spec has besides a template. */
const SPECS: Readonly<Record<string, fc.Arbitrary<object>>> = {
  Deployment: fc.record({
    replicas,
    minReadySeconds,
    strategy: fc.oneof(
      { weight: 3, arbitrary: fc.record({ rollingUpdate }) },
      { weight: 1, arbitrary: fc.constant({ type: 'Recreate' }) },
    ),
    revisionHistoryLimit: fc.constantFrom(0, 1, 10),
    progressDeadlineSeconds: fc.constantFrom(10, 600),
  }),
  ReplicaSet: fc.record({ replicas, minReadySeconds }),
  ReplicationController: fc.record({ replicas, minReadySeconds }),
  StatefulSet: fc.record({
    replicas,
    minReadySeconds,
    podManagementPolicy: fc.constantFrom('OrderedReady', 'Parallel'),
    updateStrategy: fc.oneof(
      fc.constant({ type: 'OnDelete' }),
      fc.record({ rollingUpdate: fc.record({ partition: fc.constantFrom(0, 0, 0, 2) }) }),
    ),
  }),
  DaemonSet: fc.record({
    minReadySeconds,
    updateStrategy: fc.constantFrom(
      { type: 'OnDelete' },
      { rollingUpdate: { maxUnavailable: 1 } },
      { rollingUpdate: { maxUnavailable: '50%' } },
      { rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
      { rollingUpdate: { maxUnavailable: 0, maxSurge: '100%' } },
    ),
  }),
  Pod: fc.constant({}),
};

const ROLLOUTS = ['rolloutRestart', 'rolloutUndo', 'setImage', 'delete'];

/** By kind: events that kubectl allows. */
export const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  Deployment: [...ROLLOUTS, 'pause', 'resume', 'scale'],
  ReplicaSet: ['scale', 'setImage', 'delete'],
  ReplicationController: ['scale', 'setImage', 'delete'],
  StatefulSet: [...ROLLOUTS, 'scale'],
  DaemonSet: ROLLOUTS,
  Pod: ['delete'],
};

export const KINDS = Object.keys(SPECS);

/** A workload of one of the kinds. */
export function workload(name: string, kinds: readonly string[]): fc.Arbitrary<DrawnWorkload> {
  return fc
    .constantFrom(...kinds)
    .chain((kind) =>
      fc.record({ kind: fc.constant(kind), spec: SPECS[kind]!, pod: podSpec, restartPolicy, application }),
    )
    .map(({ kind, spec, pod, restartPolicy: policy, application: drawn }) => {
      const labels = { app: name, tier: 'all' };
      const selector = kind === 'ReplicationController' ? { app: name } : { matchLabels: { app: name } };
      const object =
        kind === 'Pod'
          ? { kind, metadata: { name, labels }, spec: { ...pod, restartPolicy: policy } }
          : {
              kind,
              metadata: { name },
              spec: { ...spec, selector, template: { metadata: { labels }, spec: pod } },
            };
      return { kind, name, object, application: applicationOf(drawn, pod) };
    });
}

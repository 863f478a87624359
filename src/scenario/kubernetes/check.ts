/**
 * The rules of the Kubernetes API that span several fields of one object, in the API server's sense. They hold for
 * objects that follow their schema; references between objects are checked elsewhere.
 */
import type { Complaint } from '../draft.ts';
import type { Path } from '../text/path.ts';
import type { BarePod } from './bare-pod.ts';
import { selects, templatePath } from './behind.ts';
import type { Deployment } from './deployment.ts';
import { HOOK_HANDLERS, PROBE_HANDLERS, PROBE_TYPES, type Probe } from './probe.ts';
import type { Container, PodTemplate } from './pod.ts';
import type { ReplicaSet, ReplicationController } from './replica-set.ts';
import type { Service } from './service.ts';
import type { StatefulSet } from './stateful-set.ts';

/** @see pkg/apis/apps/validation ValidateDeploymentSpec, ValidateRollingUpdateDeployment */
export function checkDeployment(deployment: Deployment): Complaint[] {
  const { spec } = deployment;
  const complaints = [
    ...checkSelector(spec.selector, spec.template),
    ...checkPods(deployment, spec.template),
  ];
  const path = ['spec', 'strategy', 'rollingUpdate'];
  const { type, rollingUpdate } = spec.strategy;
  if (rollingUpdate !== undefined && type === 'Recreate') {
    complaints.push({ path, expected: 'expected nothing, as strategy.type is "Recreate"' });
  } else if (rollingUpdate && isZero(rollingUpdate.maxSurge) && isZero(rollingUpdate.maxUnavailable)) {
    const expected = 'expected more than 0 when maxSurge is 0: the rollout could not begin';
    complaints.push({ path: [...path, 'maxUnavailable'], expected });
  }
  if (spec.progressDeadlineSeconds <= spec.minReadySeconds) {
    const expected = `expected more than minReadySeconds, which is ${spec.minReadySeconds}`;
    complaints.push({ path: ['spec', 'progressDeadlineSeconds'], expected });
  }
  return complaints;
}

/** @see pkg/apis/apps/validation ValidateReplicaSetSpec, ValidateStatefulSetSpec */
export function checkReplicaSet(set: ReplicaSet | StatefulSet): Complaint[] {
  const { selector, template } = set.spec;
  return [...checkSelector(selector, template), ...checkPods(set, template)];
}

/** @see pkg/apis/core/validation ValidateReplicationControllerSpec */
export function checkReplicationController(controller: ReplicationController): Complaint[] {
  const { selector, template } = controller.spec;
  const { labels } = template.metadata;
  const complaints = checkPods(controller, template);
  if (!selects(selector ?? labels, labels)) {
    const expected = `expected labels that the template has: selector does not match template labels ${JSON.stringify(labels)}`;
    complaints.push({ path: ['spec', 'selector'], expected });
  }
  return complaints;
}

export function checkBarePod(pod: BarePod): Complaint[] {
  return checkPods(pod, pod);
}

function checkSelector(
  { matchLabels, matchExpressions }: Deployment['spec']['selector'],
  template: PodTemplate,
): Complaint[] {
  const { labels } = template.metadata;
  const path = ['spec', 'selector', 'matchLabels'];
  const isEmpty = Object.keys(matchLabels).length === 0;
  if (isEmpty && matchExpressions === undefined) {
    return [{ path, expected: 'required: expected at least one label' }];
  }
  if (isEmpty || selects(matchLabels, labels)) return [];
  const expected = `expected labels that the template has: selector does not match template labels ${JSON.stringify(labels)}`;
  return [{ path, expected }];
}

function checkPods(workload: unknown, template: PodTemplate): Complaint[] {
  const { containers, terminationGracePeriodSeconds } = template.spec;
  return containers.flatMap((container, i) => {
    const path: Path = [...templatePath(workload), 'spec', 'containers', i];
    return checkContainer(container, path, terminationGracePeriodSeconds);
  });
}

function checkContainer(container: Container, base: Path, graceSeconds: number): Complaint[] {
  const complaints: Complaint[] = [];
  for (const type of PROBE_TYPES) {
    const probe = container[type];
    if (probe !== undefined) complaints.push(...checkProbe(type, probe, [...base, type]));
  }
  const hook = container.lifecycle?.preStop;
  if (hook === undefined) return complaints;
  const path: Path = [...base, 'lifecycle', 'preStop'];
  complaints.push(...checkHandlers(hook, HOOK_HANDLERS, path));
  if (hook.sleep !== undefined && hook.sleep.seconds > graceSeconds) {
    const expected = `expected at most terminationGracePeriodSeconds, which is ${graceSeconds}`;
    complaints.push({ path: [...path, 'sleep', 'seconds'], expected });
  }
  return complaints;
}

/** @see pkg/apis/core/validation validateLivenessProbe, validateStartupProbe, validateReadinessProbe */
function checkProbe(type: (typeof PROBE_TYPES)[number], probe: Probe, path: Path): Complaint[] {
  const complaints = checkHandlers(probe, PROBE_HANDLERS, path);
  const ofReadiness = type === 'readinessProbe';
  if (!ofReadiness && probe.successThreshold !== 1) {
    complaints.push({ path: [...path, 'successThreshold'], expected: `expected 1, as in every ${type}` });
  }
  if (ofReadiness && probe.terminationGracePeriodSeconds !== undefined) {
    const expected = 'expected nothing: a readiness probe kills no container';
    complaints.push({ path: [...path, 'terminationGracePeriodSeconds'], expected });
  }
  return complaints;
}

function checkHandlers(value: object, handlers: readonly string[], path: Path): Complaint[] {
  const count = handlers.filter((handler) => Reflect.get(value, handler) !== undefined).length;
  return count === 1 ? [] : [{ path, expected: `expected exactly one of ${handlers.join(', ')}` }];
}

/** @see pkg/apis/core/validation ValidateService */
export function checkService({ spec }: Service): Complaint[] {
  const needsPorts = spec.type !== 'ExternalName' && spec.clusterIP !== 'None';
  if (spec.ports.length === 0 && needsPorts) {
    return [{ path: ['spec', 'ports'], expected: 'required: expected at least one port' }];
  }
  const unnamed = spec.ports.length > 1 ? spec.ports.findIndex(({ name }) => name === undefined) : -1;
  if (unnamed < 0) return [];
  return [
    {
      path: ['spec', 'ports', unnamed, 'name'],
      expected: 'required: expected a name, as there are several ports',
    },
  ];
}

function isZero(value: number | string): boolean {
  return typeof value === 'number' ? value === 0 : Number.parseInt(value, 10) === 0;
}

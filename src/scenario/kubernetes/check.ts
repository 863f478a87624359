/**
 * The rules of the Kubernetes API that span several fields of one object, in the API server's sense. They hold for
 * objects that follow their schema; references between objects are checked elsewhere.
 */
import type { Complaint } from '../draft.ts';
import type { BarePod } from './bare-pod.ts';
import { selects, templatePath } from './behind.ts';
import { checkPodSpec } from './check-pod.ts';
import type { DaemonSet } from './daemon-set.ts';
import type { Deployment } from './deployment.ts';
import { isZero } from './int-or-percent.ts';
import type { PodTemplate } from './pod.ts';
import type { ReplicaSet, ReplicationController } from './replica-set.ts';
import type { Service } from './service.ts';
import type { StatefulSet } from './stateful-set.ts';

/** @see pkg/apis/apps/validation ValidateDeploymentSpec, ValidateRollingUpdateDeployment */
export function checkDeployment(deployment: Deployment): Complaint[] {
  const { spec } = deployment;
  const complaints = [
    ...checkSelector(spec.selector, spec.template),
    ...checkTemplate(deployment, spec.template),
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

/** @see pkg/apis/apps/validation ValidateReplicaSetSpec */
export function checkReplicaSet(set: ReplicaSet | StatefulSet): Complaint[] {
  const { selector, template } = set.spec;
  return [...checkSelector(selector, template), ...checkTemplate(set, template)];
}

/** @see pkg/apis/apps/validation ValidateStatefulSetSpec, validateRollingUpdateStatefulSet */
export function checkStatefulSet(set: StatefulSet): Complaint[] {
  const { type, rollingUpdate } = set.spec.updateStrategy;
  if (type === 'OnDelete' || !isZero(rollingUpdate.maxUnavailable)) return checkReplicaSet(set);
  const path = ['spec', 'updateStrategy', 'rollingUpdate', 'maxUnavailable'];
  return [...checkReplicaSet(set), { path, expected: 'expected more than 0: the update could not begin' }];
}

/** @see pkg/apis/apps/validation ValidateDaemonSetSpec, ValidateRollingUpdateDaemonSet */
export function checkDaemonSet(set: DaemonSet): Complaint[] {
  const { selector, template, updateStrategy } = set.spec;
  const { type, rollingUpdate } = updateStrategy;
  const complaints = [...checkSelector(selector, template), ...checkPods(set, template)];
  if (type === 'OnDelete') return complaints;
  const path = ['spec', 'updateStrategy', 'rollingUpdate'];
  const surges = !isZero(rollingUpdate.maxSurge);
  if (surges && !isZero(rollingUpdate.maxUnavailable)) {
    const expected =
      'expected 0 when maxSurge is more: nodes keep their old pod (maxUnavailable is 1 by default)';
    complaints.push({ path: [...path, 'maxUnavailable'], expected });
  } else if (!surges && isZero(rollingUpdate.maxUnavailable)) {
    const expected = 'expected more than 0 when maxSurge is 0: the update could not begin';
    complaints.push({ path: [...path, 'maxUnavailable'], expected });
  }
  return complaints;
}

/** @see pkg/apis/core/validation ValidateReplicationControllerSpec */
export function checkReplicationController(controller: ReplicationController): Complaint[] {
  const { selector, template } = controller.spec;
  const { labels } = template.metadata;
  const complaints = checkTemplate(controller, template);
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

/** What makes pods again and again wants them to run for ever. */
function checkTemplate(workload: { readonly kind: string }, template: PodTemplate): Complaint[] {
  const complaints = checkPods(workload, template);
  if (template.spec.restartPolicy === 'Always') return complaints;
  const path = [...templatePath(workload), 'spec', 'restartPolicy'];
  const expected = `expected "Always", the only one in the template of a ${workload.kind}; a Pod of its own may have another`;
  return [...complaints, { path, expected }];
}

function checkPods(workload: unknown, template: PodTemplate): Complaint[] {
  return checkPodSpec(template.spec, [...templatePath(workload), 'spec']);
}

/** @see pkg/apis/core/validation ValidateService */
export function checkService({ spec }: Service): Complaint[] {
  if (spec.type === 'ExternalName' && (spec.externalName ?? '') === '') {
    const expected = 'required: expected a name such as "db.example.com"';
    return [{ path: ['spec', 'externalName'], expected }];
  }
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

/**
 * The rules of the Kubernetes API that span several fields of one object, in the API server's sense. They hold for
 * objects that follow their schema; references between objects are checked elsewhere.
 */
import type { Complaint } from '../draft.ts';
import { selects } from './behind.ts';
import { checkPodSpec } from './check-pod.ts';
import type { Deployment } from './deployment.ts';
import type { Service } from './service.ts';

/** @see pkg/apis/apps/validation ValidateDeploymentSpec, ValidateRollingUpdateDeployment */
export function checkDeployment({ spec }: Deployment): Complaint[] {
  const { matchLabels, matchExpressions } = spec.selector;
  const labels = spec.template.metadata.labels;
  const complaints: Complaint[] = [];
  const isEmpty = Object.keys(matchLabels).length === 0;
  if (isEmpty && matchExpressions === undefined) {
    complaints.push({
      path: ['spec', 'selector', 'matchLabels'],
      expected: 'required: expected at least one label',
    });
  } else if (!isEmpty && !selects(matchLabels, labels)) {
    const expected = `expected labels that the template has: selector does not match template labels ${JSON.stringify(labels)}`;
    complaints.push({ path: ['spec', 'selector', 'matchLabels'], expected });
  }
  const { maxSurge, maxUnavailable } = spec.strategy.rollingUpdate;
  if (isZero(maxSurge) && isZero(maxUnavailable)) {
    const path = ['spec', 'strategy', 'rollingUpdate', 'maxUnavailable'];
    complaints.push({
      path,
      expected: 'expected more than 0 when maxSurge is 0: the rollout could not begin',
    });
  }
  complaints.push(...checkPodSpec(spec.template.spec));
  return complaints;
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

/**
 * The rules of the Kubernetes API that span several fields of one object, in the API server's sense. They hold for
 * objects that follow their schema; references between objects are checked elsewhere.
 */
import type { Complaint } from '../draft.ts';
import type { Path } from '../text/path.ts';
import { selects } from './behind.ts';
import type { Deployment } from './deployment.ts';
import { HOOK_HANDLERS, PROBE_HANDLERS, PROBE_TYPES, type Probe } from './probe.ts';
import type { Container } from './pod.ts';
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
  const { containers, terminationGracePeriodSeconds } = spec.template.spec;
  containers.forEach((container, i) => {
    const path: Path = ['spec', 'template', 'spec', 'containers', i];
    complaints.push(...checkContainer(container, path, terminationGracePeriodSeconds));
  });
  return complaints;
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

function isZero(value: number | string): boolean {
  return typeof value === 'number' ? value === 0 : Number.parseInt(value, 10) === 0;
}

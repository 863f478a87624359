/**
 * The rules of the Kubernetes API that span several fields of a pod's spec.
 * @see pkg/apis/core/validation ValidatePodSpec
 */
import type { Complaint } from '../draft.ts';
import type { Path } from '../text/path.ts';
import { quantity } from '../values/quantity.ts';
import type { Container, InitContainer } from './container.ts';
import type { PodSpec } from './pod.ts';
import { HOOK_HANDLERS, PROBE_HANDLERS, PROBE_TYPES, type Probe } from './probe.ts';

const HOOKS = ['preStop', 'postStart'] as const;

/** @param base where the spec stands in its object. */
export function checkPodSpec(spec: PodSpec, base: Path): Complaint[] {
  const { containers, initContainers, terminationGracePeriodSeconds: grace } = spec;
  return [
    ...checkNames(spec, base),
    ...containers.flatMap((each, i) => checkContainer(each, [...base, 'containers', i], grace)),
    ...initContainers.flatMap((each, i) => checkInitContainer(each, [...base, 'initContainers', i], grace)),
  ];
}

function checkNames({ containers, initContainers }: PodSpec, base: Path): Complaint[] {
  const seen = new Set<string>();
  const check = (list: string) => (container: { readonly name?: string | undefined }, i: number) => {
    const { name } = container;
    const isNew = name === undefined || !seen.has(name);
    if (name !== undefined) seen.add(name);
    const expected = 'expected each container of the pod to have a name of its own';
    return isNew ? [] : [{ path: [...base, list, i, 'name'], expected }];
  };
  return [...initContainers.flatMap(check('initContainers')), ...containers.flatMap(check('containers'))];
}

/** @see pkg/apis/core/validation ValidateContainerResourceRequirements */
function checkRequests({ resources }: Pick<Container, 'resources'>, base: Path): Complaint[] {
  return (['cpu', 'memory'] as const).flatMap((resource) => {
    const [asked, limit] = [resources?.requests?.[resource], resources?.limits?.[resource]];
    if (asked === undefined || limit === undefined || quantity(asked) <= quantity(limit)) return [];
    const path = [...base, 'resources', 'requests', resource];
    return [{ path, expected: `expected at most the limit, which is ${limit}` }];
  });
}

/** Only sidecars go on running, and so can be probed, or stopped. */
function checkInitContainer(container: InitContainer, base: Path, graceSeconds: number): Complaint[] {
  if (container.restartPolicy === 'Always') return checkContainer(container, base, graceSeconds);
  const expected =
    'expected nothing, or "restartPolicy": "Always" beside it: an init container runs to its end';
  const misplaced = ([...PROBE_TYPES, 'lifecycle'] as const).filter(
    (field) => container[field] !== undefined,
  );
  return [
    ...checkImage(container, base),
    ...checkRequests(container, base),
    ...misplaced.map((field) => ({ path: [...base, field], expected })),
  ];
}

/** Only a name tells whether a node has it from the beginning. */
function checkImage({ image, imagePullPolicy }: Container | InitContainer, base: Path): Complaint[] {
  if (imagePullPolicy !== 'Never' || image !== undefined) return [];
  const expected = 'required: expected a name beside "imagePullPolicy": "Never"';
  return [{ path: [...base, 'image'], expected }];
}

function checkContainer(container: Container, base: Path, graceSeconds: number): Complaint[] {
  const complaints = [...checkImage(container, base), ...checkRequests(container, base)];
  for (const type of PROBE_TYPES) {
    const probe = container[type];
    if (probe === undefined) continue;
    complaints.push(
      ...checkProbe(type, probe, [...base, type]),
      ...checkPort(container, probe, [...base, type]),
    );
  }
  for (const type of HOOKS) {
    const hook = container.lifecycle?.[type];
    if (hook === undefined) continue;
    const path: Path = [...base, 'lifecycle', type];
    complaints.push(...checkHandlers(hook, HOOK_HANDLERS, path));
    if (hook.sleep === undefined || hook.sleep.seconds <= graceSeconds) continue;
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

/** Kubernetes accepts any name, but such a probe only errors: no pod would ever become ready. @see pkg/probe ResolveContainerPort */
function checkPort({ ports }: Container, probe: Probe, path: Path): Complaint[] {
  return (['httpGet', 'tcpSocket'] as const).flatMap((handler) => {
    const port = probe[handler]?.port;
    if (typeof port !== 'string' || ports.some(({ name }) => name === port)) return [];
    const expected = 'expected a number, or the name of a port that this container declares';
    return [{ path: [...path, handler, 'port'], expected }];
  });
}

function checkHandlers(value: object, handlers: readonly string[], path: Path): Complaint[] {
  const count = handlers.filter((handler) => Reflect.get(value, handler) !== undefined).length;
  return count === 1 ? [] : [{ path, expected: `expected exactly one of ${handlers.join(', ')}` }];
}

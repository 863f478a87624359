/**
 * Taints of nodes and what pods tolerate, as pure functions.
 * @see https://github.com/kubernetes/kubernetes/blob/master/staging/src/k8s.io/component-helpers/scheduling/corev1/helpers.go
 */
import type { TaintOptions, TolerationOptions } from '../../options.ts';

/** Put on a node by `kubectl cordon`. */
export const UNSCHEDULABLE: TaintOptions = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' };
/** Put on a node that has not been heard of: no new pods, … */
export const UNREACHABLE: TaintOptions = { key: 'node.kubernetes.io/unreachable', effect: 'NoSchedule' };
/** … and none of the old ones. */
export const EVICTING: TaintOptions = { key: 'node.kubernetes.io/unreachable', effect: 'NoExecute' };

/** What the admission plug-in DefaultTolerationSeconds gives to a pod that says nothing of unreachable nodes. */
const DEFAULT_TOLERATION_SECONDS = 300;

/** Toleration.ToleratesTaint: what is left out matches everything, but a value with `Equal`. */
export function tolerates(toleration: TolerationOptions, taint: TaintOptions): boolean {
  const { key = '', operator = 'Equal', value = '', effect } = toleration;
  if (effect !== undefined && effect !== taint.effect) return false;
  if (key !== '' && key !== taint.key) return false;
  return operator === 'Exists' || value === (taint.value ?? '');
}

/** Whether a pod may be placed on a node with these taints; PreferNoSchedule forbids nothing. */
export function toleratesAll(
  tolerations: readonly TolerationOptions[],
  taints: readonly TaintOptions[],
): boolean {
  return taints.every(
    (taint) => taint.effect === 'PreferNoSchedule' || tolerations.some((each) => tolerates(each, taint)),
  );
}

/** How long a pod stays on a node that is unreachable, in milliseconds: 0, or for ever (Infinity). */
export function evictionDelayMs(tolerations: readonly TolerationOptions[]): number {
  const matching = withDefault(tolerations).filter((each) => tolerates(each, EVICTING));
  if (matching.length === 0) return 0;
  // Those without a time count only where no other one has any (getMinTolerationTime).
  const seconds = matching.map(({ tolerationSeconds }) => tolerationSeconds ?? Infinity);
  return Math.max(0, Math.min(...seconds)) * 1000;
}

/** @see https://github.com/kubernetes/kubernetes/blob/master/plugin/pkg/admission/defaulttolerationseconds/admission.go */
function withDefault(tolerations: readonly TolerationOptions[]): readonly TolerationOptions[] {
  const speaksOfIt = tolerations.some(
    ({ key = '', effect }) =>
      (key === '' || key === EVICTING.key) && (effect === undefined || effect === EVICTING.effect),
  );
  if (speaksOfIt) return tolerations;
  const added = { ...EVICTING, operator: 'Exists', tolerationSeconds: DEFAULT_TOLERATION_SECONDS } as const;
  return [...tolerations, added];
}

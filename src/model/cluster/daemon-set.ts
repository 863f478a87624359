/**
 * What one sync of a DaemonSet does, from its pods by node: pure functions, so that the order of things can be read
 * and tested alone. First every node gets the pods it should have; a sync that finds nothing to do there takes the
 * next step of a rolling update.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/daemon/daemon_controller.go (podsShouldBeOnNode)
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/daemon/update.go (rollingUpdate)
 */
import type { IntOrPercent } from '../options.ts';

/** A pod with an object. */
export interface DaemonPod {
  readonly terminating: boolean;
  readonly ready: boolean;
  /** Ready for minReadySeconds. */
  readonly available: boolean;
  /** Of the newest template. */
  readonly isUpdated: boolean;
}

/** A node, with those of the set's pods that are on it or meant for it. */
export interface DaemonNode<P extends DaemonPod> {
  readonly index: number;
  /** A pod is to be made where there is none. */
  readonly shouldRun: boolean;
  /** A pod that is there may stay: the node has no NoExecute taint that it does not tolerate. */
  readonly mayStay: boolean;
  /** Those on the node first, the oldest first. */
  readonly pods: readonly P[];
}

export interface DaemonStep<P extends DaemonPod> {
  readonly create: readonly { readonly node: number; readonly why: string }[];
  readonly remove: readonly { readonly pod: P; readonly why: string }[];
}

/** Pods that may be in excess, or out of service, at a time. */
export interface DaemonLimits {
  readonly maxSurge: number;
  readonly maxUnavailable: number;
}

/** Both percentages round up; both 0 → 1 unavailable (updatedDesiredNodeCounts). @param desired nodes that should run a pod. */
export function daemonLimits(
  { maxSurge, maxUnavailable }: { readonly maxSurge: IntOrPercent; readonly maxUnavailable: IntOrPercent },
  desired: number,
): DaemonLimits {
  const limits = { maxSurge: scaled(maxSurge, desired), maxUnavailable: scaled(maxUnavailable, desired) };
  const isStuck = desired > 0 && limits.maxSurge === 0 && limits.maxUnavailable === 0;
  return isStuck ? { maxSurge: 0, maxUnavailable: 1 } : limits;
}

function scaled(value: IntOrPercent, total: number): number {
  return typeof value === 'number' ? value : Math.ceil((value.percent * total) / 100);
}

/**
 * A pod for every node that should run one, none where it may not stay, and no more than one; beside it, while the set
 * surges, a new one that is not available yet.
 */
export function manageStep<P extends DaemonPod>(
  nodes: readonly DaemonNode<P>[],
  surges: boolean,
): DaemonStep<P> {
  const steps = nodes.map((node) => manageNode(node, surges));
  return { create: steps.flatMap(({ create }) => create), remove: steps.flatMap(({ remove }) => remove) };
}

function manageNode<P extends DaemonPod>(node: DaemonNode<P>, surges: boolean): DaemonStep<P> {
  const { index, shouldRun, mayStay, pods } = node;
  const create = (why: string) => ({ create: [{ node: index, why }], remove: [] });
  const running = pods.filter(({ terminating }) => !terminating);
  if (shouldRun && pods.length === 0) return create('the node should run one and has none');
  if (!mayStay) {
    const why = 'its node may not run it any more';
    return { create: [], remove: running.map((pod) => ({ pod, why })) };
  }
  if (running.length === 0 && pods.length > 0 && shouldRun && surges) {
    return create('that of the node is going, and the set may surge');
  }
  if (running.length <= 1) return NOTHING;
  return { create: [], remove: surges ? surplusOfSurge(running) : surplus(running.slice(1)) };
}

/** Of two, an old and a new one, the old one stays until the new one is available, but only while it is ready. */
function surplusOfSurge<P extends DaemonPod>(running: readonly P[]): DaemonStep<P>['remove'] {
  const newest = running.find(({ isUpdated }) => isUpdated);
  const old = running.find(({ isUpdated }) => !isUpdated);
  const rest = surplus(running.filter((pod) => pod !== newest && pod !== old));
  if (newest === undefined || old === undefined) return rest;
  if (!old.ready)
    return [...rest, { pod: old, why: 'it is not ready, and the new pod of its node is there' }];
  if (!newest.available) return rest;
  return [...rest, { pod: old, why: 'the new pod of its node is available' }];
}

function surplus<P extends DaemonPod>(pods: readonly P[]): DaemonStep<P>['remove'] {
  return pods.map((pod) => ({ pod, why: 'its node has an older one' }));
}

const NOTHING: { readonly create: readonly never[]; readonly remove: readonly never[] } = {
  create: [],
  remove: [],
};

export function isIdle(step: DaemonStep<DaemonPod>): boolean {
  return step.create.length === 0 && step.remove.length === 0;
}

/** @param nodes in the order in which they come up for an update, which is not defined. */
export function updateStep<P extends DaemonPod>(
  nodes: readonly DaemonNode<P>[],
  limits: DaemonLimits,
): DaemonStep<P> {
  const own = nodes.filter(({ shouldRun, pods }) => shouldRun || pods.length > 0).map(stateOf);
  return limits.maxSurge === 0
    ? replaceStep(own, limits.maxUnavailable)
    : surgeStep(own, limits.maxSurge, nodes.filter(({ shouldRun }) => shouldRun).length);
}

interface NodeState<P extends DaemonPod> {
  readonly node: DaemonNode<P>;
  /** Pods that are not being deleted. */
  readonly old: P | undefined;
  readonly fresh: P | undefined;
  /** More than one of a kind: that is put right first. */
  readonly isCrowded: boolean;
}

function stateOf<P extends DaemonPod>(node: DaemonNode<P>): NodeState<P> {
  const running = node.pods.filter(({ terminating }) => !terminating);
  const fresh = running.filter(({ isUpdated }) => isUpdated);
  const old = running.filter(({ isUpdated }) => !isUpdated);
  return { node, old: old[0], fresh: fresh[0], isCrowded: fresh.length > 1 || old.length > 1 };
}

/** Without surge: old pods that are not available go at once, others while fewer than maxUnavailable are. */
function replaceStep<P extends DaemonPod>(
  nodes: readonly NodeState<P>[],
  maxUnavailable: number,
): DaemonStep<P> {
  const isDown = ({ isCrowded, old, fresh }: NodeState<P>) =>
    isCrowded || (old === undefined) === (fresh === undefined) || !(old ?? fresh)!.available;
  const onlyOld = nodes.filter(({ isCrowded, old, fresh }) => !isCrowded && old && !fresh);
  const unavailable = nodes.filter(isDown).length;
  const broken = onlyOld.filter(({ old }) => !old!.available).map(({ old }) => old!);
  const candidates = onlyOld.filter(({ old }) => old!.available).map(({ old }) => old!);
  const chosen = candidates.slice(0, Math.max(0, maxUnavailable - unavailable));
  const why = `it is of an older template, and ${unavailable} of at most ${maxUnavailable} nodes are without an available pod`;
  return {
    create: [],
    remove: [
      ...broken.map((pod) => ({ pod, why: 'it is of an older template and not available' })),
      ...chosen.map((pod) => ({ pod, why })),
    ],
  };
}

/**
 * With surge: a new pod comes beside the old one, on maxSurge nodes at a time, and where the old one is not available at
 * once. A pod on a node that should not run one goes only when as many are available as there should be.
 */
function surgeStep<P extends DaemonPod>(
  nodes: readonly NodeState<P>[],
  maxSurge: number,
  desired: number,
): DaemonStep<P> {
  const whole = nodes.filter(({ isCrowded }) => !isCrowded);
  const surging = whole.filter(({ old, fresh }) => old && fresh && !fresh.available);
  const onlyOld = whole.filter(({ old, fresh }) => old && !fresh);
  const stays = onlyOld.filter(({ node }) => node.shouldRun);
  const surge = nodes.length - whole.length + surging.length;
  const candidates = stays.filter(({ old }) => old!.available).slice(0, Math.max(0, maxSurge - surge));
  const available = whole.filter(({ old, fresh }) => (old ?? fresh)?.available).length;
  const misplaced = onlyOld.filter(({ node }) => !node.shouldRun);
  const spare = misplaced.filter(({ old }) => old!.available).slice(0, Math.max(0, available - desired));
  const why = `its pod is of an older template, and ${surge} of at most ${maxSurge} nodes have a second one`;
  const create = [
    ...stays
      .filter(({ old }) => !old!.available)
      .map(({ node }) => ({ node: node.index, why: 'its pod is of an older template and not available' })),
    ...candidates.map(({ node }) => ({ node: node.index, why })),
  ];
  const remove = (list: readonly NodeState<P>[], because: string) =>
    list.map(({ old }) => ({ pod: old!, why: because }));
  return {
    create,
    remove: [
      ...remove(
        misplaced.filter(({ old }) => !old!.available),
        'its node should not run it, and it is not available',
      ),
      ...remove(
        whole.filter(({ old, fresh }) => old && fresh?.available),
        'the new pod of its node is available',
      ),
      ...remove(spare, 'its node should not run it, and enough others are available'),
    ],
  };
}

/** Every node that should run a pod has one of the newest template, available (as `kubectl rollout status` asks). */
export function isRolledOut(nodes: readonly DaemonNode<DaemonPod>[]): boolean {
  return nodes.every(({ shouldRun, pods: [oldest] }) => {
    return !shouldRun || (oldest !== undefined && oldest.isUpdated && oldest.available);
  });
}

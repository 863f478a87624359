/**
 * The arithmetic of a container's end: how long its preStop hook may run, and what it leaves of the grace period.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/kuberuntime/kuberuntime_container.go (killContainer)
 */

/** After preStop a process is always left this long between SIGTERM and SIGKILL (minimumGracePeriodInSeconds). */
const MINIMUM_GRACE_SECONDS = 2;

export interface TerminationPlan {
  /** From the decision until SIGTERM: a hook that takes longer than the grace is abandoned. */
  readonly hookMs: number;
  /** From SIGTERM until SIGKILL. */
  readonly graceSeconds: number;
}

/** @param graceSeconds of the pod, or of the probe that condemned the container. */
export function planTermination(graceSeconds: number, preStopMs: number): TerminationPlan {
  const hookMs = Math.min(preStopMs, graceSeconds * 1000);
  // The hook's whole seconds count: one of 4.9 s costs 4.
  const leftSeconds = graceSeconds - Math.floor(hookMs / 1000);
  return { hookMs, graceSeconds: Math.max(MINIMUM_GRACE_SECONDS, leftSeconds) };
}

/** Of a pod that is being deleted: zero counts as one second. */
export function effectiveGraceSeconds(deletionGracePeriodSeconds: number): number {
  return Math.max(1, deletionGracePeriodSeconds);
}

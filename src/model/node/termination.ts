/**
 * The arithmetic of a container's end: how long its preStop hook may run, and what it leaves of the grace period.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/kuberuntime/kuberuntime_container.go (killContainer)
 */

/** After preStop a process is always left this long between SIGTERM and SIGKILL (minimumGracePeriodInSeconds). */
const MINIMUM_GRACE_SECONDS = 2;

export interface TerminationPlan {
  /** From the decision until the hook is over: one that takes longer than the grace is abandoned. */
  readonly hookMs: number;
  /** What it leaves of the grace, ≤ 0 for nothing. */
  readonly leftSeconds: number;
}

/** @param graceSeconds of the pod, or of the probe that condemned the container. */
export function planTermination(graceSeconds: number, preStopMs: number): TerminationPlan {
  const hookMs = Math.min(preStopMs, graceSeconds * 1000);
  return { hookMs, leftSeconds: lessWholeSeconds(graceSeconds, hookMs) };
}

/** Only whole seconds count against the grace: a hook of 4.9 s costs 4. */
export function lessWholeSeconds(graceSeconds: number, spentMs: number): number {
  return graceSeconds - Math.floor(spentMs / 1000);
}

/** From SIGTERM until SIGKILL. */
export function sigkillSeconds(leftSeconds: number): number {
  return Math.max(MINIMUM_GRACE_SECONDS, leftSeconds);
}

/** Of a pod that is being deleted: zero counts as one second. */
export function effectiveGraceSeconds(deletionGracePeriodSeconds: number): number {
  return Math.max(1, deletionGracePeriodSeconds);
}

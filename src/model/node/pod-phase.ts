/**
 * status.phase of a pod, from what is known of its containers: when none of them runs, nor will be started again, the
 * pod has Succeeded or Failed, which is for good.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/kubelet_pods.go (getPhase)
 */
import type { RestartPolicy } from './container-options.ts';
import type { ContainerStanding } from './pod-actions.ts';

/** A phase that no pod leaves. */
export type TerminalPhase = 'Succeeded' | 'Failed';
export type StatusPhase = 'Pending' | 'Running' | TerminalPhase;

type Standing = Pick<ContainerStanding, 'role' | 'state' | 'exitCode' | 'started'>;

export function phaseOf(containers: readonly Standing[], policy: RestartPolicy): StatusPhase {
  const inits = containers.filter(({ role }) => role === 'init');
  const sidecars = containers.filter(({ role }) => role === 'sidecar');
  const mains = containers.filter(({ role }) => role === 'main');
  if (policy === 'Never' && inits.some(hasFailed)) return 'Failed';
  const isInitializing =
    inits.some(({ state }) => state !== 'terminated') ||
    sidecars.some(({ state, started }) => state === null || (state === 'running' && !started));
  const wasInitialized = mains.some(({ state }) => state !== null);
  const isWaiting = [...sidecars, ...mains].some(({ state }) => state === null);
  if ((isInitializing && !wasInitialized) || isWaiting) return 'Pending';
  if ([...sidecars, ...mains].some(({ state }) => state === 'running') || policy === 'Always')
    return 'Running';
  if (!mains.some(hasFailed)) return 'Succeeded';
  return policy === 'Never' ? 'Failed' : 'Running';
}

/** Of a phase. */
export function isTerminal(phase: StatusPhase): phase is TerminalPhase {
  return phase === 'Succeeded' || phase === 'Failed';
}

function hasFailed({ state, exitCode }: Standing): boolean {
  return state === 'terminated' && exitCode !== 0;
}

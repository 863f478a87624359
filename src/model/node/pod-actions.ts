/**
 * What a sync of the kubelet does with the containers of a pod: which are killed or started, in which order. Init
 * containers go one after another, sidecars keep running, the others follow once all have been initialised; a pod of
 * which nothing more is to run is killed as a whole.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/kuberuntime/kuberuntime_manager.go (computePodActions)
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/kuberuntime/kuberuntime_container.go (computeInitContainerActions)
 */
import type { RestartPolicy } from './container-options.ts';

/** `init` runs to its end · `sidecar`: an init container with restartPolicy Always · `main`: spec.containers. */
export type ContainerRole = 'init' | 'sidecar' | 'main';

/** A container as the status known to a sync has it. */
export interface ContainerStanding {
  readonly role: ContainerRole;
  /** `null`: it has never been started. */
  readonly state: 'running' | 'terminated' | null;
  /** Of a terminated one. */
  readonly exitCode: number;
  /** Of a running one: it has no startup probe, or that has succeeded. */
  readonly started: boolean;
  /** Of a running one: its startup or liveness probe has failed. */
  readonly condemned: boolean;
}

/** Indexes of containers, in the order in which they are dealt with. */
export interface PodActions {
  /** Instead of all else: whatever still runs is killed, as nothing is left that it would run for. */
  readonly killPod: boolean;
  readonly kill: readonly number[];
  /** Also what is killed before: started again, unless its back-off says no. */
  readonly start: readonly number[];
}

const KILL_POD: PodActions = { killPod: true, kill: [], start: [] };

/** @param containers init containers and sidecars first, in the order of the spec. */
export function podActions(
  containers: readonly ContainerStanding[],
  policy: RestartPolicy = 'Always',
): PodActions {
  const kill = indexes(containers, ({ state, condemned }) => state === 'running' && condemned);
  const ran = containers.some(({ role, state }) => role === 'main' && state === 'running');
  const init = ran ? { start: sidecarsToStart(containers), done: true } : nextInit(containers);
  if (!init.done) {
    const hasFailed = policy === 'Never' && init.start.some((i) => isFailedInit(containers[i]!));
    return hasFailed ? KILL_POD : { killPod: false, kill, start: init.start };
  }
  const mains = indexes(containers, (each) => each.role === 'main' && isToBeStarted(each, policy));
  const keeps = containers.some((each) => each.role === 'main' && !isDown(each));
  if (!keeps && mains.length === 0) return KILL_POD;
  return { killPod: false, kill, start: [...init.start, ...mains] };
}

/** Down, or about to be. */
function isDown({ state, condemned }: ContainerStanding): boolean {
  return state !== 'running' || condemned;
}

/** What a probe has killed counts as failed, whatever code it ends with. */
function isToBeStarted(each: ContainerStanding, policy: RestartPolicy): boolean {
  if (!isDown(each)) return false;
  if (each.state === null || policy === 'Always') return true;
  return policy === 'OnFailure' && (each.condemned || each.exitCode !== 0);
}

/** After initialisation only sidecars are kept running. */
function sidecarsToStart(containers: readonly ContainerStanding[]): number[] {
  return indexes(containers, (each) => each.role === 'sidecar' && isDown(each));
}

/** The last init container that has been started decides what comes next; sidecars before it are kept running. */
function nextInit(containers: readonly ContainerStanding[]): { start: number[]; done: boolean } {
  const count = containers.filter(({ role }) => role !== 'main').length;
  if (count === 0) return { start: [], done: true };
  const last = containers.slice(0, count).findLastIndex(({ state }) => state !== null);
  if (last === -1) return { start: [0], done: false };
  const start = sidecarsToStart(containers.slice(0, last));
  const current = containers[last]!;
  if (!isInitialized(current)) {
    const again = isDown(current) ? [last] : [];
    return { start: [...start, ...again], done: false };
  }
  // A sidecar that has started once lets the next one begin, even while its liveness probe has it killed.
  const again = isDown(current) && current.role === 'sidecar' ? [last] : [];
  const next = last + 1 < count ? [last + 1] : [];
  return { start: [...start, ...again, ...next], done: next.length === 0 };
}

function isInitialized({ role, state, exitCode, started }: ContainerStanding): boolean {
  if (role === 'sidecar') return state === 'running' && started;
  return state === 'terminated' && exitCode === 0;
}

function isFailedInit({ role, state, exitCode }: ContainerStanding): boolean {
  return role === 'init' && state === 'terminated' && exitCode !== 0;
}

function indexes(
  containers: readonly ContainerStanding[],
  wanted: (container: ContainerStanding) => boolean,
): number[] {
  return containers.flatMap((container, i) => (wanted(container) ? [i] : []));
}

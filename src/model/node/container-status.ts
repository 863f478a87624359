/**
 * What the kubelet says of a container in the pod's status: whether it is started, and whether it is ready. Both
 * follow from the container's state and the stored probe results alone.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/prober/prober_manager.go (UpdatePodStatus)
 */

export type ProbeResult = 'unknown' | 'success' | 'failure';

/** One of a container's probes, as its status sees it. */
export interface ProbeStanding {
  readonly exists: boolean;
  /** What is stored for the present container; `null`: nothing yet. */
  readonly result: ProbeResult | null;
}

/** Without a startup probe a container is started as soon as it runs. */
export function isStarted(running: boolean, startup: ProbeStanding): boolean {
  if (!running) return false;
  return startup.result === null ? !startup.exists : startup.result === 'success';
}

/** Of a regular container or a sidecar: started, running, and found ready where there is a readiness probe. */
export function isReady(running: boolean, startup: ProbeStanding, readiness: ProbeStanding): boolean {
  if (!isStarted(running, startup)) return false;
  return readiness.result === null ? !readiness.exists : readiness.result === 'success';
}

/** Of an init container that is no sidecar: its work is done. */
export function isInitReady(exitCode: number | null): boolean {
  return exitCode === 0;
}

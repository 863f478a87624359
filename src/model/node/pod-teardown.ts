/**
 * The last steps of a pod on its node, once no process of it is left: its network goes, and, when a relist no longer
 * shows it, the API server is told.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/kubelet.go (SyncTerminatingPod, SyncTerminatedPod)
 */
import type { Pod } from '../cluster/pod.ts';
import * as AddressState from '../workload/address-state.ts';
import * as Pods from '../workload/pod-memory.ts';
import type { Kubelet } from './kubelet.ts';
import type { TerminalPhase } from './pod-phase.ts';

export class PodTeardown {
  hasNetwork = true;
  private isCalledOff = false;
  private readonly kubelet: Kubelet;
  private readonly pod: Pod;

  constructor(kubelet: Kubelet, pod: Pod) {
    this.kubelet = kubelet;
    this.pod = pod;
  }

  /** Whoever took these steps is no more. */
  callOff(): void {
    this.isCalledOff = true;
  }

  removeNetwork(then: () => void): void {
    const { kubelet, pod } = this;
    if (!this.hasNetwork) return then();
    kubelet.tasks.after(kubelet.draw('sandboxStop'), () => {
      if (this.isCalledOff) return;
      this.hasNetwork = false;
      Pods.ints[(pod.number << Pods.INTS_LOG2) | Pods.STATE] = AddressState.gone;
      kubelet.timeline.note(`pod/${pod.name}`, 'network removed', 'all containers have stopped');
      then();
    });
  }

  /** The status manager stores the phase, or deletes the object. */
  afterRelist(phase: TerminalPhase | null): void {
    const { kubelet, pod } = this;
    const reportMs = kubelet.untilRelist() + kubelet.draw(phase === null ? 'apiWrite' : 'statusPatch');
    kubelet.tasks.after(reportMs, () => {
      if (!this.isCalledOff) kubelet.forget(pod, phase);
    });
  }
}

/**
 * What a kubelet tells the API server of a pod's readiness: each change once, by a patch of the status, and again when
 * somebody else has written otherwise.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/status/status_manager.go
 */
import type { Pod } from '../cluster/pod.ts';
import type { Kubelet } from './kubelet.ts';

export class ReadinessReports {
  /** As last sent; `null` before. */
  reported: boolean | null = null;
  /** Counts patches, so that a slow one cannot overwrite a later one. */
  private patches = 0;
  private isClosed = false;
  private readonly kubelet: Kubelet;
  private readonly pod: Pod;
  private readonly lookAgain: () => void;

  /** @param lookAgain reports anew what is known. */
  constructor(kubelet: Kubelet, pod: Pod, lookAgain: () => void) {
    this.kubelet = kubelet;
    this.pod = pod;
    this.lookAgain = lookAgain;
  }

  report(ready: boolean): void {
    if (this.reported === ready) return;
    this.reported = ready;
    const patch = ++this.patches;
    const { kubelet, pod } = this;
    kubelet.tasks.after(kubelet.draw('statusPatch'), () => {
      if (patch === this.patches) kubelet.patchStatus(pod, ready);
    });
  }

  /** The API server says otherwise; the status manager's next look puts it right. */
  contradicted(): void {
    const { kubelet } = this;
    if (this.reported === null) return;
    kubelet.tasks.after(kubelet.untilStatusPass(), () => {
      if (this.isClosed) return;
      this.reported = this.pod.ready;
      this.lookAgain();
    });
  }

  /** Its readiness changes no more. */
  close(): void {
    this.isClosed = true;
  }

  /** Nothing is sent any more, not even what is under way. */
  end(): void {
    this.close();
    this.patches++;
  }
}

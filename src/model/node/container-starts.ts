/**
 * The containers that a sync starts, one after another: each waits for its back-off, its image, its start and its
 * postStart hook, and those that follow wait with it.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/kuberuntime/kuberuntime_container.go (startContainer)
 */
import type { Pod } from '../cluster/pod.ts';
import type { Kubelet } from './kubelet.ts';
import type { ManagedContainer } from './managed-container.ts';

export interface ContainerStartsPorts {
  /** A step that the pod's end calls off. */
  later(delayMs: number, step: () => void): void;
  /**
   * All have been dealt with.
   * @param waitMs until the first back-off that was met is over; Infinity: none was.
   * @param started whether one has been started.
   */
  done(waitMs: number, started: boolean): void;
}

export class ContainerStarts {
  private readonly kubelet: Kubelet;
  private readonly pod: Pod;
  private readonly containers: readonly ManagedContainer[];
  private readonly ports: ContainerStartsPorts;

  constructor(
    kubelet: Kubelet,
    pod: Pod,
    containers: readonly ManagedContainer[],
    ports: ContainerStartsPorts,
  ) {
    this.kubelet = kubelet;
    this.pod = pod;
    this.containers = containers;
    this.ports = ports;
  }

  /** @param indexes of the containers, in the order of their turns. */
  begin(indexes: readonly number[]): void {
    this.next(indexes, Infinity, false);
  }

  private next([index, ...rest]: readonly number[], waitMs: number, started: boolean): void {
    if (index === undefined) return this.ports.done(waitMs, started);
    const { kubelet } = this;
    const each = this.containers[index]!;
    const leftMs = this.backoffLeft(each);
    if (leftMs > 0) return this.next(rest, Math.min(leftMs, waitMs), started);
    if (each.knownFinishedMs !== null) each.backoff.next(each.knownFinishedMs, kubelet.engine.now);
    each.condemnedBy = null;
    const image = kubelet.images.request(each.image, kubelet.engine.now);
    if (image.why !== null)
      each.container.note(`waits ${Math.round(image.waitMs)} ms for its image`, image.why);
    this.ports.later(image.waitMs + kubelet.draw('containerStart'), () => {
      each.container.start();
      if (each.container.id > 0) this.countRestart(each);
      this.postStart(each, () => this.next(rest, waitMs, true));
    });
  }

  private postStart({ container, options }: ManagedContainer, then: () => void): void {
    const { postStartMs = 0 } = options;
    if (postStartMs === 0) return then();
    container.note(`postStart runs for ${postStartMs / 1000} s`, 'the containers that follow wait for it');
    this.ports.later(postStartMs, then);
  }

  private countRestart({ container, role }: ManagedContainer): void {
    const { pod } = this;
    pod.restarts.set(container.label, container.id);
    if (role === 'main') pod.mostRestarts = Math.max(pod.mostRestarts, container.id);
  }

  /** Milliseconds until the container may be started, as far as its exits are known; 0: now. */
  private backoffLeft(each: ManagedContainer): number {
    const { backoff, knownFinishedMs } = each;
    const { now } = this.kubelet.engine;
    backoff.collectGarbage(now);
    if (knownFinishedMs === null || !backoff.isInBackoffSince(knownFinishedMs, now)) return 0;
    if (each.toldFinishedMs !== knownFinishedMs) {
      each.toldFinishedMs = knownFinishedMs;
      const why = `CrashLoopBackOff: ${backoff.delayMs / 1000} s after its last exit`;
      each.container.note('waits to be started again', why);
    }
    return knownFinishedMs + backoff.delayMs - now;
  }
}

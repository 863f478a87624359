/**
 * The containers that a sync starts, one after another: each waits for its back-off, its image, its start and its
 * postStart hook, and those that follow wait with it.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/kuberuntime/kuberuntime_container.go (startContainer)
 */
import type { Pod } from '../cluster/pod.ts';
import { Backoff, PULL_BACKOFF } from './backoff.ts';
import type { Kubelet } from './kubelet.ts';
import type { ManagedContainer } from './managed-container.ts';

/** What a sync leaves behind that has dealt with all containers to be started. */
export interface StartOutcome {
  /** Until the first crash back-off that was met is over; Infinity: none was. */
  readonly backoffMs: number;
  /** One could not be started for another reason. */
  readonly failed: boolean;
  /** One has been started. */
  readonly started: boolean;
}

export interface ContainerStartsPorts {
  /** A step that the pod's end calls off. */
  later(delayMs: number, step: () => void): void;
  /** preStop, SIGTERM, SIGKILL; `then` once it has ended. */
  kill(each: ManagedContainer, why: string, then: () => void): void;
  done(outcome: StartOutcome): void;
}

const NOTHING: StartOutcome = { backoffMs: Infinity, failed: false, started: false };

export class ContainerStarts {
  private readonly kubelet: Kubelet;
  private readonly pod: Pod;
  private readonly containers: readonly ManagedContainer[];
  private readonly ports: ContainerStartsPorts;
  /** By image. */
  private readonly pullBackoffs = new Map<string, Backoff>();

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
    this.next(indexes, NOTHING);
  }

  private next([index, ...rest]: readonly number[], so: StartOutcome): void {
    if (index === undefined) return this.ports.done(so);
    const each = this.containers[index]!;
    // Nothing comes after an init container that could not be started.
    const skip = (outcome: StartOutcome) => this.next(each.role === 'init' ? [] : rest, outcome);
    const leftMs = this.backoffLeft(each);
    if (leftMs > 0) return skip({ ...so, backoffMs: Math.min(leftMs, so.backoffMs) });
    if (each.knownFinishedMs !== null) each.backoff.next(each.knownFinishedMs, this.kubelet.engine.now);
    each.condemnedBy = null;
    this.withImage(each, (isThere) => {
      if (!isThere) return skip({ ...so, failed: true });
      each.container.start();
      if (each.container.id > 0) this.countRestart(each);
      this.postStart(each, (hasFailed) =>
        this.next(rest, { ...so, failed: so.failed || hasFailed, started: true }),
      );
    });
  }

  /** Once its image is there, and the container created; or once it is known that there will be none now. */
  private withImage({ container, image }: ManagedContainer, then: (isThere: boolean) => void): void {
    const { kubelet, ports } = this;
    const { now } = kubelet.engine;
    const backoff = this.pullBackoffs.get(image.name);
    if (backoff?.isInBackoffSinceUpdate(now) && kubelet.images.asksRegistry(image, now)) {
      container.note('is not started', `ImagePullBackOff: ${backoff.delayMs / 1000} s after the last pull`);
      return then(false);
    }
    const { waitMs, why, error } = kubelet.images.request(image, now);
    if (error === null) {
      if (why !== null && waitMs > 0) container.note(`waits ${Math.round(waitMs)} ms for its image`, why);
      return ports.later(waitMs + kubelet.draw('containerStart'), () => then(true));
    }
    ports.later(waitMs, () => {
      container.note('is not started', `${error}: ${why}`);
      if (error === 'ErrImagePull') this.pullFailed(image.name);
      then(false);
    });
  }

  private pullFailed(image: string): void {
    const { now } = this.kubelet.engine;
    const backoff = this.pullBackoffs.get(image) ?? new Backoff(PULL_BACKOFF);
    this.pullBackoffs.set(image, backoff);
    backoff.next(now, now);
  }

  private postStart(each: ManagedContainer, then: (hasFailed: boolean) => void): void {
    const { container, options } = each;
    const { postStartMs = 0 } = options;
    const fails = container.hookFailures?.next() === true;
    const goOn = () => {
      if (!fails) return then(false);
      container.note('container is killed', 'its postStart hook failed');
      this.ports.kill(each, 'its postStart hook failed', () => then(true));
    };
    if (postStartMs === 0) return goOn();
    container.note(`postStart runs for ${postStartMs / 1000} s`, 'the containers that follow wait for it');
    this.ports.later(postStartMs, goOn);
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

/**
 * The process in a container: it starts, and ends, by itself or by the kubelet's signals. After its end it may be
 * started anew, in the same sandbox and at the same address. Why, and when, is the pod worker's business; what the
 * process does while it runs is that of its kind.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/kuberuntime/kuberuntime_container.go
 */
import type { TaskHandle } from '../../kernel/tasks.ts';
import type { Pod } from '../cluster/pod.ts';
import type { HealthOutcomeOptions } from './container-options.ts';
import type { Failures } from './failures.ts';
import type { Kubelet } from './kubelet.ts';
import type { ProbeTarget } from './prober.ts';

/** Exit codes as the kernel and the shell have them: 128 and the number of the signal. */
export const EXIT = { done: 0, error: 1, killed: 137, terminated: 143 } as const;

/** What and why, for the timeline, of something that exits by itself. */
export function exitWords(exitCode: number, what: string): [string, string] {
  const code = exitCode === EXIT.error ? '' : ` with code ${exitCode}`;
  return [exitCode === EXIT.done ? 'completed' : 'crashed', `its ${what} exited by itself${code}`];
}

export abstract class Container implements ProbeTarget {
  /** Counts the starts: 0 is the pod's first container, −1 none yet. */
  id = -1;
  isRunning = false;
  startedMs = -Infinity;
  /** When the latest process ended; `null` while none has. */
  finishedMs: number | null = null;
  /** Of the latest process that ended. */
  exitCode = 0;
  /** Of its postStart hook; `null`: it never fails. */
  hookFailures: Failures | null = null;
  /** Set once, by the pod worker: a process has ended, for whatever reason. */
  ended!: () => void;
  protected readonly kubelet: Kubelet;
  protected readonly pod: Pod;
  /** What a death by SIGTERM does. */
  protected readonly deathWords: string = 'the process does not handle it';
  /** For the timeline, where a pod has several containers; `null`: it has one. */
  readonly label: string | null;
  /** What is still to come of the present process; cancelled when it ends. */
  private pending: TaskHandle[] = [];
  private sigkill: TaskHandle | null = null;

  constructor(kubelet: Kubelet, pod: Pod, label: string | null) {
    this.kubelet = kubelet;
    this.pod = pod;
    this.label = label;
  }

  abstract readonly address: number;
  abstract readonly sharesQueueOf: number | null;
  abstract readonly health: HealthOutcomeOptions;
  abstract healthMs(): number;

  execMs(): number {
    return this.kubelet.draw('execStart');
  }

  /** A process that has been well since long before time 0. */
  adopt(): void {
    this.id = 0;
    this.isRunning = true;
    this.hookFailures?.adopt();
    this.beWell();
  }

  start(): void {
    this.id++;
    this.isRunning = true;
    this.startedMs = this.kubelet.engine.now;
    this.note(
      'container started',
      this.id === 0 ? 'its sandbox and its image are there' : `restart ${this.id}`,
    );
    this.begin();
  }

  /** SIGTERM now, and SIGKILL after the grace. A process that drains already goes on doing so. */
  terminate(graceSeconds: number): void {
    this.note('SIGTERM', `${graceSeconds} s until SIGKILL`);
    if (this.diesOfSigterm()) return this.end('exited on SIGTERM', this.deathWords, EXIT.terminated);
    this.callOffSigkill();
    this.sigkill = this.kubelet.tasks.after(graceSeconds * 1000, () =>
      this.end('SIGKILL', 'the grace period is over', EXIT.killed),
    );
    this.heedSigterm();
  }

  /** Another termination begins, with a grace of its own. */
  callOffSigkill(): void {
    if (this.sigkill !== null) this.kubelet.tasks.cancel(this.sigkill);
    this.sigkill = null;
  }

  /** The process is no more; `what` and `why` tell the timeline. */
  end(what: string, why: string, exitCode: number): void {
    if (!this.isRunning) return;
    this.note(what, why);
    this.isRunning = false;
    this.finishedMs = this.kubelet.engine.now;
    this.exitCode = exitCode;
    this.cancelPending();
    this.callOffSigkill();
    this.leave();
    this.ended();
  }

  /** Its node has lost its power: nobody is told. */
  vanish(): void {
    this.isRunning = false;
    this.cancelPending();
    this.callOffSigkill();
    this.fallSilent();
  }

  /** Nothing accepts in the container any more, as far as it ever did. */
  abstract leave(): void;

  /** Nothing answers in the container any more. */
  protected abstract fallSilent(): void;
  /** The process has started; its own steps follow. */
  protected abstract begin(): void;
  protected abstract beWell(): void;
  protected abstract diesOfSigterm(): boolean;
  /** The process has been asked to end, and does not die of it. */
  protected abstract heedSigterm(): void;

  protected later(delayMs: number, step: () => void): void {
    this.pending.push(this.kubelet.tasks.after(delayMs, step));
  }

  protected cancelPending(): void {
    for (const handle of this.pending) this.kubelet.tasks.cancel(handle);
    this.pending = [];
  }

  note(what: string, why: string | null): void {
    const { timeline } = this.kubelet;
    if (!timeline.enabled) return;
    timeline.note(`pod/${this.pod.name}`, this.label === null ? what : `${this.label}: ${what}`, why);
  }
}

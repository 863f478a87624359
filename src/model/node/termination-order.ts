/**
 * The order in which the containers of a pod get their SIGTERM when it is deleted: a sidecar waits until all main
 * containers and the sidecar after it have ended, or its grace is over.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/kuberuntime/kuberuntime_termination_order.go
 */
import type { Engine } from '../../kernel/engine.ts';
import type { TaskHandle, Tasks } from '../../kernel/tasks.ts';
import type { ManagedContainer } from './managed-container.ts';

interface Waiting {
  readonly prerequisites: readonly ManagedContainer[];
  readonly sinceMs: number;
  readonly timer: TaskHandle;
  readonly go: (waitedMs: number) => void;
}

export class TerminationOrder {
  private readonly engine: Engine;
  private readonly tasks: Tasks;
  private readonly containers: readonly ManagedContainer[];
  private waiting: Waiting[] = [];

  constructor(parts: { engine: Engine; tasks: Tasks }, containers: readonly ManagedContainer[]) {
    this.engine = parts.engine;
    this.tasks = parts.tasks;
    this.containers = containers;
  }

  /** Calls `go` when it is the container's turn, at the latest after `graceSeconds`. */
  waitForTurn(each: ManagedContainer, graceSeconds: number, go: (waitedMs: number) => void): void {
    const prerequisites = this.prerequisitesOf(each);
    if (graceSeconds <= 0 || !prerequisites.some(({ container }) => container.isRunning)) return go(0);
    const sinceMs = this.engine.now;
    const timer = this.tasks.after(graceSeconds * 1000, () => {
      this.waiting = this.waiting.filter((other) => other.timer !== timer);
      go(this.engine.now - sinceMs);
    });
    this.waiting.push({ prerequisites, sinceMs, timer, go });
  }

  /** A container has ended: it may be another one's turn. */
  containerEnded(): void {
    const isDue = ({ prerequisites }: Waiting) => !prerequisites.some(({ container }) => container.isRunning);
    const due = this.waiting.filter(isDue);
    this.waiting = this.waiting.filter((each) => !due.includes(each));
    for (const { timer, sinceMs, go } of due) {
      this.tasks.cancel(timer);
      go(this.engine.now - sinceMs);
    }
  }

  private prerequisitesOf(each: ManagedContainer): ManagedContainer[] {
    if (each.role !== 'sidecar') return [];
    const mains = this.containers.filter(({ role }) => role === 'main');
    const later = this.containers.slice(this.containers.indexOf(each) + 1);
    const next = later.find(({ role }) => role === 'sidecar');
    return next === undefined ? mains : [...mains, next];
  }
}

/**
 * What is left of a deleted object goes after it (background cascading deletion): the garbage collector sees that the
 * owner is gone, then deletes what it owned.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/garbagecollector/garbagecollector.go
 */
import type { Tasks } from '../../kernel/tasks.ts';
import type { Latencies } from './latencies.ts';
import type { PodOwner } from './pod.ts';
import type { PodStore } from './pod-store.ts';

export class GarbageCollector {
  private readonly tasks: Tasks;
  private readonly latencies: Latencies;
  private readonly store: PodStore;

  constructor(tasks: Tasks, latencies: Latencies, store: PodStore) {
    this.tasks = tasks;
    this.latencies = latencies;
    this.store = store;
  }

  /** Calls `deletion` when the end of an owner has been seen, worked on and written. */
  afterOwner(deletion: () => void): void {
    const delayMs = this.latencies.draw('watch') + this.latencies.draw('controllerSync');
    this.tasks.after(delayMs + this.latencies.draw('apiWrite'), deletion);
  }

  /** The owner is gone, now: its pods are deleted. */
  collectPods(owner: PodOwner, why: string): void {
    for (const pod of owner.active) this.afterOwner(() => this.store.requestDeletion(pod, why));
  }
}

/**
 * The pods that were made: what a request meets at their addresses is in pod-memory.ts. Pods are numbered in the order
 * of their creation and never reused. The control plane's view of a pod is another thing: cluster/pod.ts.
 */
import type { ApplicationOptions } from '../options.ts';
import { NONE } from '../none.ts';
import * as Pods from './pod-memory.ts';

/** Pods of the thread's simulation. */
let made = 0;

export class PodTable {
  count = 0;

  constructor() {
    Pods.clearPods(made);
    made = 0;
  }

  /** A new pod, not on any node yet. @returns its number. */
  add(application: ApplicationOptions, program: number): number {
    Pods.checkRoom(this.count);
    const pod = this.count++;
    made = this.count;
    Pods.program[pod] = program;
    Pods.listeningSinceMs[pod] = Infinity;
    Pods.ints[(pod << Pods.INTS_LOG2) | Pods.NODE] = NONE;
    Pods.ints[(pod << Pods.INTS_LOG2) | Pods.HEAD] = NONE;
    Pods.ints[(pod << Pods.INTS_LOG2) | Pods.TAIL] = NONE;
    Pods.ints[(pod << Pods.INTS_LOG2) | Pods.CONNECTIONS] = NONE;
    Pods.ints[(pod << Pods.INTS_LOG2) | Pods.CONCURRENCY] = application.concurrency;
    Pods.ints[(pod << Pods.INTS_LOG2) | Pods.QUEUE_LIMIT] = application.queue;
    Pods.ints[(pod << Pods.INTS_LOG2) | Pods.CALLS] = Number((application.calls ?? []).length > 0);
    Pods.coldStartFactor[pod] = application.coldStart.factor;
    Pods.coldStartMs[pod] = application.coldStart.durationMs;
    Pods.slowFactor[pod] = 1;
    Pods.ints[(pod << Pods.INTS_LOG2) | Pods.IS_PACED] = application.coldStart.factor === 1 ? 0 : 1;
    return pod;
  }
}

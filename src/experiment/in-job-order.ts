/**
 * Puts the outputs of jobs, which finish in any order, back into the order of the plan. What comes too early is held
 * back: at most a few outputs, since jobs are started in order and are alike in length.
 */
import type { Job } from './plan.ts';

/** Emits outputs by {@link Job.index}, each as soon as all before it have been. */
export class InJobOrder<Output> {
  private readonly emit: (job: Job, output: Output) => void;
  private readonly early = new Map<number, { readonly job: Job; readonly output: Output }>();
  private next = 0;

  constructor(emit: (job: Job, output: Output) => void) {
    this.emit = emit;
  }

  take(job: Job, output: Output): void {
    this.early.set(job.index, { job, output });
    for (let due = this.early.get(this.next); due !== undefined; due = this.early.get(this.next)) {
      this.early.delete(this.next++);
      this.emit(due.job, due.output);
    }
  }

  /** Emits what an interrupted run still holds, over the gaps. */
  release(): void {
    const held = [...this.early.values()].toSorted((a, b) => a.job.index - b.job.index);
    for (const { job, output } of held) this.emit(job, output);
    this.early.clear();
  }
}

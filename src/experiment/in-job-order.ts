/**
 * Puts what jobs deliver, which finish in any order, back into the order of their replications, each variant for
 * itself. What comes too early is held back: a few at most, since the jobs of a variant are started in order and are
 * alike in length.
 */
import type { Job } from './plan.ts';

/** Emits deliveries by {@link Job.index}, each as soon as all before it of the same variant have been. */
export class InJobOrder<Delivery> {
  private readonly variants: number;
  private readonly emit: (job: Job, delivery: Delivery) => void;
  private readonly early = new Map<number, { readonly job: Job; readonly delivery: Delivery }>();
  /** [variants] Index of the next job of each. */
  private readonly next: number[];

  constructor(variants: number, emit: (job: Job, delivery: Delivery) => void) {
    this.variants = variants;
    this.emit = emit;
    this.next = Array.from({ length: variants }, (_, variant) => variant);
  }

  take(job: Job, delivery: Delivery): void {
    this.early.set(job.index, { job, delivery });
    let index = this.next[job.variant]!;
    for (let due = this.early.get(index); due !== undefined; due = this.early.get(index)) {
      this.early.delete(index);
      this.next[job.variant] = index += this.variants;
      this.emit(due.job, due.delivery);
    }
  }

  /** Emits what an interrupted run still holds, over the gaps. */
  release(): void {
    const held = [...this.early.values()].toSorted((a, b) => a.job.index - b.job.index);
    for (const { job, delivery } of held) this.emit(job, delivery);
    this.early.clear();
  }
}

/**
 * A controller's work queue for one kind of object: an object waits in it at most once, and is never processed twice
 * at the same time; what changes meanwhile is seen by the next round.
 */
import type { Tasks } from '../../kernel/tasks.ts';

export class WorkQueue<T> {
  private readonly waiting = new Set<T>();
  private readonly running = new Set<T>();
  private readonly tasks: Tasks;
  private readonly delayMs: () => number;
  private readonly sync: (item: T, done: () => void) => void;

  /**
   * @param delayMs work of one sync before its first write.
   * @param sync processes the item and calls `done` when its last write is stored.
   */
  constructor(tasks: Tasks, delayMs: () => number, sync: (item: T, done: () => void) => void) {
    this.tasks = tasks;
    this.delayMs = delayMs;
    this.sync = sync;
  }

  add(item: T): void {
    if (this.waiting.has(item)) return;
    this.waiting.add(item);
    if (!this.running.has(item)) this.begin(item);
  }

  /** Adds the item after a while. */
  addAfter(item: T, delayMs: number): void {
    this.tasks.after(delayMs, () => this.add(item));
  }

  private begin(item: T): void {
    this.running.add(item);
    this.tasks.after(this.delayMs(), () => {
      this.waiting.delete(item);
      this.sync(item, () => {
        this.running.delete(item);
        if (this.waiting.has(item)) this.begin(item);
      });
    });
  }
}

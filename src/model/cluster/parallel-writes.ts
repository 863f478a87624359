/** Several API writes of one controller that need not wait for each other. */
import type { Tasks } from '../../kernel/tasks.ts';
import type { Latencies } from './latencies.ts';
import { slowStart } from './slow-start.ts';

export class ParallelWrites {
  private readonly tasks: Tasks;
  private readonly latencies: Latencies;

  constructor(tasks: Tasks, latencies: Latencies) {
    this.tasks = tasks;
    this.latencies = latencies;
  }

  /** Sends `count` writes at once; `finish` follows the last that is stored. Nothing happens when `count` is 0. */
  atOnce(count: number, write: (i: number) => void, finish: () => void): void {
    let open = count;
    for (let i = 0; i < count; i++) {
      this.tasks.after(this.latencies.draw('apiWrite'), () => {
        write(i);
        if (--open === 0) finish();
      });
    }
  }

  /** In batches of 1, 2, 4, …; `write` gets its number within its batch. */
  slowly(count: number, write: (i: number) => void, finish: () => void): void {
    slowStart(count, 1, (size, done) => this.atOnce(size, write, () => done(size)), finish);
  }
}

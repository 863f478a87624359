/** Recycled slots, as requests and connections use them. */
import { RandomStream } from '../../src/kernel/random.ts';
import { microTask, type BenchTask, type Suite } from '../task.ts';
import { KEY } from './key.ts';
import { Rows } from './rows.ts';

/** Releases the slot of a random one of `live` users and acquires another for it. */
function turnover(live: number): BenchTask {
  return microTask('slot', 100_000, (operations) => {
    const rows = new Rows();
    const stream = new RandomStream(KEY, 0, 1);
    const users = Int32Array.from({ length: live }, () => rows.acquire());
    const run = (): void => {
      for (let i = 0; i < operations; i++) {
        const user = stream.below(live);
        rows.release(users[user]!);
        const slot = rows.acquire();
        users[user] = slot;
        rows.column[slot]! += i;
      }
    };
    return { run, results: () => [users, rows.column, rows.generation] };
  });
}

export const slotPool: Suite = {
  'turnover, 100 live': turnover(100),
  'turnover, 100000 live': turnover(100_000),
};

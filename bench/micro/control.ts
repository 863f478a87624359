/**
 * Work that has nothing to do with this project and never changes. When its time differs between two runs, the machine
 * was faster or slower, and so the other ratios are not the code's alone.
 */
import { microTask, type Suite } from '../task.ts';

function arithmetic(operations: number): { run: () => void; results: () => [Int32Array] } {
  const state = Int32Array.of(1);
  const run = (): void => {
    let x = state[0]!;
    for (let i = 0; i < operations; i++) {
      x ^= x << 13;
      x ^= x >>> 17;
      x ^= x << 5;
    }
    state[0] = x;
  };
  return { run, results: () => [state] };
}

/** Follows a path through 8 MB that no cache foresees: one load waits for the other. */
function memory(operations: number): { run: () => void; results: () => [Int32Array] } {
  const mask = 2 ** 21 - 1;
  // A full-period congruential generator: every index once, in no order that a prefetcher sees.
  const next = Int32Array.from(
    { length: mask + 1 },
    (_, i) => (Math.imul(i, 1_664_525) + 1_013_904_223) & mask,
  );
  const state = Int32Array.of(0);
  const run = (): void => {
    let at = state[0]!;
    for (let i = 0; i < operations; i++) at = next[at]!;
    state[0] = at;
  };
  return { run, results: () => [state] };
}

export const control: Suite = {
  arithmetic: microTask('step', 1_000_000, arithmetic),
  memory: microTask('load', 1_000_000, memory),
};

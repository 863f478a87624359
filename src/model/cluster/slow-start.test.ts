import { describe, expect, it } from 'vitest';
import { slowStart } from './slow-start.ts';

/** Calls succeed until `limit` have; then they fail. */
function run(count: number, limit: number) {
  const batches: number[] = [];
  let successes = -1;
  let left = limit;
  slowStart(
    count,
    1,
    (size, done) => {
      batches.push(size);
      const succeeded = Math.min(size, left);
      left -= succeeded;
      done(succeeded);
    },
    (succeeded) => {
      successes = succeeded;
    },
  );
  return { batches, successes };
}

describe('slowStart', () => {
  it('doubles each batch, and ends with the rest', () => {
    expect(run(10, Infinity)).toEqual({ batches: [1, 2, 4, 3], successes: 10 });
  });

  it('ends after the batch in which a call failed, with what succeeded in it', () => {
    expect(run(10, 5)).toEqual({ batches: [1, 2, 4], successes: 5 });
    expect(run(10, 0)).toEqual({ batches: [1], successes: 0 });
  });

  it('ends at once with nothing to do', () => {
    expect(run(0, 5)).toEqual({ batches: [], successes: 0 });
  });
});

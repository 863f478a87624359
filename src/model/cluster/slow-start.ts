/**
 * Many writes without a flood of failures: batches of 1, 2, 4, …, the next one only when the whole batch succeeded.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/replicaset/replica_set.go (slowStartBatch)
 */

/** Makes all calls of a batch at once, and tells how many succeeded when the last has ended. */
export type Batch = (size: number, done: (succeeded: number) => void) => void;

/** @param finish gets the calls that succeeded; fewer than `count` when a batch failed and the rest was not tried. */
export function slowStart(
  count: number,
  initialBatchSize: number,
  batch: Batch,
  finish: (succeeded: number) => void,
): void {
  const next = (size: number, before: number): void => {
    if (before === count) return finish(before);
    const calls = Math.min(size, count - before);
    batch(calls, (succeeded) => {
      if (succeeded < calls) finish(before + succeeded);
      else next(calls * 2, before + succeeded);
    });
  };
  next(initialBatchSize, 0);
}

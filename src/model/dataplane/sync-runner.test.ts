import { describe, expect, it } from 'vitest';
import { Engine } from '../../kernel/engine.ts';
import { Tasks } from '../../kernel/tasks.ts';
import { SyncRunner } from './sync-runner.ts';

/** Runs requests at the given times; answers with [read, in force, rests from] times of every sync. */
function syncs(requestsMs: readonly number[]): [readMs: number, inForceMs: number, restsFromMs: number][] {
  const engine = new Engine();
  const tasks = new Tasks(engine, 0);
  const seen: [number, number, number][] = [];
  const runner = new SyncRunner(
    engine,
    tasks,
    1000,
    () => 20,
    () => {
      const read = engine.now;
      return { endpoints: 0, inForce: () => seen.push([read, engine.now, runner.restsFromMs]) };
    },
  );
  for (const atMs of requestsMs) tasks.after(atMs, () => runner.request());
  while (engine.next(Infinity)) tasks.run(engine.slot);
  return seen;
}

describe('SyncRunner', () => {
  it('runs an isolated request at once', () => {
    expect(syncs([100, 5000])).toEqual([
      [100, 120, 1120],
      [5000, 5020, 6020],
    ]);
  });

  it('makes one run of what is asked for within the interval, counted from the end of the last', () => {
    expect(syncs([100, 110, 300, 900])).toEqual([
      [100, 120, 1120],
      [1120, 1140, 2140],
    ]);
  });
});

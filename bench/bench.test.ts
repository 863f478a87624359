import { describe, expect, it } from 'vitest';
import { macroTasks } from './macro.ts';
import { microTasks } from './micro.ts';
import { scaleTasks } from './scale.ts';

describe('benchmarks', () => {
  it.each([...microTasks(true), ...macroTasks(true), ...scaleTasks(true)])(
    '$name runs and does its work',
    (task) => {
      task.run();
      expect(task.operations).toBeGreaterThan(0);
      expect(task.checksum()).toMatch(/\S/);
    },
  );
});

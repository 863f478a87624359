import { describe, expect, it } from 'vitest';
import { Engine } from './engine.ts';
import { Tasks } from './tasks.ts';

const TASK = 1;

function run(engine: Engine, tasks: Tasks): void {
  while (engine.next(Infinity)) tasks.run(engine.slot);
}

describe('Tasks', () => {
  it('calls each action once, at its time; actions may defer others', () => {
    const engine = new Engine();
    const tasks = new Tasks(engine, TASK);
    const seen: string[] = [];
    tasks.after(2, () => {
      seen.push(`b@${engine.now}`);
      tasks.after(3, () => seen.push(`c@${engine.now}`));
    });
    tasks.after(1, () => seen.push(`a@${engine.now}`));
    run(engine, tasks);
    expect(seen).toEqual(['a@1', 'b@2', 'c@5']);
  });

  it('skips what was cancelled, and a late cancel does not hit the slot’s next task', () => {
    const engine = new Engine();
    const tasks = new Tasks(engine, TASK);
    const seen: string[] = [];
    const first = tasks.after(1, () => seen.push('first'));
    const second = tasks.after(2, () => seen.push('second'));
    tasks.cancel(second);
    run(engine, tasks);
    tasks.after(1, () => seen.push('third'));
    tasks.after(2, () => seen.push('fourth'));
    tasks.cancel(first);
    tasks.cancel(second);
    run(engine, tasks);
    expect(seen).toEqual(['first', 'third', 'fourth']);
  });
});

/**
 * Deferred calls for the rare parts of a model, where clarity matters more than nanoseconds: a closure and a delay.
 * Hot paths use the engine's plain events instead. A task that was cancelled is skipped when its time comes.
 */
import { assert } from '../base/assert.ts';
import type { Engine } from './engine.ts';

/** Names a pending task; good for one {@link Tasks.cancel}. */
export type TaskHandle = number;

/** Handles carry slot and generation in one number: slot + generation · 2^SLOT_BITS. */
const SLOT_SPAN = 2 ** 24;

export class Tasks {
  private readonly engine: Engine;
  private readonly kind: number;
  private readonly actions: ((() => void) | null)[] = [];
  private readonly generations: number[] = [];
  private readonly free: number[] = [];

  /** @param kind the event kind whose events the model hands to {@link run}. */
  constructor(engine: Engine, kind: number) {
    this.engine = engine;
    this.kind = kind;
  }

  /** Calls `action` after `delay` ≥ 0. */
  after(delay: number, action: () => void): TaskHandle {
    const slot = this.free.pop() ?? this.actions.length;
    assert(slot < SLOT_SPAN, 'too many pending tasks');
    this.actions[slot] = action;
    const generation = (this.generations[slot] ??= 0);
    this.engine.schedule(delay, this.kind, slot, generation);
    return slot + generation * SLOT_SPAN;
  }

  /** The task will not run. Does nothing when it has run already. */
  cancel(handle: TaskHandle): void {
    const slot = handle % SLOT_SPAN;
    if (this.generations[slot] === Math.floor(handle / SLOT_SPAN)) this.actions[slot] = null;
  }

  /** Runs the task of an event. */
  run(slot: number): void {
    const action = this.actions[slot];
    this.actions[slot] = null;
    this.generations[slot] = (this.generations[slot]! + 1) % 2 ** 28;
    this.free.push(slot);
    if (action) action();
  }
}

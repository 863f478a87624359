/**
 * What every candidate for the kernel's event queue offers, and the table of them: the contract test and the hold
 * benchmark run over it. The kernel's own queue is one of them.
 */
import { reals } from '../../src/kernel/event-memory.ts';
import { EventQueue } from '../../src/kernel/event-queue.ts';
import { DUE, DUE_SEQUENCE, NOW } from '../../src/kernel/event-row.ts';
import { CalendarQueue } from './calendar-queue.ts';
import { HeapQueue } from './heap-queue.ts';

/** Pending events in the total order of (time, sequence). */
export interface PendingEvents {
  /** Where {@link add} finds the time and the sequence number. */
  readonly due: Float64Array;
  /** [1] The time of the event taken last. */
  readonly current: Float64Array;
  /** What else {@link take} took. */
  readonly kind: number;
  readonly slot: number;
  readonly generation: number;
  /** Number of pending events. */
  readonly size: number;
  /** Adds an event at `due`, not before the last one taken; no two have the same sequence number. */
  add(kind: number, slot: number, generation: number): void;
  /** Takes the earliest event, if it lies not after `until`. @returns false when there is none. */
  take(until: number): boolean;
}

class KernelQueue implements PendingEvents {
  readonly due: Float64Array = reals.subarray(DUE, DUE_SEQUENCE + 1);
  readonly current: Float64Array = reals.subarray(NOW, NOW + 1);
  private readonly queue = new EventQueue();

  get kind(): number {
    return this.queue.kind;
  }
  get slot(): number {
    return this.queue.slot;
  }
  get generation(): number {
    return this.queue.generation;
  }
  get size(): number {
    return this.queue.size;
  }

  add(kind: number, slot: number, generation: number): void {
    this.queue.add(kind, slot, generation);
  }

  take(until: number): boolean {
    return this.queue.take(until);
  }
}

export const CANDIDATES: Readonly<Record<string, () => PendingEvents>> = {
  kernel: () => new KernelQueue(),
  heap: () => new HeapQueue(),
  calendar: () => new CalendarQueue(),
};

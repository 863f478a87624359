import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reals } from './event-memory.ts';
import { EventQueue } from './event-queue.ts';
import { DUE, DUE_SEQUENCE } from './event-row.ts';
import { RandomStream } from './random.ts';

/** The obvious implementation: a list, sorted anew. */
class SortedList {
  private readonly entries: [time: number, sequence: number, slot: number][] = [];
  now = 0;

  get size(): number {
    return this.entries.length;
  }
  add(time: number, sequence: number, slot: number): void {
    this.entries.push([time, sequence, slot]);
    this.entries.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  }
  take(until: number): number | undefined {
    const first = this.entries[0];
    if (first === undefined || first[0] > until) return undefined;
    this.entries.shift();
    this.now = first[0];
    return first[2];
  }
}

function add(queue: EventQueue, time: number, sequence: number, slot: number): void {
  reals[DUE] = time;
  reals[DUE_SEQUENCE] = sequence;
  queue.add(1, slot, slot + 1);
}

describe('EventQueue', () => {
  it('takes events in the order of time, then sequence, like a sorted list', () => {
    // Delays from ties to far beyond the ring; `until` now and then holds the queue back.
    const delay = fc.oneof(
      fc.integer({ min: 0, max: 3 }),
      fc.double({ min: 0, max: 5000, noNaN: true }),
      fc.constantFrom(0, 1e-9, 1e6, 1e12),
    );
    const step = fc.record({ delays: fc.array(delay, { maxLength: 3 }), takes: fc.nat(3), ahead: delay });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const queue = new EventQueue();
        const list = new SortedList();
        let sequence = 0;
        for (const { delays, takes, ahead } of steps) {
          for (const each of delays) {
            const time = list.now + each;
            add(queue, time, sequence, sequence);
            list.add(time, sequence, sequence);
            sequence++;
          }
          for (let i = 0; i < takes; i++) {
            const expected = list.take(list.now + ahead);
            expect(queue.take(queue.now + ahead)).toBe(expected !== undefined);
            if (expected === undefined) break;
            expect([queue.now, queue.slot, queue.generation]).toEqual([list.now, expected, expected + 1]);
          }
          expect(queue.size).toBe(list.size);
        }
      }),
    );
  });

  it('stays in order while its ring adapts to events a million times denser, then rarer', () => {
    const stream = new RandomStream([1, 2, 3, 4], 0, 9);
    const queue = new EventQueue();
    let sequence = 0;
    for (; sequence < 500; sequence++) add(queue, stream.exponential(), sequence, sequence);
    let last = 0;
    let lastSequence = -1;
    for (const mean of [1, 1e-6, 1e3, 1]) {
      for (let i = 0; i < 30_000; i++) {
        expect(queue.take(Infinity)).toBe(true);
        const time = queue.now;
        if (time < last || (time === last && queue.slot < lastSequence)) {
          throw new Error(`event ${queue.slot} came out of order`);
        }
        last = time;
        lastSequence = queue.slot;
        // A tenth of all delays is hundreds of times longer, as timeouts beside services are.
        const delay = mean * stream.exponential() * (stream.uniform() < 0.1 ? 500 : 1);
        add(queue, last + (i % 7 === 0 ? 0 : delay), sequence, sequence++);
      }
    }
    expect(queue.size).toBe(500);
  });
});

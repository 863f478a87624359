import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventQueue } from './event-queue.ts';

interface Entry {
  readonly time: number;
  readonly sequence: number;
  readonly handle: number;
}

/** The obvious implementation: a list, sorted anew. */
class SortedList {
  private readonly entries: Entry[] = [];

  insert(entry: Entry): void {
    this.entries.push(entry);
    this.entries.sort((a, b) => a.time - b.time || a.sequence - b.sequence);
  }
  get top(): Entry | undefined {
    return this.entries[0];
  }
  pop(): void {
    this.entries.shift();
  }
}

describe('EventQueue', () => {
  it('hands out handles in the order of time, then sequence, like a sorted list', () => {
    // Few distinct times, so that ties abound; replace and pop are mixed in.
    const operation = fc.record({
      time: fc.integer({ min: 0, max: 8 }),
      what: fc.integer({ min: 0, max: 3 }),
    });
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 400 }), (operations) => {
        const queue = new EventQueue(4);
        const reference = new SortedList();
        operations.forEach(({ time, what }, sequence) => {
          if (what === 3 && queue.size > 0) {
            queue.pop();
            reference.pop();
          } else if (what === 2 && queue.size > 0) {
            const handle = queue.topHandle;
            queue.replaceTop(time, sequence, handle);
            reference.pop();
            reference.insert({ time, sequence, handle });
          } else {
            queue.insert(time, sequence, sequence);
            reference.insert({ time, sequence, handle: sequence });
          }
          expect(queue.topTime).toBe(reference.top?.time ?? Infinity);
          if (queue.size > 0) expect(queue.topHandle).toBe(reference.top!.handle);
        });
      }),
    );
  });

  it('is empty after as many pops as inserts', () => {
    const queue = new EventQueue(2);
    for (let i = 0; i < 1000; i++) queue.insert((i * 7919) % 1000, i, i);
    const times: number[] = [];
    while (queue.size > 0) {
      times.push(queue.topTime);
      queue.pop();
    }
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times).toHaveLength(1000);
    expect(queue.topTime).toBe(Infinity);
  });
});

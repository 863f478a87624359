import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventHeap } from './event-heap.ts';

describe('EventHeap', () => {
  it('hands out rows in the order of time, then sequence', () => {
    // Few distinct times, so that ties abound; a negative number pops.
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -4, max: 8 }), { maxLength: 400 }), (operations) => {
        // Rows are numbered in the order they are added, and later rows get earlier sequence numbers.
        const heap = new EventHeap((row) => -row);
        const held: { readonly time: number; readonly row: number }[] = [];
        operations.forEach((time, row) => {
          if (time < 0 && heap.size > 0) {
            heap.pop();
            held.shift();
          } else {
            heap.insert(time, row);
            held.push({ time, row });
            held.sort((a, b) => a.time - b.time || b.row - a.row);
          }
          expect(heap.size).toBe(held.length);
          if (held.length > 0) expect([heap.times[0], heap.topRow]).toEqual([held[0]!.time, held[0]!.row]);
        });
      }),
    );
  });
});

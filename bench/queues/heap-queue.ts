/** Candidate: all pending events in one 4-ary heap. */
import { EventRows } from './event-rows.ts';
import { RowHeap } from './row-heap.ts';

export class HeapQueue extends EventRows {
  private readonly heap: RowHeap = new RowHeap();

  get size(): number {
    return this.heap.size;
  }

  add(kind: number, slot: number, generation: number): void {
    const row = this.newRow(kind, slot, generation);
    this.heap.insert(this.due[0]!, row, this.reals);
  }

  take(until: number): boolean {
    const { heap } = this;
    if (heap.size === 0 || heap.times[0]! > until) return false;
    const row = heap.rows[0]!;
    heap.pop(this.reals);
    this.deliver(row);
    return true;
  }
}

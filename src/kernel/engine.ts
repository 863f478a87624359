/**
 * The clock and the order of events. The order is total: time, then the sequence in which they were sent. An event is
 * a kind and two integers; what they mean is the model's affair, which asks for the next one and dispatches it in one
 * switch. Nothing is allocated per event.
 */
import { assert } from '../base/assert.ts';
import { DelayLane } from './delay-lane.ts';
import { EventQueue } from './event-queue.ts';
import { DUE, DUE_SEQUENCE, NEXT_SEQUENCE } from './event-row.ts';
import type { SlotPool } from './slot-pool.ts';

/** Kind, inside the queue, of the event that stands for the head of a lane; its slot is the lane's number. */
const LANE = -1;

export class Engine extends EventQueue {
  /** Events taken so far. */
  dispatched = 0;
  private readonly lanes: DelayLane[] = [];

  /** Sends an event `delay` ≥ 0 ahead. */
  schedule(delay: number, kind: number, slot: number, generation: number): void {
    this.scheduleAt(this.now + delay, kind, slot, generation);
  }

  /** Sends an event to `time` ≥ now. */
  scheduleAt(time: number, kind: number, slot: number, generation: number): void {
    assert(time >= this.now, 'an event was sent into the past, or to no time at all');
    this.registers[DUE] = time;
    this.registers[DUE_SEQUENCE] = this.registers[NEXT_SEQUENCE]!++;
    this.add(kind, slot, generation);
  }

  /** As {@link schedule} with the delay `delays[index]`: for hot callers, whose doubles as arguments would be allocated. */
  scheduleFrom(delays: Float64Array, index: number, kind: number, slot: number, generation: number): void {
    const delay = delays[index]!;
    assert(delay >= 0, 'an event was sent into the past, or to no time at all');
    this.registers[DUE] = this.now + delay;
    this.registers[DUE_SEQUENCE] = this.registers[NEXT_SEQUENCE]!++;
    this.add(kind, slot, generation);
  }

  /**
   * As {@link scheduleFrom}, for a series of which only the next event is ever pending, sent when the one before was
   * taken, such as the arrivals of one source: cheaper then.
   */
  scheduleNext(delays: Float64Array, index: number, kind: number, slot: number): void {
    const delay = delays[index]!;
    assert(delay >= 0, 'an event was sent into the past, or to no time at all');
    this.registers[DUE] = this.now + delay;
    this.registers[DUE_SEQUENCE] = this.registers[NEXT_SEQUENCE]!++;
    this.addHead(kind, slot, 0);
  }

  /** A new lane for one constant delay. @returns its number, for {@link send}. */
  addLane(delay: number, pool: SlotPool | null = null): number {
    assert(delay >= 0 && delay < Infinity, 'a lane needs a finite delay');
    return this.lanes.push(new DelayLane(delay, pool)) - 1;
  }

  /** Sends an event by a lane: it arrives the lane's delay from now. */
  send(lane: number, kind: number, slot: number, generation: number): void {
    const { registers } = this;
    const ring = this.lanes[lane]!;
    registers[DUE] = this.now + ring.delay;
    registers[DUE_SEQUENCE] = this.registers[NEXT_SEQUENCE]!++;
    ring.push(registers, kind, slot, generation);
    if (ring.size === 1) this.addHead(LANE, lane, 0);
  }

  /**
   * Moves the clock to the earliest event not after `until` and takes it: `kind`, `slot` and `generation` say what it is.
   * @returns false when there is none; the clock then stays where it is.
   */
  next(until: number): boolean {
    while (this.take(until)) {
      if (this.kind === LANE && !this.takeFromLane(this.slot)) continue;
      this.dispatched++;
      return true;
    }
    return false;
  }

  /** @returns false when the lane's head was no longer wanted. */
  private takeFromLane(number: number): boolean {
    const lane = this.lanes[number]!;
    const live = lane.headIsLive();
    this.kind = lane.headKind;
    this.slot = lane.headSlot;
    this.generation = lane.headGeneration;
    lane.shift();
    if (lane.size > 0) {
      lane.headDue(this.registers);
      this.addHead(LANE, number, 0);
    }
    return live;
  }
}

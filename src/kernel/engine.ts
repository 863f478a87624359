/**
 * The clock and the order of events. The order is total: time, then the sequence number given when the event was
 * sent. An event is a kind and two integers; what they mean is the model's affair, which asks for the next one and
 * dispatches it in one switch. The engine allocates nothing per event.
 */
import { assert } from '../base/assert.ts';
import { resized } from './columns.ts';
import { DelayLane } from './delay-lane.ts';
import { EventQueue } from './event-queue.ts';
import type { SlotPool } from './slot-pool.ts';

/** Handles below this number are lanes, the others are single events. */
const LANES = 256;

export class Engine {
  /** Simulated time; the unit is the model's. */
  now = 0;
  /** The event that {@link next} took from the queue. */
  kind = 0;
  slot = 0;
  generation = 0;
  /** Events taken so far. */
  dispatched = 0;

  private sequence = 0;
  private readonly queue = new EventQueue();
  private readonly lanes: DelayLane[] = [];
  private kinds: Int32Array = new Int32Array(1024);
  private slots: Int32Array = new Int32Array(1024);
  private generations: Int32Array = new Int32Array(1024);
  private free: Int32Array = new Int32Array(1024);
  private freeCount = 0;
  private used = LANES;

  /** Sends an event `delay` ≥ 0 ahead. */
  schedule(delay: number, kind: number, slot: number, generation: number): void {
    this.scheduleAt(this.now + delay, kind, slot, generation);
  }

  /** Sends an event to `time` ≥ now. */
  scheduleAt(time: number, kind: number, slot: number, generation: number): void {
    assert(time >= this.now, 'an event was sent into the past, or to no time at all');
    const handle = this.acquire();
    this.kinds[handle] = kind;
    this.slots[handle] = slot;
    this.generations[handle] = generation;
    this.queue.insert(time, this.sequence++, handle);
  }

  /** A new lane for one constant delay. @returns its number, for {@link send}. */
  addLane(delay: number, pool: SlotPool | null = null): number {
    assert(delay >= 0 && delay < Infinity, 'a lane needs a finite delay');
    assert(this.lanes.length < LANES, 'too many lanes');
    return this.lanes.push(new DelayLane(delay, pool)) - 1;
  }

  /** Sends an event by a lane: it arrives the lane's delay from now. */
  send(lane: number, kind: number, slot: number, generation: number): void {
    const ring = this.lanes[lane]!;
    const time = this.now + ring.delay;
    const sequence = this.sequence++;
    if (ring.size === 0) this.queue.insert(time, sequence, lane);
    ring.push(time, sequence, kind, slot, generation);
  }

  /**
   * Moves the clock to the earliest event not after `until` and takes it.
   * @returns false when there is none; the clock then stays where it is.
   */
  next(until: number): boolean {
    const { queue } = this;
    for (;;) {
      const time = queue.topTime;
      if (time > until || time === Infinity) return false;
      const handle = queue.topHandle;
      if (handle < LANES) {
        if (!this.takeFromLane(handle)) continue;
      } else {
        this.kind = this.kinds[handle]!;
        this.slot = this.slots[handle]!;
        this.generation = this.generations[handle]!;
        queue.pop();
        this.free[this.freeCount++] = handle;
      }
      this.now = time;
      this.dispatched++;
      return true;
    }
  }

  /** @returns false when the lane's head was no longer wanted. */
  private takeFromLane(handle: number): boolean {
    const lane = this.lanes[handle]!;
    const live = lane.headIsLive();
    if (live) {
      this.kind = lane.headKind;
      this.slot = lane.headSlot;
      this.generation = lane.headGeneration;
    }
    lane.shift();
    if (lane.size > 0) this.queue.replaceTop(lane.headTime, lane.headSequence, handle);
    else this.queue.pop();
    return live;
  }

  private acquire(): number {
    if (this.freeCount > 0) return this.free[--this.freeCount]!;
    if (this.used === this.kinds.length) {
      const length = this.used * 2;
      this.kinds = resized(this.kinds, length, Int32Array);
      this.slots = resized(this.slots, length, Int32Array);
      this.generations = resized(this.generations, length, Int32Array);
      this.free = resized(this.free, length, Int32Array);
    }
    return this.used++;
  }
}

/**
 * The clock and the order of events. The order is total: time, then the sequence in which they were sent. An event is
 * a kind and two integers; what they mean is the model's affair, which asks for the next one and dispatches it in one
 * switch. Nothing is allocated per event.
 */
import { assert } from '../base/assert.ts';
import { DelayLane } from './delay-lane.ts';
import { reals } from './event-memory.ts';
import { EventQueue } from './event-queue.ts';
import {
  DUE,
  DUE_SEQUENCE,
  FAR_TIME,
  HEAD_TIME,
  LATE_TIME,
  NEXT_SEQUENCE,
  NOW,
  RING_TIME,
} from './event-row.ts';
import { headSequences, headTimes, SeriesHeads } from './series-heads.ts';
import type { SlotPool } from './slot-pool.ts';

/** Kind of a series that is a lane; its slot is the lane's number. */
const LANE = -1;
const NONE = -1;

export class Engine extends EventQueue {
  /** Events taken so far. */
  dispatched = 0;
  private readonly lanes: DelayLane[] = [];
  private readonly heads: SeriesHeads = new SeriesHeads();
  /** [series] */
  private readonly kinds: number[] = [];
  /** [series] */
  private readonly slots: number[] = [];
  /** The series whose head was taken last and has no successor yet. */
  private headless = NONE;

  /** Pending events. O(lanes) */
  override get size(): number {
    const { count } = this.heads;
    const inLanes = this.lanes.reduce((sum, lane) => sum + lane.size, 0);
    const single = this.kinds.filter(
      (kind, i) => kind !== LANE && headTimes[i]! < Infinity && i !== this.headless,
    );
    return count === 0 ? super.size : super.size + inLanes + single.length;
  }

  /** Sends an event `delay` ≥ 0 ahead. */
  schedule(delay: number, kind: number, slot: number, generation: number): void {
    this.scheduleAt(this.now + delay, kind, slot, generation);
  }

  /** Sends an event to `time` ≥ now. */
  scheduleAt(time: number, kind: number, slot: number, generation: number): void {
    assert(time >= this.now, 'an event was sent into the past, or to no time at all');
    reals[DUE] = time;
    reals[DUE_SEQUENCE] = reals[NEXT_SEQUENCE]!++;
    this.add(kind, slot, generation);
  }

  /** As {@link schedule} with the delay `delays[index]`: for hot callers, whose doubles as arguments would be allocated. */
  scheduleFrom(delays: Float64Array, index: number, kind: number, slot: number, generation: number): void {
    const delay = delays[index]!;
    assert(delay >= 0, 'an event was sent into the past, or to no time at all');
    reals[DUE] = reals[NOW]! + delay;
    reals[DUE_SEQUENCE] = reals[NEXT_SEQUENCE]!++;
    this.add(kind, slot, generation);
  }

  /** A series of events of which only the next one is ever pending, such as the arrivals of a source. @returns its number. */
  addSeries(kind: number, slot: number): number {
    this.kinds.push(kind);
    this.slots.push(slot);
    return this.heads.add();
  }

  /** Sends the next event of a series, `delays[index]` ≥ 0 ahead; the one before must have been taken. O(log series) */
  scheduleNext(series: number, delays: Float64Array, index: number): void {
    const { heads } = this;
    const delay = delays[index]!;
    assert(delay >= 0, 'an event was sent into the past, or to no time at all');
    assert(series === this.headless || headTimes[series] === Infinity, 'a series has one pending event');
    headTimes[series] = reals[NOW]! + delay;
    headSequences[series] = reals[NEXT_SEQUENCE]!++;
    heads.update(series);
    reals[HEAD_TIME] = headTimes[heads.first]!;
    if (series === this.headless) this.headless = NONE;
  }

  /** A new lane for one constant delay. @returns its number, for {@link send}. */
  addLane(delay: number, pool: SlotPool | null = null): number {
    assert(delay >= 0 && delay < Infinity, 'a lane needs a finite delay');
    return this.lanes.push(new DelayLane(delay, pool)) - 1;
  }

  /** Sends an event by a lane: it arrives the lane's delay from now. */
  send(lane: number, kind: number, slot: number, generation: number): void {
    const ring = this.lanes[lane]!;
    reals[DUE] = reals[NOW]! + ring.delay;
    reals[DUE_SEQUENCE] = reals[NEXT_SEQUENCE]!++;
    ring.push(kind, slot, generation);
    if (ring.size === 1) {
      if (ring.series === NONE) ring.series = this.addSeries(LANE, lane);
      this.showHead(ring);
    }
  }

  /**
   * Moves the clock to the earliest event not after `until` and takes it: `kind`, `slot` and `generation` say what it is.
   * @returns false when there is none; the clock then stays where it is.
   */
  next(until: number): boolean {
    if (this.headless !== NONE) this.dropHead();
    for (;;) {
      const time = reals[HEAD_TIME]!;
      const ringTime = reals[RING_TIME]!;
      const farTime = reals[FAR_TIME]!;
      if (farTime <= ringTime && farTime <= time && farTime === reals[LATE_TIME] && farTime <= until) {
        if (farTime === Infinity) return false;
        this.spill();
        continue;
      }
      if (time >= ringTime || time >= farTime) {
        if (time > ringTime || time > farTime || !this.headPrecedes()) {
          if (!this.take(until)) return false;
          break;
        }
      }
      if (!(time <= until) || time === Infinity) return false;
      if (this.takeHead(this.heads.first)) break;
    }
    this.dispatched++;
    return true;
  }

  /** Whether the earliest head was sent before the queue's earliest event. */
  private headPrecedes(): boolean {
    const { heads } = this;
    return headSequences[heads.first]! < this.earliestSequence();
  }

  /** @returns false when the head was no longer wanted. */
  private takeHead(series: number): boolean {
    const kind = this.kinds[series]!;
    if (kind === LANE) return this.takeFromLane(this.lanes[this.slots[series]!]!);
    reals[NOW] = reals[HEAD_TIME]!;
    this.kind = kind;
    this.slot = this.slots[series]!;
    this.generation = 0;
    this.headless = series;
    return true;
  }

  private takeFromLane(lane: DelayLane): boolean {
    const live = lane.headIsLive();
    if (live) {
      reals[NOW] = reals[HEAD_TIME]!;
      this.kind = lane.headKind;
      this.slot = lane.headSlot;
      this.generation = lane.headGeneration;
    }
    lane.shift();
    this.showHead(lane);
    return live;
  }

  /** The series that no successor was sent for is empty. */
  private dropHead(): void {
    const { heads } = this;
    headTimes[this.headless] = Infinity;
    heads.update(this.headless);
    reals[HEAD_TIME] = headTimes[heads.first]!;
    this.headless = NONE;
  }

  private showHead(lane: DelayLane): void {
    const { heads } = this;
    lane.showHead();
    heads.update(lane.series);
    reals[HEAD_TIME] = headTimes[heads.first]!;
  }
}

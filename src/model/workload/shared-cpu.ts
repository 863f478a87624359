/**
 * The CPU of one container: the requests in service run side by side, each on one core at most, and stand still when
 * the container has used its quota of a period up. Exact, without time slices: all of them advance at the same speed, so
 * one number, the virtual time, tells how far each of them is, and they end in the order of their finish tags (virtual
 * time at their start + work). Not modelled: what the kernel hands out of a quota in slices of 5 ms per core.
 * @see https://www.kernel.org/doc/html/latest/scheduler/sched-bwc.html and kernel/sched/fair.c
 */
import { EventHeap } from '../../kernel/event-heap.ts';
import type { Throttling } from '../output.ts';
import type { CfsQuotaOptions, CpuWorkOptions } from './cpu-options.ts';

/** What is due next. */
export const NOTHING = 0;
/** The first request in the order of tags has done its work. */
export const FINISH = 1;
/** The quota of the period is used up. */
export const THROTTLE = 2;
/** The next period begins. */
const REFILL = 3;

// Elements of `reals`, in one array because V8 would box them as fields.
/** CPU time that a request in service since the last idle moment has had. */
const VIRTUAL = 0;
/** Up to when everything is reckoned. */
const SETTLED = 1;
/** CPU time used since the window opened … */
const USED = 2;
/** … and for how long requests have stood still. */
const STALLED = 3;
/** When the present period began. */
const PERIOD_START = 4;
/** What is left of its quota. */
const LEFT = 5;
/** From now until what is due next. */
export const DELAY = 6;
/** CPU time used before the window opened. */
const EARLIER = 7;
/** When the last quota after throttling came. */
const REFILLED = 8;
/** When the next one comes, while it is throttled. */
const REFILL_AT = 9;
/** Cores that the node leaves to its requests; Infinity: as many as they want. */
export const GRANTED = 10;

/** More than double precision loses of a day, ms. */
const PRECISION = 1e-6;

/** What a container used of the CPU over some time. */
export interface CpuUsage extends Throttling {
  readonly usedMs: number;
}

export class SharedCpu {
  /** Grows with every change of what is due next. */
  ticket = 0;
  /** What is due next, as {@link next} said last. */
  pending = NOTHING;
  private isThrottled = false;
  /** Since the window opened, as cpu.stat has them: nr_periods and nr_throttled. */
  private periods = 0;
  private throttledPeriods = 0;
  readonly reals: Float64Array = new Float64Array(11);
  readonly share: number;
  /** Cores that the running program uses besides its requests. */
  readonly idle: number;
  /** Infinity: each request has a core of its own. */
  readonly cores: number;
  /** Infinity without a limit. */
  readonly quotaMs: number;
  private readonly periodMs: number;
  private readonly jobs = new EventHeap((slot) => slot);
  /** Number of the present period, and of the last one that is counted. */
  private period = 0;
  private counted = -2;

  /** @param phase when, in a period, time 0 is: 0…1 */
  constructor(
    { share, idle, cores = Infinity }: CpuWorkOptions,
    limit: CfsQuotaOptions | undefined,
    phase: number,
  ) {
    this.share = share;
    this.idle = idle;
    this.cores = cores;
    this.periodMs = limit?.periodMs ?? Infinity;
    // The kernel allows no quota below 1 ms.
    this.quotaMs = limit === undefined ? Infinity : Math.max(limit.quotaMs - idle * limit.periodMs, 1);
    if (limit !== undefined) this.reals[PERIOD_START] = -phase * limit.periodMs;
    this.reals[LEFT] = this.quotaMs;
    this.reals[REFILLED] = -Infinity;
    this.reals[GRANTED] = Infinity;
  }

  /** Requests that are at work, or would be if they were not throttled. */
  get size(): number {
    return this.jobs.size;
  }

  /** Cores that its requests would use now if there were enough. */
  get wanted(): number {
    return this.isThrottled ? 0 : Math.min(this.jobs.size, this.cores);
  }

  /** The one that has done its work when FINISH is due. */
  get first(): number {
    return this.jobs.topRow;
  }

  /** All CPU time used so far, from the beginning of the run. */
  get totalMs(): number {
    return this.reals[EARLIER]! + this.reals[USED]!;
  }

  /** Since the window opened. */
  usage(): CpuUsage {
    const { reals, periods, throttledPeriods } = this;
    return { usedMs: reals[USED]!, throttledMs: reals[STALLED]!, periods, throttledPeriods };
  }

  /** How long it will go on standing still, once settled. */
  get stallMs(): number {
    if (!this.isThrottled) return 0;
    return Math.max(0, this.reals[REFILL_AT]! - this.reals[SETTLED]!);
  }

  wasThrottledSince(timeMs: number): boolean {
    return this.isThrottled || this.reals[REFILLED]! > timeMs;
  }

  /** Counts from now on, which it is settled up to. */
  openWindow(): void {
    this.reals[EARLIER]! += this.reals[USED]!;
    this.reals[USED] = 0;
    this.reals[STALLED] = 0;
    this.periods = 0;
    this.throttledPeriods = 0;
  }

  /** Reckons up to `times[index]`, not before the last time. O(1) */
  settle(times: Float64Array, index: number): void {
    const { reals } = this;
    const now = times[index]!;
    const elapsed = now - reals[SETTLED]!;
    reals[SETTLED] = now;
    const { size } = this.jobs;
    const burn = Math.min(this.wanted, reals[GRANTED]!);
    if (size > 0) {
      reals[VIRTUAL]! += (elapsed * burn) / size;
      reals[USED]! += elapsed * burn;
      if (this.isThrottled) reals[STALLED]! += elapsed;
    }
    if (this.quotaMs < Infinity) this.settleQuota(now, elapsed, burn);
  }

  /** A request begins; the CPU is settled. O(log n) */
  add(slot: number, works: Float64Array, index: number): void {
    if (this.jobs.size === 0) this.reals[VIRTUAL] = 0;
    this.jobs.insert(this.reals[VIRTUAL]! + works[index]!, slot);
  }

  /** The first request ends: FINISH is due. O(log n) */
  finish(): void {
    this.reals[VIRTUAL] = this.jobs.topTime;
    this.jobs.pop();
  }

  /** THROTTLE is due. */
  throttle(): void {
    this.isThrottled = true;
    this.throttledPeriods++;
    this.reals[LEFT] = 0;
    this.reals[REFILL_AT] = this.reals[PERIOD_START]! + this.periodMs;
  }

  /** REFILL is due. */
  refill(): void {
    this.isThrottled = false;
    this.reals[LEFT] = this.quotaMs;
    this.reals[REFILLED] = this.reals[SETTLED]!;
  }

  /** The process has ended, or does nothing any more. */
  clear(): void {
    this.jobs.clear();
    this.isThrottled = false;
    this.ticket = (this.ticket + 1) | 0;
  }

  /** @returns what is due next; `reals[DELAY]` is when. The CPU is settled. O(1) */
  next(): number {
    return (this.pending = this.decide());
  }

  private decide(): number {
    const { reals } = this;
    const { size } = this.jobs;
    if (size === 0) return NOTHING;
    if (this.isThrottled) {
      reals[DELAY] = this.stallMs;
      return REFILL;
    }
    const burn = Math.min(this.wanted, reals[GRANTED]!);
    reals[DELAY] = Math.max(0, ((this.jobs.topTime - reals[VIRTUAL]!) * size) / burn);
    return this.quotaMs < Infinity && this.isExhaustedBefore(burn) ? THROTTLE : FINISH;
  }

  /** Whether the quota ends before the delay is over; if so, the delay becomes the time until then. */
  private isExhaustedBefore(burn: number): boolean {
    const { reals, quotaMs, periodMs } = this;
    const toEnd = reals[PERIOD_START]! + periodMs - reals[SETTLED]!;
    const left = Math.max(0, reals[LEFT]!);
    let delay = Infinity;
    // Not within the precision of the end, when the next period counts as begun.
    if (left < burn * (toEnd - 2 * PRECISION)) delay = left / burn;
    else if (quotaMs < burn * (periodMs - 2 * PRECISION)) delay = toEnd + quotaMs / burn;
    // What is finished just then needs no more.
    if (delay + PRECISION >= reals[DELAY]!) return false;
    reals[DELAY] = delay;
    return true;
  }

  private settleQuota(now: number, elapsed: number, burn: number): void {
    const { reals, periodMs } = this;
    const before = this.period;
    const passed = Math.floor((now - reals[PERIOD_START]! + PRECISION) / periodMs);
    if (passed > 0) {
      this.period += passed;
      reals[PERIOD_START]! += passed * periodMs;
      reals[LEFT] = this.quotaMs - burn * Math.max(0, now - reals[PERIOD_START]!);
    } else reals[LEFT]! -= burn * elapsed;
    if (this.jobs.size > 0) this.countPeriods(before);
  }

  /** @param from the first period in which it ran or stood still; `period` is the last. */
  private countPeriods(from: number): void {
    if (from > this.counted + 1) {
      // The kernel's timer runs on for one period without work before it stops.
      if (this.counted >= 0) this.periods++;
      this.counted = from - 1;
    }
    this.periods += this.period - this.counted;
    this.counted = this.period;
  }
}

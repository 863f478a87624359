/**
 * The hold model: take the earliest event, send it anew, with a constant number pending. It starts in its stationary
 * state, so that no figure is that of a transient.
 * @see Vaucher & Duval, A comparison of simulation event list algorithms, CACM 18(4), 1975
 */
import { RandomStream } from '../../src/kernel/random.ts';
import type { PendingEvents } from './pending-events.ts';

const KEY = [1, 2, 3, 4] as const;
const BLOCK = 4096;

/** The tenth part of the delays that is as much longer: timeouts beside services. */
const LONGER = 500;
const PARETO_SHAPE = 1.2;
/** Beyond this no event is ever taken; times stay within what the queues promise to hold. */
const LONGEST = 1e12;

interface DelayKind {
  readonly delay: (stream: RandomStream) => number;
  /** What is left of a delay at a moment of the stationary state. */
  readonly residual: (stream: RandomStream) => number;
}

export const DELAYS: Readonly<Record<string, DelayKind>> = {
  exponential: { delay: (stream) => stream.exponential(), residual: (stream) => stream.exponential() },
  constant: { delay: () => 1, residual: (stream) => stream.uniform() },
  bimodal: {
    delay: (stream) => (stream.uniform() < 0.1 ? LONGER : 1) * stream.exponential(),
    residual: (stream) =>
      (stream.uniform() < (0.1 * LONGER) / (0.1 * LONGER + 0.9) ? LONGER : 1) * stream.exponential(),
  },
  // Survival x^-α above 1; so the residual's density is flat below 1 and falls as that above.
  'heavy-tailed': {
    delay: (stream) => Math.min(LONGEST, stream.uniformOpen() ** (-1 / PARETO_SHAPE)),
    residual: (stream) =>
      stream.uniform() < (PARETO_SHAPE - 1) / PARETO_SHAPE
        ? stream.uniform()
        : Math.min(LONGEST, stream.uniformOpen() ** (-1 / (PARETO_SHAPE - 1))),
  },
};

export class HoldModel {
  private readonly queue: PendingEvents;
  private readonly kind: DelayKind;
  private readonly stream: RandomStream = new RandomStream(KEY, 0, 1);
  private readonly delays: Float64Array = new Float64Array(BLOCK);
  private sequence = 0;
  /** Of the order in which events were taken; equal for all queues that are right. */
  hash = 0;

  constructor(queue: PendingEvents, kind: DelayKind, pending: number) {
    this.queue = queue;
    this.kind = kind;
    for (let slot = 0; slot < pending; slot++) {
      queue.due[0] = kind.residual(this.stream);
      queue.due[1] = this.sequence++;
      queue.add(1, slot, 0);
    }
  }

  /**
   * @returns the processor's time for at least that many holds, without the drawing of the delays, and their exact
   *   number. Not the time of day, because other programs may take turns on this processor.
   */
  run(holds: number): { ns: number; holds: number } {
    const blocks = Math.ceil(holds / BLOCK);
    let microseconds = 0;
    for (let block = 0; block < blocks; block++) {
      for (let i = 0; i < BLOCK; i++) this.delays[i] = this.kind.delay(this.stream);
      const before = process.cpuUsage();
      this.runBlock();
      const { user, system } = process.cpuUsage(before);
      microseconds += user + system;
    }
    return { ns: 1000 * microseconds, holds: blocks * BLOCK };
  }

  private runBlock(): void {
    const { queue, delays } = this;
    let { hash, sequence } = this;
    for (let i = 0; i < BLOCK; i++) {
      queue.take(Infinity);
      hash = (Math.imul(hash, 31) + queue.slot) | 0;
      queue.due[0] = queue.current[0]! + delays[i]!;
      queue.due[1] = sequence++;
      queue.add(1, queue.slot, 0);
    }
    this.hash = hash;
    this.sequence = sequence;
  }
}

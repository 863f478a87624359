/**
 * The users of a closed source: each thinks, sends a request, waits until it is answered or given up, and thinks
 * again, so that a slow service slows its own traffic down. In a run's first moment all of them begin to think.
 */
import type { Engine } from '../../kernel/engine.ts';
import type { RandomStream } from '../../kernel/random.ts';
import { DrawBlock } from '../../kernel/samplers/draw-block.ts';
import { createSampler } from '../../kernel/samplers/index.ts';
import { ARRIVAL } from '../events.ts';
import type { ClosedArrivalOptions } from '../options.ts';

/** A user without a pod to send from looks again after this time at the soonest. */
const LOOK_AGAIN_MS = 1000;

export class ClosedUsers {
  private readonly engine: Engine;
  private readonly source: number;
  private readonly stream: RandomStream;
  private readonly untilMs: number;
  private thinkTimes: DrawBlock;
  private wanted: number;
  /** Users who think or wait. */
  private present = 0;

  /** @param source its index, which its arrivals carry. @param untilMs no request is sent from then on. */
  constructor(
    options: ClosedArrivalOptions,
    source: number,
    engine: Engine,
    stream: RandomStream,
    untilMs: number,
  ) {
    this.engine = engine;
    this.source = source;
    this.stream = stream;
    this.untilMs = untilMs;
    this.wanted = options.users;
    this.thinkTimes = this.timesOf(options);
  }

  /** Newcomers begin to think now; who is too many leaves after the present request. */
  change(options: ClosedArrivalOptions): void {
    this.wanted = options.users;
    this.thinkTimes = this.timesOf(options);
    this.fill();
  }

  /** Lets all that are wanted begin to think. */
  fill(): void {
    while (this.present < this.wanted) {
      this.present++;
      this.think(0);
    }
  }

  /** A user's request has ended. */
  ended(): void {
    if (this.present > this.wanted) this.present--;
    else this.think(0);
  }

  /** A user found no pod to send from. */
  foundNoPod(): void {
    if (this.present > this.wanted) this.present--;
    else this.think(LOOK_AGAIN_MS);
  }

  private think(leastMs: number): void {
    const { engine, thinkTimes } = this;
    const { values } = thinkTimes;
    const at = thinkTimes.advance();
    if (values[at]! < leastMs) values[at] = leastMs;
    if (engine.now + values[at]! < this.untilMs) engine.scheduleFrom(values, at, ARRIVAL, this.source, 0);
  }

  private timesOf({ thinkTime }: ClosedArrivalOptions): DrawBlock {
    const sampler = createSampler(thinkTime);
    return new DrawBlock((values) => sampler.fill(this.stream, values));
  }
}

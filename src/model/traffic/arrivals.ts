/** Open-loop arrival processes: the gaps between a source's intended arrivals. Family: one constructor per member. */
import type { RandomStream } from '../../kernel/random.ts';
import type { ArrivalOptions } from '../options.ts';

export interface ArrivalProcess {
  /** Milliseconds until the next arrival, ≥ 0. */
  nextGapMs(): number;
}

class PoissonArrivals implements ArrivalProcess {
  private readonly meanGapMs: number;
  private readonly stream: RandomStream;

  constructor(ratePerSecond: number, stream: RandomStream) {
    this.meanGapMs = 1000 / ratePerSecond;
    this.stream = stream;
  }

  nextGapMs(): number {
    return this.meanGapMs * this.stream.exponential();
  }
}

/** Equal gaps; the first arrival falls at random within one gap, so that several sources do not march in step. */
class ConstantArrivals implements ArrivalProcess {
  private readonly gapMs: number;
  private firstGapMs: number;

  constructor(ratePerSecond: number, stream: RandomStream) {
    this.gapMs = 1000 / ratePerSecond;
    this.firstGapMs = this.gapMs * stream.uniform();
  }

  nextGapMs(): number {
    const gapMs = this.firstGapMs;
    this.firstGapMs = this.gapMs;
    return gapMs;
  }
}

export function createArrivals(options: ArrivalOptions, stream: RandomStream): ArrivalProcess {
  switch (options.type) {
    case 'poisson':
      return new PoissonArrivals(options.ratePerSecond, stream);
    case 'constant':
      return new ConstantArrivals(options.ratePerSecond, stream);
  }
}

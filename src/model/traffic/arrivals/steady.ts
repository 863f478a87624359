/** Arrivals at one rate for ever. */
import type { RandomStream } from '../../../kernel/random.ts';
import type { GapFiller } from './gap-filler.ts';

/** Many independent users. */
export function poisson(ratePerSecond: number, stream: RandomStream): GapFiller {
  const meanGapMs = 1000 / ratePerSecond;
  return (gapsMs) => stream.fillExponential(gapsMs, meanGapMs);
}

/** Equal gaps; the first arrival falls at random within one gap, so that several sources do not march in step. */
export function constant(ratePerSecond: number, stream: RandomStream): GapFiller {
  const gapMs = 1000 / ratePerSecond;
  let first = true;
  return (gapsMs) => {
    gapsMs.fill(gapMs);
    if (first) gapsMs[0] = gapMs * stream.uniform();
    first = false;
  };
}

/** Open-loop arrival processes: the gaps between a source's intended arrivals. Family: one function per member. */
import type { RandomStream } from '../../kernel/random.ts';
import type { ArrivalOptions } from '../options.ts';

/** Writes the next gaps, in milliseconds, ≥ 0. */
export type GapFiller = (gapsMs: Float64Array) => void;

function poisson(ratePerSecond: number, stream: RandomStream): GapFiller {
  const meanGapMs = 1000 / ratePerSecond;
  return (gapsMs) => stream.fillExponential(gapsMs, meanGapMs);
}

/** Equal gaps; the first arrival falls at random within one gap, so that several sources do not march in step. */
function constant(ratePerSecond: number, stream: RandomStream): GapFiller {
  const gapMs = 1000 / ratePerSecond;
  let first = true;
  return (gapsMs) => {
    gapsMs.fill(gapMs);
    if (first) gapsMs[0] = gapMs * stream.uniform();
    first = false;
  };
}

export function createArrivals(options: ArrivalOptions, stream: RandomStream): GapFiller {
  switch (options.type) {
    case 'poisson':
      return poisson(options.ratePerSecond, stream);
    case 'constant':
      return constant(options.ratePerSecond, stream);
  }
}

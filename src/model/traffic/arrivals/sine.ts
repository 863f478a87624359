/**
 * Poisson arrivals whose rate follows a sine, as the load of a day does. Exact by thinning: of the arrivals at the
 * highest rate, each stays with the chance of the present rate over that one.
 * @see Lewis & Shedler, Simulation of nonhomogeneous Poisson processes by thinning, Naval Research Logistics 26(3), 1979
 */
import type { RandomStream } from '../../../kernel/random.ts';
import type { ArrivalOptions } from '../../options.ts';
import type { GapFiller } from './gap-filler.ts';

export function sine(
  options: Extract<ArrivalOptions, { readonly type: 'sine' }>,
  stream: RandomStream,
): GapFiller {
  const { ratePerSecond, amplitudePerSecond, periodMs, phase } = options;
  const highest = ratePerSecond + amplitudePerSecond;
  const meanGapMs = 1000 / highest;
  let nowMs = 0;
  return (gapsMs) => {
    for (let i = 0; i < gapsMs.length; i++) {
      const beforeMs = nowMs;
      for (;;) {
        nowMs += meanGapMs * stream.exponential();
        const angle = 2 * Math.PI * (nowMs / periodMs + phase);
        if (highest * stream.uniform() < ratePerSecond + amplitudePerSecond * Math.sin(angle)) break;
      }
      gapsMs[i] = nowMs - beforeMs;
    }
  };
}

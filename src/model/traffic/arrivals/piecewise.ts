/**
 * Poisson arrivals whose rate is constant over stretches of time: given (steps), or drawn (a Markov-modulated process).
 * Exact by inversion: between two arrivals the rate has the integral of one unit exponential.
 * @see Çınlar, Introduction to Stochastic Processes, ch. 4.7 (time change of a Poisson process)
 */
import type { RandomStream } from '../../../kernel/random.ts';
import type { ArrivalOptions } from '../../options.ts';
import type { GapFiller } from './gap-filler.ts';

interface Stretch {
  readonly ratePerMs: number;
  readonly untilMs: number;
}

/** Answers with the next stretch; the last one ends at Infinity. */
type Stretches = () => Stretch;

function piecewise(stretches: Stretches, stream: RandomStream): GapFiller {
  let nowMs = 0;
  let { ratePerMs, untilMs } = stretches();
  return (gapsMs) => {
    stream.fillExponential(gapsMs, 1);
    for (let i = 0; i < gapsMs.length; i++) {
      const beforeMs = nowMs;
      let mass = gapsMs[i]!;
      while (mass > ratePerMs * (untilMs - nowMs) || ratePerMs === 0) {
        if (untilMs === Infinity) {
          gapsMs.fill(Infinity, i);
          return;
        }
        mass -= ratePerMs * (untilMs - nowMs);
        nowMs = untilMs;
        ({ ratePerMs, untilMs } = stretches());
      }
      nowMs += mass / ratePerMs;
      gapsMs[i] = nowMs - beforeMs;
    }
  };
}

/** Nothing arrives before the first step; the last one lasts for ever. */
export function steps(
  { steps: given }: Extract<ArrivalOptions, { readonly type: 'steps' }>,
  stream: RandomStream,
): GapFiller {
  let next = -1;
  const stretches = (): Stretch => {
    const ratePerMs = next === -1 ? 0 : given[next]!.ratePerSecond / 1000;
    next++;
    return { ratePerMs, untilMs: given[next]?.fromMs ?? Infinity };
  };
  return piecewise(stretches, stream);
}

/**
 * Each state lasts an exponential time, then every other one follows with the same chance. It begins in the steady
 * state: in each state with its share of the time.
 */
export function mmpp(
  { states }: Extract<ArrivalOptions, { readonly type: 'mmpp' }>,
  stream: RandomStream,
  chance: RandomStream,
): GapFiller {
  let endMs = 0;
  let state = atShare(
    states.map(({ meanMs }) => meanMs),
    chance.uniform(),
  );
  let isFirst = true;
  const stretches = (): Stretch => {
    if (!isFirst && states.length > 1) state = (state + 1 + chance.below(states.length - 1)) % states.length;
    isFirst = false;
    const { ratePerSecond, meanMs } = states[state]!;
    endMs += meanMs * chance.exponential();
    return { ratePerMs: ratePerSecond / 1000, untilMs: endMs };
  };
  return piecewise(stretches, stream);
}

/** The index whose part of the sum of `weights` covers the share `at`, 0 ≤ at < 1. */
function atShare(weights: readonly number[], at: number): number {
  let left = at * weights.reduce((sum, weight) => sum + weight, 0);
  const found = weights.findIndex((weight) => (left -= weight) < 0);
  return found === -1 ? weights.length - 1 : found;
}

/** Arrivals in words. */
import type { ArrivalOptions } from '../../model/options.ts';
import { formatDuration } from '../values/duration.ts';
import { distributionWords } from './distribution.ts';
import { count, list, number } from './text.ts';

/** More of them than this are only counted. */
const MAX_STEPS = 8;

/** `200/s poisson`, `100/s until 1m, then 400/s, poisson` … */
export function arrivalWords(arrivals: ArrivalOptions): string {
  switch (arrivals.type) {
    case 'poisson':
    case 'constant':
      return `${number(arrivals.ratePerSecond)}/s ${arrivals.type}`;
    case 'steps':
      return `poisson, ${stepWords(arrivals.steps)}`;
    case 'sine': {
      const { ratePerSecond, amplitudePerSecond, periodMs } = arrivals;
      return `poisson, ${number(ratePerSecond)}/s ± ${number(amplitudePerSecond)}/s in waves of ${formatDuration(periodMs)}`;
    }
    case 'mmpp': {
      const states = arrivals.states.map(
        ({ ratePerSecond, meanMs }) => `${number(ratePerSecond)}/s for ${formatDuration(meanMs)}`,
      );
      return `poisson in ${count(states.length, 'state')} at random, ${list(states)} on average`;
    }
    case 'trace':
      return `${count(arrivals.timesMs.length, 'recorded request')} in ${formatDuration(arrivals.timesMs.at(-1) ?? 0)}`;
    default:
      return `${count(arrivals.users, 'user')} who wait for answers and think ${distributionWords(arrivals.thinkTime)} in between`;
  }
}

function stepWords(steps: Extract<ArrivalOptions, { readonly type: 'steps' }>['steps']): string {
  if (steps.length > MAX_STEPS) {
    const highest = steps.reduce((most, { ratePerSecond }) => Math.max(most, ratePerSecond), 0);
    return `in ${count(steps.length, 'step')} of up to ${number(highest)}/s`;
  }
  return list(
    steps.map(({ fromMs, ratePerSecond }) => `${number(ratePerSecond)}/s from ${formatDuration(fromMs)}`),
  );
}

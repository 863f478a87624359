/** Arrivals at recorded times, each exactly where it was; none after the last one. */
import type { GapFiller } from './gap-filler.ts';

/** @param timesMs ≥ 0, in order. */
export function trace(timesMs: readonly number[]): GapFiller {
  let next = 0;
  let beforeMs = 0;
  return (gapsMs) => {
    for (let i = 0; i < gapsMs.length; i++) {
      const timeMs = timesMs[next++] ?? Infinity;
      gapsMs[i] = timeMs === Infinity ? Infinity : timeMs - beforeMs;
      beforeMs = timeMs;
    }
  };
}

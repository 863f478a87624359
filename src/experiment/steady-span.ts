/**
 * The part of a run in which nothing changes from outside: from its start, or from the end of the warm-up, to the first
 * event. What is said of a steady state (warm-up, batch means) is said of this part alone.
 */
import type { SimulationOptions } from '../model/options.ts';

/** Intervals [from, to). */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** When the first event takes place, or the run ends. */
export function steadyUntilMs({ events, durationMs }: SimulationOptions): number {
  return Math.min(durationMs, ...events.map(({ atMs }) => atMs));
}

/** The whole intervals between `fromMs` and `untilMs`, cut into `parts` of one length, from the end backwards. */
export function partsOf(fromMs: number, untilMs: number, intervalMs: number, parts: number): readonly Span[] {
  const first = Math.ceil(fromMs / intervalMs - 1e-9);
  const end = Math.floor(untilMs / intervalMs + 1e-9);
  const size = Math.floor((end - first) / parts);
  if (size < 1) return [];
  return Array.from({ length: parts }, (_, part) => {
    const from = end - (parts - part) * size;
    return { from, to: from + size };
  });
}

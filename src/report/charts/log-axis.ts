/**
 * Logarithmic axes with a label at every gridline: ticks at 1, 2 and 5 of each decade, or at whole decades when
 * there are many. Vega's own ticks leave most gridlines unnamed.
 */

/** 1, 2 and 5 times the powers of ten around [min, max], one beyond at either end at most. */
function candidates(min: number, max: number): number[] {
  const first = Math.floor(Math.log10(min));
  const last = Math.ceil(Math.log10(max));
  const decades = Array.from({ length: last - first + 1 }, (_, i) => 10 ** (first + i));
  return decades.flatMap((decade) => [decade, 2 * decade, 5 * decade]);
}

/** Ticks within [min, max], both > 0; at most about a dozen. */
export function logTicks(min: number, max: number): number[] {
  const inside = candidates(min, max).filter((tick) => tick >= min * (1 - 1e-9) && tick <= max * (1 + 1e-9));
  return inside.length <= 12
    ? inside
    : inside.filter((tick) => Number.isInteger(Math.round(Math.log10(tick) * 1e6) / 1e6));
}

/** The smallest domain with ticks at both ends that holds [min, max], both > 0. */
export function logDomain(min: number, max: number): [number, number] {
  const ticks = candidates(min, max);
  const low = ticks.findLast((tick) => tick <= min) ?? min;
  const high = ticks.find((tick) => tick >= max && tick > low) ?? max;
  return [low, high];
}

/** A Vega expression: milliseconds in the unit that fits. */
export const LATENCY_LABEL =
  "datum.value >= 1000 ? format(datum.value / 1000, '~r') + ' s' : " +
  "datum.value >= 1 ? format(datum.value, '~r') + ' ms' : format(datum.value * 1000, '~r') + ' µs'";

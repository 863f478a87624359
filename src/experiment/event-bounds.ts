/**
 * 95 % bounds of the number of events expected in all replications together, from those that were seen. Events of one
 * replication may come in bursts: a pod that dies takes its requests with it. Their dispersion, by how much they differ
 * more from replication to replication than independent ones would, scales the score interval, which is as good for two
 * events as for two thousand; few events take care.
 *
 * @see Wilson, Journal of the American Statistical Association 22 (1927) 209; Franco, Little, Louis & Slud, Journal of
 * Survey Statistics and Methodology 7 (2019) 334 (with a design effect); docs/VALIDATION.md has the coverage
 */
import { binomialBounds, poissonBounds, poissonMidLow } from './exact-bounds.ts';
import { burstDegrees } from './statistics/share-interval.ts';
import { studentTQuantile } from './student-t.ts';

/** Below it events are not taken to be more regular than independent ones, nor bursts without evidence. */
const FEW_EVENTS = 20;
/** Below it exact bounds serve where there is one replication alone. */
const FEW_ALONE = 10;
const NORMAL_975 = 1.959963984540054;

/**
 * @param events - by replication, at least one
 * @param trials - by replication, of which the events are some, less than half in all; or `null` where counts have no bound
 * @returns `null` where one replication has too many events for exact bounds, and shows no spread
 */
export function eventBounds(
  events: readonly number[],
  trials: readonly number[] | null,
): readonly [number, number] | null {
  const total = sumOf(events);
  const tried = trials === null ? Infinity : sumOf(trials);
  if (total === 0 || (events.length === 1 && total < FEW_ALONE)) return exactBounds(total, tried);
  if (events.length === 1) return null;
  const expected = events.map((_, r) =>
    trials === null ? total / events.length : (total * trials[r]!) / tried,
  );
  return scoreBounds(events, expected, tried);
}

function exactBounds(events: number, tried: number): readonly [number, number] {
  if (tried === Infinity) return poissonBounds(events);
  const [low, high] = binomialBounds(events, tried);
  return [low * tried, high * tried];
}

/** Where (total − λ)² = c² · dispersion · λ (1 − λ / tried). */
function scoreBounds(
  events: readonly number[],
  expected: readonly number[],
  tried: number,
): readonly [number, number] {
  const groups = events.length;
  const total = sumOf(events);
  const variance = (groups * sumOf(events.map((count, r) => (count - expected[r]!) ** 2))) / (groups - 1);
  const seen = variance / (total * (1 - total / tried));
  const few = total < FEW_EVENTS;
  // By so much, one standard deviation, the dispersion of independent events exceeds 1 by chance.
  const isBursty = seen > 1 + Math.sqrt(2 / (groups - 1));
  const dispersion = few ? Math.max(1, seen) : seen;
  const degrees = burstDegrees(variance / total ** 2, groups);
  const c = few && !isBursty ? NORMAL_975 : studentTQuantile(0.975, degrees);
  const a = c * c * dispersion;
  const root = Math.sqrt(a * total * (1 - total / tried) + (a * a) / 4);
  const scale = 1 + a / tried;
  const low = (total + a / 2 - root) / scale;
  // One or two events are too few for any approximation from below.
  return [few ? Math.min(low, poissonMidLow(total)) : low, Math.min(tried, (total + a / 2 + root) / scale)];
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

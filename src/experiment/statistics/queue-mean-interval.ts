/** The interval of the mean latency of one run, which is skewed where the run is short for its load. */
import { studentTQuantile } from '../student-t.ts';

/**
 * The 95 % interval of the mean latency of one run, symmetric in 1 / mean. In a busy queue the error of the mean grows with
 * its square (both by heavy traffic: the mean as 1 / (1 − ρ), its error as 1 / (1 − ρ)²), so a run that has too low a mean
 * has too small an error as well, while that of 1 / mean stays as it is. Where the error is small it is Student's.
 *
 * @param mean - above 0
 * @param error - the standard error of the mean
 * @returns `null` where nothing keeps the mean from being endless
 * @see Whitt, Management Science 35 (1989) 1341; docs/VALIDATION.md has the coverage
 */
export function queueMeanInterval(
  mean: number,
  error: number,
  degreesOfFreedom: number,
): readonly [number, number] | null {
  if (error === 0) return [mean, mean];
  const relative = (studentTQuantile(0.975, degreesOfFreedom) * error) / mean;
  return relative < 1 ? [mean / (1 + relative), mean / (1 - relative)] : null;
}

/**
 * When to stop adding replications: who stops at the first interval that is tight enough stops too often by luck, and
 * such intervals hold the truth less often than they say. So the precision has to last while more replications come.
 *
 * @see Hoad, Robinson & Davies, Journal of the Operational Research Society 61 (2010) 1632
 */

/** The constants of the published algorithm. */
export const STOPPING = {
  /** 1 − confidence of the intervals. */
  alpha: 0.05,
  /** Half-width, as a part of the mean, that is enough unless the user says otherwise. */
  halfWidthPrecision: 0.1,
  initialReplications: 3,
  lookAhead: 5,
} as const;

/** For how many more replications the precision first met after `n` has to last: five, or five for every hundred. */
export function lookAhead(n: number): number {
  return n <= 100 ? STOPPING.lookAhead : Math.floor((STOPPING.lookAhead * n) / 100);
}

/** Whether a precision that was met after each number of replications in `met` may be believed after `n` of them. */
export function hasLasted(n: number, met: (replications: number) => boolean): boolean {
  const first = firstOfLook(n);
  if (first < STOPPING.initialReplications) return false;
  for (let replications = n; replications >= first; replications--) if (!met(replications)) return false;
  return true;
}

/** The largest number after which the precision could have been met first, for the look to end at `n` or before. */
function firstOfLook(n: number): number {
  let first = n - STOPPING.lookAhead;
  while (first + lookAhead(first) > n) first--;
  return first;
}

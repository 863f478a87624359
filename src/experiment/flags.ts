/** Validity flags: why a variant's figures should not be trusted, or need care. A mean that means nothing is flagged. */
import type { SimulationOptions } from '../model/options.ts';
import { offeredLoads } from './offered-load.ts';
import type { Flag, ReplicationResult } from './result.ts';

/** Fewer replications than this give intervals too wide, or too lucky, to decide on. */
const ENOUGH_REPLICATIONS = 5;
/** Share of all requests left unanswered after the drain above which the service is saturated. */
const UNANSWERED_SHARE = 0.01;

/** What only the time series tell. */
export interface SeriesFindings {
  readonly isWarmUpTooShort?: boolean;
  /** Whether one replication has intervals of its own. */
  readonly hasBatches?: boolean;
}

export function flagsOf(
  replications: readonly ReplicationResult[],
  options: SimulationOptions,
  { isWarmUpTooShort = false, hasBatches = false }: SeriesFindings = {},
): Flag[] {
  const flags: readonly (readonly [Flag, boolean])[] = [
    ['saturated', isSaturated(replications, options)],
    ['warmup-too-short', isWarmUpTooShort],
    ['too-few-replications', replications.length < ENOUGH_REPLICATIONS && !hasBatches],
    ['censored', replications.some((r) => r.inFlight > 0)],
    ['no-requests', replications.some((r) => r.requests === 0)],
    ['rollout-incomplete', replications.some((r) => r.rollout !== null && r.rollout.durationMs === null)],
    ['progress-deadline-exceeded', replications.some((r) => r.rollout?.deadlineExceeded === true)],
  ];
  return flags.filter(([, raised]) => raised).map(([flag]) => flag);
}

/**
 * More work offered than can be done, or the mark of it: requests left unanswered after the drain. (Losses to full queues
 * are none: a short queue loses some at any load.) Such figures depend on how long the run was, not on the service alone.
 */
function isSaturated(replications: readonly ReplicationResult[], options: SimulationOptions): boolean {
  if (offeredLoads(options).some((load) => load >= 1)) return true;
  const total = (figure: (r: ReplicationResult) => number): number =>
    replications.reduce((sum, r) => sum + figure(r), 0);
  const requests = total((r) => r.requests);
  return total((r) => r.inFlight) > UNANSWERED_SHARE * requests;
}

/**
 * How many replications there should be in all, as far as those that are finished tell: the decision after each round.
 * It depends on the figures alone, so that any number of workers makes the same. To stop as soon as an interval is tight
 * or a threshold decided would stop by luck; hence it has to last while more replications come (stopping.ts).
 */
import { judgeDifferences } from './difference-thresholds.ts';
import type { DifferenceThreshold } from './difference-thresholds.ts';
import { compareVariants } from './compare.ts';
import type { ReplicationSample } from './digest.ts';
import { COMPARED_METRICS } from './compared-metrics.ts';
import { flagsOf } from './flags.ts';
import { isPrecise, wantedHalfWidth } from './precision.ts';
import type { PrecisionTarget } from './precision.ts';
import { replicationsNeeded } from './statistics/replications-needed.ts';
import { hasLasted, lookAhead } from './statistics/stopping.ts';
import { summaryOf } from './statistics/t-intervals.ts';
import { summarize } from './summarize.ts';
import { judge } from './thresholds.ts';
import type { Threshold } from './thresholds.ts';
import type { VariantRequest } from './variant-reduction.ts';

/** What is to be reached by adding replications, and how many there may be. */
export interface Goal {
  readonly targets: readonly PrecisionTarget[];
  readonly thresholds: readonly Threshold[];
  readonly differences: readonly DifferenceThreshold[];
  /** In each variant. */
  readonly most: number;
  readonly windowMs: number;
}

interface Progressed {
  readonly name: string;
  readonly replications: readonly ReplicationSample[];
  readonly request: VariantRequest;
}

/** The number to have in each variant next; that of now where the goal is reached or no more are allowed. */
export function nextReplications(variants: readonly Progressed[], goal: Goal): number {
  const n = Math.min(...variants.map(({ replications }) => replications.length));
  const asked = goal.targets.length + goal.thresholds.length + goal.differences.length;
  if (asked === 0 || n >= goal.most) return n;
  if (hasLasted(n, (replications) => isReached(variants, goal, replications))) return n;
  const wanted = Math.max(n + lookAhead(n), Math.min(2 * n, estimated(variants, goal)));
  return Math.min(goal.most, wanted);
}

/** Whether all was precise and decided after the first `n` replications. */
function isReached(variants: readonly Progressed[], goal: Goal, n: number): boolean {
  const first = variants.map((variant) => ({ ...variant, replications: variant.replications.slice(0, n) }));
  const areOwn = first.every(({ name, replications, request }, i) => {
    const summary = summarize(replications, goal.windowMs);
    if (!goal.targets.every((target) => isPrecise(target, summary))) return false;
    // Whether the baseline keeps the limits decides nothing.
    if (i === 0 && first.length > 1) return true;
    const flags = flagsOf(replications, request.simulation);
    const judged = judge(goal.thresholds, { name, summary, flags, replications });
    return judged.every(({ verdict }) => verdict !== 'undecided');
  });
  if (!areOwn || goal.differences.length === 0) return areOwn;
  const judged = judgeDifferences(goal.differences, compareVariants(first, goal.windowMs));
  return judged.every(({ verdict }) => verdict !== 'undecided');
}

/** As many as the widest interval needs if the spread stays what it is; half as many more for thresholds. */
function estimated(variants: readonly Progressed[], { targets, windowMs }: Goal): number {
  const needs = variants.flatMap(({ replications }) => {
    const summary = summarize(replications, windowMs);
    return targets.flatMap((target) => {
      const halfWidth = wantedHalfWidth(target, summary);
      const metric = COMPARED_METRICS.find(({ name }) => name === target.metric);
      const values = metric?.values(replications, windowMs).filter((value) => value !== null) ?? [];
      if (halfWidth === null || values.length < 2) return [];
      return [replicationsNeeded(summaryOf(values), halfWidth, 0.95)];
    });
  });
  const n = Math.min(...variants.map(({ replications }) => replications.length));
  return Math.max(Math.ceil(1.5 * n), ...needs.map((need) => need + lookAhead(need)));
}

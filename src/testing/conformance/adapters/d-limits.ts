/** Tables of the autoscaler's limits: stabilisation, policies, scale events, bounds. */
import { limitByBehavior, limitWithoutBehavior } from '../../../model/cluster/hpa/limits.ts';
import {
  changeWithin,
  isOutdated,
  scaleDownLimit,
  scaleUpLimit,
  withEvent,
} from '../../../model/cluster/hpa/scaling-rules.ts';
import { stabilizeBothWays, stabilizeScaleDown } from '../../../model/cluster/hpa/stabilization.ts';
import type { Comparison, Comparisons } from '../comparison.ts';
import {
  behaviorOf,
  eventsOf,
  NOW_MS,
  recommendationsOf,
  type EventColumns,
  type RecommendationColumns,
  type RuleColumns,
} from './d-fixtures.ts';

interface BoundsRow {
  readonly minReplicas: number;
  readonly maxReplicas: number;
  readonly currentReplicas: number;
  readonly expectedCondition: string;
}

interface ConvertRow extends BoundsRow {
  readonly desired: number;
  readonly expected: number;
}

interface RulesRow extends BoundsRow {
  readonly desiredFromMetrics: number;
  readonly scaleUpRules: RuleColumns;
  readonly scaleDownRules: RuleColumns;
  readonly scaleUpEvents: readonly EventColumns[] | null;
  readonly scaleDownEvents: readonly EventColumns[] | null;
  readonly expectedReplicas: number;
}

interface LimitRow {
  readonly direction: 'up' | 'down';
  readonly currentReplicas: number;
  readonly rules: RuleColumns;
  readonly expectedLimit: number;
}

interface LegacyRow {
  readonly downscaleStabilizationSeconds: number;
  readonly recommendations: readonly RecommendationColumns[];
  readonly desiredFromMetrics: number;
  readonly expectedStabilized: number;
  readonly expectedStoredRecommendationCount: number;
}

interface StabilizeRow {
  readonly recommendations: readonly RecommendationColumns[];
  readonly currentReplicas: number;
  readonly desiredFromMetrics: number;
  readonly scaleUpWindowSeconds: number;
  readonly scaleDownWindowSeconds: number;
  readonly expectedStabilized: number;
  readonly expectedStoredRecommendations: readonly number[] | null;
}

interface EventRow {
  readonly replicaChange: number;
  readonly previousEvents: readonly EventColumns[];
  readonly rules: RuleColumns;
  readonly expectedChangeInLast60s: number;
  readonly expectedStoredEvents: readonly { readonly replicaChange: number; readonly outdated: boolean }[];
}

function withoutBehavior(row: ConvertRow): Comparison {
  const { replicas, reason } = limitWithoutBehavior(row.currentReplicas, row.desired, row);
  return { expected: [row.expected, row.expectedCondition], actual: [replicas, reason] };
}

function withRules(row: RulesRow): Comparison {
  const events = { up: eventsOf(row.scaleUpEvents), down: eventsOf(row.scaleDownEvents) };
  const behavior = behaviorOf(row.scaleUpRules, row.scaleDownRules);
  const { currentReplicas, desiredFromMetrics } = row;
  const { replicas, reason } = limitByBehavior(
    currentReplicas,
    desiredFromMetrics,
    row,
    behavior,
    events,
    NOW_MS,
  );
  return { expected: [row.expectedReplicas, row.expectedCondition], actual: [replicas, reason] };
}

function policyLimit({ direction, currentReplicas, rules, expectedLimit }: LimitRow): Comparison {
  const none = { up: [], down: [] };
  const { scaleUp, scaleDown } = behaviorOf(rules, rules);
  const actual =
    direction === 'up'
      ? scaleUpLimit(currentReplicas, none, scaleUp, NOW_MS)
      : scaleDownLimit(currentReplicas, none, scaleDown, NOW_MS);
  return { expected: expectedLimit, actual };
}

function legacyStabilization(row: LegacyRow): Comparison {
  const { replicas, log } = stabilizeScaleDown(
    recommendationsOf(row.recommendations),
    row.desiredFromMetrics,
    1000 * row.downscaleStabilizationSeconds,
    NOW_MS,
  );
  return {
    expected: [row.expectedStabilized, row.expectedStoredRecommendationCount],
    actual: [replicas, log.length],
  };
}

function stabilization(row: StabilizeRow): Comparison {
  const { replicas, log } = stabilizeBothWays(
    recommendationsOf(row.recommendations),
    row.desiredFromMetrics,
    row.currentReplicas,
    { up: row.scaleUpWindowSeconds, down: row.scaleDownWindowSeconds },
    NOW_MS,
  );
  const stored = row.expectedStoredRecommendations;
  return {
    expected: [row.expectedStabilized, stored],
    actual: [replicas, stored === null ? null : log.map((entry) => entry.replicas)],
  };
}

/** Without rules nothing is stored, as there is no behavior; which direction is the same. */
function storedEvents(row: EventRow): Comparison {
  const before = eventsOf(row.previousEvents);
  const rules = behaviorOf(row.rules, null).scaleUp;
  const hasRules = row.rules !== null && row.rules !== undefined;
  const after = hasRules ? withEvent(before, { change: row.replicaChange, atMs: NOW_MS }, rules) : before;
  const stored = after.map((event) => ({
    replicaChange: event.change,
    outdated: hasRules && isOutdated(event, rules, NOW_MS),
  }));
  return {
    expected: [row.expectedChangeInLast60s, row.expectedStoredEvents],
    actual: [changeWithin(before, 60, NOW_MS), stored],
  };
}

export const autoscalerLimits: Comparisons = {
  d_hpa_convert_without_behavior: withoutBehavior,
  d_hpa_scaling_rules: withRules,
  d_hpa_policy_limits: policyLimit,
  d_hpa_stabilize_legacy: legacyStabilization,
  d_hpa_stabilize_with_behavior: stabilization,
  d_hpa_store_scale_events: storedEvents,
};

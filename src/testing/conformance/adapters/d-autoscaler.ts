/** Table of whole syncs of a HorizontalPodAutoscaler: from the target and its metrics to size and conditions. */
import { Autoscaler } from '../../../model/cluster/hpa/autoscaler.ts';
import type { MetricSpec, MetricsApi } from '../../../model/cluster/hpa/metrics.ts';
import { hasFailed } from '../../../model/cluster/hpa/proposal.ts';
import type { Comparison, Comparisons } from '../comparison.ts';
import {
  behaviorOf,
  NOW_MS,
  periodsOf,
  podName,
  podsOf,
  recommendationsOf,
  usageOf,
  type Constants,
  type PodColumns,
  type RecommendationColumns,
  type RuleColumns,
} from './d-fixtures.ts';

interface MetricColumns {
  readonly type: string;
  readonly resource?: string;
  readonly container?: string;
  readonly targetUtilizationPercent?: number;
  readonly targetAverageMilli?: number;
  readonly targetValueMilli?: number;
  readonly failsToFetch?: boolean;
}

interface Row extends PodColumns {
  readonly minReplicas: number | null;
  readonly maxReplicas: number;
  readonly specReplicas: number;
  readonly statusReplicas: number;
  readonly metrics: readonly MetricColumns[];
  readonly levelsMilli: readonly number[];
  readonly initialRecommendations: 'nil' | 'empty' | readonly RecommendationColumns[];
  readonly scaleUpRules?: RuleColumns;
  readonly scaleDownRules?: RuleColumns;
  readonly tolerances?: { readonly scaleUp: number; readonly scaleDown: number };
  readonly expectedDesiredReplicas: number;
  readonly expectedConditions?: readonly string[];
  readonly expectedCpuUtilizationPercent?: number;
}

/** The metric's name tells the API below which of them fails. */
const FAILING = 'failing';

function specOf(metric: MetricColumns): MetricSpec {
  const name = metric.failsToFetch === true ? FAILING : (metric.resource ?? 'qps');
  const { targetUtilizationPercent: percent, targetAverageMilli = 1, targetValueMilli } = metric;
  const resourceTarget =
    percent === undefined
      ? ({ type: 'AverageValue', milli: targetAverageMilli } as const)
      : ({ type: 'Utilization', percent } as const);
  switch (metric.type) {
    case 'Resource':
      return { type: 'Resource', name, target: resourceTarget };
    case 'ContainerResource': {
      const { container = 'container1' } = metric;
      return { type: 'ContainerResource', name, container, target: resourceTarget };
    }
    case 'Pods':
      return { type: 'Pods', name, milli: targetAverageMilli };
    case 'Object':
    case 'External': {
      const target =
        targetValueMilli === undefined
          ? ({ type: 'AverageValue', milli: targetAverageMilli } as const)
          : ({ type: 'Value', milli: targetValueMilli } as const);
      return { type: metric.type, name, target };
    }
    default:
      return { type: 'Unknown' };
  }
}

function apiOf(levels: readonly number[]): MetricsApi {
  return {
    resource: (name) =>
      name === FAILING ? null : levels.map((level, i) => usageOf(podName(i), [level, level])),
    pods: (name) =>
      name === FAILING
        ? null
        : new Map(levels.map((milli, i) => [podName(i), { milli, timestampMs: NOW_MS, windowMs: 60_000 }])),
    total: (type, name) => {
      if (name === FAILING || levels.length === 0) return null;
      return type === 'External' ? levels.reduce((a, b) => a + b) : levels[0]!;
    },
  };
}

function behaviorOfRow(row: Row) {
  const hasRules = [row.scaleUpRules, row.scaleDownRules].some((rules) => (rules ?? null) !== null);
  if (!hasRules && row.tolerances === undefined) return null;
  return behaviorOf(
    { ...row.scaleUpRules, tolerance: row.scaleUpRules?.tolerance ?? row.tolerances?.scaleUp ?? null },
    { ...row.scaleDownRules, tolerance: row.scaleDownRules?.tolerance ?? row.tolerances?.scaleDown ?? null },
  );
}

function logOfRow({ initialRecommendations: log }: Row) {
  if (log === 'nil') return null;
  return log === 'empty' ? [] : recommendationsOf(log);
}

function sync(row: Row, table: Constants): Comparison {
  const { minReplicas, maxReplicas, specReplicas, statusReplicas } = row;
  const autoscaler = new Autoscaler(
    {
      minReplicas: minReplicas ?? 1,
      maxReplicas,
      metrics: row.metrics.map(specOf),
      behavior: behaviorOfRow(row),
    },
    {
      ...periodsOf(table),
      tolerance: table.constants.defaultTolerance,
      downscaleStabilizationMs: 1000 * (table.constants.downscaleStabilizationSeconds ?? 300),
    },
    logOfRow(row),
  );
  const pods = podsOf(row, row.podCpuRequestMilliPerContainer?.length ?? statusReplicas, 1000);
  const decision = autoscaler.sync({ specReplicas, statusReplicas, pods }, apiOf(row.levelsMilli), NOW_MS);
  const conditions = Object.entries(decision.conditions).map(
    ([type, { status, reason }]) => `${type}=${status ? 'True' : 'False'}/${reason}`,
  );
  const utilizations = decision.proposals.flatMap((proposal) =>
    hasFailed(proposal) ? [] : [proposal.utilizationPercent],
  );
  const expectedUtilization = row.expectedCpuUtilizationPercent;
  return {
    expected: [
      row.expectedDesiredReplicas,
      (row.expectedConditions ?? []).toSorted(),
      expectedUtilization ?? null,
    ],
    actual: [
      decision.replicas,
      conditions.filter((condition) => missesNone(condition, row.expectedConditions ?? [])).toSorted(),
      expectedUtilization === undefined
        ? null
        : (utilizations.find((percent) => percent === expectedUtilization) ?? utilizations[0]),
    ],
  };
}

/** The table names only the conditions that matter to its case. */
function missesNone(condition: string, expected: readonly string[]): boolean {
  const type = condition.split('=')[0]!;
  return expected.some((other) => other.startsWith(`${type}=`));
}

export const autoscalerDecisions: Comparisons = { d_hpa_end_to_end: sync };

/** Tables of the autoscaler's arithmetic: groups of pods, and replicas from resource and custom metrics. */
import { recommend, type MetricSpec, type MetricsApi } from '../../../model/cluster/hpa/metrics.ts';
import { groupPods, type ScaledPod } from '../../../model/cluster/hpa/pod-groups.ts';
import { hasFailed, type Proposal } from '../../../model/cluster/hpa/proposal.ts';
import type { Comparison, Comparisons } from '../comparison.ts';
import {
  NOW_MS,
  periodsOf,
  podName,
  podsOf,
  usageOf,
  type Constants,
  type PodColumns,
} from './d-fixtures.ts';

interface TolerancesColumn {
  readonly tolerances?: { readonly scaleUp: number; readonly scaleDown: number };
}

interface ResourceRow extends PodColumns, TolerancesColumn {
  readonly currentReplicas: number;
  readonly targetUtilizationPercent?: number | null;
  readonly targetAverageMilli?: number | null;
  readonly container: string | null;
  readonly podContainerUsageMilli: readonly (readonly number[])[];
  readonly metricPodNames?: readonly string[];
  readonly expectedReplicas: number | null;
  readonly expectedUtilizationPercent: number | null;
  readonly expectedRawAverageMilli?: number | null;
  readonly expectedErrorContains?: string;
}

interface CustomRow extends PodColumns, TolerancesColumn {
  readonly metricType: 'pods' | 'object' | 'objectPerPod' | 'external' | 'externalPerPod';
  readonly currentReplicas: number;
  readonly podsKnown: number;
  /** Integers of 64 bits are strings; as doubles they are near enough. */
  readonly metricLevelsMilli: readonly (number | string)[];
  readonly targetMilli: number | string;
  readonly expectedReplicas: number | null;
  readonly expectedUsageMilli: number | string | null;
  readonly expectedErrorContains?: string;
}

interface GroupRow {
  readonly resource: string;
  readonly pods: readonly {
    readonly name: string;
    readonly phase: ScaledPod['phase'];
    readonly startAgeSeconds: number | null;
    readonly readyCondition: {
      readonly status: string;
      readonly lastTransitionAgeSeconds: number | null;
    } | null;
    readonly metric: { readonly timestampAgeSeconds: number | null; readonly windowSeconds: number } | null;
    readonly deleting: boolean;
  }[];
  readonly expectedReadyPodCount: number;
  readonly expectedUnready: readonly string[];
  readonly expectedMissing: readonly string[];
  readonly expectedIgnored: readonly string[];
}

/** A zero time in Kubernetes lies before all others. */
function momentMs(ageSeconds: number | null): number {
  return ageSeconds === null ? -Infinity : NOW_MS - 1000 * ageSeconds;
}

function group(row: GroupRow, table: Constants): Comparison {
  const pods = row.pods.map((pod) => ({
    ...pod,
    startedMs: pod.startAgeSeconds === null ? null : momentMs(pod.startAgeSeconds),
    ready: pod.readyCondition && {
      status: pod.readyCondition.status === 'True',
      changedMs: momentMs(pod.readyCondition.lastTransitionAgeSeconds),
    },
    containers: [],
  }));
  const samples = new Map(
    row.pods.flatMap(({ name, metric }) =>
      metric === null
        ? []
        : [
            [
              name,
              {
                milli: 1,
                timestampMs: momentMs(metric.timestampAgeSeconds),
                windowMs: 1000 * metric.windowSeconds,
              },
            ] as const,
          ],
    ),
  );
  const groups = groupPods(pods, samples, row.resource, periodsOf(table), NOW_MS);
  return {
    expected: {
      ready: row.expectedReadyPodCount,
      unready: row.expectedUnready.toSorted(),
      missing: row.expectedMissing.toSorted(),
      ignored: row.expectedIgnored.toSorted(),
    },
    actual: {
      ready: groups.ready.length,
      unready: groups.unready.toSorted(),
      missing: groups.missing.toSorted(),
      ignored: groups.ignored.toSorted(),
    },
  };
}

function resource(row: ResourceRow, table: Constants): Comparison {
  // As upstream: as many pods as replicas, or more when the table describes more.
  const pods = podsOf(row, Math.max(row.currentReplicas, row.podPhase?.length ?? 0), null);
  const target =
    row.targetUtilizationPercent === null || row.targetUtilizationPercent === undefined
      ? ({ type: 'AverageValue', milli: row.targetAverageMilli! } as const)
      : ({ type: 'Utilization', percent: row.targetUtilizationPercent } as const);
  const metric: MetricSpec =
    row.container === null
      ? { type: 'Resource', name: 'cpu', target }
      : { type: 'ContainerResource', name: 'cpu', container: row.container, target };
  const usages = row.podContainerUsageMilli.map((milli, i) =>
    usageOf(row.metricPodNames?.[i] ?? podName(i), milli),
  );
  const proposal = proposalOf(metric, { resource: () => usages }, row, pods, table);
  if (hasFailed(proposal) || row.expectedReplicas === null) return failureComparison(row, proposal);
  const raw = row.expectedRawAverageMilli ?? null;
  return {
    expected: [row.expectedReplicas, row.expectedUtilizationPercent, raw],
    actual: [proposal.replicas, proposal.utilizationPercent, raw === null ? null : proposal.usageMilli],
  };
}

function custom(row: CustomRow, table: Constants): Comparison {
  const levels = row.metricLevelsMilli.map(Number);
  const milli = Number(row.targetMilli);
  const isExternal = row.metricType.startsWith('external');
  const metric: MetricSpec =
    row.metricType === 'pods'
      ? { type: 'Pods', name: 'qps', milli }
      : {
          type: isExternal ? 'External' : 'Object',
          name: 'qps',
          target: { type: row.metricType.endsWith('PerPod') ? 'AverageValue' : 'Value', milli },
        };
  const api = {
    pods: () =>
      new Map(
        levels.map((level, i) => [podName(i), { milli: level, timestampMs: NOW_MS, windowMs: 60_000 }]),
      ),
    total: () => (levels.length === 0 ? null : isExternal ? levels.reduce((a, b) => a + b) : levels[0]!),
  };
  const count = Math.max(row.podsKnown, row.podPhase?.length ?? 0);
  const proposal = proposalOf(metric, api, row, podsOf(row, count, 1000), table);
  if (hasFailed(proposal) || row.expectedReplicas === null) return failureComparison(row, proposal);
  const usage = row.expectedUsageMilli === null ? null : Number(row.expectedUsageMilli);
  return {
    expected: [row.expectedReplicas, usage],
    actual: [proposal.replicas, usage === null ? null : proposal.usageMilli],
  };
}

function proposalOf(
  metric: MetricSpec,
  api: Partial<MetricsApi>,
  row: { readonly currentReplicas: number } & TolerancesColumn,
  pods: readonly ScaledPod[],
  table: Constants,
): Proposal {
  const tolerance = table.constants.defaultTolerance;
  const { proposals } = recommend(
    [metric],
    { resource: () => null, pods: () => null, total: () => null, ...api },
    row.currentReplicas,
    {
      currentReplicas: row.currentReplicas,
      pods,
      tolerances: row.tolerances ?? { scaleUp: tolerance, scaleDown: tolerance },
      periods: periodsOf(table),
      nowMs: NOW_MS,
    },
  );
  return proposals[0]!;
}

/** The words of a failure must be among ours. */
function failureComparison(row: { readonly expectedErrorContains?: string }, proposal: Proposal): Comparison {
  const words = row.expectedErrorContains ?? 'no failure';
  const actual = hasFailed(proposal) ? proposal.failure : `${proposal.replicas} replicas`;
  return { expected: words, actual: actual.includes(words) ? words : actual };
}

export const autoscalerReplicas: Comparisons = {
  d_hpa_group_pods: group,
  d_hpa_resource_scale: resource,
  d_hpa_resource_misc: resource,
  d_hpa_custom_metrics: custom,
};

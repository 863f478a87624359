/**
 * The metrics of a HorizontalPodAutoscaler: what each proposes, and what they propose together.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/podautoscaler/horizontal.go (computeReplicasForMetrics)
 */
import type { Condition } from './conditions.ts';
import type { Sample } from './pod-groups.ts';
import { replicasByAverage, replicasByUtilization, type Circumstances } from './pod-replicas.ts';
import { hasFailed, type Failed, type Proposal, type Proposed } from './proposal.ts';
import { replicasByShare, replicasByValue } from './total-replicas.ts';

/** Thousandths of the metric's unit; per pod or, for `Value`, in all. */
interface ValueTarget {
  readonly type: 'AverageValue' | 'Value';
  readonly milli: number;
}

type ResourceTarget =
  | { readonly type: 'Utilization'; readonly percent: number }
  | { readonly type: 'AverageValue'; readonly milli: number };

/** Kubernetes' own types of metrics. `Unknown` stands for one that this version of the controller does not know. */
export type MetricSpec =
  | { readonly type: 'Resource'; readonly name: string; readonly target: ResourceTarget }
  | {
      readonly type: 'ContainerResource';
      readonly name: string;
      readonly container: string;
      readonly target: ResourceTarget;
    }
  | { readonly type: 'Pods'; readonly name: string; readonly milli: number }
  | { readonly type: 'Object' | 'External'; readonly name: string; readonly target: ValueTarget }
  | { readonly type: 'Unknown' };

/** Usage of a pod's containers, in thousandths by the container's name. */
export interface PodUsage {
  readonly pod: string;
  readonly timestampMs: number;
  readonly windowMs: number;
  readonly containers: Readonly<Partial<Record<string, number>>>;
}

/** The metrics APIs. `null`: the call failed. */
export interface MetricsApi {
  resource(name: string): readonly PodUsage[] | null;
  pods(metric: string): ReadonlyMap<string, Sample> | null;
  /** Of all series of the metric together, in thousandths. */
  total(type: 'Object' | 'External', metric: string): number | null;
}

export interface Recommended {
  /** `null`: the metrics allow no decision, the target stays as it is. */
  readonly replicas: number | null;
  /** The metric that proposes the most, in words. */
  readonly metric: string;
  /** `null`: there is none to report. */
  readonly condition: Condition | null;
  /** One of each metric. */
  readonly proposals: readonly Proposal[];
}

/** The highest proposal; if a metric failed, only as long as that is no fewer than there are. */
export function recommend(
  metrics: readonly MetricSpec[],
  api: MetricsApi,
  statusReplicas: number,
  circumstances: Circumstances,
): Recommended {
  const proposals = metrics.map((metric) => propose(metric, api, statusReplicas, circumstances));
  let best: Proposed | null = null;
  let metric = '';
  for (const [i, proposal] of proposals.entries()) {
    if (hasFailed(proposal)) continue;
    if (best !== null && best.replicas > 0 && proposal.replicas <= best.replicas) continue;
    best = proposal;
    metric = inWords(metrics[i]!);
  }
  const failed = proposals.findIndex(hasFailed);
  if (best === null || (failed !== -1 && best.replicas < circumstances.currentReplicas)) {
    const condition = failed === -1 ? null : { status: false, reason: failureReason(metrics[failed]!) };
    return { replicas: null, metric, condition, proposals };
  }
  return {
    replicas: best.replicas,
    metric,
    condition: { status: true, reason: 'ValidMetricFound' },
    proposals,
  };
}

function propose(
  metric: MetricSpec,
  api: MetricsApi,
  statusReplicas: number,
  circumstances: Circumstances,
): Proposal {
  switch (metric.type) {
    case 'Resource':
    case 'ContainerResource': {
      const container = metric.type === 'ContainerResource' ? metric.container : null;
      const samples = resourceSamples(api, metric.name, container);
      if (hasFailed(samples)) return samples;
      const { target, name } = metric;
      return target.type === 'Utilization'
        ? replicasByUtilization(samples, name, container, target.percent, circumstances)
        : replicasByAverage(samples, name, target.milli, circumstances);
    }
    case 'Pods': {
      const samples = api.pods(metric.name);
      if (samples === null || samples.size === 0)
        return { failure: 'no metrics returned from custom metrics API' };
      return replicasByAverage(samples, null, metric.milli, circumstances);
    }
    case 'Object':
    case 'External': {
      const total = api.total(metric.type, metric.name);
      if (total === null) return { failure: `unable to get ${inWords(metric)}` };
      const { type, milli } = metric.target;
      return type === 'Value'
        ? replicasByValue(total, milli, circumstances)
        : replicasByShare(total, milli, statusReplicas, circumstances);
    }
    case 'Unknown':
      return { failure: 'unknown metric source type' };
  }
}

/** A pod counts as measured only when all its containers (or the one that is asked for) are. */
function resourceSamples(
  api: MetricsApi,
  resource: string,
  container: string | null,
): Map<string, Sample> | Failed {
  const usages = api.resource(resource);
  if (usages === null || usages.length === 0)
    return { failure: 'no metrics returned from resource metrics API' };
  const samples = new Map<string, Sample>();
  for (const { pod, timestampMs, windowMs, containers } of usages) {
    if (container !== null && !(container in containers)) {
      return { failure: `container ${container} not present in metrics for pod ${pod}` };
    }
    const values = container === null ? Object.values(containers) : [containers[container]];
    const milli = values.reduce<number>((total, value) => total + (value ?? NaN), 0);
    if (values.length > 0 && !Number.isNaN(milli)) samples.set(pod, { milli, timestampMs, windowMs });
  }
  return samples;
}

function failureReason(metric: MetricSpec): string {
  return metric.type === 'Unknown' ? 'InvalidMetricSourceType' : `FailedGet${metric.type}Metric`;
}

function inWords(metric: MetricSpec): string {
  switch (metric.type) {
    case 'Resource':
      return `${metric.name} of the pods`;
    case 'ContainerResource':
      return `${metric.name} of container ${metric.container}`;
    case 'Unknown':
      return 'a metric of unknown type';
    default:
      return `${metric.type} metric ${metric.name}`;
  }
}

/** HorizontalPodAutoscalers in words. */
import type { AutoscalerOptions, MetricSpec, ScalingRules, SimulationOptions } from '../../model/options.ts';
import { objectLabel } from './object-label.ts';
import { list, number } from './text.ts';

export function describeAutoscalers({ autoscaling, workloads }: SimulationOptions): string[] {
  return (autoscaling?.autoscalers ?? []).flatMap((each) => {
    const target = objectLabel(workloads[each.workload]!);
    return [`horizontalpodautoscaler/${each.name}: ${target}, ${bounds(each)}`, ...behaviorWords(each)];
  });
}

function bounds({ spec: { minReplicas, maxReplicas, metrics } }: AutoscalerOptions): string {
  return `${minReplicas} to ${maxReplicas} pods; ${list(metrics.map(metricWords))}`;
}

function metricWords(metric: MetricSpec): string {
  switch (metric.type) {
    case 'Resource':
      return `${metric.name} ${targetWords(metric.target)}`;
    case 'ContainerResource':
      return `${metric.name} of container ${metric.container} ${targetWords(metric.target)}`;
    case 'Pods':
      return `requests per second (${metric.name}) at ${number(metric.milli / 1000)} per pod`;
    case 'Object':
    case 'External': {
      const { type, milli } = metric.target;
      return `${metric.type} metric ${metric.name} at ${number(milli / 1000)} ${type === 'Value' ? 'in all' : 'per pod'}`;
    }
    case 'Unknown':
      return 'a metric of unknown type';
  }
}

function targetWords(target: Extract<MetricSpec, { type: 'Resource' }>['target']): string {
  return target.type === 'Utilization'
    ? `at ${target.percent} % of what is requested`
    : `at ${number(target.milli / 1000)} per pod`;
}

function behaviorWords({ spec: { behavior } }: AutoscalerOptions): string[] {
  if (behavior === null) return [];
  const { scaleUp, scaleDown } = behavior;
  return [`  up: ${rulesWords(scaleUp)}`, `  down: ${rulesWords(scaleDown)}`];
}

function rulesWords({ stabilizationWindowSeconds, selectPolicy, policies, tolerance }: ScalingRules): string {
  if (selectPolicy === 'Disabled') return 'never';
  const each = policies.map(({ type, value, periodSeconds }) => {
    return `${value}${type === 'Percent' ? ' %' : ' pods'} in ${periodSeconds} s`;
  });
  const own = tolerance === null ? '' : `, tolerance ${number(tolerance)}`;
  const most = policies.length === 1 ? '' : `${selectPolicy} of `;
  return `stabilized over ${stabilizationWindowSeconds} s, then ${most}${each.join(', ')}${own}`;
}

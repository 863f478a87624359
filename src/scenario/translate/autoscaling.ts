/**
 * HorizontalPodAutoscalers of a complete scenario into the model's options.
 */
import type {
  AutoscalerOptions,
  AutoscalingOptions,
  Behavior,
  MetricSpec,
  ScalingRules,
} from '../../model/options.ts';
import type { Scenario } from '../complete.ts';
import type { HorizontalPodAutoscaler } from '../kubernetes/autoscaler.ts';
import { autoscalingSchema } from '../schema/autoscaling.ts';
import { durationMs } from '../values/duration.ts';
import { milliOf } from '../values/quantity.ts';

/** Those whose target is one of the workloads. */
export function autoscalersIn({ resources }: Scenario): HorizontalPodAutoscaler[] {
  return resources.filter(
    (each) =>
      each.kind === 'HorizontalPodAutoscaler' &&
      resources.some((other) => isTarget(each.spec.scaleTargetRef, other)),
  ) as HorizontalPodAutoscaler[];
}

export function isTarget(
  { kind, name }: { kind: string; name: string },
  other: Scenario['resources'][number],
): boolean {
  return kind === 'Deployment' && other.kind === 'Deployment' && other.metadata.name === name;
}

/** `undefined` when nothing is autoscaled. @param workloads their names. */
export function autoscalingOptions(
  scenario: Scenario,
  workloads: readonly string[],
): AutoscalingOptions | undefined {
  const autoscalers = autoscalersIn(scenario);
  if (autoscalers.length === 0) return undefined;
  const flags = scenario.cluster.autoscaling ?? autoscalingSchema.parse({});
  const stabilizationMs = durationMs(flags.downscaleStabilization);
  return {
    autoscalers: autoscalers.map((each) => autoscalerOptions(each, workloads, stabilizationMs)),
    settings: {
      syncPeriodMs: durationMs(flags.syncPeriod),
      tolerance: flags.tolerance,
      downscaleStabilizationMs: stabilizationMs,
      cpuInitializationPeriodMs: durationMs(flags.cpuInitializationPeriod),
      initialReadinessDelayMs: durationMs(flags.initialReadinessDelay),
      metricResolutionMs: durationMs(flags.metricResolution),
      housekeepingMs: durationMs(flags.housekeepingInterval),
    },
    series: Object.fromEntries(
      Object.entries(scenario.metrics ?? {}).map(([name, values]) => [
        name,
        values.map(({ at, value }) => ({ fromMs: durationMs(at), milli: milliOf(value) })),
      ]),
    ),
  };
}

function autoscalerOptions(
  { metadata, spec }: HorizontalPodAutoscaler,
  workloads: readonly string[],
  stabilizationMs: number,
): AutoscalerOptions {
  const { minReplicas, maxReplicas, scaleTargetRef } = spec;
  return {
    name: metadata.name,
    workload: workloads.indexOf(scaleTargetRef.name),
    spec: {
      minReplicas,
      maxReplicas,
      metrics: metricsOf(spec),
      behavior: behaviorOf(spec.behavior, stabilizationMs),
    },
  };
}

type Spec = HorizontalPodAutoscaler['spec'];
type Metric = NonNullable<Spec['metrics']>[number];
type Target = NonNullable<Metric['resource']>['target'];

/** DefaultCPUUtilization of Kubernetes. */
const DEFAULT_PERCENT = 80;

function metricsOf({ metrics, targetCPUUtilizationPercentage: percent }: Spec): MetricSpec[] {
  if (metrics !== undefined && metrics.length > 0) return metrics.filter(isModelled).map(metricOf);
  const target = { type: 'Utilization', percent: percent ?? DEFAULT_PERCENT } as const;
  return [{ type: 'Resource', name: 'cpu', target }];
}

/** Of the resources only the CPU has a usage here. */
function isModelled({ resource, containerResource }: Metric): boolean {
  return (resource ?? containerResource)?.name !== 'memory';
}

function metricOf(metric: Metric): MetricSpec {
  switch (metric.type) {
    case 'Resource': {
      const { name, target } = metric.resource!;
      return { type: 'Resource', name, target: resourceTarget(target) };
    }
    case 'ContainerResource': {
      const { name, container, target } = metric.containerResource!;
      return { type: 'ContainerResource', name, container, target: resourceTarget(target) };
    }
    case 'Pods': {
      const { metric: what, target } = metric.pods!;
      return { type: 'Pods', name: what.name, milli: milliOf(target.averageValue!) };
    }
    default: {
      const { metric: what, target } = (metric.type === 'Object' ? metric.object : metric.external)!;
      const type = target.type === 'Value' ? 'Value' : 'AverageValue';
      const milli = milliOf(type === 'Value' ? target.value! : target.averageValue!);
      return { type: metric.type, name: what.name, target: { type, milli } };
    }
  }
}

function resourceTarget({ type, averageUtilization, averageValue }: Target) {
  return type === 'Utilization'
    ? { type, percent: averageUtilization! }
    : { type: 'AverageValue' as const, milli: milliOf(averageValue!) };
}

const PERCENT = { type: 'Percent', value: 100, periodSeconds: 15 } as const;

/**
 * What is left out takes the defaults of GenerateHPAScaleUpRules and GenerateHPAScaleDownRules; the window of scaling
 * down is then the controller's own (maybeInitScaleDownStabilizationWindow), in whole seconds.
 */
function behaviorOf(behavior: Spec['behavior'], stabilizationMs: number): Behavior | null {
  if (behavior === undefined) return null;
  return {
    scaleUp: rulesOf(behavior.scaleUp, 0, [{ type: 'Pods', value: 4, periodSeconds: 15 }, PERCENT]),
    scaleDown: rulesOf(behavior.scaleDown, Math.trunc(stabilizationMs / 1000), [PERCENT]),
  };
}

function rulesOf(
  rules: NonNullable<Spec['behavior']>['scaleUp'],
  windowSeconds: number,
  policies: ScalingRules['policies'],
): ScalingRules {
  return {
    stabilizationWindowSeconds: rules?.stabilizationWindowSeconds ?? windowSeconds,
    selectPolicy: rules?.selectPolicy ?? 'Max',
    policies: rules?.policies ?? policies,
    tolerance: rules?.tolerance === undefined ? null : milliOf(rules.tolerance) / 1000,
  };
}

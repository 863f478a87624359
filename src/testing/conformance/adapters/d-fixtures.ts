/** What the tables of the autoscaler have in common: pods, samples and rules as the model wants them. */
import type { ScaledPod } from '../../../model/cluster/hpa/pod-groups.ts';
import type { Behavior, ScaleEvent, ScalingRules } from '../../../model/cluster/hpa/scaling-rules.ts';

/** Any instant will do; ages count back from it. */
export const NOW_MS = 1e9;

/** Started long before every period of a test; for pods of which the table says nothing. */
const LONG_AGO_SECONDS = 86_400;

const CONTAINERS = ['container1', 'container2'] as const;

export interface Constants {
  readonly constants: {
    readonly defaultTolerance: number;
    readonly cpuInitializationPeriodSeconds: number;
    readonly delayOfInitialReadinessSeconds: number;
    readonly downscaleStabilizationSeconds?: number;
  };
}

/** Columns of a table with one entry per pod; `null`: the same for all. */
export interface PodColumns {
  readonly podCpuRequestMilliPerContainer?: readonly number[] | null;
  readonly podReady?: readonly boolean[] | null;
  readonly podStartAgeSeconds?: readonly (number | null)[] | null;
  readonly podPhase?: readonly NonNullable<ScaledPod['phase']>[] | null;
  readonly podDeleting?: readonly boolean[] | null;
}

export const podName = (i: number): string => `pod-${i}`;

/** @param defaultRequestMilli of each container, where the table gives none; `null`: no request. */
export function podsOf(columns: PodColumns, count: number, defaultRequestMilli: number | null): ScaledPod[] {
  return Array.from({ length: count }, (_, i) => {
    const changedMs = NOW_MS - 1000 * (columns.podStartAgeSeconds?.[i] ?? LONG_AGO_SECONDS);
    const request = columns.podCpuRequestMilliPerContainer?.[i] ?? defaultRequestMilli;
    return {
      name: podName(i),
      phase: columns.podPhase?.[i] ?? 'Running',
      deleting: columns.podDeleting?.[i] ?? false,
      startedMs: changedMs,
      ready: { status: columns.podReady?.[i] ?? true, changedMs },
      containers: CONTAINERS.map((name) => ({ name, milli: request === null ? {} : { cpu: request } })),
    };
  });
}

/** A window of a minute that ends now, as in all these tests. */
export function usageOf(pod: string, containersMilli: readonly number[]) {
  return {
    pod,
    timestampMs: NOW_MS,
    windowMs: 60_000,
    containers: Object.fromEntries(CONTAINERS.map((name, i) => [name, containersMilli[i]])),
  };
}

export function periodsOf({ constants }: Constants) {
  return {
    cpuInitializationPeriodMs: 1000 * constants.cpuInitializationPeriodSeconds,
    initialReadinessDelayMs: 1000 * constants.delayOfInitialReadinessSeconds,
  };
}

export type RuleColumns = Partial<ScalingRules> | null | undefined;

/** Rules with the API's defaults written in. */
export function behaviorOf(up: RuleColumns, down: RuleColumns): Behavior {
  return {
    scaleUp: rulesOf(up, 0, [
      { type: 'Pods', value: 4, periodSeconds: 15 },
      { type: 'Percent', value: 100, periodSeconds: 15 },
    ]),
    scaleDown: rulesOf(down, 300, [{ type: 'Percent', value: 100, periodSeconds: 15 }]),
  };
}

function rulesOf(
  rules: RuleColumns,
  stabilizationWindowSeconds: number,
  policies: ScalingRules['policies'],
): ScalingRules {
  return {
    stabilizationWindowSeconds: rules?.stabilizationWindowSeconds ?? stabilizationWindowSeconds,
    selectPolicy: rules?.selectPolicy ?? 'Max',
    policies: rules?.policies ?? policies,
    tolerance: rules?.tolerance ?? null,
  };
}

export interface EventColumns {
  readonly replicaChange: number;
  readonly ageSeconds: number;
}

export function eventsOf(events: readonly EventColumns[] | null | undefined): ScaleEvent[] {
  return (events ?? []).map(({ replicaChange, ageSeconds }) => ({
    change: replicaChange,
    atMs: NOW_MS - 1000 * ageSeconds,
  }));
}

export interface RecommendationColumns {
  readonly recommendation: number;
  readonly ageSeconds: number;
}

export function recommendationsOf(log: readonly RecommendationColumns[]) {
  return log.map(({ recommendation, ageSeconds }) => ({
    replicas: recommendation,
    atMs: NOW_MS - 1000 * ageSeconds,
  }));
}

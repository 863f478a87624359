/**
 * One HorizontalPodAutoscaler: what it decides in each sync from the target's size, its pods and their metrics, and
 * what it remembers from one sync to the next. It neither waits nor writes.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/podautoscaler/horizontal.go (reconcileAutoscaler)
 */
import type { Condition, Conditions, ConditionType } from './conditions.ts';
import { limitByBehavior, limitWithoutBehavior, type Bounds, type Limited } from './limits.ts';
import { recommend, type MetricsApi, type MetricSpec, type Recommended } from './metrics.ts';
import type { ReadinessPeriods, ScaledPod } from './pod-groups.ts';
import type { Proposal } from './proposal.ts';
import { withEvent, type Behavior, type ScaleEvents } from './scaling-rules.ts';
import { stabilizeBothWays, stabilizeScaleDown, type Recommendation } from './stabilization.ts';

export interface AutoscalerSpec extends Bounds {
  readonly metrics: readonly MetricSpec[];
  /** `null`: absent, which is not the same as its defaults. */
  readonly behavior: Behavior | null;
}

/** Flags of kube-controller-manager. */
export interface AutoscalerSettings extends ReadinessPeriods {
  /** A fraction. */
  readonly tolerance: number;
  readonly downscaleStabilizationMs: number;
}

/** The target as the autoscaler finds it. */
export interface ScaleTarget {
  readonly specReplicas: number;
  /** Pods there are, also those above spec.replicas. */
  readonly statusReplicas: number;
  /** All that its selector matches. */
  readonly pods: readonly ScaledPod[];
}

export interface Decision {
  /** What spec.replicas is to be. */
  readonly replicas: number;
  /** Why, in words; empty when nothing changes. */
  readonly why: string;
  readonly conditions: Conditions;
  /** One of each metric; empty when none was read. */
  readonly proposals: readonly Proposal[];
}

const UNREAD: Recommended = { replicas: null, metric: '', condition: null, proposals: [] };

export class Autoscaler {
  private readonly spec: AutoscalerSpec;
  private readonly settings: AutoscalerSettings;
  /** `null` until the first sync, which puts the present size there: so that a new HPA does not shrink at once. */
  private recommendations: readonly Recommendation[] | null;
  private events: ScaleEvents = { up: [], down: [] };
  private readonly conditions: Partial<Record<ConditionType, Condition>> = {};

  constructor(
    spec: AutoscalerSpec,
    settings: AutoscalerSettings,
    recommendations: readonly Recommendation[] | null = null,
  ) {
    this.spec = spec;
    this.settings = settings;
    this.recommendations = recommendations;
  }

  /** What to do now; the decision is taken to be carried out. `nowMs` never goes back. */
  sync(target: ScaleTarget, api: MetricsApi, nowMs: number): Decision {
    const current = target.specReplicas;
    const { minReplicas, maxReplicas } = this.spec;
    this.recommendations ??= [{ replicas: current, atMs: nowMs }];
    this.set('AbleToScale', true, 'SucceededGetScale');
    if (current === 0 && minReplicas !== 0) {
      this.set('ScalingActive', false, 'ScalingDisabled');
      return this.decide(current, current, '', UNREAD, nowMs);
    }
    if (current > maxReplicas)
      return this.decide(current, maxReplicas, 'more than maxReplicas', UNREAD, nowMs);
    if (current < minReplicas)
      return this.decide(current, minReplicas, 'fewer than minReplicas', UNREAD, nowMs);
    const recommended = this.recommend(target, api, nowMs);
    if (recommended.condition !== null) this.conditions.ScalingActive = recommended.condition;
    if (recommended.replicas === null) return this.decide(current, current, '', recommended, nowMs);
    const desired = this.normalize(current, recommended.replicas, nowMs);
    const why =
      recommended.replicas > current ? `${recommended.metric} above target` : 'all metrics below target';
    return this.decide(current, desired, why, recommended, nowMs);
  }

  private recommend({ specReplicas, statusReplicas, pods }: ScaleTarget, api: MetricsApi, nowMs: number) {
    const { behavior, metrics } = this.spec;
    const { tolerance } = this.settings;
    return recommend(metrics, api, statusReplicas, {
      currentReplicas: specReplicas,
      pods,
      tolerances: {
        scaleUp: behavior?.scaleUp.tolerance ?? tolerance,
        scaleDown: behavior?.scaleDown.tolerance ?? tolerance,
      },
      periods: this.settings,
      nowMs,
    });
  }

  /** Steadied by the past, then kept within the limits. */
  private normalize(current: number, recommended: number, nowMs: number): number {
    const { behavior } = this.spec;
    const log = this.recommendations!;
    const stabilized =
      behavior === null
        ? stabilizeScaleDown(log, recommended, this.settings.downscaleStabilizationMs, nowMs)
        : stabilizeBothWays(log, recommended, current, windowsOf(behavior), nowMs);
    this.recommendations = stabilized.log;
    if (stabilized.replicas === recommended) this.set('AbleToScale', true, 'ReadyForNewScale');
    else {
      const grows = behavior !== null && recommended >= current;
      this.set('AbleToScale', true, grows ? 'ScaleUpStabilized' : 'ScaleDownStabilized');
    }
    const { replicas, reason } = this.limit(current, stabilized.replicas, nowMs);
    this.set('ScalingLimited', replicas !== stabilized.replicas, reason);
    return replicas;
  }

  private limit(current: number, desired: number, nowMs: number): Limited {
    const { behavior } = this.spec;
    if (behavior === null) return limitWithoutBehavior(current, desired, this.spec);
    return limitByBehavior(current, desired, this.spec, behavior, this.events, nowMs);
  }

  private decide(
    current: number,
    replicas: number,
    why: string,
    { proposals }: Recommended,
    nowMs: number,
  ): Decision {
    const changes = replicas !== current;
    if (changes) {
      this.set('AbleToScale', true, 'SucceededRescale');
      this.remember(replicas - current, nowMs);
    }
    return { replicas, why: changes ? why : '', conditions: { ...this.conditions }, proposals };
  }

  /** Only policies of spec.behavior ask for past events. */
  private remember(change: number, nowMs: number): void {
    const { behavior } = this.spec;
    if (behavior === null) return;
    const { up, down } = this.events;
    const event = { change: Math.abs(change), atMs: nowMs };
    this.events =
      change > 0
        ? { up: withEvent(up, event, behavior.scaleUp), down }
        : { up, down: withEvent(down, event, behavior.scaleDown) };
  }

  private set(type: ConditionType, status: boolean, reason: string): void {
    this.conditions[type] = { status, reason };
  }
}

function windowsOf({ scaleUp, scaleDown }: Behavior) {
  return { up: scaleUp.stabilizationWindowSeconds, down: scaleDown.stabilizationWindowSeconds };
}

/**
 * How fast replicas may change: the policies of spec.behavior, with the scale events they remember, as pure functions.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/podautoscaler/horizontal.go (calculateScaleUpLimitWithScalingRules, calculateScaleDownLimitWithBehaviors)
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/autoscaling/v2/defaults.go
 */
import { MOST_REPLICAS } from './tolerance.ts';

export interface ScalingPolicy {
  readonly type: 'Pods' | 'Percent';
  readonly value: number;
  readonly periodSeconds: number;
}

export interface ScalingRules {
  readonly stabilizationWindowSeconds: number;
  /** Which of the policies decides: the one of the largest change or the smallest, or no change at all. */
  readonly selectPolicy: 'Max' | 'Min' | 'Disabled';
  readonly policies: readonly ScalingPolicy[];
  /** A tolerance of this direction's own; `null`: the controller's. */
  readonly tolerance: number | null;
}

export interface Behavior {
  readonly scaleUp: ScalingRules;
  readonly scaleDown: ScalingRules;
}

/** A change of replicas, > 0 in either direction. */
export interface ScaleEvent {
  readonly change: number;
  readonly atMs: number;
}

/** What was scaled up and down lately. */
export interface ScaleEvents {
  readonly up: readonly ScaleEvent[];
  readonly down: readonly ScaleEvent[];
}

/** The sum of the changes younger than the period; one of exactly its age is out. */
export function changeWithin(events: readonly ScaleEvent[], periodSeconds: number, nowMs: number): number {
  const cutoffMs = nowMs - periodSeconds * 1000;
  return events.reduce((total, { change, atMs }) => total + (atMs > cutoffMs ? change : 0), 0);
}

/** The most replicas that the rules allow now; may be fewer than there are. */
export function scaleUpLimit(
  current: number,
  events: ScaleEvents,
  { selectPolicy, policies }: ScalingRules,
  nowMs: number,
): number {
  if (selectPolicy === 'Disabled') return current;
  const limits = policies.map(({ type, value, periodSeconds }) => {
    const start = periodStart(current, events, periodSeconds, nowMs);
    // Rounded up, or a small percentage of few replicas would never add one.
    return Math.min(type === 'Pods' ? start + value : Math.ceil(start * (1 + value / 100)), MOST_REPLICAS);
  });
  return selectPolicy === 'Min' ? Math.min(...limits) : Math.max(...limits);
}

/** The fewest replicas that the rules allow now; may be more than there are. */
export function scaleDownLimit(
  current: number,
  events: ScaleEvents,
  { selectPolicy, policies }: ScalingRules,
  nowMs: number,
): number {
  if (selectPolicy === 'Disabled') return current;
  const limits = policies.map(({ type, value, periodSeconds }) => {
    const start = periodStart(current, events, periodSeconds, nowMs);
    return type === 'Pods' ? start - value : Math.trunc(start * (1 - value / 100));
  });
  return selectPolicy === 'Min' ? Math.max(...limits) : Math.min(...limits);
}

/** Replicas at the start of a policy's period: changes in either direction are undone. */
function periodStart(
  current: number,
  { up, down }: ScaleEvents,
  periodSeconds: number,
  nowMs: number,
): number {
  return current - changeWithin(up, periodSeconds, nowMs) + changeWithin(down, periodSeconds, nowMs);
}

/** No policy looks as far back as this event. */
export function isOutdated({ atMs }: ScaleEvent, { policies }: ScalingRules, nowMs: number): boolean {
  const longest = Math.max(0, ...policies.map(({ periodSeconds }) => periodSeconds));
  return atMs < nowMs - longest * 1000;
}

/** The events with one more; it takes the place of the last outdated one. */
export function withEvent(
  events: readonly ScaleEvent[],
  event: ScaleEvent,
  rules: ScalingRules,
): readonly ScaleEvent[] {
  const place = events.findLastIndex((old) => isOutdated(old, rules, event.atMs));
  return place === -1 ? [...events, event] : events.with(place, event);
}

/** The conditions in a HorizontalPodAutoscaler's status. */

export type ConditionType = 'AbleToScale' | 'ScalingActive' | 'ScalingLimited';

export interface Condition {
  readonly status: boolean;
  /** Kubernetes' own word for it, such as `TooManyReplicas`. */
  readonly reason: string;
}

/** A condition that was never set is missing. */
export type Conditions = Readonly<Partial<Record<ConditionType, Condition>>>;

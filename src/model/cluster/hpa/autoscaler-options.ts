/** What a run is told of its HorizontalPodAutoscalers and of the way their metrics take. Plain data. */
import type { AutoscalerSettings, AutoscalerSpec } from './autoscaler.ts';

export type { MetricSpec } from './metrics.ts';
export type { Behavior, ScalingRules } from './scaling-rules.ts';

export interface AutoscalingOptions {
  readonly autoscalers: readonly AutoscalerOptions[];
  readonly settings: AutoscalerSettings & {
    /** Every autoscaler is looked at again this long after the last time. */
    readonly syncPeriodMs: number;
    /** metrics-server asks all kubelets this often. */
    readonly metricResolutionMs: number;
    /** A kubelet reads the usage of its containers this often. */
    readonly housekeepingMs: number;
  };
  /** Object and External metrics by name: values in thousandths from a time on, in order; nothing before the first. */
  readonly series: Readonly<Record<string, readonly { readonly fromMs: number; readonly milli: number }[]>>;
}

export interface AutoscalerOptions {
  readonly name: string;
  /** Index of the workload it scales. */
  readonly workload: number;
  readonly spec: AutoscalerSpec;
}

/** What the containers of a pod request of the CPU, and what the measured one uses. */
export interface PodCpuOptions {
  /** Name of the container that serves the requests; the others use nothing. */
  readonly container: string;
  /** In thousandths of a core by container; without a request: missing. */
  readonly requests: readonly { readonly name: string; readonly milli?: number }[];
  /** Share of a service time that is work of the CPU, 0…1; the rest it waits for something. */
  readonly share: number;
  /** What a running container uses besides, in thousandths of a core. */
  readonly idleMilli: number;
}

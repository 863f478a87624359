/**
 * Which pods of a scale target count in a calculation of replicas, and how: those with a usable sample, those not
 * ready yet, those without a sample, and those that are ignored altogether.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/podautoscaler/replica_calculator.go (groupPods)
 */

/** A pod as the autoscaler reads it. */
export interface ScaledPod {
  readonly name: string;
  /** `null`: not reported yet. */
  readonly phase: 'Pending' | 'Running' | 'Succeeded' | 'Failed' | 'Unknown' | null;
  readonly deleting: boolean;
  /** status.startTime; `null` before the kubelet has seen the pod. */
  readonly startedMs: number | null;
  /** The Ready condition and when it last changed; `null` when there is none. */
  readonly ready: { readonly status: boolean; readonly changedMs: number } | null;
  readonly containers: readonly ContainerRequests[];
}

/** What a container requests, by resource, in thousandths; a resource that is not requested is missing. */
interface ContainerRequests {
  readonly name: string;
  readonly milli: Readonly<Partial<Record<string, number>>>;
}

/** One value of a pod's metric: an average over the window that ends at the timestamp. */
export interface Sample {
  readonly milli: number;
  readonly timestampMs: number;
  readonly windowMs: number;
}

/** How long a starting pod's CPU is distrusted. */
export interface ReadinessPeriods {
  /** While a pod is younger, its samples count only if their window lies after it became ready. */
  readonly cpuInitializationPeriodMs: number;
  /** A pod that became unready sooner than this after its start has never been ready. */
  readonly initialReadinessDelayMs: number;
}

export interface PodGroups {
  readonly ready: readonly string[];
  /** Pending, or (for CPU only) with a sample that tells more of the start than of the load. */
  readonly unready: readonly string[];
  readonly missing: readonly string[];
  /** Failed or being deleted. */
  readonly ignored: readonly string[];
}

/** @param resource the metric's resource; only that of `cpu` depends on readiness. `null`: not a resource. */
export function groupPods(
  pods: readonly ScaledPod[],
  samples: ReadonlyMap<string, Sample>,
  resource: string | null,
  periods: ReadinessPeriods,
  nowMs: number,
): PodGroups {
  const groups = {
    ready: new Array<string>(),
    unready: new Array<string>(),
    missing: new Array<string>(),
    ignored: new Array<string>(),
  };
  for (const pod of pods) groups[groupOf(pod, samples.get(pod.name))].push(pod.name);
  return groups;

  function groupOf(pod: ScaledPod, sample: Sample | undefined): keyof PodGroups {
    if (pod.deleting || pod.phase === 'Failed') return 'ignored';
    if (pod.phase === 'Pending') return 'unready';
    if (sample === undefined) return 'missing';
    return resource === 'cpu' && isStarting(pod, sample, periods, nowMs) ? 'unready' : 'ready';
  }
}

function isStarting(
  { ready, startedMs }: ScaledPod,
  sample: Sample,
  { cpuInitializationPeriodMs, initialReadinessDelayMs }: ReadinessPeriods,
  nowMs: number,
): boolean {
  if (ready === null || startedMs === null) return true;
  if (startedMs + cpuInitializationPeriodMs > nowMs) {
    return !ready.status || sample.timestampMs < ready.changedMs + sample.windowMs;
  }
  return !ready.status && startedMs + initialReadinessDelayMs > ready.changedMs;
}

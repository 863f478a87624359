/** What a scenario can do to single pods of a workload, as plain data. */

interface PodFault {
  readonly atMs: number;
  /** Index into the workloads. */
  readonly workload: number;
  /** So many pods at the same time, the oldest that it can befall. */
  readonly count: number;
}

/** The process exits by itself. */
interface CrashPodOptions extends PodFault {
  readonly type: 'crashPod';
  /** Of which container; left out: of the one behind the Service. */
  readonly container?: string;
  /** 0…255; left out: 1. */
  readonly exitCode?: number;
}

/** The kernel kills the process for want of memory. */
interface OomKillPodOptions extends PodFault {
  readonly type: 'oomKillPod';
  /** In which container; left out: in the one behind the Service. */
  readonly container?: string;
}

/** The process accepts connections and answers nothing any more. */
interface HangPodOptions extends PodFault {
  readonly type: 'hangPod';
}

/** What the process does takes `factor` times as long. */
interface SlowPodOptions extends PodFault {
  readonly type: 'slowPod';
  /** > 0 */
  readonly factor: number;
  /** `null`: until the process ends. */
  readonly forMs: number | null;
}

/** The pod is deleted by hand. */
interface KillPodOptions extends PodFault {
  readonly type: 'killPod';
  /** 0: the object is gone at once (`--force`); left out: the pod's. */
  readonly gracePeriodSeconds?: number;
}

export type PodFaultOptions =
  CrashPodOptions | OomKillPodOptions | HangPodOptions | SlowPodOptions | KillPodOptions;

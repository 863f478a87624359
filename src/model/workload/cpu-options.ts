/** What the programs in pods need of the CPU, and how much of it they get. Plain data. */

/** Of a program whose service times are, in whole or in part, work of the CPU. */
export interface CpuWorkOptions {
  /** Share of a service time that is work of the CPU, 0…1, done first; for the rest a request waits for something else. */
  readonly share: number;
  /** Cores that the running program uses all the time besides, ≥ 0. */
  readonly idle: number;
  /** Cores that the requests in service share, each on one of them at most; left out: each has one of its own. */
  readonly cores?: number;
}

/** A container's CPU limit, as the kernel enforces it. */
export interface CfsQuotaOptions {
  /** CPU time that all its threads together may use in a period, > 0. */
  readonly quotaMs: number;
  readonly periodMs: number;
}

/** Of a pod; decides beside whom it competes for the cores of its node. */
export type QosClass = 'Guaranteed' | 'Burstable' | 'BestEffort';

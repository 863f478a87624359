/** How much a pod can do at a time. */
import type { PodOptions } from '../model/options.ts';

/**
 * Requests that a pod can serve at once in the long run: its slots, or what its cores or its CPU limit allow, if that is
 * less. Slots that calls keep busy are counted as free.
 */
export function requestsAtOnce({ application, cpuQuota }: PodOptions): number {
  const { concurrency, cpu } = application;
  if (cpu === undefined || cpu.share === 0) return concurrency;
  const { share, idle, cores = Infinity } = cpu;
  const limit = cpuQuota === undefined ? Infinity : cpuQuota.quotaMs / cpuQuota.periodMs - idle;
  return Math.min(concurrency, cores / share, Math.max(limit, 0) / share);
}

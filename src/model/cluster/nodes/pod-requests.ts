/** What a pod asks of its node, in the scheduler's units. */
import type { PodOptions } from '../../options.ts';

export interface PodRequests {
  /** Milli-CPUs, rounded up as Kubernetes does, and bytes. */
  readonly cpu: number;
  readonly memory: number;
  /** The same as scores count them, where a container that asks for nothing counts as if it did. */
  readonly scoredCpu: number;
  readonly scoredMemory: number;
}

export function podRequests({ requests = NOTHING, scoredRequests = requests }: PodOptions): PodRequests {
  return {
    cpu: milliCpu(requests.cpu),
    memory: requests.memory,
    scoredCpu: milliCpu(scoredRequests.cpu),
    scoredMemory: scoredRequests.memory,
  };
}

const NOTHING = { cpu: 0, memory: 0 } as const;

/** @param cores what is a whole number of thousandths on paper is one here. */
export function milliCpu(cores: number): number {
  return Math.ceil(Number((cores * 1000).toPrecision(15)));
}

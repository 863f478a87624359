/**
 * What a node scores by what its pods ask for, as pure functions of milli-CPUs and bytes, the pod to be placed included.
 * A capacity of 0 does not count.
 * @see https://github.com/kubernetes/kubernetes/tree/master/pkg/scheduler/framework/plugins/noderesources
 */

/** Best score of every plug-in. */
export const MAX_NODE_SCORE = 100;

/** The less is asked for, the better: least_allocated.go leastResourceScorer. */
export function leastAllocated(
  cpu: number,
  cpuCapacity: number,
  memory: number,
  memoryCapacity: number,
): number {
  const counted = Number(cpuCapacity > 0) + Number(memoryCapacity > 0);
  if (counted === 0) return 0;
  return Math.trunc((unused(cpu, cpuCapacity) + unused(memory, memoryCapacity)) / counted);
}

function unused(asked: number, capacity: number): number {
  if (capacity === 0 || asked > capacity) return 0;
  return Math.trunc(((capacity - asked) * MAX_NODE_SCORE) / capacity);
}

/** The more alike the shares of CPU and memory, the better: balanced_allocation.go balancedResourceScorer. */
export function balancedAllocation(
  cpu: number,
  cpuCapacity: number,
  memory: number,
  memoryCapacity: number,
): number {
  if (cpuCapacity === 0 || memoryCapacity === 0) return MAX_NODE_SCORE;
  const shares = Math.min(1, cpu / cpuCapacity) - Math.min(1, memory / memoryCapacity);
  return Math.trunc((1 - Math.abs(shares / 2)) * MAX_NODE_SCORE);
}

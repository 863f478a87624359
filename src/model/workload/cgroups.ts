/**
 * How Linux divides cores among control groups that all want to run: by weight, level by level, and what one of them
 * leaves goes to the others. The fluid limit of its fair scheduler, without time slices and migrations.
 * @see https://docs.kernel.org/admin-guide/cgroup-v2.html (cpu.weight) and kernel/sched/fair.c
 */

/** One that competes with the others of its level. */
export interface Cgroup {
  /** cpu.weight, 1…10,000. */
  weight: number;
  /** Cores that its threads would use, ≥ 0. */
  wanted: number;
  /** Cores that it gets, 0…`wanted`. */
  granted: number;
}

/** Not decided yet. */
const OPEN = -1;

/**
 * Gives `cores` to the groups of one level: none more than it wants, and those that want more in proportion to their
 * weights (weighted max–min fairness). O(groups²); O(groups) where the cores suffice, or suffice for none.
 */
export function divide(cores: number, groups: readonly Cgroup[]): void {
  for (const group of groups) group.granted = group.wanted > 0 ? OPEN : 0;
  let left = cores;
  for (;;) {
    const perWeight = left / weightOfOpen(groups);
    const before = left;
    for (const group of groups) {
      if (group.granted !== OPEN || group.wanted > perWeight * group.weight) continue;
      group.granted = group.wanted;
      left -= group.wanted;
    }
    if (left !== before) continue;
    for (const group of groups) if (group.granted === OPEN) group.granted = perWeight * group.weight;
    return;
  }
}

function weightOfOpen(groups: readonly Cgroup[]): number {
  let sum = 0;
  for (const { granted, weight } of groups) if (granted === OPEN) sum += weight;
  return sum;
}

/** kubelet: MinShares, MaxShares, SharesPerCPU. */
const [LEAST_SHARES, MOST_SHARES, SHARES_PER_CORE] = [2, 262_144, 1024];

/**
 * The cpu.weight that a kubelet gives the group of a pod, or of a QoS class, for the cores that are asked for. What
 * container runtimes make of the same number since runc 1.3.2 and crun 1.23 matters only inside of a pod.
 * @see pkg/kubelet/cm/helpers_linux.go MilliCPUToShares; cgroup_manager_linux.go getCPUWeight
 */
export function weightOf(cores: number): number {
  const milli = Math.round(cores * 1000);
  const shares = Math.floor((milli * SHARES_PER_CORE) / 1000);
  const inRange = Math.min(Math.max(shares, LEAST_SHARES), MOST_SHARES);
  return 1 + Math.floor(((inRange - 2) * 9999) / 262_142);
}

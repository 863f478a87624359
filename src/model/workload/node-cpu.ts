/**
 * The cores of one node, which its pods compete for as the kubelet arranges their control groups: Guaranteed pods side
 * by side with the group of all Burstable pods, whose weight is what these ask for together, busy or not, and with that
 * of all BestEffort pods, whose weight is the least there is.
 * @see pkg/kubelet/cm/qos_container_manager_linux.go setCPUCgroupConfig, pod_container_manager_linux.go GetPodContainerName
 */
import { divide, weightOf, type Cgroup } from './cgroups.ts';
import type { QosClass } from './cpu-options.ts';
import type { SharedCpu } from './shared-cpu.ts';

/** What one pod wants of its node. */
export interface CpuClaim extends Cgroup {
  readonly pod: number;
  readonly node: NodeCpu;
  readonly qosClass: QosClass;
  /** Cores that it asks for. */
  readonly request: number;
  /** `null`: nothing that it does is said to be work of the CPU. */
  readonly cpu: SharedCpu | null;
  /** Its object is gone, while its last process may still run. */
  isLeaving: boolean;
}

interface QosGroup extends Cgroup {
  readonly claims: CpuClaim[];
}

export class NodeCpu {
  /** All pods on the node. */
  readonly claims: CpuClaim[] = [];
  private readonly cores: number;
  private readonly burstable: QosGroup = { weight: 1, wanted: 0, granted: 0, claims: [] };
  private readonly bestEffort: QosGroup = { weight: 1, wanted: 0, granted: 0, claims: [] };
  /** The two groups, and Guaranteed pods. */
  private readonly top: Cgroup[] = [this.burstable, this.bestEffort];
  private wasScarce = false;

  /** @param cores > 0 */
  constructor(cores: number) {
    this.cores = cores;
  }

  join(claim: CpuClaim): void {
    this.claims.push(claim);
    this.levelOf(claim).push(claim);
    this.weigh();
  }

  /** The pod's object is gone; it competes on while anything of it runs. */
  leave(claim: CpuClaim): void {
    claim.isLeaving = true;
    if (claim.wanted === 0) this.remove(claim);
    this.weigh();
  }

  /** A pod wants `cores` from now on. @returns whether that is news. */
  want(claim: CpuClaim, cores: number): boolean {
    if (cores === claim.wanted) return false;
    claim.wanted = cores;
    if (cores === 0 && claim.isLeaving) this.remove(claim);
    return true;
  }

  /** Grants what there is. @returns false when everybody gets what it wants, now as before. O(pods²) */
  divide(): boolean {
    const { burstable, bestEffort, top } = this;
    for (const group of [burstable, bestEffort]) group.wanted = wantedBy(group.claims);
    const isScarce = wantedBy(top) > this.cores;
    if (!isScarce && !this.wasScarce) return false;
    this.wasScarce = isScarce;
    divide(isScarce ? this.cores : Infinity, top);
    divide(isScarce ? burstable.granted : Infinity, burstable.claims);
    divide(isScarce ? bestEffort.granted : Infinity, bestEffort.claims);
    return true;
  }

  private remove(claim: CpuClaim): void {
    for (const list of [this.claims, this.levelOf(claim)]) list.splice(list.indexOf(claim), 1);
  }

  /** Kubernetes: as a pod is admitted, and once a minute; here at once. */
  private weigh(): void {
    const { burstable } = this;
    const asked = burstable.claims.reduce((sum, each) => sum + (each.isLeaving ? 0 : each.request), 0);
    burstable.weight = weightOf(asked);
  }

  private levelOf({ qosClass }: CpuClaim): Cgroup[] {
    if (qosClass === 'Guaranteed') return this.top;
    return qosClass === 'Burstable' ? this.burstable.claims : this.bestEffort.claims;
  }
}

function wantedBy(groups: readonly Cgroup[]): number {
  let sum = 0;
  for (const { wanted } of groups) sum += wanted;
  return sum;
}

/**
 * What a scenario does to pods of a workload: their processes crash, hang or become slow, or they are deleted by hand.
 * It befalls the oldest pods that it can befall.
 */
import * as Pods from '../workload/pod-memory.ts';
import type { Tasks } from '../../kernel/tasks.ts';
import type { Latencies } from '../cluster/latencies.ts';
import type { Pod } from '../cluster/pod.ts';
import type { PodStore } from '../cluster/pod-store.ts';
import type { Kubelet } from '../node/kubelet.ts';
import type { EventOptions } from '../options.ts';
import * as AddressState from '../workload/address-state.ts';
import type { PodFaultOptions } from './fault-options.ts';

const { starting, initializing, accepting, hung } = AddressState;

/** Whether a fault can befall a pod whose address is in a state. */
const BEFALLS: Readonly<Record<PodFaultOptions['type'], (state: number) => boolean>> = {
  crashPod: (state) => state === starting || state === initializing || state === accepting,
  oomKillPod: (state) =>
    state === starting || state === initializing || state === accepting || state === hung,
  hangPod: (state) => state === initializing || state === accepting,
  slowPod: (state) => state === initializing || state === accepting,
  killPod: () => true,
};

export class PodFaults {
  private readonly tasks: Tasks;
  private readonly latencies: Latencies;
  private readonly store: PodStore;
  private readonly kubelets: readonly Kubelet[];

  /** @param kubelets by node. */
  constructor(parts: { tasks: Tasks; latencies: Latencies; store: PodStore }, kubelets: readonly Kubelet[]) {
    this.tasks = parts.tasks;
    this.latencies = parts.latencies;
    this.store = parts.store;
    this.kubelets = kubelets;
  }

  /** O(pods) */
  happen(fault: PodFaultOptions): void {
    const victims = this.store.pods.filter(
      (pod) =>
        pod.workload === fault.workload &&
        !pod.deletionRequested &&
        BEFALLS[fault.type](Pods.ints[(pod.number << Pods.INTS_LOG2) | Pods.STATE]!),
    );
    for (const pod of victims.slice(0, fault.count)) this.strike(pod, fault);
  }

  private strike(pod: Pod, fault: PodFaultOptions): void {
    if (fault.type === 'killPod') return this.delete(pod, fault.gracePeriodSeconds);
    const kubelet = this.kubelets[pod.node]!;
    if (fault.type === 'crashPod') kubelet.crash(pod, fault.container, fault.exitCode);
    else if (fault.type === 'oomKillPod') kubelet.killForMemory(pod, fault.container);
    else if (fault.type === 'hangPod') kubelet.hang(pod);
    else kubelet.slowDown(pod, fault.factor, fault.forMs);
  }

  private delete(pod: Pod, graceSeconds?: number): void {
    const why = `kubectl delete pod${graceSeconds === undefined ? '' : ` --grace-period=${graceSeconds}`}`;
    this.tasks.after(this.latencies.draw('apiWrite'), () =>
      this.store.requestDeletion(pod, why, graceSeconds),
    );
  }
}

export function isPodFault(event: EventOptions): event is PodFaultOptions {
  return event.type in BEFALLS;
}

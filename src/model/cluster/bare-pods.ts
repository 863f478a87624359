/** Pods that no controller made: nobody makes one again when it is gone. */
import type { BarePodOptions, PodTemplate } from '../options.ts';
import { newOwner, type Pod, type PodOwner } from './pod.ts';
import type { PodStore } from './pod-store.ts';
import type { WorkloadController } from './workload.ts';

export interface BarePodsPorts {
  /** A new pod object, not stored yet. */
  newPod(owner: PodOwner, name: string): Pod;
  /** The pod has been ready since before time 0. */
  adoptPod(pod: Pod): void;
  /** A new pod is ready. */
  completed(index: number): void;
}

export class BarePods implements WorkloadController<BarePodOptions> {
  private readonly store: PodStore;
  private readonly nodes: number;
  private readonly ports: BarePodsPorts;
  private readonly byIndex = new Map<number, Pod>();

  constructor(store: PodStore, nodes: number, ports: BarePodsPorts) {
    this.store = store;
    this.nodes = nodes;
    this.ports = ports;
  }

  adopt(index: number, spec: BarePodOptions): void {
    this.ports.adoptPod(this.add(index, spec));
  }

  /** Refused by the API server while a pod of this name is being deleted. */
  created(index: number, spec: BarePodOptions): void {
    if (this.byIndex.get(index)?.gone === false) return;
    this.store.create(this.add(index, spec));
  }

  /** Almost everything in a pod's spec is immutable. */
  updated(): void {}

  deleted(index: number): void {
    this.store.requestDeletion(this.byIndex.get(index)!, 'its user deleted it');
  }

  podChanged(pod: Pod): void {
    if (pod.ready) this.ports.completed(pod.workload);
  }

  previousTemplate(): PodTemplate | null {
    return null;
  }

  oldPodsRemain(): boolean {
    return false;
  }

  private add(index: number, spec: BarePodOptions): Pod {
    const { kind, name } = spec;
    const byNode = new Int32Array(1 + this.nodes);
    const owner = newOwner({ kind, name, workload: index, revision: 1 }, spec, byNode);
    const pod = this.ports.newPod(owner, name);
    this.byIndex.set(index, pod);
    return pod;
  }
}

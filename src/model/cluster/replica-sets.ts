/** ReplicaSets without a Deployment, and ReplicationControllers: a change of their template concerns later pods only. */
import type { PodTemplate, ReplicaSetOptions } from '../options.ts';
import type { GarbageCollector } from './garbage-collector.ts';
import { newOwner, type Pod } from './pod.ts';
import { templateKey } from './pod-template.ts';
import type { ReplicaSet } from './replica-set.ts';
import type { ReplicaSetController } from './replica-set-controller.ts';
import type { WorkloadController } from './workload.ts';

export interface ReplicaSetsPorts {
  /** All the set's pods, ready since before time 0. */
  adoptPods(set: ReplicaSet, count: number): void;
  /** A new set has all its pods available. */
  completed(index: number): void;
}

export class ReplicaSets implements WorkloadController<ReplicaSetOptions> {
  private readonly controller: ReplicaSetController;
  private readonly garbage: GarbageCollector;
  private readonly nodes: number;
  private readonly ports: ReplicaSetsPorts;
  private readonly byIndex = new Map<number, ReplicaSet>();

  constructor(
    parts: { replicaSets: ReplicaSetController; garbage: GarbageCollector },
    nodes: number,
    ports: ReplicaSetsPorts,
  ) {
    this.controller = parts.replicaSets;
    this.garbage = parts.garbage;
    this.nodes = nodes;
    this.ports = ports;
  }

  adopt(index: number, spec: ReplicaSetOptions): void {
    const set = this.add(index, spec);
    const { replicas } = spec;
    set.status = { replicas, ready: replicas, available: replicas };
    this.ports.adoptPods(set, replicas);
  }

  created(index: number, spec: ReplicaSetOptions): void {
    this.controller.specStored(this.add(index, spec));
  }

  updated(index: number, spec: ReplicaSetOptions): void {
    const set = this.byIndex.get(index)!;
    const key = templateKey(spec);
    if (key !== set.key) set.revision++;
    set.key = key;
    set.template = { labels: spec.labels, pod: spec.pod };
    set.replicas = spec.replicas;
    set.minReadySeconds = spec.minReadySeconds;
    this.controller.specStored(set);
  }

  deleted(index: number): void {
    const set = this.byIndex.get(index)!;
    set.deleted = true;
    this.garbage.collectPods(set, `its ${set.kind} was deleted`);
  }

  podChanged({ owner, workload }: Pod): void {
    const set = this.byIndex.get(workload);
    if (set === owner) this.controller.podChanged(set);
  }

  statusStored(set: ReplicaSet): void {
    if (set.status.available >= set.replicas) this.ports.completed(set.workload);
  }

  /** A set that is created with no pods has nothing to report, and is complete. */
  statusConfirmed(set: ReplicaSet): void {
    this.statusStored(set);
  }

  previousTemplate(): PodTemplate | null {
    return null;
  }

  oldPodsRemain(): boolean {
    return false;
  }

  private add(index: number, spec: ReplicaSetOptions): ReplicaSet {
    const { kind, name, replicas, minReadySeconds } = spec;
    const byNode = new Int32Array(1 + this.nodes);
    const set: ReplicaSet = {
      ...newOwner({ kind, name, workload: index, revision: 1 }, spec, byNode),
      replicas,
      minReadySeconds,
      desiredReplicas: 0,
      maxReplicas: 0,
      status: { replicas: 0, ready: 0, available: 0 },
      deleted: false,
    };
    this.byIndex.set(index, set);
    return set;
  }
}

/** The Deployments of a run: their objects, and what their users write. The steps of a rollout are the controller's. */
import type { DeploymentOptions, PodTemplate } from '../options.ts';
import { newDeployment, oldReplicaSets, previousReplicaSet, type Deployment } from './deployment.ts';
import type { DeploymentController } from './deployment-controller.ts';
import type { GarbageCollector } from './garbage-collector.ts';
import type { Pod } from './pod.ts';
import { templateKey } from './pod-template.ts';
import type { PodChange } from './pod-store.ts';
import type { ReplicaSet } from './replica-set.ts';
import type { ReplicaSetController } from './replica-set-controller.ts';
import { anyRemain, type WorkloadController } from './workload.ts';

export interface DeploymentsPorts {
  /** All the set's pods, ready since before time 0. */
  adoptPods(set: ReplicaSet, count: number): void;
}

export class Deployments implements WorkloadController<DeploymentOptions> {
  private readonly controller: DeploymentController;
  private readonly replicaSets: ReplicaSetController;
  private readonly garbage: GarbageCollector;
  private readonly nodes: number;
  private readonly ports: DeploymentsPorts;
  private readonly byIndex = new Map<number, Deployment>();

  constructor(
    parts: { controller: DeploymentController; replicaSets: ReplicaSetController; garbage: GarbageCollector },
    nodes: number,
    ports: DeploymentsPorts,
  ) {
    this.controller = parts.controller;
    this.replicaSets = parts.replicaSets;
    this.garbage = parts.garbage;
    this.nodes = nodes;
    this.ports = ports;
  }

  adopt(index: number, spec: DeploymentOptions): void {
    const { replicas } = spec;
    const deployment = newDeployment(index, spec, this.nodes);
    const set = this.controller.newSet(deployment, replicas, 1);
    set.status = { replicas, ready: replicas, available: replicas };
    deployment.replicaSets.push(set);
    deployment.status = {
      replicas,
      updatedReplicas: replicas,
      readyReplicas: replicas,
      availableReplicas: replicas,
    };
    deployment.condition = { reason: 'NewReplicaSetAvailable', updatedMs: -Infinity };
    this.byIndex.set(index, deployment);
    this.ports.adoptPods(set, replicas);
  }

  created(index: number, spec: DeploymentOptions): void {
    const deployment = newDeployment(index, spec, this.nodes);
    deployment.complete = false;
    deployment.rolling = true;
    this.byIndex.set(index, deployment);
    this.controller.changed(deployment);
  }

  updated(index: number, spec: DeploymentOptions): void {
    const deployment = this.byIndex.get(index)!;
    const key = templateKey(spec);
    if (key !== deployment.key) deployment.rolling = true;
    if (key !== deployment.key || spec.replicas !== deployment.spec.replicas) deployment.complete = false;
    deployment.spec = spec;
    deployment.key = key;
    this.controller.changed(deployment);
  }

  deleted(index: number): void {
    const deployment = this.byIndex.get(index)!;
    deployment.deleted = true;
    for (const set of deployment.replicaSets) {
      this.garbage.afterOwner(() => {
        set.deleted = true;
        this.garbage.collectPods(set, 'its ReplicaSet was deleted with its Deployment');
      });
    }
  }

  podChanged(pod: Pod, change: PodChange): void {
    const deployment = this.byIndex.get(pod.workload)!;
    const set = deployment.replicaSets.find((each) => each === pod.owner);
    if (set === undefined) return;
    this.replicaSets.podChanged(set);
    if (change === 'gone') this.controller.podGone(deployment);
  }

  /** A ReplicaSet has reported. */
  statusStored(set: ReplicaSet): void {
    this.controller.changed(this.byIndex.get(set.workload)!);
  }

  /** A watch brings changes only. */
  statusConfirmed(): void {}

  previousTemplate(index: number): PodTemplate | null {
    const deployment = this.byIndex.get(index);
    return (deployment && previousReplicaSet(deployment)?.template) ?? null;
  }

  oldPodsRemain(index: number): boolean {
    const deployment = this.byIndex.get(index);
    if (deployment === undefined) return false;
    return anyRemain(oldReplicaSets(deployment));
  }
}

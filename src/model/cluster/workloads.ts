/**
 * The workload objects of a run and what their users write to them: each write stores another spec, which the
 * controller of its kind then follows.
 */
import type { Engine } from '../../kernel/engine.ts';
import type { Tasks } from '../../kernel/tasks.ts';
import type { SimulationOptions, WorkloadEventOptions, WorkloadKind, WorkloadOptions } from '../options.ts';
import type { RolloutWatch } from '../rollout-watch.ts';
import type { Streams } from '../streams.ts';
import type { Timeline } from '../timeline.ts';
import { BarePods, type BarePodsPorts } from './bare-pods.ts';
import { DaemonSets } from './daemon-sets.ts';
import { DeploymentController } from './deployment-controller.ts';
import { Deployments } from './deployments.ts';
import { GarbageCollector } from './garbage-collector.ts';
import type { Latencies } from './latencies.ts';
import type { ClusterNode } from './nodes/cluster-node.ts';
import type { Pod, PodOwner } from './pod.ts';
import { templateKey } from './pod-template.ts';
import type { PodChange, PodStore, PodWatcher } from './pod-store.ts';
import { ReplicaSetController } from './replica-set-controller.ts';
import { ReplicaSets } from './replica-sets.ts';
import type { ReplicaSet } from './replica-set.ts';
import { changedSpec, changeWords } from './spec-changes.ts';
import { StatefulSets } from './stateful-sets.ts';
import { objectLabel, type WorkloadController } from './workload.ts';

export interface WorkloadsParts {
  readonly engine: Engine;
  readonly tasks: Tasks;
  readonly streams: Streams;
  readonly latencies: Latencies;
  readonly timeline: Timeline;
  readonly store: PodStore;
  readonly rollouts: RolloutWatch;
  readonly nodes: readonly ClusterNode[];
}

export type PodsPorts = Pick<BarePodsPorts, 'adoptPod'> & {
  /**
   * A new pod object, not stored yet.
   * @param name left out: the owner's name and a suffix.
   * @param onlyNode that may take it; left out: any.
   */
  newPod(owner: PodOwner, name?: string, onlyNode?: number): Pod;
};

/** Any kind: which one fits an object is known by its index. */
type AnyController = WorkloadController<WorkloadOptions>;

export class Workloads implements PodWatcher {
  readonly watches = ['status', 'deleting', 'gone'] as const;
  private readonly parts: WorkloadsParts;
  private readonly controllers: Readonly<Record<WorkloadKind, AnyController>> & {
    readonly DaemonSet: DaemonSets;
  };
  private readonly labels: readonly string[];
  private readonly kinds: readonly WorkloadKind[];
  /** By workload: as stored; `null` before it is created and after it was deleted. */
  private readonly specs: (WorkloadOptions | null)[];

  constructor(options: SimulationOptions, parts: WorkloadsParts, pods: PodsPorts) {
    this.parts = parts;
    this.labels = options.workloads.map(objectLabel);
    this.kinds = options.workloads.map(({ kind }) => kind);
    this.specs = options.workloads.map((spec) => (spec.absent ? null : spec));
    this.controllers = controllersOf(options, parts, pods);
  }

  /** Brings all objects to rest at time 0. */
  adopt(): void {
    this.specs.forEach((spec, index) => {
      if (spec !== null) this.controllerOf(index).adopt(index, spec);
    });
  }

  podChanged(pod: Pod, change: PodChange): void {
    this.controllerOf(pod.workload).podChanged(pod, change);
  }

  /** The taints of a node are seen to have changed. */
  nodeChanged(): void {
    this.controllers.DaemonSet.nodeChanged();
  }

  /** Whether a pod of an older template still exists, or stands in a node's rules. */
  oldPodsRemain(): boolean {
    return this.specs.some((_, index) => this.controllerOf(index).oldPodsRemain(index));
  }

  /** spec.replicas; 0 where there is none. */
  replicasOf(workload: number): number {
    const spec = this.specs[workload]!;
    return spec !== null && 'replicas' in spec ? spec.replicas : 0;
  }

  /** The user writes, now. */
  happen(event: WorkloadEventOptions): void {
    const { tasks, timeline, latencies, rollouts } = this.parts;
    const { workload } = event;
    timeline.note(this.labels[workload]!, `${changeWords(event)} requested`, 'an event of the scenario');
    if (this.rollsOut(event)) rollouts.begin(workload);
    tasks.after(latencies.draw('apiWrite'), () => this.write(event));
  }

  /** The scale subresource is written, now. */
  scale(workload: number, replicas: number): void {
    const before = this.specs[workload]!;
    if (before === null || !('replicas' in before)) return;
    const spec = { ...before, replicas };
    this.specs[workload] = spec;
    this.controllerOf(workload).updated(workload, spec);
  }

  private rollsOut(event: WorkloadEventOptions): boolean {
    if (event.type === 'delete') return false;
    const before = this.specs[event.workload]!;
    const change = this.changeOf(event);
    if ('refused' in change) return false;
    if (before === null) return true;
    return WITH_ROLLOUTS.has(before.kind) && templateKey(before) !== templateKey(change.spec);
  }

  private write(event: WorkloadEventOptions): void {
    const { workload } = event;
    const controller = this.controllerOf(workload);
    const before = this.specs[workload]!;
    const change = this.changeOf(event);
    if ('refused' in change) {
      this.parts.timeline.note(this.labels[workload]!, `${changeWords(event)} refused`, change.refused);
    } else if (event.type === 'delete') {
      this.specs[workload] = null;
      controller.deleted(workload);
    } else {
      this.specs[workload] = change.spec;
      if (before === null) controller.created(workload, change.spec);
      else controller.updated(workload, change.spec);
    }
  }

  private changeOf(event: WorkloadEventOptions) {
    const { workload } = event;
    const previousTemplate = this.controllerOf(workload).previousTemplate(workload);
    return changedSpec(this.specs[workload]!, event, { nowMs: this.parts.engine.now, previousTemplate });
  }

  private controllerOf(workload: number): AnyController {
    return this.controllers[this.kinds[workload]!];
  }
}

/** A change of their template is a rollout. */
const WITH_ROLLOUTS: ReadonlySet<WorkloadKind> = new Set(['Deployment', 'StatefulSet', 'DaemonSet']);

function controllersOf(
  { cluster, workloads }: SimulationOptions,
  parts: WorkloadsParts,
  pods: PodsPorts,
): Record<WorkloadKind, AnyController> & { readonly DaemonSet: DaemonSets } {
  const { engine, tasks, latencies, timeline, store, rollouts } = parts;
  const nodes = cluster.nodes.length;
  const controller = new DeploymentController(tasks, latencies, timeline, () => engine.now);
  const replicaSets = new ReplicaSetController(engine, tasks, latencies, store, timeline);
  const garbage = new GarbageCollector(tasks, latencies, store);
  const completed = (index: number) => rollouts.completed(index);
  const adoptPods = (set: ReplicaSet, count: number) => {
    for (let i = 0; i < count; i++) pods.adoptPod(pods.newPod(set));
  };
  const deployments = new Deployments({ controller, replicaSets, garbage }, nodes, { adoptPods });
  const standalone = new ReplicaSets({ replicaSets, garbage }, nodes, { adoptPods, completed });
  const statefulSets = new StatefulSets({ engine, tasks, latencies, timeline, store, garbage }, nodes, {
    ...pods,
    completed,
  });
  const daemonSets = new DaemonSets({ ...parts, garbage }, { ...pods, completed });
  const barePods = new BarePods(store, nodes, { ...pods, completed });
  const ownerOf = ({ workload }: ReplicaSet) =>
    workloads[workload]!.kind === 'Deployment' ? deployments : standalone;
  replicaSets.ports = {
    newPod: (set) => pods.newPod(set),
    statusStored: (set) => ownerOf(set).statusStored(set),
    statusConfirmed: (set) => ownerOf(set).statusConfirmed(set),
  };
  controller.ports = {
    replicaSetSpecStored: (set) => replicaSets.specStored(set),
    completed: ({ index }) => completed(index),
    deadlineExceeded: () => rollouts.deadlineExceeded(),
  };
  return {
    Deployment: deployments,
    ReplicaSet: standalone,
    ReplicationController: standalone,
    StatefulSet: statefulSets,
    DaemonSet: daemonSets,
    Pod: barePods,
  };
}

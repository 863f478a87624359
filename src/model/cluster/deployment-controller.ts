/**
 * The Deployment controller: one sync takes one step of a rolling update, up or down, from the statuses its
 * ReplicaSets last reported. It never looks at pods, so a rollout advances only as fast as those statuses.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/deployment/deployment_controller.go
 */
import type { Tasks } from '../../kernel/tasks.ts';
import type { Timeline } from '../timeline.ts';
import { ActivePods } from './active-pods.ts';
import { newReplicaSet, oldReplicaSets, totalReplicas, type Deployment } from './deployment.ts';
import type { Latencies } from './latencies.ts';
import { replicaSetName } from './names.ts';
import type { ReplicaSet } from './pod.ts';
import { isComplete } from './deployment-status.ts';
import { resizedSets } from './proportional-scale.ts';
import {
  newReplicaSetSize,
  oldReplicaSetSizes,
  reconciledSize,
  resolveFenceposts,
} from './rolling-update.ts';
import { WorkQueue } from './work-queue.ts';

export interface DeploymentPorts {
  replicaSetSpecStored(set: ReplicaSet): void;
  /** The newest template is fully rolled out. */
  completed(deployment: Deployment): void;
}

/** A ReplicaSet and the size it is to be given. */
type Resize = readonly [set: ReplicaSet, replicas: number, why: string];

export class DeploymentController {
  /** Set once, by the simulation. */
  ports!: DeploymentPorts;
  private readonly queue: WorkQueue<Deployment>;
  private readonly tasks: Tasks;
  private readonly latencies: Latencies;
  private readonly timeline: Timeline;

  constructor(tasks: Tasks, latencies: Latencies, timeline: Timeline) {
    this.tasks = tasks;
    this.latencies = latencies;
    this.timeline = timeline;
    const work = () => latencies.draw('controllerSync');
    this.queue = new WorkQueue(tasks, work, (deployment, done) => this.sync(deployment, done));
  }

  /** The Deployment, or a ReplicaSet of it, has changed: the controller learns of it by its watch. */
  changed(deployment: Deployment): void {
    this.tasks.after(this.latencies.draw('watch'), () => this.queue.add(deployment));
  }

  private sync(deployment: Deployment, done: () => void): void {
    if (this.isScalingEvent(deployment)) return this.scale(deployment, done);
    const fresh = newReplicaSet(deployment);
    if (fresh === undefined) return this.createNew(deployment, done);
    const grown = this.growth(deployment, fresh);
    if (grown.length > 0) return this.resize(deployment, grown, done);
    const shrunk = this.shrinkage(deployment, fresh);
    if (shrunk.length > 0) return this.resize(deployment, shrunk, done);
    this.checkComplete(deployment, fresh);
    done();
  }

  /** The new ReplicaSet is created at its computed size at once; old ones may shrink in the same sync. */
  private createNew(deployment: Deployment, done: () => void): void {
    const { options, replicas, revision } = deployment;
    const limits = this.limits(deployment);
    const size = newReplicaSetSize(replicas, limits.maxSurge, totalReplicas(deployment), 0);
    const fresh: ReplicaSet = {
      name: replicaSetName(options.name, revision),
      workload: deployment.index,
      revision,
      replicas: size,
      desiredReplicas: replicas,
      maxReplicas: replicas + limits.maxSurge,
      active: new ActivePods(deployment.activeByNode),
      status: { replicas: 0, ready: 0, available: 0 },
      remaining: 0,
    };
    this.tasks.after(this.latencies.draw('apiWrite'), () => {
      deployment.replicaSets.push(fresh);
      const why = `the template changed (revision ${revision}); at most ${fresh.maxReplicas} replicas in all`;
      this.note(deployment, `created new ReplicaSet ${fresh.name} at ${size}`, why);
      this.ports.replicaSetSpecStored(fresh);
      this.changed(deployment);
      this.resize(deployment, this.shrinkage(deployment, fresh), done);
    });
  }

  /** reconcileNewReplicaSet */
  private growth(deployment: Deployment, fresh: ReplicaSet): Resize[] {
    const wanted = deployment.replicas;
    const { maxSurge } = this.limits(deployment);
    const total = totalReplicas(deployment);
    const size = reconciledSize(wanted, maxSurge, total, fresh.replicas);
    if (size === fresh.replicas) return [];
    if (fresh.replicas > wanted) return [[fresh, size, 'it was larger than wanted']];
    return [[fresh, size, `${total} replicas in all, at most ${wanted + maxSurge} allowed`]];
  }

  /** reconcileOldReplicaSets */
  private shrinkage(deployment: Deployment, fresh: ReplicaSet): Resize[] {
    const old = oldReplicaSets(deployment);
    const sizeOf = (set: ReplicaSet) => ({ replicas: set.replicas, available: set.status.available });
    const limits = this.limits(deployment);
    const sizes = oldReplicaSetSizes(old.map(sizeOf), sizeOf(fresh), deployment.replicas, limits);
    const available = old.reduce((sum, set) => sum + set.status.available, fresh.status.available);
    const why = `${available} pods available, ${deployment.replicas - limits.maxUnavailable} must stay`;
    return old.flatMap((set, i): Resize[] => (sizes[i] === set.replicas ? [] : [[set, sizes[i]!, why]]));
  }

  private limits(deployment: Deployment, desired: number = deployment.replicas) {
    const { maxSurge, maxUnavailable } = deployment.options.strategy;
    return resolveFenceposts(maxSurge, maxUnavailable, desired);
  }

  /** An active ReplicaSet was sized for another spec.replicas (isScalingEvent). */
  private isScalingEvent(deployment: Deployment): boolean {
    const active = deployment.replicaSets.filter((set) => set.replicas > 0);
    return active.some((set) => set.desiredReplicas !== deployment.replicas);
  }

  /** One active ReplicaSet takes the whole change; in the middle of a rollout it is shared in proportion. */
  private scale(deployment: Deployment, done: () => void): void {
    const { replicas, replicaSets } = deployment;
    const sets = replicaSets.map((set) => ({
      set,
      replicas: set.replicas,
      age: set.revision,
      desiredReplicas: set.desiredReplicas,
      maxReplicas: set.maxReplicas,
      available: set.status.available,
    }));
    const fresh = sets.find(({ set }) => set === newReplicaSet(deployment));
    const resized = resizedSets(sets, fresh, {
      desired: replicas,
      maxSurge: this.limits(deployment).maxSurge,
      statusReplicas: replicaSets.reduce((sum, set) => sum + set.status.replicas, 0),
    });
    const steps = resized.map(([{ set }, size]): Resize => [set, size, `scaled to ${replicas}`]);
    this.resize(deployment, steps, done);
  }

  /** Writes the sizes one after the other. */
  private resize(
    deployment: Deployment,
    steps: readonly Resize[],
    done: () => void,
    desired: number = deployment.replicas,
  ): void {
    const [step, ...rest] = steps;
    if (step === undefined) return done();
    const [set, replicas, why] = step;
    this.tasks.after(this.latencies.draw('apiWrite'), () => {
      const which = set.revision === deployment.revision ? 'new' : 'old';
      if (set.replicas !== replicas) {
        this.note(deployment, `scaled ${which} ReplicaSet ${set.name} ${set.replicas} → ${replicas}`, why);
      }
      set.replicas = replicas;
      // As they were when the sizes were computed: a scale in between must be seen as one.
      set.desiredReplicas = desired;
      set.maxReplicas = desired + this.limits(deployment, desired).maxSurge;
      this.ports.replicaSetSpecStored(set);
      this.changed(deployment);
      this.resize(deployment, rest, done, desired);
    });
  }

  private checkComplete(deployment: Deployment, fresh: ReplicaSet): void {
    const wanted = deployment.replicas;
    const status = {
      replicas: deployment.replicaSets.reduce((sum, set) => sum + set.status.replicas, 0),
      updatedReplicas: fresh.status.replicas,
      // As the sum over all sets; it is compared only where there are no others.
      availableReplicas: deployment.replicaSets.reduce((sum, set) => sum + set.status.available, 0),
    };
    const complete = isComplete(status, wanted);
    if (complete && !deployment.complete) {
      const what = deployment.rolling
        ? `rollout of revision ${deployment.revision} complete`
        : 'at full strength';
      this.note(deployment, what, `${wanted} pods available`);
      if (deployment.rolling) this.ports.completed(deployment);
      deployment.rolling = false;
    }
    deployment.complete = complete;
  }

  private note(deployment: Deployment, what: string, why: string): void {
    this.timeline.note(`deployment/${deployment.options.name}`, what, why);
  }
}

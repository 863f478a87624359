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
import { proportionalSizes } from './proportional-scale.ts';
import { newReplicaSetSize, oldReplicaSetSizes, resolveFenceposts } from './rolling-update.ts';
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
      deployment: deployment.index,
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
    if (fresh.replicas === deployment.replicas) return [];
    if (fresh.replicas > deployment.replicas)
      return [[fresh, deployment.replicas, 'it was larger than wanted']];
    const { maxSurge } = this.limits(deployment);
    const total = totalReplicas(deployment);
    const size = newReplicaSetSize(deployment.replicas, maxSurge, total, fresh.replicas);
    if (size === fresh.replicas) return [];
    return [[fresh, size, `${total} replicas in all, at most ${deployment.replicas + maxSurge} allowed`]];
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
    const { replicas } = deployment;
    const active = deployment.replicaSets.filter((set) => set.replicas > 0);
    const fresh = newReplicaSet(deployment);
    const why = `scaled to ${replicas}`;
    if (active.length === 1) return this.resize(deployment, [[active[0]!, replicas, why]], done);
    const saturated =
      fresh !== undefined &&
      fresh.replicas === replicas &&
      fresh.desiredReplicas === replicas &&
      fresh.status.available === replicas;
    if (saturated) {
      const old = oldReplicaSets(deployment).map((set): Resize => [set, 0, 'the new ReplicaSet is complete']);
      return this.resize(deployment, old, done);
    }
    const allowed = replicas === 0 ? 0 : replicas + this.limits(deployment).maxSurge;
    const sets = active.map((set) => ({
      replicas: set.replicas,
      age: set.revision,
      maxReplicas: set.maxReplicas,
    }));
    const sizes = proportionalSizes(sets, allowed);
    this.resize(
      deployment,
      active.map((set, i): Resize => [set, sizes[i]!, why]),
      done,
    );
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

  /** DeploymentComplete: every replica is updated and available, and no old one is left. */
  private checkComplete(deployment: Deployment, fresh: ReplicaSet): void {
    const observed = deployment.replicaSets.reduce((sum, set) => sum + set.status.replicas, 0);
    const { replicas, available } = fresh.status;
    const wanted = deployment.replicas;
    const complete = replicas === wanted && available === wanted && observed === wanted;
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

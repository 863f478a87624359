/**
 * The Deployment controller: one sync takes one step of a rollout, up or down, from the statuses its ReplicaSets last
 * reported. It never looks at pods, so a rollout advances only as fast as those statuses; only Recreate waits until
 * the last old pod is gone.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/deployment/deployment_controller.go
 */
import type { Tasks } from '../../kernel/tasks.ts';
import type { Timeline } from '../timeline.ts';
import {
  limitsOf,
  maxReplicas,
  newReplicaSet,
  nextRevision,
  oldReplicaSets,
  totalReplicas,
  type Deployment,
} from './deployment.ts';
import { DeploymentProgress } from './deployment-progress.ts';
import { beyondHistory } from './deployment-status.ts';
import type { Latencies } from './latencies.ts';
import { replicaSetName } from './names.ts';
import { newOwner } from './pod.ts';
import { resizedSets } from './proportional-scale.ts';
import type { ReplicaSet } from './replica-set.ts';
import { minAvailable, newReplicaSetSize, oldReplicaSetSizes, reconciledSize } from './rolling-update.ts';
import { WorkQueue } from './work-queue.ts';

export interface DeploymentPorts {
  replicaSetSpecStored(set: ReplicaSet): void;
  /** The newest template is fully rolled out. */
  completed(deployment: Deployment): void;
  /** No progress for progressDeadlineSeconds. */
  deadlineExceeded(deployment: Deployment): void;
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
  private readonly progress: DeploymentProgress;

  constructor(tasks: Tasks, latencies: Latencies, timeline: Timeline, now: () => number) {
    this.tasks = tasks;
    this.latencies = latencies;
    this.timeline = timeline;
    const work = () => latencies.draw('controllerSync');
    this.queue = new WorkQueue(tasks, work, (deployment, done) => this.sync(deployment, done));
    this.progress = new DeploymentProgress(now, {
      checkAfter: (deployment, delayMs, isDue) =>
        tasks.after(delayMs, () => {
          if (isDue()) this.queue.add(deployment);
        }),
      completed: (deployment) => this.ports.completed(deployment),
      exceeded: (deployment) => this.ports.deadlineExceeded(deployment),
      note: (deployment, what, why) => this.note(deployment, what, why),
    });
  }

  /** The Deployment, or a ReplicaSet of it, has changed: the controller learns of it by its watch. */
  changed(deployment: Deployment): void {
    this.tasks.after(this.latencies.draw('watch'), () => this.queue.add(deployment));
  }

  /** A pod is seen to be gone: Recreate waits for the last one. */
  podGone(deployment: Deployment): void {
    const isLast = deployment.replicaSets.every(({ stored }) => stored === 0);
    if (deployment.spec.strategy === 'Recreate' && isLast) this.queue.add(deployment);
  }

  /** A set of a new Deployment, sized for it. */
  newSet(deployment: Deployment, replicas: number, revision: number): ReplicaSet {
    const { index, spec, activeByNode } = deployment;
    const name = replicaSetName(spec.name, revision);
    const owner = newOwner({ kind: 'ReplicaSet', name, workload: index, revision }, spec, activeByNode);
    return {
      ...owner,
      replicas,
      minReadySeconds: spec.minReadySeconds,
      desiredReplicas: spec.replicas,
      maxReplicas: maxReplicas(deployment),
      status: { replicas: 0, ready: 0, available: 0 },
      deleted: false,
    };
  }

  private sync(deployment: Deployment, done: () => void): void {
    if (deployment.deleted) return done();
    this.progress.checkPaused(deployment);
    const finish = () => this.finish(deployment, done);
    if (deployment.spec.paused || this.isScalingEvent(deployment)) {
      return this.scale(deployment, () => {
        if (deployment.spec.paused) this.cleanUp(deployment, finish);
        else finish();
      });
    }
    this.syncRevision(deployment, () => {
      if (limitsOf(deployment) === null) this.recreate(deployment, finish);
      else this.roll(deployment, finish);
    });
  }

  /** The set of a template that has been there before is the newest now. */
  private syncRevision(deployment: Deployment, then: () => void): void {
    const fresh = newReplicaSet(deployment);
    const revision = nextRevision(deployment);
    if (fresh === undefined || fresh.revision >= revision) return then();
    this.tasks.after(this.latencies.draw('apiWrite'), () => {
      const why = `its template is that of revision ${fresh.revision}, whose ReplicaSet is still there`;
      this.note(deployment, `ReplicaSet ${fresh.name} is the new one, revision ${revision}`, why);
      fresh.revision = revision;
      fresh.minReadySeconds = deployment.spec.minReadySeconds;
      then();
    });
  }

  /** rolloutRolling */
  private roll(deployment: Deployment, finish: () => void): void {
    const fresh = newReplicaSet(deployment);
    if (fresh === undefined) {
      return this.createNew(deployment, (created) =>
        this.resize(deployment, this.shrinkage(deployment, created), finish),
      );
    }
    const grown = this.growth(deployment, fresh);
    if (grown.length > 0) return this.resize(deployment, grown, finish);
    this.resize(deployment, this.shrinkage(deployment, fresh), finish);
  }

  /** rolloutRecreate: all old pods go, and only when the last is gone the new ones come. */
  private recreate(deployment: Deployment, finish: () => void): void {
    const old = oldReplicaSets(deployment);
    const why = 'Recreate: no new pod before the last old one is gone';
    const active = old.filter(({ replicas }) => replicas > 0);
    if (active.length > 0) {
      return this.resize(
        deployment,
        active.map((set): Resize => [set, 0, why]),
        finish,
      );
    }
    if (old.some(({ status, stored }) => status.replicas > 0 || stored > 0)) return finish();
    const fresh = newReplicaSet(deployment);
    if (fresh === undefined) return this.createNew(deployment, finish);
    const wanted = deployment.spec.replicas;
    this.resize(deployment, fresh.replicas === wanted ? [] : [[fresh, wanted, 'no old pod is left']], finish);
  }

  /** The new ReplicaSet is created at its computed size at once. */
  private createNew(deployment: Deployment, then: (fresh: ReplicaSet) => void): void {
    const revision = nextRevision(deployment);
    const surge = limitsOf(deployment)?.maxSurge ?? null;
    const total = totalReplicas(deployment);
    const size = newReplicaSetSize(deployment.spec.replicas, surge, total, 0);
    const fresh = this.newSet(deployment, size, revision);
    this.tasks.after(this.latencies.draw('apiWrite'), () => {
      deployment.replicaSets.push(fresh);
      const cause = revision === 1 ? 'there was none' : `the template changed (revision ${revision})`;
      const why = `${cause}; at most ${fresh.maxReplicas} replicas in all`;
      this.note(deployment, `created new ReplicaSet ${fresh.name} at ${size}`, why);
      this.progress.created(deployment);
      this.ports.replicaSetSpecStored(fresh);
      this.changed(deployment);
      then(fresh);
    });
  }

  /** reconcileNewReplicaSet */
  private growth(deployment: Deployment, fresh: ReplicaSet): Resize[] {
    const wanted = deployment.spec.replicas;
    const { maxSurge } = limitsOf(deployment)!;
    const total = totalReplicas(deployment);
    const size = reconciledSize(wanted, maxSurge, total, fresh.replicas);
    if (size === fresh.replicas) return [];
    if (fresh.replicas > wanted) return [[fresh, size, 'it was larger than wanted']];
    return [[fresh, size, `${total} replicas in all, at most ${wanted + maxSurge} allowed`]];
  }

  /** reconcileOldReplicaSets */
  private shrinkage(deployment: Deployment, fresh: ReplicaSet): Resize[] {
    const old = oldReplicaSets(deployment).filter(({ replicas }) => replicas > 0);
    const sizeOf = (set: ReplicaSet) => ({ replicas: set.replicas, available: set.status.available });
    const limits = limitsOf(deployment)!;
    const wanted = deployment.spec.replicas;
    const sizes = oldReplicaSetSizes(old.map(sizeOf), sizeOf(fresh), wanted, limits);
    const available = old.reduce((sum, set) => sum + set.status.available, fresh.status.available);
    const why = `${available} pods available, ${minAvailable(limits, wanted)} must stay`;
    return old.flatMap((set, i): Resize[] => {
      const taken = set.replicas - sizes[i]!;
      if (taken === 0) return [];
      const isCleanUp = taken <= set.replicas - set.status.available;
      return [[set, sizes[i]!, isCleanUp ? `${taken} of its pods not available; ${why}` : why]];
    });
  }

  /** An active ReplicaSet was sized for another spec.replicas (isScalingEvent). */
  private isScalingEvent({ replicaSets, spec }: Deployment): boolean {
    const active = replicaSets.filter((set) => set.replicas > 0);
    return active.some((set) => set.desiredReplicas !== spec.replicas);
  }

  /** One active ReplicaSet takes the whole change; in the middle of a rollout it is shared in proportion. */
  private scale(deployment: Deployment, then: () => void): void {
    const { replicaSets, spec } = deployment;
    const sets = replicaSets.map((set, age) => ({
      set,
      replicas: set.replicas,
      age,
      desiredReplicas: set.desiredReplicas,
      maxReplicas: set.maxReplicas,
      available: set.status.available,
    }));
    const fresh = sets.find(({ set }) => set === newReplicaSet(deployment));
    const resized = resizedSets(sets, fresh, {
      desired: spec.replicas,
      maxSurge: limitsOf(deployment)?.maxSurge ?? null,
      statusReplicas: replicaSets.reduce((sum, set) => sum + set.status.replicas, 0),
    });
    const steps = resized.map(([{ set }, size]): Resize => [
      set,
      size,
      `spec.replicas is ${spec.replicas} now`,
    ]);
    this.resize(
      deployment,
      steps.filter(([set, size]) => this.isWrite(deployment, set, size)),
      then,
    );
  }

  private isWrite(deployment: Deployment, set: ReplicaSet, size: number): boolean {
    const { desiredReplicas, maxReplicas: annotated } = set;
    return (
      set.replicas !== size ||
      desiredReplicas !== deployment.spec.replicas ||
      annotated !== maxReplicas(deployment)
    );
  }

  /** Writes the sizes one after the other. */
  private resize(
    deployment: Deployment,
    steps: readonly Resize[],
    then: () => void,
    desired: number = deployment.spec.replicas,
  ): void {
    const [step, ...rest] = steps;
    if (step === undefined) return then();
    const [set, replicas, why] = step;
    this.tasks.after(this.latencies.draw('apiWrite'), () => {
      const which = set === newReplicaSet(deployment) ? 'new' : 'old';
      if (set.replicas !== replicas) {
        this.note(deployment, `scaled ${which} ReplicaSet ${set.name} ${set.replicas} → ${replicas}`, why);
      }
      set.replicas = replicas;
      // As they were when the sizes were computed: a scale in between must be seen as one.
      set.desiredReplicas = desired;
      set.maxReplicas = maxReplicas(deployment, desired);
      this.ports.replicaSetSpecStored(set);
      this.changed(deployment);
      this.resize(deployment, rest, then, desired);
    });
  }

  /** Status, and what follows from it; the old sets beyond the history go once all is done. */
  private finish(deployment: Deployment, done: () => void): void {
    this.progress.update(deployment, newReplicaSet(deployment));
    if (deployment.complete) this.cleanUp(deployment, done);
    else done();
  }

  /** cleanupDeployment */
  private cleanUp(deployment: Deployment, then: () => void): void {
    const limit = deployment.spec.revisionHistoryLimit ?? null;
    const old = oldReplicaSets(deployment).map((set) => ({
      set,
      replicas: set.replicas,
      statusReplicas: set.status.replicas,
      deleting: false,
    }));
    const excess = beyondHistory(old, limit);
    if (excess.length === 0) return then();
    this.tasks.after(this.latencies.draw('apiWrite'), () => {
      for (const { set } of excess) {
        set.deleted = true;
        this.note(deployment, `deleted ReplicaSet ${set.name}`, `revisionHistoryLimit is ${limit}`);
      }
      deployment.replicaSets = deployment.replicaSets.filter(({ deleted }) => !deleted);
      then();
    });
  }

  private note(deployment: Deployment, what: string, why: string): void {
    this.timeline.note(`deployment/${deployment.spec.name}`, what, why);
  }
}

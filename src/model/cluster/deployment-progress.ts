/**
 * A Deployment's status and its condition Progressing: complete, progressing, paused or out of time. The deadline is
 * only reported: nothing is rolled back. The status is written without delay here, for nobody waits for it.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/deployment/progress.go
 */
import { deploymentStatus, type Deployment } from './deployment.ts';
import { hasProgressed, hasTimedOut, isComplete } from './deployment-status.ts';
import type { ReplicaSet } from './replica-set.ts';

export interface ProgressPorts {
  /** Syncs the Deployment after a while, if that is still due then. */
  checkAfter(deployment: Deployment, delayMs: number, isDue: () => boolean): void;
  completed(deployment: Deployment): void;
  exceeded(deployment: Deployment): void;
  note(deployment: Deployment, what: string, why: string): void;
}

export class DeploymentProgress {
  private readonly now: () => number;
  private readonly ports: ProgressPorts;

  constructor(now: () => number, ports: ProgressPorts) {
    this.now = now;
    this.ports = ports;
  }

  /** A new ReplicaSet has been created: the clock of the deadline starts. */
  created(deployment: Deployment): void {
    this.setCondition(deployment, 'NewReplicaSetCreated');
  }

  /** A pause stops the clock of the deadline; the end of it starts the clock anew (checkPausedConditions). */
  checkPaused(deployment: Deployment): void {
    const { spec, condition } = deployment;
    if (spec.progressDeadlineSeconds === undefined || condition?.reason === 'ProgressDeadlineExceeded')
      return;
    const wasPaused = condition?.reason === 'DeploymentPaused';
    if (spec.paused && !wasPaused) this.setCondition(deployment, 'DeploymentPaused');
    else if (!spec.paused && wasPaused) this.setCondition(deployment, 'DeploymentResumed');
  }

  /** The status after a sync (syncRolloutStatus). */
  update(deployment: Deployment, fresh: ReplicaSet | undefined): void {
    const { spec, status: before } = deployment;
    const status = deploymentStatus(deployment, fresh);
    deployment.status = status;
    const complete = isComplete(status, spec.replicas) && fresh !== undefined;
    const isSettled =
      status.replicas === status.updatedReplicas && deployment.condition?.reason === 'NewReplicaSetAvailable';
    if (!isSettled) {
      const deadline = spec.progressDeadlineSeconds ?? null;
      if (complete) this.setCondition(deployment, 'NewReplicaSetAvailable');
      else if (hasProgressed(before, status)) {
        deployment.condition = { reason: 'ReplicaSetUpdated', updatedMs: this.now() };
      } else if (hasTimedOut(deployment.condition, deadline, this.now())) this.exceed(deployment);
    }
    this.tell(deployment, complete);
    this.checkLater(deployment);
  }

  private tell(deployment: Deployment, complete: boolean): void {
    const { spec } = deployment;
    if (complete && !deployment.complete) {
      const revision = Math.max(...deployment.replicaSets.map((set) => set.revision));
      const what = deployment.rolling ? `rollout of revision ${revision} complete` : 'at full strength';
      this.ports.note(deployment, what, `${spec.replicas} pods available`);
      if (deployment.rolling) this.ports.completed(deployment);
      deployment.rolling = false;
    }
    deployment.complete = complete;
  }

  private exceed(deployment: Deployment): void {
    if (deployment.condition?.reason === 'ProgressDeadlineExceeded') return;
    this.setCondition(deployment, 'ProgressDeadlineExceeded');
    const seconds = deployment.spec.progressDeadlineSeconds!;
    const why = `no progress for ${seconds} s; it is only reported, nothing is rolled back`;
    this.ports.note(deployment, 'Progressing is False: ProgressDeadlineExceeded', why);
    this.ports.exceeded(deployment);
  }

  /** requeueStuckDeployment */
  private checkLater(deployment: Deployment): void {
    const { condition, spec } = deployment;
    const { progressDeadlineSeconds: seconds } = spec;
    if (seconds === undefined || seconds >= UNLIMITED || condition === null || deployment.complete) return;
    if (spec.paused || SETTLED.has(condition.reason)) return;
    const afterMs = condition.updatedMs + seconds * 1000 - this.now();
    this.ports.checkAfter(
      deployment,
      Math.max(0, afterMs) + 1000,
      () => deployment.condition === condition && !deployment.complete,
    );
  }

  /** As SetDeploymentCondition: one that says the same stays as old as it is. */
  private setCondition(deployment: Deployment, reason: string): void {
    if (deployment.condition?.reason !== reason) deployment.condition = { reason, updatedMs: this.now() };
  }
}

/** What no deadline is counted from. */
const SETTLED: ReadonlySet<string> = new Set(['ProgressDeadlineExceeded', 'NewReplicaSetAvailable']);
/** The largest int32 stands for no deadline. */
const UNLIMITED = 2 ** 31 - 1;

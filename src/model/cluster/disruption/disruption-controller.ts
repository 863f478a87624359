/**
 * The disruption controller: keeps the status of every PodDisruptionBudget up to date with the pods it selects. Only
 * the eviction API looks at it; rollouts, scaling and failing nodes do not.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/disruption/disruption.go
 */
import type { Engine } from '../../../kernel/engine.ts';
import type { Tasks } from '../../../kernel/tasks.ts';
import type { BudgetOptions } from '../../options.ts';
import type { Timeline } from '../../timeline.ts';
import type { Latencies } from '../latencies.ts';
import type { Pod } from '../pod.ts';
import type { PodChange, PodStore, PodWatcher } from '../pod-store.ts';
import { WorkQueue } from '../work-queue.ts';
import { budgetStatus, type BudgetStatus } from './budget.ts';

/** A pod whose eviction was granted is taken for gone so long, while its deletion is not seen (DeletionTimeout). */
const DELETION_TIMEOUT_MS = 120_000;

/** A PodDisruptionBudget as stored. */
export interface Budget {
  readonly options: BudgetOptions;
  status: BudgetStatus;
  /** Pods whose eviction was granted, and when. */
  readonly disruptedPods: Map<Pod, number>;
}

export interface DisruptionPorts {
  /** Whether the budget selects the pods of the workload. */
  selects(budget: BudgetOptions, workload: number): boolean;
  /** spec.replicas */
  replicasOf(workload: number): number;
}

export interface DisruptionParts {
  readonly engine: Engine;
  readonly tasks: Tasks;
  readonly timeline: Timeline;
  readonly latencies: Latencies;
  readonly store: PodStore;
}

export class DisruptionController implements PodWatcher {
  readonly watches: readonly PodChange[] = ['created', 'bound', 'status', 'deleting', 'gone'];
  readonly budgets: readonly Budget[];
  private readonly parts: DisruptionParts;
  private readonly ports: DisruptionPorts;
  private readonly queue: WorkQueue<Budget>;

  constructor(parts: DisruptionParts, options: readonly BudgetOptions[], ports: DisruptionPorts) {
    this.parts = parts;
    this.ports = ports;
    const nothing = { pods: 0, healthy: 0, scale: 0 };
    this.budgets = options.map((each) => ({
      options: each,
      status: budgetStatus(each, nothing),
      disruptedPods: new Map(),
    }));
    const { tasks, latencies } = parts;
    const work = () => latencies.draw('controllerSync');
    this.queue = new WorkQueue(tasks, work, (budget, done) => this.sync(budget, done));
  }

  /** The statuses of a cluster at rest, stored without delay. */
  adopt(): void {
    for (const budget of this.budgets) budget.status = this.statusOf(budget);
  }

  podChanged(pod: Pod): void {
    for (const budget of this.budgetsOf(pod)) this.queue.add(budget);
  }

  /** A grant was written into the budget: the controller learns of it by its watch. */
  statusWritten(budget: Budget): void {
    this.parts.tasks.after(this.parts.latencies.draw('watch'), () => this.queue.add(budget));
  }

  budgetsOf(pod: Pod): Budget[] {
    return this.budgets.filter(({ options }) => this.ports.selects(options, pod.workload));
  }

  private sync(budget: Budget, done: () => void): void {
    const { engine, tasks, latencies } = this.parts;
    this.forgetDisrupted(budget);
    const status = this.statusOf(budget);
    for (const grantedMs of budget.disruptedPods.values()) {
      this.queue.addAfter(budget, grantedMs + DELETION_TIMEOUT_MS - engine.now);
    }
    if (isSame(budget.status, status)) return done();
    tasks.after(latencies.draw('apiWrite'), () => {
      // A grant that was written meanwhile makes this write a conflict, and the sync is done again.
      const isLatest = isSame(this.statusOf(budget), status);
      if (isLatest) this.write(budget, status);
      else this.queue.add(budget);
      done();
    });
  }

  private write(budget: Budget, status: BudgetStatus): void {
    const { disruptionsAllowed, currentHealthy, desiredHealthy } = status;
    if (budget.status.disruptionsAllowed !== disruptionsAllowed) {
      const what = `allows ${disruptionsAllowed} ${disruptionsAllowed === 1 ? 'disruption' : 'disruptions'}`;
      const why = `${currentHealthy} pods healthy, ${desiredHealthy} must stay`;
      this.parts.timeline.note(`poddisruptionbudget/${budget.options.name}`, what, why);
    }
    budget.status = status;
  }

  /** Those that are being deleted, and those that should have been for long. */
  private forgetDisrupted({ disruptedPods }: Budget): void {
    for (const [pod, grantedMs] of disruptedPods) {
      const isOver = grantedMs + DELETION_TIMEOUT_MS <= this.parts.engine.now;
      if (isOver || pod.deletionRequested) disruptedPods.delete(pod);
    }
  }

  private statusOf({ options, disruptedPods }: Budget): BudgetStatus {
    const pods = this.parts.store.pods.filter(
      (pod) => !pod.gone && this.ports.selects(options, pod.workload),
    );
    const healthy = pods.filter((pod) => pod.ready && !pod.deletionRequested && !disruptedPods.has(pod));
    const workloads = [...new Set(pods.map(({ workload }) => workload))];
    const scale = workloads.reduce((sum, workload) => sum + this.ports.replicasOf(workload), 0);
    return budgetStatus(options, { pods: pods.length, healthy: healthy.length, scale });
  }
}

function isSame(a: BudgetStatus, b: BudgetStatus): boolean {
  return (
    a.currentHealthy === b.currentHealthy &&
    a.desiredHealthy === b.desiredHealthy &&
    a.expectedPods === b.expectedPods &&
    a.disruptionsAllowed === b.disruptionsAllowed
  );
}

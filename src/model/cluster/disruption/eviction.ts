/**
 * The eviction API: deletes a pod if its budget grants it, and answers 429 otherwise. A granted eviction is an ordinary
 * deletion, with the pod's own grace.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/registry/core/pod/storage/eviction.go
 */
import type { Pod } from '../pod.ts';
import type { Budget, DisruptionController, DisruptionParts } from './disruption-controller.ts';

/** 200: will be deleted · 404: is gone · 429: not now · 500: several budgets select it. */
export type EvictionAnswer = 200 | 404 | 429 | 500;

export class Evictions {
  private readonly parts: DisruptionParts;
  private readonly controller: DisruptionController;

  constructor(parts: DisruptionParts, controller: DisruptionController) {
    this.parts = parts;
    this.controller = controller;
  }

  /** @param why of the deletion, for the timeline. */
  request(pod: Pod, why: string, answered: (answer: EvictionAnswer) => void): void {
    const { tasks, latencies } = this.parts;
    tasks.after(latencies.draw('apiWrite'), () => {
      const { answer, budget } = this.decide(pod);
      if (answer !== 200) return answered(answer);
      if (budget !== null) this.take(budget, pod);
      // The grant, the condition DisruptionTarget and the deletion are writes of their own.
      const writeMs = latencies.draw('apiWrite') + latencies.draw('apiWrite');
      tasks.after(writeMs, () => {
        this.parts.store.requestDeletion(pod, why);
        answered(200);
      });
    });
  }

  private decide(pod: Pod): { readonly answer: EvictionAnswer; readonly budget: Budget | null } {
    if (pod.gone) return { answer: 404, budget: null };
    const budgets = this.controller.budgetsOf(pod);
    const costsNothing = !pod.hasAddress || pod.deletionRequested || pod.terminalPhase !== null;
    const [budget] = budgets;
    if (costsNothing || budget === undefined) return { answer: 200, budget: null };
    if (budgets.length > 1) return { answer: 500, budget: null };
    if (!pod.ready && mayGoUnready(budget)) return { answer: 200, budget: null };
    return { answer: budget.status.disruptionsAllowed > 0 ? 200 : 429, budget };
  }

  /** checkAndDecrement */
  private take(budget: Budget, pod: Pod): void {
    const { disruptionsAllowed } = budget.status;
    budget.status = { ...budget.status, disruptionsAllowed: disruptionsAllowed - 1 };
    budget.disruptedPods.set(pod, this.parts.engine.now);
    this.controller.statusWritten(budget);
  }
}

/** A pod that is not ready costs no budget: always, or while the others are healthy enough. */
function mayGoUnready({ options, status }: Budget): boolean {
  if (options.unhealthyPodEvictionPolicy === 'AlwaysAllow') return true;
  return status.currentHealthy >= status.desiredHealthy && status.desiredHealthy > 0;
}

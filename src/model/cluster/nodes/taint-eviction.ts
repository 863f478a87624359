/**
 * The taint eviction controller: deletes the pods of an unreachable node when they have tolerated it for long enough,
 * unless the node comes back before. The deletions are ordinary ones; with nobody on the node to carry them out, the
 * pods stay Terminating, but their controllers replace them.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/tainteviction/taint_eviction.go
 */
import type { TaskHandle, Tasks } from '../../../kernel/tasks.ts';
import type { Timeline } from '../../timeline.ts';
import type { Latencies } from '../latencies.ts';
import type { Pod } from '../pod.ts';
import type { PodStore } from '../pod-store.ts';
import type { ClusterNode } from './cluster-node.ts';
import { EVICTING, evictionDelayMs } from './taints.ts';

export class TaintEviction {
  private readonly tasks: Tasks;
  private readonly latencies: Latencies;
  private readonly timeline: Timeline;
  private readonly store: PodStore;
  private readonly nodes: readonly ClusterNode[];
  private readonly pending = new Map<Pod, TaskHandle>();

  constructor(
    parts: { tasks: Tasks; latencies: Latencies; timeline: Timeline; store: PodStore },
    nodes: readonly ClusterNode[],
  ) {
    this.tasks = parts.tasks;
    this.latencies = parts.latencies;
    this.timeline = parts.timeline;
    this.store = parts.store;
    this.nodes = nodes;
  }

  /** The node's NoExecute taint has come or gone: the controller learns of it by its watch. */
  taintChanged(node: ClusterNode): void {
    this.tasks.after(this.latencies.draw('watch'), () => {
      for (const pod of this.store.podsOn(node.index)) this.review(pod);
    });
  }

  /** A pod was bound to a node that has the taint. */
  podBound(pod: Pod): void {
    this.tasks.after(this.latencies.draw('watch'), () => this.review(pod));
  }

  private review(pod: Pod): void {
    const timer = this.pending.get(pod);
    if (!this.nodes[pod.node]!.evicting) {
      if (timer === undefined) return;
      this.tasks.cancel(timer);
      this.pending.delete(pod);
      this.timeline.note(`pod/${pod.name}`, 'its eviction is called off', 'the taint is gone');
      return;
    }
    if (timer !== undefined || pod.deletionRequested) return;
    const delayMs = evictionDelayMs(pod.template.tolerations ?? []);
    if (delayMs === Infinity) return;
    this.pending.set(
      pod,
      this.tasks.after(delayMs, () => this.evict(pod, delayMs)),
    );
  }

  /** First the condition DisruptionTarget is written, then the pod is deleted. */
  private evict(pod: Pod, delayMs: number): void {
    this.pending.delete(pod);
    const why = `it tolerates ${EVICTING.key} for ${delayMs / 1000} s`;
    const writeMs = this.latencies.draw('apiWrite') + this.latencies.draw('apiWrite');
    this.tasks.after(writeMs, () => this.store.requestDeletion(pod, why));
  }
}

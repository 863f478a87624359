/**
 * kubectl cordon, drain (with --ignore-daemonsets) and uncordon. A drain asks for the eviction of all pods of the node
 * at once, but those of DaemonSets, which would be back at once; again every five seconds of those that are refused,
 * and waits until their objects are gone. It does not wait for replacements.
 * @see https://github.com/kubernetes/kubernetes/blob/master/staging/src/k8s.io/kubectl/pkg/drain/drain.go
 */
import type { ClusterNode } from '../nodes/cluster-node.ts';
import type { Pod } from '../pod.ts';
import type { DisruptionParts } from './disruption-controller.ts';
import type { Evictions } from './eviction.ts';

/** After a 429. */
const RETRY_MS = 5000;
/** Between two looks whether a pod is gone. */
const POLL_MS = 1000;

export interface DrainPorts {
  /** The scheduler may use the node, or no longer. */
  schedulingChanged(node: ClusterNode): void;
}

export class Drains {
  private readonly parts: DisruptionParts;
  private readonly evictions: Evictions;
  private readonly ports: DrainPorts;

  constructor(parts: DisruptionParts, evictions: Evictions, ports: DrainPorts) {
    this.parts = parts;
    this.evictions = evictions;
    this.ports = ports;
  }

  /** `then` follows the last write. */
  setUnschedulable(nodes: readonly ClusterNode[], unschedulable: boolean, then?: () => void): void {
    const { tasks, latencies } = this.parts;
    let open = nodes.length;
    for (const node of nodes) {
      tasks.after(latencies.draw('apiWrite'), () => {
        this.mark(node, unschedulable);
        if (--open === 0) then?.();
      });
    }
  }

  private mark(node: ClusterNode, unschedulable: boolean): void {
    if (node.unschedulable === unschedulable) return;
    const { tasks, latencies } = this.parts;
    node.unschedulable = unschedulable;
    if (unschedulable) this.note(node, 'cordoned', 'no new pods may come');
    else this.note(node, 'uncordoned', 'new pods may come again');
    tasks.after(latencies.draw('watch'), () => this.ports.schedulingChanged(node));
  }

  /** Cordons all of them; only then lists the pods of one after the other, and drains it. */
  drain(nodes: readonly ClusterNode[]): void {
    const { tasks, latencies } = this.parts;
    this.setUnschedulable(nodes, true, () => {
      tasks.after(latencies.draw('apiWrite'), () => this.drainNext(nodes));
    });
  }

  private drainNext([node, ...rest]: readonly ClusterNode[]): void {
    if (node === undefined) return;
    const all = this.parts.store.podsOn(node.index);
    const pods = all.filter(({ owner }) => owner.kind !== 'DaemonSet');
    const others = all.length > pods.length ? '; pods of DaemonSets stay' : '';
    this.note(
      node,
      `draining: ${pods.length} ${pods.length === 1 ? 'pod' : 'pods'} to evict`,
      `all at once${others}`,
    );
    const { engine } = this.parts;
    const begunMs = engine.now;
    let open = pods.length;
    let failed = false;
    const settle = (isGone: boolean): void => {
      failed ||= !isGone;
      if (--open > 0) return;
      // A drain that fails ends the command: no other node is drained.
      if (failed) this.note(node, 'drain failed', 'a pod could not be evicted');
      else
        this.note(
          node,
          'drained',
          `its pods are gone, ${((engine.now - begunMs) / 1000).toFixed(1)} s after it began`,
        );
      if (!failed) this.drainNext(rest);
    };
    if (open === 0) {
      open = 1;
      settle(true);
    }
    for (const pod of pods) this.evict(pod, node, settle);
  }

  private evict(pod: Pod, node: ClusterNode, settle: (isGone: boolean) => void): void {
    const { tasks, timeline } = this.parts;
    this.evictions.request(pod, `evicted: node/${node.options.name} is drained`, (answer) => {
      if (answer === 429) {
        timeline.note(`pod/${pod.name}`, 'eviction refused (429)', 'its disruption budget allows none now');
        tasks.after(RETRY_MS, () => this.evict(pod, node, settle));
      } else if (answer === 500) {
        timeline.note(`pod/${pod.name}`, 'eviction failed (500)', 'several disruption budgets select it');
        settle(false);
      } else this.awaitGone(pod, () => settle(true));
    });
  }

  private awaitGone(pod: Pod, gone: () => void): void {
    if (pod.gone) return gone();
    this.parts.tasks.after(POLL_MS, () => this.awaitGone(pod, gone));
  }

  private note(node: ClusterNode, what: string, why: string | null): void {
    this.parts.timeline.note(`node/${node.options.name}`, what, why);
  }
}

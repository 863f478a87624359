/**
 * The scheduler: one pod at a time, to the node where its fellows are fewest, then to the zone where they are fewest
 * (the default topology spreading, which only scores); ties are drawn. Resource requests are not weighed here.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/scheduler/framework/plugins/podtopologyspread/plugin.go
 */
import type { Engine } from '../../kernel/engine.ts';
import type { RandomStream } from '../../kernel/random.ts';
import type { Tasks } from '../../kernel/tasks.ts';
import type { NodeOptions } from '../options.ts';
import type { Streams } from '../streams.ts';
import type { Timeline } from '../timeline.ts';
import type { Latencies } from './latencies.ts';
import type { Pod } from './pod.ts';
import type { PodStore, PodWatcher } from './pod-store.ts';

export class Scheduler implements PodWatcher {
  readonly watches = ['created'] as const;
  private readonly engine: Engine;
  private readonly tasks: Tasks;
  private readonly latencies: Latencies;
  private readonly store: PodStore;
  private readonly timeline: Timeline;
  private readonly nodes: readonly NodeOptions[];
  private readonly ties: RandomStream;
  /** Pods by deployment and node; decided but not yet bound ones included. */
  private readonly placed = new Map<number, Int32Array>();
  private busyUntilMs = 0;

  constructor(
    engine: Engine,
    tasks: Tasks,
    latencies: Latencies,
    store: PodStore,
    timeline: Timeline,
    nodes: readonly NodeOptions[],
    streams: Streams,
  ) {
    this.engine = engine;
    this.tasks = tasks;
    this.latencies = latencies;
    this.store = store;
    this.timeline = timeline;
    this.nodes = nodes;
    this.ties = streams.open('scheduling', 1);
  }

  podChanged(pod: Pod): void {
    const { now } = this.engine;
    this.busyUntilMs = Math.max(now, this.busyUntilMs) + this.latencies.draw('scheduling');
    this.tasks.after(this.busyUntilMs - now, () => {
      if (pod.gone) return;
      const node = this.place(pod);
      this.tasks.after(this.latencies.draw('apiWrite'), () => {
        if (pod.gone) {
          this.release(pod.deployment, node);
          return;
        }
        this.timeline.note(`pod/${pod.name}`, `scheduled to ${this.nodes[node]!.name}`);
        this.store.bind(pod, node);
      });
    });
  }

  /** Decides on a node and reserves it. O(nodes). */
  place(pod: Pod): number {
    const counts = this.countsOf(pod.deployment);
    const zones = new Map<string, number>();
    this.nodes.forEach(({ zone }, i) => zones.set(zone, (zones.get(zone) ?? 0) + counts[i]!));
    let best: number[] = [];
    let bestScore = Infinity;
    this.nodes.forEach(({ zone }, i) => {
      const score = counts[i]! * (1 + this.store.pods.length) + zones.get(zone)!;
      if (score < bestScore) best = [];
      if (score <= bestScore) {
        best.push(i);
        bestScore = score;
      }
    });
    const node = best.length === 1 ? best[0]! : best[this.ties.below(best.length)]!;
    counts[node]!++;
    return node;
  }

  /** A pod of the deployment leaves the node; spreading does not count pods that are being deleted. */
  release(deployment: number, node: number): void {
    this.countsOf(deployment)[node]!--;
  }

  private countsOf(deployment: number): Int32Array {
    const counts = this.placed.get(deployment) ?? new Int32Array(this.nodes.length);
    this.placed.set(deployment, counts);
    return counts;
  }
}

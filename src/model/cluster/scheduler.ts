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

/** How many pods of a workload are where. */
interface Placed {
  /** [nodes] */
  readonly onNode: Int32Array;
  /** [zones], of which there are not more than nodes. */
  readonly inZone: Int32Array;
}

export class Scheduler implements PodWatcher {
  readonly watches = ['created'] as const;
  private readonly engine: Engine;
  private readonly tasks: Tasks;
  private readonly latencies: Latencies;
  private readonly store: PodStore;
  private readonly timeline: Timeline;
  private readonly nodes: readonly NodeOptions[];
  private readonly ties: RandomStream;
  /** [nodes] */
  private readonly zoneOf: Int32Array;
  /** Pods by workload; decided but not yet bound ones included. */
  private readonly placed = new Map<number, Placed>();
  /** [nodes] Those that {@link place} found to be equally good. */
  private readonly best: Int32Array;
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
    const zones = [...new Set(nodes.map(({ zone }) => zone))];
    this.zoneOf = Int32Array.from(nodes, ({ zone }) => zones.indexOf(zone));
    this.best = new Int32Array(nodes.length);
  }

  podChanged(pod: Pod): void {
    const { now } = this.engine;
    this.busyUntilMs = Math.max(now, this.busyUntilMs) + this.latencies.draw('scheduling');
    this.tasks.after(this.busyUntilMs - now, () => {
      if (pod.gone) return;
      const node = this.place(pod);
      this.tasks.after(this.latencies.draw('apiWrite'), () => {
        if (pod.gone) {
          this.release(pod.workload, node);
          return;
        }
        this.timeline.note(`pod/${pod.name}`, `scheduled to ${this.nodes[node]!.name}`);
        this.store.bind(pod, node);
      });
    });
  }

  /** Decides on a node and reserves it. Looks at every node once, as the scheduler does that it models. */
  place(pod: Pod): number {
    const { best, zoneOf } = this;
    const { onNode, inZone } = this.placedOf(pod.workload);
    // No zone holds as many: fellows on the node count first.
    const weight = 1 + this.store.pods.length;
    let bestScore = Infinity;
    let equals = 0;
    for (let node = 0; node < best.length; node++) {
      const score = onNode[node]! * weight + inZone[zoneOf[node]!]!;
      if (score > bestScore) continue;
      if (score < bestScore) equals = 0;
      bestScore = score;
      best[equals++] = node;
    }
    const node = equals === 1 ? best[0]! : best[this.ties.below(equals)]!;
    this.count(pod.workload, node, 1);
    return node;
  }

  /** A pod of the workload leaves the node; spreading does not count pods that are being deleted. */
  release(workload: number, node: number): void {
    this.count(workload, node, -1);
  }

  private count(workload: number, node: number, change: 1 | -1): void {
    const { onNode, inZone } = this.placedOf(workload);
    onNode[node]! += change;
    inZone[this.zoneOf[node]!]! += change;
  }

  private placedOf(workload: number): Placed {
    const { length } = this.nodes;
    const placed = this.placed.get(workload) ?? {
      onNode: new Int32Array(length),
      inZone: new Int32Array(length),
    };
    this.placed.set(workload, placed);
    return placed;
  }
}

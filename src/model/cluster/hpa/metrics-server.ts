/**
 * The way of a pod's usage to the autoscaler: each kubelet reads the counters of its containers every 10 s, and
 * metrics-server asks all kubelets every 15 s for what they read last. The answer is the rate between its last two
 * points, so it is old, and a new pod has none at first.
 * @see https://github.com/kubernetes-sigs/metrics-server/blob/master/pkg/storage/pod.go (podStorage.Store)
 */
import type { RandomStream } from '../../../kernel/random.ts';
import type { Tasks } from '../../../kernel/tasks.ts';
import type { Pod } from '../pod.ts';
import type { AutoscalingOptions } from './autoscaler-options.ts';
import type { Sample } from './pod-groups.ts';

/** A container's first point counts with its start as the one before only after this time. */
const FRESH_MS = 10_000;

/** Cumulative counters of a pod. */
interface Point {
  readonly timestampMs: number;
  /** Service, in slot-milliseconds. */
  readonly workMs: number;
  /** Requests answered. */
  readonly served: number;
}

interface Running {
  readonly pod: Pod;
  readonly startedMs: number;
  /** What its kubelet read last. */
  point: Point;
  last: Point | null;
  prev: Point | null;
}

export interface MeteredPod {
  /** Mean number of busy slots, in thousandths. */
  readonly work: Sample;
  /** Requests answered per second, in thousandths. */
  readonly served: Sample;
}

export interface Counters {
  /** [pods] In slot-milliseconds. */
  workMs(): Float64Array;
  /** [pods] */
  served(): Float64Array;
  readonly nowMs: () => number;
}

export class MetricsServer {
  /** When the samples were fetched; −Infinity before. */
  scrapedMs = -Infinity;
  private readonly tasks: Tasks;
  private readonly counters: Counters;
  private readonly periods: AutoscalingOptions['settings'];
  private readonly running = new Map<number, Running>();

  constructor(tasks: Tasks, counters: Counters, periods: AutoscalingOptions['settings']) {
    this.tasks = tasks;
    this.counters = counters;
    this.periods = periods;
  }

  /** Every kubelet, and metrics-server, at a random phase of its own. */
  start(nodes: number, phases: RandomStream): void {
    const { housekeepingMs, metricResolutionMs } = this.periods;
    this.every(metricResolutionMs, metricResolutionMs * phases.uniform(), () => this.scrape());
    for (let node = 0; node < nodes; node++) {
      this.every(housekeepingMs, housekeepingMs * phases.uniform(), () => this.read(node));
    }
  }

  /** Its container has been started, or (`startedMs` −Infinity) has run for a long time. */
  started(pod: Pod, startedMs: number): void {
    const point = this.pointOf(pod.number, this.counters.workMs());
    this.running.set(pod.number, { pod, startedMs, point, last: null, prev: null });
  }

  gone(pod: Pod): void {
    this.running.delete(pod.number);
  }

  /** `null`: there is no rate yet. */
  sampleOf(pod: Pod): MeteredPod | null {
    const { last = null, prev = null } = this.running.get(pod.number) ?? {};
    if (last === null || prev === null) return null;
    const windowMs = last.timestampMs - prev.timestampMs;
    const sample = (milli: number): Sample => ({ milli, timestampMs: last.timestampMs, windowMs });
    return {
      work: sample((1000 * (last.workMs - prev.workMs)) / windowMs),
      served: sample((1e6 * (last.served - prev.served)) / windowMs),
    };
  }

  private read(node: number): void {
    const workMs = this.counters.workMs();
    for (const running of this.running.values()) {
      if (running.pod.node === node) running.point = this.pointOf(running.pod.number, workMs);
    }
  }

  private pointOf(pod: number, workMs: Float64Array): Point {
    return { timestampMs: this.counters.nowMs(), workMs: workMs[pod]!, served: this.counters.served()[pod]! };
  }

  private scrape(): void {
    this.scrapedMs = this.counters.nowMs();
    for (const running of this.running.values()) this.store(running);
  }

  private store(running: Running): void {
    const { point, startedMs, last } = running;
    const ageMs = point.timestampMs - startedMs;
    if (ageMs < this.periods.metricResolutionMs && ageMs >= FRESH_MS) {
      running.prev = { timestampMs: startedMs, workMs: 0, served: 0 };
    } else if (last !== null && point.timestampMs > last.timestampMs) running.prev = last;
    running.last = point;
  }

  private every(periodMs: number, firstMs: number, action: () => void): void {
    const tick = (): void => {
      action();
      this.tasks.after(periodMs, tick);
    };
    this.tasks.after(firstMs, tick);
  }
}

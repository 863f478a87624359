/**
 * The HorizontalPodAutoscaler controller of a run: every autoscaler is looked at again 15 s after the last time, at a
 * phase of its own; nothing is triggered by metrics. What is decided is in autoscaler.ts, what it is decided on comes
 * by metrics-server.ts.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/podautoscaler/horizontal.go
 */
import type { Tasks } from '../../../kernel/tasks.ts';
import type { Streams } from '../../streams.ts';
import type { Timeline } from '../../timeline.ts';
import type { Latencies } from '../latencies.ts';
import type { Pod } from '../pod.ts';
import type { PodChange } from '../pod-store.ts';
import { Autoscaler, type Decision } from './autoscaler.ts';
import type { AutoscalerOptions, AutoscalingOptions } from './autoscaler-options.ts';
import type { MetricsApi, PodUsage } from './metrics.ts';
import { MetricsServer, type Counters } from './metrics-server.ts';
import type { Sample, ScaledPod } from './pod-groups.ts';
import { hasFailed } from './proposal.ts';
import { ScaleUpWatch, type Stage } from './scale-up-watch.ts';

export interface AutoscalingPorts {
  readonly counters: Counters;
  /** spec.replicas and status.replicas, and the pods that the selector matches. */
  target(workload: number): {
    readonly specReplicas: number;
    readonly statusReplicas: number;
    readonly pods: readonly Pod[];
  };
  nameOf(workload: number): string;
  /** spec.replicas is stored. */
  scale(workload: number, replicas: number): void;
}

interface Parts {
  readonly tasks: Tasks;
  readonly timeline: Timeline;
  readonly streams: Streams;
  readonly latencies: Latencies;
}

/** What the controller reads of a pod besides the pod object. */
interface PodConditions {
  /** status.startTime */
  readonly startedMs: number;
  readyChangedMs: number;
  wasReady: boolean;
}

export interface AutoscalerState {
  readonly options: AutoscalerOptions;
  /** `deployment/web` */
  readonly target: string;
  readonly replicas: number;
  readonly last: Decision | null;
}

export class Autoscaling {
  private readonly options: AutoscalingOptions;
  private readonly parts: Parts;
  private readonly ports: AutoscalingPorts;
  private readonly autoscalers: readonly Autoscaler[];
  private readonly server: MetricsServer;
  private readonly conditions = new Map<number, PodConditions>();
  private readonly watches = new Map<number, ScaleUpWatch[]>();
  /** [autoscalers] What it decided last; `null` before its first sync. */
  private readonly last: (Decision | null)[];
  /** [autoscalers] What holds it back, as told last. */
  private readonly told: string[];

  constructor(options: AutoscalingOptions, parts: Parts, ports: AutoscalingPorts) {
    this.options = options;
    this.parts = parts;
    this.ports = ports;
    this.server = new MetricsServer(parts.tasks, ports.counters, options.settings);
    this.autoscalers = options.autoscalers.map(({ spec }) => new Autoscaler(spec, options.settings));
    this.last = options.autoscalers.map(() => null);
    this.told = options.autoscalers.map(() => '');
  }

  /** Each autoscaler, spec.replicas of its target, and what it decided last; `null` before its first sync. */
  states(): AutoscalerState[] {
    return this.options.autoscalers.map((options, index) => {
      const { specReplicas } = this.ports.target(options.workload);
      const target = this.ports.nameOf(options.workload);
      return { options, target, replicas: specReplicas, last: this.last[index]! };
    });
  }

  start(nodes: number): void {
    const { tasks, streams } = this.parts;
    this.server.start(nodes, streams.open('metricsPhase'));
    const phases = streams.open('autoscalerPhase');
    this.options.autoscalers.forEach((_, index) => {
      tasks.after(this.options.settings.syncPeriodMs * phases.uniform(), () => this.sync(index));
    });
  }

  /** A pod that has been ready for a long time. */
  adopted(pod: Pod): void {
    this.conditions.set(pod.number, { startedMs: -Infinity, readyChangedMs: -Infinity, wasReady: true });
    this.server.started(pod, -Infinity);
  }

  containerStarted(pod: Pod): void {
    this.server.started(pod, this.nowMs);
    this.reached(pod, 'started');
  }

  accepting(pod: Pod): void {
    this.reached(pod, 'listening');
  }

  podStored(pod: Pod, change: PodChange): void {
    const { nowMs } = this;
    if (change === 'created') {
      this.watches.get(pod.workload)?.some((watch) => watch.takes(pod.number, nowMs));
    } else if (change === 'bound') {
      this.conditions.set(pod.number, { startedMs: nowMs, readyChangedMs: nowMs, wasReady: false });
    } else if (change === 'status') this.statusStored(pod);
    else if (change === 'deleting') this.reached(pod, 'deleting');
    else {
      this.conditions.delete(pod.number);
      this.server.gone(pod);
    }
  }

  private get nowMs(): number {
    return this.ports.counters.nowMs();
  }

  private statusStored(pod: Pod): void {
    const conditions = this.conditions.get(pod.number);
    if (conditions !== undefined && conditions.wasReady !== pod.ready) {
      conditions.wasReady = pod.ready;
      conditions.readyChangedMs = this.nowMs;
    }
    if (pod.ready) this.reached(pod, 'ready');
  }

  private reached(pod: Pod, stage: Stage | 'deleting'): void {
    const watches = this.watches.get(pod.workload);
    const done = watches?.findIndex((watch) => watch.reached(pod.number, stage, this.nowMs)) ?? -1;
    if (done !== -1) watches!.splice(done, 1);
  }

  private sync(index: number): void {
    const { tasks, latencies } = this.parts;
    const options = this.options.autoscalers[index]!;
    const target = this.ports.target(options.workload);
    const pods = target.pods.map((pod) => this.scaledPod(pod));
    const api = this.metricsOf(target.pods);
    const decision = this.autoscalers[index]!.sync({ ...target, pods }, api, this.nowMs);
    this.last[index] = decision;
    const next = (): void => {
      // Counted from the end of the sync: what is as old as a whole number of periods is older than that.
      const workMs = latencies.draw('controllerSync');
      tasks.after(workMs + this.options.settings.syncPeriodMs, () => this.sync(index));
    };
    if (decision.replicas === target.specReplicas) {
      this.tellWhy(index, decision, target.specReplicas);
      return next();
    }
    this.told[index] = '';
    this.tellScaling(options, decision, target);
    tasks.after(latencies.draw('apiWrite'), () => {
      this.ports.scale(options.workload, decision.replicas);
      next();
    });
  }

  private tellScaling(
    options: AutoscalerOptions,
    decision: Decision,
    { specReplicas, pods }: ReturnType<AutoscalingPorts['target']>,
  ): void {
    const { timeline } = this.parts;
    const object = `horizontalpodautoscaler/${options.name}`;
    const name = this.ports.nameOf(options.workload);
    const what = `scaled ${name} ${specReplicas} → ${decision.replicas}`;
    const samples = pods.flatMap((pod) => this.server.sampleOf(pod)?.work ?? []);
    const oldest = samples.toSorted((a, b) => a.timestampMs - b.timestampMs)[0];
    const measured = oldest === undefined ? '' : `; ${measuredWords(oldest, this.nowMs)}`;
    const limit = decision.conditions.ScalingLimited;
    const limited = limit?.status === true ? `; limited: ${limit.reason}` : '';
    timeline.note(object, what, `${decision.why}${usageWords(decision)}${measured}${limited}`);
    if (decision.replicas <= specReplicas) return;
    const watches = this.watches.get(options.workload) ?? [];
    this.watches.set(options.workload, watches);
    const decided = {
      object,
      wanted: decision.replicas - specReplicas,
      measuredMs: oldest?.timestampMs ?? this.nowMs,
      scrapedMs: oldest === undefined ? this.nowMs : this.server.scrapedMs,
      decidedMs: this.nowMs,
    };
    watches.push(new ScaleUpWatch(decided, timeline));
  }

  /** What keeps the number as it is, when that is news. */
  private tellWhy(index: number, { conditions, proposals }: Decision, replicas: number): void {
    const { AbleToScale, ScalingActive, ScalingLimited } = conditions;
    const failure = proposals.find(hasFailed)?.failure;
    const reasons = [
      ...(ScalingActive?.status === false ? [ScalingActive.reason] : []),
      ...(failure === undefined ? [] : [failure]),
      ...(AbleToScale?.reason.endsWith('Stabilized') === true ? [AbleToScale.reason] : []),
      ...(ScalingLimited?.status === true ? [ScalingLimited.reason] : []),
    ].join(', ');
    if (reasons !== '' && reasons !== this.told[index]) {
      const object = `horizontalpodautoscaler/${this.options.autoscalers[index]!.name}`;
      this.parts.timeline.note(object, `stays at ${replicas}`, reasons);
    }
    this.told[index] = reasons;
  }

  private scaledPod(pod: Pod): ScaledPod {
    const conditions = this.conditions.get(pod.number);
    const { requests } = pod.template.cpu!;
    return {
      name: pod.name,
      phase: pod.hasAddress ? 'Running' : 'Pending',
      deleting: pod.deletionRequested,
      startedMs: conditions?.startedMs ?? null,
      ready:
        conditions === undefined
          ? null
          : { status: conditions.wasReady, changedMs: conditions.readyChangedMs },
      containers: requests.map(({ name, milli }) => ({
        name,
        milli: milli === undefined ? {} : { cpu: milli },
      })),
    };
  }

  private metricsOf(pods: readonly Pod[]): MetricsApi {
    const samples = pods.flatMap((pod) => {
      const sample = this.server.sampleOf(pod);
      return sample === null ? [] : [{ pod, ...sample }];
    });
    return {
      resource: (name) => (name === 'cpu' ? samples.map(({ pod, work }) => usageOf(pod, work)) : null),
      pods: () => new Map(samples.map(({ pod, served }) => [pod.name, served])),
      total: (_, metric) =>
        this.options.series[metric]?.findLast(({ fromMs }) => fromMs <= this.nowMs)?.milli ?? null,
    };
  }
}

/** The measured container's usage; the others are idle. */
function usageOf(pod: Pod, { milli, timestampMs, windowMs }: Sample): PodUsage {
  const { container, requests, share, idleMilli } = pod.template.cpu!;
  const used = Math.ceil(milli * share + idleMilli);
  const containers = Object.fromEntries(requests.map(({ name }) => [name, name === container ? used : 0]));
  return { pod: pod.name, timestampMs, windowMs, containers };
}

function usageWords({ proposals }: Decision): string {
  const words = proposals.map((proposal) => {
    if (hasFailed(proposal)) return proposal.failure;
    const { utilizationPercent, usageMilli, replicas } = proposal;
    const usage = utilizationPercent === null ? `${usageMilli / 1000}` : `${utilizationPercent} %`;
    return `${usage} asks for ${replicas}`;
  });
  return words.length === 0 ? '' : ` (${words.join(', ')})`;
}

function measuredWords({ timestampMs, windowMs }: Sample, nowMs: number): string {
  return `measured over ${(windowMs / 1000).toFixed(1)} s until ${((nowMs - timestampMs) / 1000).toFixed(1)} s ago`;
}

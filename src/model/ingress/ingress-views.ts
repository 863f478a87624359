/**
 * What ingress controllers know: each watches the EndpointSlices itself, without any kube-proxy, and uses the ready
 * endpoints only. A controller applies changes at a limited rate, and the workers of its proxy fetch them by polling,
 * each in its own time.
 * @see https://github.com/kubernetes/ingress-nginx/blob/main/rootfs/etc/nginx/lua/balancer.lua (BACKENDS_SYNC_INTERVAL)
 */
import type { Engine } from '../../kernel/engine.ts';
import type { RandomStream } from '../../kernel/random.ts';
import { createSampler, type Sampler } from '../../kernel/samplers/index.ts';
import type { SamplerOptions } from '../../kernel/samplers/options.ts';
import type { Tasks } from '../../kernel/tasks.ts';
import type { EndpointVersion } from '../cluster/endpoint-slices.ts';
import type { PodList } from '../dataplane/usable-endpoints.ts';
import type { IngressOptions } from '../options.ts';
import type { Streams } from '../streams.ts';
import type { Timeline } from '../timeline.ts';

/** The ready endpoints of a Service as of one version. */
interface Listed {
  readonly version: number;
  readonly pods: PodList;
}

const NOTHING: Listed = { version: 0, pods: new Int32Array(0) };

interface Controller {
  /** What it has heard, by service. */
  readonly known: Listed[];
  /** What it has handed to its workers, by service. */
  posted: readonly Listed[];
  /** A change waits for its next sync. */
  waiting: boolean;
  nextSyncMs: number;
}

interface Worker {
  readonly controller: number;
  readonly phaseMs: number;
  /** What it uses, by service. */
  using: readonly Listed[];
  /** A poll will find something new. */
  waiting: boolean;
}

interface Parts {
  readonly engine: Engine;
  readonly tasks: Tasks;
  readonly timeline: Timeline;
  readonly streams: Streams;
}

export class IngressViews {
  /** Set once, by the simulation: a worker uses another list from now on. */
  changed!: (worker: number, service: number, pods: PodList) => void;
  private readonly parts: Parts;
  private readonly options: IngressOptions;
  private readonly serviceNames: readonly string[];
  private readonly watch: Sampler;
  private readonly stream: RandomStream;
  /** By service: the ready endpoints as stored last. */
  private readonly ready: readonly Set<number>[];
  private readonly controllers: readonly Controller[];
  private readonly workers: readonly Worker[];

  constructor(parts: Parts, options: IngressOptions, watch: SamplerOptions, serviceNames: readonly string[]) {
    this.parts = parts;
    this.options = options;
    this.serviceNames = serviceNames;
    this.watch = createSampler(watch);
    this.stream = parts.streams.open('ingressSync');
    this.ready = serviceNames.map(() => new Set());
    const nothing = serviceNames.map(() => NOTHING);
    this.controllers = Array.from({ length: options.replicas }, () => ({
      known: [...nothing],
      posted: nothing,
      waiting: false,
      nextSyncMs: 0,
    }));
    this.workers = Array.from({ length: options.replicas * options.workers }, (_, worker) => ({
      controller: Math.floor(worker / options.workers),
      phaseMs: options.workerPollMs * this.stream.uniform(),
      using: nothing,
      waiting: false,
    }));
  }

  /** As if all had used it for ever. */
  adopt(version: EndpointVersion): void {
    const { service } = version;
    const listed = this.follow(version);
    for (const controller of this.controllers) {
      controller.known[service] = listed;
      controller.posted = [...controller.known];
    }
    this.workers.forEach((worker, index) => {
      worker.using = this.controllers[worker.controller]!.posted;
      this.changed(index, service, listed.pods);
    });
  }

  /** A slice was stored, with what it says of each port: every controller learns of it in its own time. */
  endpointsStored(versions: readonly EndpointVersion[]): void {
    const news = versions.map((version) => ({ service: version.service, listed: this.follow(version) }));
    for (const controller of this.controllers) {
      const delayMs = this.watch.sample(this.stream);
      this.parts.tasks.after(delayMs, () => {
        for (const { service, listed } of news) this.hear(controller, service, listed);
      });
    }
  }

  private follow({ service, version, changes }: EndpointVersion): Listed {
    const ready = this.ready[service]!;
    for (const { pod, after } of changes) {
      if (after !== null && after.ready) ready.add(pod);
      else ready.delete(pod);
    }
    return { version, pods: Int32Array.from(ready).toSorted() };
  }

  private hear(controller: Controller, service: number, listed: Listed): void {
    const { engine, tasks } = this.parts;
    if (listed.version <= controller.known[service]!.version) return;
    controller.known[service] = listed;
    if (controller.waiting) return;
    controller.waiting = true;
    const waitMs = Math.max(0, controller.nextSyncMs - engine.now);
    tasks.after(waitMs, () => this.sync(controller));
  }

  /** Reads what is known now, and has it fetched by the workers. */
  private sync(controller: Controller): void {
    const { engine } = this.parts;
    controller.waiting = false;
    controller.nextSyncMs = engine.now + 1000 / this.options.syncRateLimit;
    controller.posted = [...controller.known];
    this.workers.forEach((worker, index) => {
      if (this.controllers[worker.controller] !== controller || worker.waiting) return;
      worker.waiting = true;
      this.parts.tasks.after(this.untilPoll(worker), () => this.poll(worker, index));
    });
  }

  private untilPoll({ phaseMs }: Worker): number {
    const { now } = this.parts.engine;
    const { workerPollMs } = this.options;
    const polls = Math.ceil((now - phaseMs) / workerPollMs);
    return Math.max(0, phaseMs + polls * workerPollMs - now);
  }

  private poll(worker: Worker, index: number): void {
    const before = worker.using;
    const { posted } = this.controllers[worker.controller]!;
    worker.waiting = false;
    worker.using = posted;
    posted.forEach((listed, service) => {
      if (listed === before[service]) return;
      this.changed(index, service, listed.pods);
      this.note(index, service, listed.pods.length);
    });
  }

  private note(worker: number, service: number, count: number): void {
    const { workers } = this.options;
    const name = `ingress/controller-${Math.floor(worker / workers) + 1}/worker-${(worker % workers) + 1}`;
    const what = `uses ${count} endpoints of service/${this.serviceNames[service]!}`;
    this.parts.timeline.note(name, what, 'it fetched the changed backends');
  }
}

/**
 * The EndpointSlice controller: for each Service, which pods are ready, serving or terminating, written to the API
 * and announced to the proxy of every node, which learns of it in its own time. The ports of one Service share
 * its slices. Each slice that a sync changes is a write of its own, one after the other; a sync that begins before the
 * controller has seen its own writes is put off. A version is handed on as what changed, and costs that much.
 * @see https://github.com/kubernetes/kubernetes/blob/master/staging/src/k8s.io/endpointslice/reconciler.go
 */
import type { Engine } from '../../kernel/engine.ts';
import type { Tasks } from '../../kernel/tasks.ts';
import { portAt } from '../dataplane/target-port.ts';
import type { EndpointSliceControllerOptions, ServiceOptions } from '../options.ts';
import type { Timeline } from '../timeline.ts';
import type { Latencies } from './latencies.ts';
import type { Pod } from './pod.ts';
import type { PodWatcher } from './pod-store.ts';
import { SliceCache } from './slice-cache.ts';
import { SlicePacking } from './slice-packing.ts';
import { WorkQueue } from './work-queue.ts';
import { changeWords } from './endpoint-words.ts';

/** The conditions of one endpoint, as podToEndpoint derives them. */
export interface Endpoint {
  readonly ready: boolean;
  readonly serving: boolean;
  readonly terminating: boolean;
}

/** What a version says of one pod, and what the version before said; `null`: no endpoint. The two differ. */
export interface EndpointChange {
  readonly pod: number;
  readonly before: Endpoint | null;
  readonly after: Endpoint | null;
}

/** The endpoints of a Service as stored at one time: what has changed since the version before. */
export interface EndpointVersion {
  readonly service: number;
  /** 1 is the first. */
  readonly version: number;
  /** In the order of the pods' creation. */
  readonly changes: readonly EndpointChange[];
  /** Endpoints there are now, and how many of them are ready. */
  readonly size: number;
  readonly ready: number;
}

export interface EndpointPorts {
  /** A slice is stored, now: the versions of all ports that it has endpoints of. */
  endpointsStored(versions: readonly EndpointVersion[]): void;
  /** A sync of the Service whose first port this is failed, though pods had changed; another follows in so many ms. */
  syncPutOff(service: number, backoffMs: number): void;
}

/** Of the simulation. */
interface Parts {
  readonly engine: Engine;
  readonly tasks: Tasks;
  readonly latencies: Latencies;
  /** Of the controller's watch of its own slices, whose draws shift no other's. */
  readonly sliceWatch: Latencies;
}

/** What is stored for a Service. */
interface Sliced {
  /** Its ports, as services of the model. */
  readonly ports: readonly number[];
  /** By pod. */
  readonly endpoints: Map<number, Endpoint>;
  /** Pods that have changed since they were last looked at. */
  readonly stale: Set<Pod>;
  readonly packing: SlicePacking;
  /** By pod: its port numbers, `null` for those it does not have; only where they are found by name. */
  readonly numbers: Map<number, readonly (number | null)[]>;
  readonly cache: SliceCache;
  /** When a sync that was put off is due; Infinity: none is. */
  dueMs: number;
}

/** What is stored for one port. */
interface StoredPort {
  version: number;
  size: number;
  ready: number;
}

/** As kube-controller-manager has it. */
const DEFAULTS = { maxEndpointsPerSlice: 100, endpointUpdatesBatchPeriodMs: 0 };

export class EndpointSliceController implements PodWatcher {
  readonly watches = ['status', 'deleting', 'gone'] as const;
  /** Set once, by the simulation. */
  ports!: EndpointPorts;
  private readonly parts: Parts;
  private readonly queue: WorkQueue<Sliced>;
  private readonly options: EndpointSliceControllerOptions;
  private readonly services: readonly ServiceOptions[];
  /** By service; those that are ports of one Service share it. */
  private readonly sliced: readonly Sliced[];
  /** By service. */
  private readonly stored: readonly StoredPort[];
  /** What selects the pods of each workload. */
  private readonly slicedOf: readonly (readonly Sliced[])[];

  /** @param servicesOf by workload: the services that select its pods. */
  constructor(
    parts: Parts,
    servicesOf: readonly (readonly number[])[],
    services: readonly ServiceOptions[],
    options: EndpointSliceControllerOptions = DEFAULTS,
  ) {
    this.parts = parts;
    this.services = services;
    this.options = options;
    this.stored = services.map(() => ({ version: 0, size: 0, ready: 0 }));
    this.sliced = slicedServices(services, options.maxEndpointsPerSlice);
    this.slicedOf = servicesOf.map((list) => [...new Set(list.map((service) => this.sliced[service]!))]);
    const work = () => parts.latencies.draw('controllerSync');
    this.queue = new WorkQueue(parts.tasks, work, (each, done) => this.sync(each, done));
  }

  /** The pod is stored anew, now: the next sync will look at it, whatever wakes it. */
  podStored(pod: Pod): void {
    for (const { stale } of this.slicedOf[pod.workload]!) stale.add(pod);
  }

  podChanged(pod: Pod): void {
    for (const each of this.slicedOf[pod.workload]!) this.enqueue(each);
  }

  /**
   * The endpoints of a cluster at rest, stored without delay, after those that were written by hand.
   * @param service the first port of its Service.
   * @returns a version for each port.
   */
  storeNow(
    service: number,
    written: (port: number) => readonly EndpointChange[] = () => [],
  ): EndpointVersion[] {
    const sliced = this.sliced[service]!;
    const changes = this.changesOf(sliced);
    sliced.packing.follow(changes, (pod) => portsKey(sliced, pod));
    const versions = sliced.ports.map((port, i) => {
      const ofPods = changes.filter(({ pod }) => hasPort(sliced, pod, i));
      return this.storePort(port, [...written(port), ...ofPods]);
    });
    for (const { pod, after } of changes) keep(sliced, pod, after);
    sliced.ports.forEach((port, place) => {
      for (const { pod, after } of written(port)) {
        const numbers = sliced.numbers.get(pod) ?? sliced.ports.map(() => null);
        sliced.numbers.set(pod, numbers.with(place, 0));
        keep(sliced, pod, after);
      }
    });
    return versions;
  }

  /** As stored now, by pod. O(endpoints) */
  endpointsOf(service: number): ReadonlyMap<number, Endpoint> {
    const sliced = this.sliced[service]!;
    if (sliced.numbers.size === 0) return sliced.endpoints;
    const place = sliced.ports.indexOf(service);
    return new Map([...sliced.endpoints].filter(([pod]) => hasPort(sliced, pod, place)));
  }

  /** Slices of the Service. */
  sliceCount(service: number): number {
    return this.sliced[service]!.packing.count;
  }

  /** What is stored, for the timeline. */
  note({ service, changes, size, ready }: EndpointVersion, timeline: Timeline): void {
    if (!timeline.enabled) return;
    const slices = this.sliceCount(service);
    const what = `${ready} of ${size} endpoints ready` + (slices > 1 ? `, in ${slices} slices` : '');
    timeline.note(`endpointslice/${this.services[service]!.name}`, what, changeWords(changes));
  }

  notePutOff(service: number, backoffMs: number, timeline: Timeline): void {
    const next = Number.isFinite(backoffMs) ? `tried again in ${backoffMs / 1000} s` : 'not tried again';
    const why = 'the cache of the controller is behind its own last write';
    timeline.note(`endpointslice/${this.services[service]!.name}`, `sync failed, ${next}`, why);
  }

  private enqueue(sliced: Sliced): void {
    const { endpointUpdatesBatchPeriodMs: periodMs } = this.options;
    if (periodMs === 0) this.queue.add(sliced);
    else this.addAfter(sliced, periodMs);
  }

  /** As client-go's queue: of several that are put off, the first counts. */
  private addAfter(sliced: Sliced, delayMs: number): void {
    const { engine, tasks } = this.parts;
    const dueMs = engine.now + delayMs;
    if (dueMs >= sliced.dueMs) return;
    sliced.dueMs = dueMs;
    tasks.after(delayMs, () => {
      if (sliced.dueMs !== dueMs) return;
      sliced.dueMs = Infinity;
      this.queue.add(sliced);
    });
  }

  private sync(sliced: Sliced, done: () => void): void {
    const backoffMs = sliced.cache.backoffMs(this.parts.engine.now);
    if (backoffMs > 0) {
      if (sliced.stale.size > 0) this.ports.syncPutOff(sliced.ports[0]!, backoffMs);
      this.addAfter(sliced, backoffMs);
      return done();
    }
    const changes = this.changesOf(sliced);
    if (changes.length === 0) return done();
    const writes = sliced.packing.follow(changes, (pod) => portsKey(sliced, pod));
    this.write(sliced, writes, 0, done);
  }

  /** One slice after the other. */
  private write(sliced: Sliced, writes: readonly EndpointChange[][], next: number, done: () => void): void {
    const { engine, tasks, latencies, sliceWatch } = this.parts;
    tasks.after(latencies.draw('apiWrite'), () => {
      const versions = this.store(sliced, writes[next]!);
      sliced.cache.written(engine.now + sliceWatch.draw('watch'));
      if (versions.length > 0) this.ports.endpointsStored(versions);
      if (next + 1 < writes.length) this.write(sliced, writes, next + 1, done);
      else done();
    });
  }

  /** How the pods are now, against what is stored. */
  private changesOf(sliced: Sliced): EndpointChange[] {
    const { endpoints, stale, ports } = sliced;
    const { publishNotReadyAddresses: publish } = this.services[ports[0]!]!;
    const changes: EndpointChange[] = [];
    for (const pod of stale) {
      const before = endpoints.get(pod.number) ?? null;
      const after = toEndpoint(pod, publish === true);
      if (sameEndpoint(before, after)) continue;
      changes.push({ pod: pod.number, before, after });
      if (before === null) this.noteNumbers(sliced, pod);
    }
    stale.clear();
    return changes.toSorted((a, b) => a.pod - b.pod);
  }

  private noteNumbers({ ports, numbers }: Sliced, pod: Pod): void {
    if (ports.every((port) => typeof this.services[port]!.targetPort !== 'string')) return;
    numbers.set(
      pod.number,
      ports.map((port) => portAt(this.services[port]!, pod.template)),
    );
  }

  /** @returns the versions of the ports that have changed. */
  private store(sliced: Sliced, changes: readonly EndpointChange[]): EndpointVersion[] {
    const versions = sliced.ports.flatMap((port, i) => {
      const own = sliced.numbers.size === 0 ? changes : changes.filter(({ pod }) => hasPort(sliced, pod, i));
      return own.length === 0 ? [] : [this.storePort(port, own)];
    });
    for (const { pod, after } of changes) keep(sliced, pod, after);
    return versions;
  }

  private storePort(service: number, changes: readonly EndpointChange[]): EndpointVersion {
    const stored = this.stored[service]!;
    for (const { before, after } of changes) {
      stored.ready += Number(after?.ready ?? false) - Number(before?.ready ?? false);
      stored.size += Number(after !== null) - Number(before !== null);
    }
    const version = ++stored.version;
    return { service, version, changes, size: stored.size, ready: stored.ready };
  }
}

function slicedServices(services: readonly ServiceOptions[], limit: number): Sliced[] {
  const sliced: Sliced[] = [];
  services.forEach(({ portOf = sliced.length }, service) => {
    const ports = services.flatMap((each, i) => (i === service || each.portOf === service ? [i] : []));
    sliced.push(sliced[portOf] ?? newSliced(ports, limit));
  });
  return sliced;
}

function newSliced(ports: readonly number[], limit: number): Sliced {
  return {
    ports,
    endpoints: new Map(),
    stale: new Set(),
    packing: new SlicePacking(limit),
    numbers: new Map(),
    cache: new SliceCache(),
    dueMs: Infinity,
  };
}

function keep({ endpoints, numbers }: Sliced, pod: number, endpoint: Endpoint | null): void {
  if (endpoint !== null) endpoints.set(pod, endpoint);
  else {
    endpoints.delete(pod);
    numbers.delete(pod);
  }
}

/** Of its place among the ports of the Service. */
function hasPort({ numbers }: Sliced, pod: number, place: number): boolean {
  return numbers.get(pod)?.[place] !== null;
}

function portsKey({ numbers }: Sliced, pod: number): string {
  return numbers.get(pod)?.join() ?? '';
}

/**
 * `null` before the pod has an address, after its object is gone, and once its phase is Succeeded or Failed.
 * @see https://github.com/kubernetes/kubernetes/blob/master/staging/src/k8s.io/endpointslice/utils.go (podToEndpoint)
 */
export function toEndpoint(
  pod: Pick<Pod, 'hasAddress' | 'gone' | 'ready' | 'deletionRequested' | 'terminalPhase'>,
  publishNotReadyAddresses: boolean,
): Endpoint | null {
  if (!pod.hasAddress || pod.gone || pod.terminalPhase !== null) return null;
  const serving = pod.ready;
  const terminating = pod.deletionRequested;
  const ready = publishNotReadyAddresses || (serving && !terminating);
  return { ready, serving, terminating };
}

function sameEndpoint(a: Endpoint | null, b: Endpoint | null): boolean {
  if (a === null || b === null) return a === b;
  return a.serving === b.serving && a.terminating === b.terminating;
}

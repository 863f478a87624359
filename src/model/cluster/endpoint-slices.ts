/**
 * The EndpointSlice controller: for each Service, which pods are ready, serving or terminating, written to the API
 * and announced to the proxy of every node, which learns of it in its own time. Slices are not packed by hundreds:
 * no consumer of this model could tell. A version is handed on as what changed, and costs that much.
 * @see https://github.com/kubernetes/kubernetes/blob/master/staging/src/k8s.io/endpointslice/reconciler.go
 */
import type { Tasks } from '../../kernel/tasks.ts';
import type { ServiceOptions } from '../options.ts';
import type { Latencies } from './latencies.ts';
import type { Pod } from './pod.ts';
import type { PodWatcher } from './pod-store.ts';
import { WorkQueue } from './work-queue.ts';

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
  /** Stored, now. */
  endpointsStored(version: EndpointVersion): void;
}

/** What is stored for a Service. */
interface Stored {
  version: number;
  ready: number;
  /** By pod. */
  readonly endpoints: Map<number, Endpoint>;
  /** Pods that have changed since they were last looked at. */
  readonly stale: Set<Pod>;
}

export class EndpointSliceController implements PodWatcher {
  readonly watches = ['status', 'deleting', 'gone'] as const;
  /** Set once, by the simulation. */
  ports!: EndpointPorts;
  private readonly tasks: Tasks;
  private readonly latencies: Latencies;
  private readonly queue: WorkQueue<number>;
  /** Services that select the pods of each workload. */
  private readonly servicesOf: readonly (readonly number[])[];
  private readonly services: readonly ServiceOptions[];
  /** By service. */
  private readonly stored: readonly Stored[];

  constructor(
    tasks: Tasks,
    latencies: Latencies,
    servicesOf: readonly (readonly number[])[],
    services: readonly ServiceOptions[],
  ) {
    this.tasks = tasks;
    this.latencies = latencies;
    this.servicesOf = servicesOf;
    const nothing = () => ({ version: 0, ready: 0, endpoints: new Map(), stale: new Set<Pod>() });
    this.services = services;
    this.stored = services.map(nothing);
    const work = () => latencies.draw('controllerSync');
    this.queue = new WorkQueue(tasks, work, (service, done) => this.sync(service, done));
  }

  /** The pod is stored anew, now: the next sync will look at it, whatever wakes it. */
  podStored(pod: Pod): void {
    for (const service of this.servicesOf[pod.workload]!) this.stored[service]!.stale.add(pod);
  }

  podChanged(pod: Pod): void {
    for (const service of this.servicesOf[pod.workload]!) this.queue.add(service);
  }

  /** The endpoints of a cluster at rest, stored without delay, after those that were `written` by hand. */
  storeNow(service: number, written: readonly EndpointChange[] = []): EndpointVersion {
    return this.store(service, [...written, ...this.changesOf(service)]);
  }

  /** As stored now, by pod. */
  endpointsOf(service: number): ReadonlyMap<number, Endpoint> {
    return this.stored[service]!.endpoints;
  }

  private sync(service: number, done: () => void): void {
    const changes = this.changesOf(service);
    if (changes.length === 0) return done();
    this.tasks.after(this.latencies.draw('apiWrite'), () => {
      this.ports.endpointsStored(this.store(service, changes));
      done();
    });
  }

  /** How the pods are now, against what is stored. */
  private changesOf(service: number): EndpointChange[] {
    const { endpoints, stale } = this.stored[service]!;
    const { publishNotReadyAddresses: publish } = this.services[service]!;
    const changes: EndpointChange[] = [];
    for (const pod of stale) {
      const before = endpoints.get(pod.number) ?? null;
      const after = toEndpoint(pod, publish === true);
      if (!sameEndpoint(before, after)) changes.push({ pod: pod.number, before, after });
    }
    stale.clear();
    return changes.toSorted((a, b) => a.pod - b.pod);
  }

  private store(service: number, changes: readonly EndpointChange[]): EndpointVersion {
    const stored = this.stored[service]!;
    for (const { pod, before, after } of changes) {
      stored.ready += Number(after?.ready ?? false) - Number(before?.ready ?? false);
      if (after === null) stored.endpoints.delete(pod);
      else stored.endpoints.set(pod, after);
    }
    const version = ++stored.version;
    return { service, version, changes, size: stored.endpoints.size, ready: stored.ready };
  }
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

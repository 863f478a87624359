/**
 * The EndpointSlice controller: for each Service, which pods are ready, serving or terminating, written to the API
 * and announced to the proxy of every node, which learns of it in its own time. Slices are not packed by hundreds:
 * no consumer of this model could tell.
 * @see https://github.com/kubernetes/kubernetes/blob/master/staging/src/k8s.io/endpointslice/reconciler.go
 */
import type { Tasks } from '../../kernel/tasks.ts';
import type { Latencies } from './latencies.ts';
import type { Pod } from './pod.ts';
import type { PodStore, PodWatcher } from './pod-store.ts';
import { WorkQueue } from './work-queue.ts';

/** The conditions of one endpoint, as podToEndpoint derives them. */
export interface Endpoint {
  readonly pod: number;
  readonly ready: boolean;
  readonly serving: boolean;
  readonly terminating: boolean;
}

/** All endpoints of a Service as stored at one time. Later versions replace earlier ones. */
export interface EndpointSet {
  readonly service: number;
  readonly version: number;
  readonly endpoints: readonly Endpoint[];
}

export interface EndpointPorts {
  /** Stored, now. */
  endpointsStored(set: EndpointSet, previous: EndpointSet): void;
}

export class EndpointSliceController implements PodWatcher {
  readonly watches = ['status', 'deleting', 'gone'] as const;
  /** Set once, by the simulation. */
  ports!: EndpointPorts;
  private readonly tasks: Tasks;
  private readonly latencies: Latencies;
  private readonly store: PodStore;
  private readonly queue: WorkQueue<number>;
  /** Services that select the pods of each deployment. */
  private readonly servicesOf: readonly (readonly number[])[];
  private readonly stored: EndpointSet[];

  constructor(
    tasks: Tasks,
    latencies: Latencies,
    store: PodStore,
    servicesOf: readonly (readonly number[])[],
    services: number,
  ) {
    this.tasks = tasks;
    this.latencies = latencies;
    this.store = store;
    this.servicesOf = servicesOf;
    this.stored = Array.from({ length: services }, (_, service) => ({ service, version: 0, endpoints: [] }));
    const work = () => latencies.draw('controllerSync');
    this.queue = new WorkQueue(tasks, work, (service, done) => this.sync(service, done));
  }

  podChanged(pod: Pod): void {
    for (const service of this.servicesOf[pod.deployment]!) this.queue.add(service);
  }

  /** The endpoints of a cluster at rest, stored without delay. */
  storeNow(service: number): EndpointSet {
    const set = { service, version: 1, endpoints: this.endpointsOf(service) };
    this.stored[service] = set;
    return set;
  }

  private sync(service: number, done: () => void): void {
    const previous = this.stored[service]!;
    const endpoints = this.endpointsOf(service);
    if (sameEndpoints(previous.endpoints, endpoints)) return done();
    this.tasks.after(this.latencies.draw('apiWrite'), () => {
      const set = { service, version: previous.version + 1, endpoints };
      this.stored[service] = set;
      this.ports.endpointsStored(set, previous);
      done();
    });
  }

  /** In the order of the pods' creation. O(pods). */
  private endpointsOf(service: number): Endpoint[] {
    return this.store.pods
      .filter((pod) => pod.hasAddress && !pod.gone && this.servicesOf[pod.deployment]!.includes(service))
      .map(toEndpoint);
  }
}

/** @see https://github.com/kubernetes/kubernetes/blob/master/staging/src/k8s.io/endpointslice/utils.go (podToEndpoint) */
export function toEndpoint(pod: Pod): Endpoint {
  const serving = pod.ready;
  const terminating = pod.deletionRequested;
  return { pod: pod.number, ready: serving && !terminating, serving, terminating };
}

function sameEndpoints(a: readonly Endpoint[], b: readonly Endpoint[]): boolean {
  if (a.length !== b.length) return false;
  return a.every((x, i) => {
    const y = b[i]!;
    return x.pod === y.pod && x.serving === y.serving && x.terminating === y.terminating;
  });
}

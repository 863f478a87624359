/**
 * How one worker of an ingress proxy chooses a pod, for each request anew. The worker knows of no other worker.
 * @see https://github.com/kubernetes/ingress-nginx/tree/main/rootfs/etc/nginx/lua/balancer
 */
import type { RandomStream } from '../../kernel/random.ts';
import type { PodList } from '../dataplane/usable-endpoints.ts';
import { contains } from '../dataplane/usable-endpoints.ts';
import { NONE } from '../none.ts';
import type { IngressOptions } from '../options.ts';

export interface UpstreamBalancer {
  /** Another list of pods from now on. */
  use(pods: PodList, nowMs: number): void;
  /**
   * A pod of the list, or NONE when it is empty.
   * @param address of the client.
   */
  choose(address: number, nowMs: number): number;
  /** The first try of a request took so long, from its connection on. */
  took(pod: number, durationMs: number, nowMs: number): void;
}

/** @param sticky which pod the cookie of each client names, known to all workers. */
export function createUpstreamBalancer(
  kind: IngressOptions['loadBalance'],
  stream: RandomStream,
  sticky: Map<number, number>,
): UpstreamBalancer {
  switch (kind) {
    case 'round_robin':
      return new RoundRobin(stream);
    case 'ewma':
      return new Ewma(stream);
    case 'chash':
    case 'sticky_balanced':
      return new ConsistentHash();
    case 'sticky_persistent':
      return new StickyPersistent(stream, sticky);
  }
}

/** In turn; with every change of the list it begins anew at a random place. */
class RoundRobin implements UpstreamBalancer {
  private readonly stream: RandomStream;
  private pods: PodList = new Int32Array(0);
  private last = 0;

  constructor(stream: RandomStream) {
    this.stream = stream;
  }

  use(pods: PodList): void {
    this.pods = pods;
    this.last = pods.length === 0 ? 0 : this.stream.below(pods.length);
  }

  choose(): number {
    if (this.pods.length === 0) return NONE;
    this.last = (this.last + 1) % this.pods.length;
    return this.pods[this.last]!;
  }

  took(): void {}
}

/** Seconds in which an old value loses 63 % of its weight. */
const DECAY_MS = 10_000;

interface Average {
  ms: number;
  touchedMs: number;
}

/** The better of two random pods, by a decaying average of how long they took. */
class Ewma implements UpstreamBalancer {
  private readonly stream: RandomStream;
  private pods: PodList = new Int32Array(0);
  private averages = new Map<number, Average>();

  constructor(stream: RandomStream) {
    this.stream = stream;
  }

  /** Newcomers begin at the mean of those before them. */
  use(pods: PodList, nowMs: number): void {
    const known = Array.from(this.pods, (pod) => this.averages.get(pod)?.ms ?? 0);
    const mean = known.length === 0 ? 0 : known.reduce((sum, ms) => sum + ms, 0) / known.length;
    this.averages = new Map(
      Array.from(pods, (pod) => [pod, this.averages.get(pod) ?? { ms: mean, touchedMs: nowMs }]),
    );
    this.pods = pods;
  }

  choose(_address: number, nowMs: number): number {
    const { pods, stream } = this;
    if (pods.length < 2) return pods[0] ?? NONE;
    const first = stream.below(pods.length);
    const other = (first + 1 + stream.below(pods.length - 1)) % pods.length;
    const a = pods[first]!;
    const b = pods[other]!;
    return this.score(b, nowMs) < this.score(a, nowMs) ? b : a;
  }

  took(pod: number, durationMs: number, nowMs: number): void {
    const average = this.averages.get(pod);
    if (average === undefined) return;
    const weight = decay(average, nowMs);
    average.ms = average.ms * weight + durationMs * (1 - weight);
    average.touchedMs = nowMs;
  }

  private score(pod: number, nowMs: number): number {
    const average = this.averages.get(pod)!;
    return average.ms * decay(average, nowMs);
  }
}

function decay({ touchedMs }: Average, nowMs: number): number {
  return Math.exp(-(nowMs - touchedMs) / DECAY_MS);
}

/** By the client's address: a change of the list moves only the clients of the pods that went, and some to newcomers. */
class ConsistentHash implements UpstreamBalancer {
  private pods: PodList = new Int32Array(0);

  use(pods: PodList): void {
    this.pods = pods;
  }

  /** The pod with the highest hash of the pair. O(pods) */
  choose(address: number): number {
    let best = NONE;
    let highest = -1;
    for (const pod of this.pods) {
      const weight = hashOfPair(address, pod);
      if (weight > highest) {
        highest = weight;
        best = pod;
      }
    }
    return best;
  }

  took(): void {}
}

/** A client stays with its pod as long as that is listed, and then gets a random one. */
class StickyPersistent implements UpstreamBalancer {
  private readonly stream: RandomStream;
  private readonly cookies: Map<number, number>;
  private pods: PodList = new Int32Array(0);

  constructor(stream: RandomStream, cookies: Map<number, number>) {
    this.stream = stream;
    this.cookies = cookies;
  }

  use(pods: PodList): void {
    this.pods = pods;
  }

  choose(address: number): number {
    const { pods, cookies } = this;
    const known = cookies.get(address);
    if (known !== undefined && contains(pods, known)) return known;
    if (pods.length === 0) return NONE;
    const pod = pods[this.stream.below(pods.length)]!;
    cookies.set(address, pod);
    return pod;
  }

  took(): void {}
}

/** Murmur3's finalizer over both: 32 bits. */
function hashOfPair(a: number, b: number): number {
  let x = Math.imul(a ^ 0x9e3779b9, 0x85ebca6b) ^ b;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}

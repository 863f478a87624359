/**
 * Default topology spreading, which only scores: the fewer fellows on a node and in its zone, the better. A pod's
 * fellows are those that the Services in front of it and its owner select: of a Deployment only the pods of the same
 * ReplicaSet, whose selector has the hash of their template. Pods that are being deleted, or over, are nobody's fellows.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/scheduler/framework/plugins/podtopologyspread/scoring.go
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/scheduler/framework/plugins/helper/spread.go DefaultSelector
 */
import type { SimulationOptions } from '../options.ts';
import { matches } from '../traffic/behind.ts';
import { MAX_NODE_SCORE } from './nodes/resource-scores.ts';
import type { Pod, PodOwner } from './pod.ts';

/** Of the plug-in PodTopologySpread among the others. */
const WEIGHT = 2;
/** systemDefaultConstraints: maxSkew of kubernetes.io/hostname and of topology.kubernetes.io/zone. */
const MAX_SKEW = { node: 3, zone: 5 } as const;

/** How many pods that are each other's fellows are where. */
interface Fellows {
  /** [nodes] */
  readonly onNode: Int32Array;
  /** [zones], of which there are not more than nodes. */
  readonly inZone: Int32Array;
}

/** Fellows of pods without owner. */
interface SelectedFellows extends Fellows {
  /** That of all Services in front of them together. */
  readonly selector: Readonly<Record<string, string>>;
}

export class Spreading {
  private readonly options: Pick<SimulationOptions, 'workloads' | 'services'>;
  /** [nodes] */
  private readonly zoneOf: Int32Array;
  /** Of pods with an owner: by their ReplicaSet, if it is a Deployment's, else by their workload. */
  private readonly owned = new Map<PodOwner | number, Fellows>();
  /** Of bare pods, by workload; `null`: no Service is in front of it. */
  private readonly bare = new Map<number, SelectedFellows | null>();
  /** [nodes] Of those to choose among, before they are compared. */
  private readonly raw: Int32Array;
  /** [zones] 1: has one of the nodes to choose among. */
  private readonly isZoneUsed: Uint8Array;

  /** @param zoneOf [nodes] indices of zones. */
  constructor(options: Pick<SimulationOptions, 'workloads' | 'services'>, zoneOf: Int32Array) {
    this.options = options;
    this.zoneOf = zoneOf;
    this.raw = new Int32Array(zoneOf.length);
    this.isZoneUsed = new Uint8Array(zoneOf.length);
    options.workloads.forEach(({ kind, labels }, workload) => {
      if (kind !== 'Pod') return;
      const inFront = options.services.filter(({ selector }) => matches(selector, labels));
      const selector = Object.assign(
        {},
        ...inFront.map((service) => service.selector),
      ) as SelectedFellows['selector'];
      this.bare.set(workload, inFront.length === 0 ? null : { ...this.none(), selector });
    });
  }

  /** The pod is on the node, or soon will be (`change` 1); it no longer counts there (−1). */
  count(pod: Pod, node: number, change: 1 | -1): void {
    const { labels, kind } = this.options.workloads[pod.workload]!;
    if (kind !== 'Pod') this.add(this.fellowsOf(pod)!, node, change);
    for (const fellows of this.bare.values())
      if (fellows !== null && matches(fellows.selector, labels)) this.add(fellows, node, change);
  }

  /** Fellows of the pod on the node; `null`: it is not spread at all. */
  on(pod: Pod, node: number): number | null {
    return this.fellowsOf(pod)?.onNode[node] ?? null;
  }

  /**
   * Adds what a pod would score on each of the first `count` of `nodes` to `totals`.
   * @param nodes [count…] those that can take it.
   * @param totals [count…]
   */
  addScores(pod: Pod, nodes: Int32Array, count: number, totals: Int32Array): void {
    const fellows = this.fellowsOf(pod);
    if (fellows === null) return;
    const { onNode, inZone } = fellows;
    const { zoneOf, raw } = this;
    // The more places there are, the less do counts differ: the logarithms make up for that.
    const perNode = Math.log(count + 2);
    const perZone = Math.log(this.zonesOf(nodes, count) + 2);
    let least = Infinity;
    let most = 0;
    for (let i = 0; i < count; i++) {
      const node = nodes[i]!;
      const score = Math.round(
        onNode[node]! * perNode +
          (MAX_SKEW.node - 1) +
          (inZone[zoneOf[node]!]! * perZone + (MAX_SKEW.zone - 1)),
      );
      raw[i] = score;
      if (score < least) least = score;
      if (score > most) most = score;
    }
    for (let i = 0; i < count; i++)
      totals[i]! += WEIGHT * Math.trunc((MAX_NODE_SCORE * (most + least - raw[i]!)) / most);
  }

  private zonesOf(nodes: Int32Array, count: number): number {
    const { isZoneUsed, zoneOf } = this;
    isZoneUsed.fill(0);
    let zones = 0;
    for (let i = 0; i < count; i++) {
      const zone = zoneOf[nodes[i]!]!;
      if (isZoneUsed[zone] === 0) zones++;
      isZoneUsed[zone] = 1;
    }
    return zones;
  }

  private fellowsOf({ owner, workload }: Pod): Fellows | null {
    const { kind } = this.options.workloads[workload]!;
    if (kind === 'Pod') return this.bare.get(workload)!;
    const key = kind === 'Deployment' ? owner : workload;
    let fellows = this.owned.get(key);
    if (fellows === undefined) this.owned.set(key, (fellows = this.none()));
    return fellows;
  }

  private add({ onNode, inZone }: Fellows, node: number, change: 1 | -1): void {
    onNode[node]! += change;
    inZone[this.zoneOf[node]!]! += change;
  }

  private none(): Fellows {
    const { length } = this.zoneOf;
    return { onNode: new Int32Array(length), inZone: new Int32Array(length) };
  }
}

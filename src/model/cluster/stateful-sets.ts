/**
 * The StatefulSets of a run and their controller: pods with an ordinal and a name of their own, made again under the
 * same name only when the old one is gone.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/statefulset/stateful_set.go
 */
import type { PodTemplate, StatefulSetOptions } from '../options.ts';
import type { Pod, PodOwner } from './pod.ts';
import type { PodStore } from './pod-store.ts';
import { RevisionedSets, type RevisionedSet, type RevisionedSetsParts } from './revisioned-sets.ts';
import { mostUnavailable, statefulSetStep, type OrdinalPod } from './stateful-set.ts';

interface StatefulSet extends RevisionedSet<StatefulSetOptions> {
  /** status.currentRevision: what ordinals below the partition are made from. */
  current: PodOwner;
  /** By ordinal: those that were made, gone or not. */
  readonly pods: (Pod | undefined)[];
  /** What was last told that it waits for. */
  waitsFor: string | null;
}

export interface StatefulSetsPorts {
  newPod(owner: PodOwner, name: string): Pod;
  adoptPod(pod: Pod): void;
  /** All pods are of the newest template and available. */
  completed(index: number): void;
}

export class StatefulSets extends RevisionedSets<StatefulSetOptions, StatefulSet> {
  private readonly store: PodStore;
  private readonly ports: StatefulSetsPorts;

  constructor(parts: RevisionedSetsParts, nodes: number, ports: StatefulSetsPorts) {
    super(parts, nodes);
    this.store = parts.store;
    this.ports = ports;
  }

  adopt(index: number, spec: StatefulSetOptions): void {
    const set = this.add(index, spec);
    for (let ordinal = 0; ordinal < spec.replicas; ordinal++) {
      set.pods[ordinal] = this.newPod(set, ordinal);
      this.ports.adoptPod(set.pods[ordinal]!);
    }
  }

  protected override sync(set: StatefulSet, done: () => void): void {
    if (set.deleted) return done();
    const { replicas, podManagementPolicy, partition } = set.spec;
    const maxUnavailable = mostUnavailable(set.spec.maxUnavailable ?? 1, replicas);
    const ordered = podManagementPolicy === 'OrderedReady';
    const state = this.stateOf(set);
    const step = statefulSetStep(state, { replicas, ordered, partition, maxUnavailable });
    const { what = null, why = null } = step.waitsFor ?? {};
    if (what !== null && what !== set.waitsFor) this.note(set, `waits for ${what}`, why);
    set.waitsFor = what;
    this.checkComplete(set, state);
    this.create(set, step.create, () => this.remove(set, step.remove, done));
  }

  private create(set: StatefulSet, ordinals: readonly number[], then: () => void): void {
    let next = 0;
    const write = () => {
      const ordinal = ordinals[next++]!;
      if (set.deleted) return;
      set.pods[ordinal] = this.newPod(set, ordinal);
      this.note(set, `created pod ${set.pods[ordinal].name}`, 'there was none of this ordinal');
      this.store.create(set.pods[ordinal]);
    };
    this.writes.slowly(ordinals.length, write, then);
  }

  private remove(
    set: StatefulSet,
    pods: readonly { readonly ordinal: number; readonly why: string }[],
    then: () => void,
  ): void {
    let next = 0;
    if (pods.length === 0) return then();
    const write = () => {
      const { ordinal, why } = pods[next++]!;
      this.store.requestDeletion(set.pods[ordinal]!, why);
    };
    this.writes.atOnce(pods.length, write, then);
  }

  private stateOf(set: StatefulSet): OrdinalPod[] {
    return set.pods.flatMap((pod, ordinal) => {
      if (pod === undefined || pod.gone) return [];
      const { deletionRequested: terminating, ready, owner } = pod;
      const available = this.isAvailable(set, pod);
      return [{ ordinal, terminating, ready, available, isUpdated: owner === set.update }];
    });
  }

  /** completeRollingUpdate */
  private checkComplete(set: StatefulSet, state: readonly OrdinalPod[]): void {
    const { replicas, partition } = set.spec;
    const isThere = state.length === replicas && state.every((pod) => pod.available && !pod.terminating);
    if (!isThere) return;
    if (state.every(({ isUpdated }) => isUpdated)) set.current = set.update;
    const isDone = state.every(({ ordinal, isUpdated }) => isUpdated || ordinal < (partition ?? Infinity));
    if (!set.rolling || !isDone) return;
    set.rolling = false;
    const kept = partition === null || partition === 0 ? '' : `; ordinals below ${partition} keep theirs`;
    this.note(
      set,
      `rollout of revision ${set.update.revision} complete`,
      `${replicas} pods available${kept}`,
    );
    this.ports.completed(set.index);
  }

  /** Ordinals below the partition are made from the template before the update. */
  private newPod(set: StatefulSet, ordinal: number): Pod {
    const isOld = set.spec.partition !== null && ordinal < set.spec.partition;
    return this.ports.newPod(isOld ? set.current : set.update, `${set.spec.name}-${ordinal}`);
  }

  protected override templateOf(spec: StatefulSetOptions): PodTemplate {
    return spec;
  }

  protected override begin(set: RevisionedSet<StatefulSetOptions>): StatefulSet {
    return { ...set, current: set.update, pods: [], waitsFor: null };
  }
}

/** What the kinds of workloads have in common: a spec that users write, a controller that follows it. */
import type { PodTemplate, WorkloadOptions } from '../options.ts';
import type { PodChange } from './pod-store.ts';
import type { Pod, PodOwner } from './pod.ts';

/** Follows the objects of one kind, each known by its index among the workloads. */
export interface WorkloadController<S extends WorkloadOptions> {
  /** The object as it has been for a long time: all its pods exist and are ready. */
  adopt(index: number, spec: S): void;
  /** The object is created, now: its controller learns of it by its watch. */
  created(index: number, spec: S): void;
  /** The object is stored with another spec, now. */
  updated(index: number, spec: S): void;
  /** The object is deleted, now; what it owns follows. */
  deleted(index: number): void;
  /** A pod of the object is seen to have changed. */
  podChanged(pod: Pod, change: PodChange): void;
  /** The template that `kubectl rollout undo` goes back to; `null`: there is none. */
  previousTemplate(index: number): PodTemplate | null;
  /** Whether a pod of an older template still exists, or stands in a node's rules. */
  oldPodsRemain(index: number): boolean;
}

/** Whether one of these has pods left. */
export function anyRemain(owners: readonly PodOwner[]): boolean {
  return owners.some(({ remaining }) => remaining > 0);
}

/** `deployment/web` */
export function objectLabel({ kind, name }: Pick<WorkloadOptions, 'kind' | 'name'>): string {
  return `${kind.toLowerCase()}/${name}`;
}

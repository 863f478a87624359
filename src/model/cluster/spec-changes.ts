/**
 * What a user's write makes of the spec of a workload: every event but a deletion is another spec, which the
 * controller then follows. Pure.
 * @see https://github.com/kubernetes/kubernetes/blob/master/staging/src/k8s.io/kubectl/pkg/polymorphichelpers/objectrestarter.go
 * @see https://github.com/kubernetes/kubernetes/blob/master/staging/src/k8s.io/kubectl/pkg/polymorphichelpers/rollback.go
 */
import type { PodTemplate, WorkloadChange, WorkloadOptions } from '../options.ts';
import { templateKey } from './pod-template.ts';

/** What is known when the write is made. */
export interface Circumstances {
  readonly nowMs: number;
  /** `null`: there is no earlier revision. */
  readonly previousTemplate: PodTemplate | null;
}

/** A spec to store, or why kubectl or the API server refuses. */
export type SpecChange = { readonly spec: WorkloadOptions } | { readonly refused: string };

/** @param spec as stored now; `null`: there is no object. */
export function changedSpec(
  spec: WorkloadOptions | null,
  change: WorkloadChange,
  circumstances: Circumstances,
): SpecChange {
  if (change.type === 'applyManifest') return { spec: change.spec };
  if (spec === null) return { refused: 'there is no such object' };
  const isPaused = spec.kind === 'Deployment' && spec.paused === true;
  switch (change.type) {
    case 'rolloutRestart': {
      if (isPaused) return { refused: 'it is paused' };
      const restartedAt = Math.floor(circumstances.nowMs / 1000);
      return { spec: { ...spec, pod: { ...spec.pod, restartedAt } } };
    }
    case 'setImage': {
      const { image, application } = change;
      return { spec: { ...spec, pod: { ...spec.pod, image, application } } };
    }
    case 'scale':
      return { spec: { ...spec, replicas: change.replicas } as WorkloadOptions };
    case 'pause':
    case 'resume':
      return { spec: { ...spec, paused: change.type === 'pause' } as WorkloadOptions };
    case 'rolloutUndo':
      return undone(spec, isPaused, circumstances.previousTemplate);
    case 'delete':
      return { spec };
  }
}

function undone(spec: WorkloadOptions, isPaused: boolean, previous: PodTemplate | null): SpecChange {
  if (isPaused) return { refused: 'it is paused' };
  if (previous === null) return { refused: 'there is no earlier revision' };
  if (templateKey(previous) === templateKey(spec)) return { refused: 'its template is the same already' };
  return { spec: { ...spec, ...previous } };
}

/** `rollout restart`, `scaling to 4`, … */
export function changeWords(change: WorkloadChange): string {
  switch (change.type) {
    case 'rolloutRestart':
      return 'rollout restart';
    case 'rolloutUndo':
      return 'rollout undo';
    case 'scale':
      return `scaling to ${change.replicas}`;
    case 'setImage':
      return `image ${change.image}`;
    case 'applyManifest':
      return 'apply of a manifest';
    case 'pause':
      return 'pause';
    case 'resume':
      return 'resumption';
    case 'delete':
      return 'deletion';
  }
}

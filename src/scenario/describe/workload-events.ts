/** What users write to workloads, in words. */
import type { EventOptions, WorkloadEventOptions } from '../../model/options.ts';

const WORDS = {
  rolloutRestart: 'rollout restart',
  rolloutUndo: 'rollout undo',
  pause: 'pause',
  resume: 'resumption',
  delete: 'deletion',
  applyManifest: 'apply of the manifest',
  scale: 'scale',
  setImage: 'new image',
} as const satisfies Record<WorkloadEventOptions['type'], string>;

export function isWorkloadEvent(event: EventOptions): event is WorkloadEventOptions {
  return Object.hasOwn(WORDS, event.type);
}

/** What is done, to be followed by "of deployment/web". */
export function workloadEventWords(event: WorkloadEventOptions): string {
  if (event.type === 'scale') return `scale to ${event.replicas}`;
  return event.type === 'setImage' ? `image ${event.image}` : WORDS[event.type];
}

/** Workloads by the name that the timeline and kubectl give them. */
import type { WorkloadOptions } from '../../model/options.ts';

/** `deployment/web` */
export function objectLabel({ kind, name }: Pick<WorkloadOptions, 'kind' | 'name'>): string {
  return `${kind.toLowerCase()}/${name}`;
}

/** Pod templates compared by content, as Kubernetes compares them (EqualIgnoreHash). */
import type { PodTemplate } from '../options.ts';

/** Equal for equal templates, and only for them. */
export function templateKey({ labels, pod }: PodTemplate): string {
  return JSON.stringify([labels, pod], (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part) ? sorted(part) : part,
  );
}

function sorted(object: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * What settings change in Kubernetes objects, as strategic-merge patches that `kubectl patch --patch-file` and kustomize
 * take: only what differs, nulls where something goes, and the elements of merged lists by their keys.
 *
 * @see https://kubernetes.io/docs/tasks/manage-kubernetes-objects/update-api-object-kubectl-patch/
 */
import { stringify } from 'yaml';
import type { Scenario } from './complete.ts';
import { isRecord } from './text/path.ts';

export interface ObjectPatch {
  /** `deployment/web` */
  readonly object: string;
  /** Unless it is "default". */
  readonly namespace?: string;
  /** A YAML document. */
  readonly yaml: string;
}

/** The key that tells the elements of a list from each other where a patch need name only those that change. */
const MERGE_KEYS: Readonly<Record<string, string>> = { containers: 'name', initContainers: 'name' };

/**
 * Lists that Kubernetes merges by a key of their elements, so that a patch has to say when it means the whole list: a
 * port of another number would else stand beside the old one. Other lists are replaced anyway.
 *
 * @see k8s.io/api core/v1 types.go, `patchStrategy:"merge"`
 */
const MERGED_LISTS: ReadonlySet<string> = new Set([
  ...Object.keys(MERGE_KEYS),
  'ports',
  'env',
  'topologySpreadConstraints',
]);

/** A scenario may leave out what a container is called; a patch cannot. */
const NAMELESS = '<name of the container>';

/** Of each object that differs, in the order of the scenario. Both must have the same objects. */
export function patchesBetween(before: Scenario, after: Scenario): readonly ObjectPatch[] {
  return after.resources.flatMap((resource, i) => {
    const change = difference(before.resources[i], resource);
    if (!isRecord(change)) return [];
    const { apiVersion, kind, metadata } = resource as unknown as KubernetesHead;
    const { name, namespace } = metadata;
    // "default" is written into objects that name none; a patch with it is refused where they were put elsewhere.
    const place = namespace === undefined || namespace === 'default' ? {} : { namespace };
    const own = isRecord(change['metadata']) ? change['metadata'] : {};
    const head = { apiVersion, kind, metadata: { name, ...place, ...own } };
    return [
      {
        object: `${kind.toLowerCase()}/${name}`,
        ...place,
        yaml: stringify({ ...head, ...change, metadata: head.metadata }),
      },
    ];
  });
}

interface KubernetesHead {
  readonly apiVersion?: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/** What turns `before` into `after`; `undefined` where nothing has to. */
function difference(before: unknown, after: unknown, key = ''): unknown {
  if (isRecord(before) && isRecord(after)) return recordDifference(before, after);
  if (Array.isArray(before) && Array.isArray(after)) {
    const mergeKey = MERGE_KEYS[key];
    if (mergeKey !== undefined && haveSameKeys(before, after, mergeKey))
      return listDifference(before, after, mergeKey);
    const isSame = JSON.stringify(before) === JSON.stringify(after);
    if (!isSame && MERGED_LISTS.has(key)) return [{ $patch: 'replace' }, ...after];
  }
  return JSON.stringify(before) === JSON.stringify(after) ? undefined : (after ?? null);
}

function recordDifference(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): unknown {
  const keys = [...new Set([...Object.keys(after), ...Object.keys(before)])];
  const changed = keys
    .map((key) => [key, difference(before[key], after[key], key)] as const)
    .filter(([, change]) => change !== undefined);
  return changed.length === 0 ? undefined : Object.fromEntries(changed);
}

function haveSameKeys(before: readonly unknown[], after: readonly unknown[], mergeKey: string): boolean {
  const keysOf = (list: readonly unknown[]) =>
    list.map((part) => (part as Record<string, unknown>)[mergeKey]);
  return JSON.stringify(keysOf(before)) === JSON.stringify(keysOf(after));
}

/** Elements are told by their place; a patch names those that change by their key. */
function listDifference(before: readonly unknown[], after: readonly unknown[], mergeKey: string): unknown {
  const changed = after.flatMap((part, i) => {
    const change = difference(before[i], part);
    return isRecord(change)
      ? [{ [mergeKey]: (part as Record<string, unknown>)[mergeKey] ?? NAMELESS, ...change }]
      : [];
  });
  return changed.length === 0 ? undefined : changed;
}

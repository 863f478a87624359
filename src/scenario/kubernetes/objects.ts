/**
 * Finds the Kubernetes objects in a set of documents: unrolls lists, names each object and tells which are modelled.
 * What is inside them is checked elsewhere.
 */
import type { Draft, View } from '../draft.ts';
import { complain, read, warn } from '../draft.ts';
import type { Problems } from '../problems.ts';
import { didYouMean } from '../suggest.ts';
import type { Path } from '../text/path.ts';
import { isRecord } from '../text/path.ts';
import { KNOWN_KINDS } from './other-kinds.ts';
import { familyOf, isWorkloadKind, type WorkloadKind } from './workload.ts';

export interface KubernetesObject {
  readonly kind: string;
  /** `?` when the object has none (which is an issue for modelled kinds). */
  readonly name: string;
  readonly namespace: string;
  readonly model:
    | WorkloadKind
    | 'Service'
    | 'Endpoints'
    | 'EndpointSlice'
    | 'PodDisruptionBudget'
    | 'HorizontalPodAutoscaler'
    | 'Ingress'
    | null;
  /** Labelled `deployment/web`. */
  readonly view: View;
  /** Written inside the scenario, where unknown fields are mistakes rather than another Kubernetes version's. */
  readonly inline: boolean;
  /** Index of the event that applies it; `null`: it is there from the beginning. */
  readonly event: number | null;
}

/** A place that may hold an object or a list of objects. */
export interface ObjectPlace {
  readonly draft: Draft;
  readonly base: Path;
  readonly inline: boolean;
  readonly event?: number;
}

/** Every object at `place`; lists unrolled, `null` members removed as the API server does. */
export function objectsAt(place: ObjectPlace, problems: Problems): KubernetesObject[] {
  const view: View = { draft: place.draft, base: place.base, label: '' };
  const value = read(view);
  if (!isRecord(value) || typeof value['kind'] !== 'string') return [];
  const { kind, items } = value;
  if (kind.endsWith('List') && Array.isArray(items)) {
    return items.flatMap((_, i) => objectsAt({ ...place, base: [...place.base, 'items', i] }, problems));
  }
  dropNulls(value);
  const object = identify(place, value, kind);
  if (!KNOWN_KINDS.includes(kind)) complainOfKind(object, problems);
  return [object];
}

/** Whether a document is a Kubernetes object (or a list of them) rather than a scenario. */
export function isManifest(value: unknown): boolean {
  return isRecord(value) && typeof value['kind'] === 'string';
}

/** Reports objects that share kind and name, and workloads that share a name: references here are by name alone. */
export function checkUnique(objects: readonly KubernetesObject[], problems: Problems): void {
  const seen = new Map<string, KubernetesObject>();
  for (const object of objects) {
    if (object.model === null || object.name === '?' || object.event !== null) continue;
    const { label } = object.view;
    const key = isWorkloadKind(object.model) ? object.name : label;
    const first = seen.get(key);
    if (first === undefined) seen.set(key, object);
    else if (first.kind !== object.kind) {
      const expected = `expected a name that no other workload has, but there is ${first.view.label}: programs are known by it`;
      complain(object.view, { path: ['metadata', 'name'], expected }, problems);
    } else {
      const where =
        first.namespace === object.namespace ? '' : ` (the other one is in namespace "${first.namespace}")`;
      const expected = `expected each ${object.kind} to have a name of its own${where}`;
      complain(object.view, { path: ['metadata', 'name'], expected }, problems);
    }
  }
}

function identify(place: ObjectPlace, value: Record<string, unknown>, kind: string): KubernetesObject {
  const metadata = isRecord(value['metadata']) ? value['metadata'] : {};
  const name = typeof metadata['name'] === 'string' ? metadata['name'] : '?';
  const namespace = typeof metadata['namespace'] === 'string' ? metadata['namespace'] : 'default';
  const { inline, event = null } = place;
  const view = { draft: place.draft, base: place.base, label: `${kind.toLowerCase()}/${name}` };
  return { kind, name, namespace, model: modelOf(kind, value['apiVersion']), view, inline, event };
}

/** Other API groups have kinds of the same name, such as Knative's Service. */
function modelOf(kind: string, apiVersion: unknown): KubernetesObject['model'] {
  const group = typeof apiVersion === 'string' && apiVersion.includes('/') ? apiVersion.split('/')[0]! : '';
  if (isWorkloadKind(kind) && familyOf(kind).groups.includes(group)) return kind;
  if (kind === 'HorizontalPodAutoscaler' && (group === '' || group === 'autoscaling')) return kind;
  if (group === '' && (kind === 'Service' || kind === 'Endpoints')) return kind;
  if (kind === 'PodDisruptionBudget' && ['', 'policy'].includes(group)) return kind;
  if (kind === 'Ingress' && ['', 'networking.k8s.io'].includes(group)) return kind;
  return kind === 'EndpointSlice' && ['', 'discovery.k8s.io'].includes(group) ? kind : null;
}

function complainOfKind(object: KubernetesObject, problems: Problems): void {
  const hint = didYouMean(object.kind, KNOWN_KINDS);
  if (hint === null) return;
  const complaint = { path: ['kind'], expected: 'expected a kind of Kubernetes object', hint };
  if (object.inline) complain(object.view, complaint, problems);
  else warn(object.view, complaint, problems);
}

/** In Kubernetes a member that is null is a member that is not there. */
function dropNulls(value: Record<string, unknown>): void {
  for (const [key, member] of Object.entries(value)) {
    if (member === null) delete value[key];
    else if (isRecord(member)) dropNulls(member);
    else if (Array.isArray(member)) member.filter(isRecord).forEach(dropNulls);
  }
}

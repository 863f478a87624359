/**
 * What is made of the Kubernetes objects: the fields of each modelled one, and, for all of them together, what is
 * ignored and why, so that the same reason is given once.
 */
import type { ObjectCoverage } from '../kubernetes/coverage.ts';
import { count } from './text.ts';

/** Modelled, defaulted and harmless fields of every object that is modelled. */
export function describeObjects(coverage: readonly ObjectCoverage[]): string[] {
  return coverage.flatMap(({ object, file, modelled, defaulted, ignored }) => {
    if (ignored.some(({ path }) => path === '')) return [];
    const harmless = ignored.filter(({ affectsRequests }) => !affectsRequests);
    const taken = defaulted.map(({ path, value }) => `${shorten(path)} = ${String(value)}`);
    return [
      file === '' ? object : `${object} (${file})`,
      ...named('modelled', modelled.map(shorten)),
      ...named('defaulted', taken),
      ...named('ignored, without influence', unique(harmless.map(({ path }) => shorten(path)))),
    ];
  });
}

/** What could matter to requests in a real cluster but is not modelled, by reason. */
export function describeGaps(coverage: readonly ObjectCoverage[]): string[] {
  return byReason(coverage, (affectsRequests) => affectsRequests);
}

/** Whole objects that do not matter to requests, by reason. */
export function describeRest(coverage: readonly ObjectCoverage[]): string[] {
  const whole = coverage.filter(({ ignored }) => ignored.some(({ path }) => path === ''));
  return byReason(whole, (affectsRequests) => !affectsRequests);
}

function byReason(
  coverage: readonly ObjectCoverage[],
  wanted: (affectsRequests: boolean) => boolean,
): string[] {
  return ignoredByReason(coverage, wanted).map(({ what, why }) => `${what}: ${why}`);
}

interface IgnoredGroup {
  /** `livenessProbe of deployment/a, deployment/b` */
  readonly what: string;
  readonly isOne: boolean;
  readonly why: string;
}

/** What is ignored, the same reason for all its fields and objects at once. */
export function ignoredByReason(
  coverage: readonly ObjectCoverage[],
  wanted: (affectsRequests: boolean) => boolean,
): IgnoredGroup[] {
  const groups = new Map<string, { paths: string[]; objects: string[] }>();
  for (const { object, ignored } of coverage) {
    for (const { path, why, affectsRequests } of ignored) {
      if (!wanted(affectsRequests)) continue;
      const group = groups.get(why) ?? { paths: [], objects: [] };
      groups.set(why, group);
      group.objects.push(object);
      if (path !== '') group.paths.push(shorten(path));
    }
  }
  return [...groups].map(([why, { paths, objects }]) => {
    const fields = unique(paths);
    const owners = unique(objects);
    const what = fields.length === 0 ? few(owners) : `${fields.join(', ')} of ${few(owners)}`;
    return { what, isOne: (fields.length === 0 ? owners : fields).length === 1, why };
  });
}

/** The objects by name; more than four of them by number. */
export function few(objects: readonly string[]): string {
  if (objects.length <= 4) return objects.join(', ');
  const kinds = unique(objects.map((object) => object.split('/')[0]!));
  return count(objects.length, kinds.length === 1 ? kinds[0]! : 'object');
}

function named(name: string, items: readonly string[]): string[] {
  return items.length === 0 ? [] : [`  ${name}: ${items.join(', ')}`];
}

function unique(items: readonly string[]): string[] {
  return [...new Set(items)];
}

/** Paths inside the pod and its containers lose their long common beginning. */
export function shorten(path: string): string {
  return path
    .replace(/^spec\.template\.spec\.containers\[\]\./, 'container.')
    .replace(/^spec\.template\.spec\./, 'pod.');
}

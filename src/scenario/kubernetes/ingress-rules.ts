/**
 * Which Service gets a request that comes by an ingress controller. The rules of all Ingresses count together; a host
 * that is named goes before one that is meant by a wildcard, and that before rules for any host.
 * @see https://kubernetes.io/docs/concepts/services-networking/ingress/#path-types
 */
import type { Ingress, IngressBackend } from './ingress.ts';

type Rule = Ingress['spec']['rules'][number];
type HttpPath = NonNullable<Rule['http']>['paths'][number];

export interface IngressRoute {
  /** The object whose rule or default backend counts. */
  readonly ingress: Ingress;
  readonly backend: IngressBackend;
}

/** `null`: nothing matches, or what matches is no Service: the answer is 404. */
export function routeOf(ingresses: readonly Ingress[], host: string, path: string): IngressRoute | null {
  const all = ingresses.flatMap((ingress) => ingress.spec.rules.map((rule) => ({ ingress, rule })));
  const rank = Math.max(0, ...all.map(({ rule }) => hostRank(rule.host, host)));
  const ofHost = rank === 0 ? [] : all.filter(({ rule }) => hostRank(rule.host, host) === rank);
  const matching = ofHost.flatMap(({ ingress, rule }) =>
    (rule.http?.paths ?? []).flatMap((each) => (matches(each, path) ? [{ ingress, each }] : [])),
  );
  const [best] = matching.toSorted((a, b) => precedence(b.each) - precedence(a.each));
  if (best !== undefined) return routeTo(best.ingress, best.each.backend.service);
  const candidates = rank > 0 ? ofHost.map(({ ingress }) => ingress) : ingresses.filter(hasNoRules);
  const fallback =
    candidates.find(({ spec }) => spec.defaultBackend !== undefined) ?? ingresses.find(isCatchAll);
  return fallback === undefined ? null : routeTo(fallback, fallback.spec.defaultBackend!.service);
}

/** All that requests could ask for, for hints: `shop.example.com/cart`. */
export function routesIn(ingresses: readonly Ingress[]): string[] {
  return ingresses.flatMap(({ spec }) =>
    spec.rules.flatMap(({ host = '*', http }) => (http?.paths ?? []).map((each) => host + each.path)),
  );
}

function routeTo(ingress: Ingress, backend: IngressBackend | undefined): IngressRoute | null {
  return backend === undefined ? null : { ingress, backend };
}

function hasNoRules({ spec }: Ingress): boolean {
  return spec.rules.length === 0;
}

function isCatchAll(ingress: Ingress): boolean {
  return hasNoRules(ingress) && ingress.spec.defaultBackend !== undefined;
}

/** 3: named, 2: by a wildcard, 1: any host, 0: another. */
function hostRank(rule: string | undefined, host: string): number {
  if (rule === undefined) return 1;
  if (rule.toLowerCase() === host.toLowerCase()) return 3;
  const [, ...rest] = host.toLowerCase().split('.');
  return rule.toLowerCase() === `*.${rest.join('.')}` ? 2 : 0;
}

function matches({ path: rule, pathType }: HttpPath, path: string): boolean {
  if (pathType === 'Exact') return path === rule;
  if (pathType === 'ImplementationSpecific') return path.startsWith(rule);
  const wanted = elements(rule);
  const given = elements(path);
  return wanted.every((element, i) => element === given[i]);
}

/** A slash at the end does not count. */
function elements(path: string): string[] {
  return path.split('/').filter((element) => element !== '');
}

/** Longer first; of the same length, Exact first. */
function precedence({ path, pathType }: HttpPath): number {
  return 2 * path.length + Number(pathType === 'Exact');
}

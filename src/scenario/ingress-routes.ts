/**
 * Traffic that names a host and a path instead of a Service: the rules of the Ingresses say where it goes, and that is
 * written into the scenario, as if its author had.
 */
import type { View } from './draft.ts';
import { complain, read } from './draft.ts';
import type { Ingress } from './kubernetes/ingress.ts';
import { routeOf, routesIn, type IngressRoute } from './kubernetes/ingress-rules.ts';
import type { World } from './kubernetes/world.ts';
import type { Problems } from './problems.ts';
import { didYouMeanOrList } from './suggest.ts';
import { isRecord } from './text/path.ts';

/** Writes `to` and `port`. @returns the Ingresses that some traffic comes by. */
export function routeTraffic(scenario: View, world: World, problems: Problems): ReadonlySet<Ingress> {
  const traffic = read(scenario, ['traffic']);
  const used = new Set<Ingress>();
  (Array.isArray(traffic) ? traffic : []).forEach((source: unknown, i) => {
    if (!isRecord(source)) return;
    const route = routeFor(scenario, i, source, world, problems);
    if (route === null) return;
    used.add(route.ingress);
    const { name, port } = route.backend;
    const to = source['to'];
    if (to !== undefined && to !== name) {
      const expected = `expected nothing, or ${JSON.stringify(name)}, where the rules of the Ingress lead`;
      return complain(scenario, { path: ['traffic', i, 'to'], expected }, problems);
    }
    source['to'] = name;
    source['port'] = port.name ?? port.number;
  });
  return used;
}

/** `null` for traffic that names a Service itself, and after reporting what is wrong. */
function routeFor(
  scenario: View,
  index: number,
  source: Record<string, unknown>,
  world: World,
  problems: Problems,
): IngressRoute | null {
  const { via, to, host = '', path = '/' } = source;
  const asks = source['host'] !== undefined || source['path'] !== undefined;
  const complainOf = (key: string, expected: string, hint: string | null = null): null => {
    complain(scenario, { path: ['traffic', index, key], expected, hint }, problems);
    return null;
  };
  if (via !== 'ingress') {
    const key = source['host'] === undefined ? 'path' : 'host';
    return asks ? complainOf(key, 'expected only with "via": "ingress": rules choose by it') : null;
  }
  if ((to !== undefined && !asks) || typeof host !== 'string' || typeof path !== 'string') return null;
  if (world.ingresses.some(({ parsed }) => parsed === null)) return null;
  const ingresses = world.ingresses.flatMap(({ parsed }) => (parsed === null ? [] : [parsed]));
  const route = routeOf(ingresses, host, path);
  if (route === null) {
    const expected = 'expected a host and a path that an Ingress has a Service for: all answers would be 404';
    const routes = routesIn(ingresses);
    // So that it is not asked for as well.
    if (to === undefined) source['to'] = world.services[0]?.object.name ?? '?';
    return complainOf(asks ? 'host' : 'via', expected, didYouMeanOrList(host + path, routes, 'routes'));
  }
  const { namespace } = route.ingress.metadata;
  const isThere = world.services.some(
    ({ object }) => object.name === route.backend.name && object.namespace === namespace,
  );
  if (isThere) return route;
  const object = world.ingresses.find(({ parsed }) => parsed === route.ingress)!.object;
  const expected = `expected a Service named ${JSON.stringify(route.backend.name)} in its namespace: all answers would be 503`;
  const names = world.services.filter((each) => each.object.namespace === namespace);
  const hint = didYouMeanOrList(
    route.backend.name,
    names.map((each) => each.object.name),
    'Services',
  );
  complain(object.view, { path: ['spec'], expected, hint }, problems);
  source['to'] ??= world.services[0]?.object.name ?? '?';
  return null;
}

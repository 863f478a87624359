import { describe, expect, it } from 'vitest';
import { ingressSchema, type Ingress } from './ingress.ts';
import { routeOf, routesIn } from './ingress-rules.ts';

const to = (name: string) => ({ service: { name, port: { number: 80 } } });
const at = (path: string, pathType: string, name = path) => ({ path, pathType, backend: to(name) });

function ingress(spec: object): Ingress {
  return ingressSchema.parse({ kind: 'Ingress', metadata: { name: 'shop' }, spec });
}

function rules(...paths: object[]): Ingress {
  return ingress({ rules: [{ host: 'shop.example.com', http: { paths } }] });
}

function found(all: readonly Ingress[], host: string, path: string): string | null {
  return routeOf(all, host, path)?.backend.name ?? null;
}

describe('the path of a rule', () => {
  const route = (paths: readonly object[], path: string) =>
    found([rules(...paths)], 'shop.example.com', path);

  // The examples of the Kubernetes documentation.
  it.each([
    ['Prefix', ['/'], '/any', '/'],
    ['Exact', ['/foo'], '/foo', '/foo'],
    ['Exact', ['/foo'], '/bar', null],
    ['Exact', ['/foo'], '/foo/', null],
    ['Exact', ['/foo/'], '/foo', null],
    ['Prefix', ['/foo'], '/foo/', '/foo'],
    ['Prefix', ['/foo/'], '/foo', '/foo/'],
    ['Prefix', ['/aaa/bb'], '/aaa/bbb', null],
    ['Prefix', ['/aaa/bbb'], '/aaa/bbb', '/aaa/bbb'],
    ['Prefix', ['/aaa/bbb/'], '/aaa/bbb', '/aaa/bbb/'],
    ['Prefix', ['/aaa/bbb'], '/aaa/bbb/', '/aaa/bbb'],
    ['Prefix', ['/aaa/bbb'], '/aaa/bbb/ccc', '/aaa/bbb'],
    ['Prefix', ['/aaa/bbb'], '/aaa/bbbxyz', null],
    ['Prefix', ['/', '/aaa'], '/aaa/ccc', '/aaa'],
    ['Prefix', ['/', '/aaa', '/aaa/bbb'], '/aaa/bbb', '/aaa/bbb'],
    ['Prefix', ['/', '/aaa', '/aaa/bbb'], '/ccc', '/'],
    ['Prefix', ['/aaa'], '/ccc', null],
  ])('%s %j gives %s to %s', (type, paths, path, name) => {
    const list = paths.map((each) => at(each, type));
    expect(route(list, path)).toBe(name);
    expect(route(list.toReversed(), path)).toBe(name);
  });

  it('Exact goes before Prefix of the same length, and the characters of nginx are no elements', () => {
    const both = [at('/foo', 'Prefix', 'prefix'), at('/foo', 'Exact', 'exact')];
    expect(route(both, '/foo')).toBe('exact');
    expect(route(both, '/foo/bar')).toBe('prefix');
    expect(route([at('/foo', 'ImplementationSpecific')], '/foobar')).toBe('/foo');
  });
});

describe('the host of a rule', () => {
  const of = (host: string | undefined, name: string, spec: object = {}) =>
    ingress({ rules: [{ host, http: { paths: [at('/', 'Prefix', name)] } }], ...spec });

  it('goes by name, then by a wildcard for one label, then by any', () => {
    const all = [of(undefined, 'any'), of('*.example.com', 'wild'), of('a.example.com', 'named')];
    expect(found(all, 'a.example.com', '/')).toBe('named');
    expect(found(all, 'A.Example.com', '/')).toBe('named');
    expect(found(all, 'b.example.com', '/')).toBe('wild');
    expect(found(all, 'c.b.example.com', '/')).toBe('any');
    expect(found(all, 'example.com', '/')).toBe('any');
  });

  it('keeps what none of its paths matches from the rules of other hosts', () => {
    const named = ingress({ rules: [{ host: 'a.example.com', http: { paths: [at('/x', 'Prefix')] } }] });
    expect(found([named, of(undefined, 'any')], 'a.example.com', '/y')).toBeNull();
  });

  it('leaves the rest to its own default backend, or to that of an Ingress without rules', () => {
    const paths = [at('/x', 'Prefix')];
    const own = ingress({ rules: [{ host: 'a.com', http: { paths } }], defaultBackend: to('own') });
    const all = ingress({ defaultBackend: to('all') });
    expect(found([all, own], 'a.com', '/x')).toBe('/x');
    expect(found([all, own], 'a.com', '/y')).toBe('own');
    expect(found([all, own], 'b.com', '/x')).toBe('all');
    expect(found([own], 'b.com', '/x')).toBeNull();
  });

  it('adds up over several Ingresses', () => {
    const one = ingress({ rules: [{ host: 'a.com', http: { paths: [at('/', 'Prefix', 'web')] } }] });
    const other = ingress({ rules: [{ host: 'a.com', http: { paths: [at('/api', 'Prefix', 'api')] } }] });
    expect(found([one, other], 'a.com', '/api/v1')).toBe('api');
    expect(found([one, other], 'a.com', '/cart')).toBe('web');
    expect(routesIn([one, other])).toEqual(['a.com/', 'a.com/api']);
  });
});

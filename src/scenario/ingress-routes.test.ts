import { describe, expect, it } from 'vitest';
import { formatIssue, ScenarioError } from '../base/errors.ts';
import { loadScenario, type LoadedScenario } from './load.ts';

const workload = (name: string) => ({
  kind: 'Deployment',
  metadata: { name },
  spec: {
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name } },
      spec: { containers: [{ ports: [{ name: 'http', containerPort: 8080 }] }] },
    },
  },
});
const service = (name: string) => ({
  kind: 'Service',
  metadata: { name },
  spec: {
    selector: { app: name },
    ports: [
      { name: 'web', port: 80, targetPort: 'http' },
      { name: 'admin', port: 81, targetPort: 8080 },
    ],
  },
});
const backend = (name: string, port: object) => ({ service: { name, port } });
const INGRESS = {
  kind: 'Ingress',
  metadata: { name: 'shop', annotations: { 'nginx.ingress.kubernetes.io/use-regex': 'true' } },
  spec: {
    ingressClassName: 'nginx',
    tls: [{ hosts: ['shop.example.com'] }],
    rules: [
      {
        host: 'shop.example.com',
        http: {
          paths: [
            { path: '/', pathType: 'Prefix', backend: backend('web', { number: 80 }) },
            { path: '/api', pathType: 'Prefix', backend: backend('api', { name: 'admin' }) },
          ],
        },
      },
    ],
  },
};

function scenario(traffic: readonly object[], ingress: object = INGRESS): string {
  const names = ['web', 'api'];
  return JSON.stringify({
    version: 1,
    resources: [...names.map(workload), ...names.map(service), ingress],
    traffic: traffic.map((each, i) => ({
      name: `users-${i}`,
      via: 'ingress',
      arrivals: { poisson: { rate: '10/s' } },
      ...each,
    })),
  });
}

function load(traffic: readonly object[], ingress?: object): LoadedScenario {
  return loadScenario({ inputs: ['-'], stdin: scenario(traffic, ingress) });
}

function mistakes(traffic: readonly object[], ingress?: object): string[] {
  try {
    load(traffic, ingress);
  } catch (error) {
    if (error instanceof ScenarioError) return error.issues.map(formatIssue);
    throw error;
  }
  return [];
}

const HOST = { host: 'shop.example.com' };

describe('traffic with a host and a path', () => {
  it('goes to the Service and port of the rule, by the ingress controllers', () => {
    const { simulation, scenario: complete } = load([HOST, { ...HOST, path: '/api/v1' }]);
    const { services, traffic } = simulation;
    expect(traffic.map((each) => [services[each.service]!.name, each.via])).toEqual([
      ['web', 'ingress'],
      ['api', 'ingress'],
    ]);
    expect(services[traffic[1]!.service]!.targetPort).toBe(8080);
    expect(complete.traffic).toMatchObject([
      { to: 'web', port: 80 },
      { to: 'api', port: 'admin' },
    ]);
  });

  it('is the same when the complete scenario is loaded again', () => {
    const { scenario: complete, simulation } = load([{ ...HOST, path: '/api' }]);
    const again = loadScenario({ inputs: ['-'], stdin: JSON.stringify(complete) });
    expect(again.simulation).toEqual(simulation);
  });

  it('must match a rule, and may name the Service of it only', () => {
    expect(mistakes([{ host: 'shop.example.org' }])[0]).toContain(
      'expected a host and a path that an Ingress has a Service for: all answers would be 404',
    );
    expect(mistakes([{ host: 'shop.example.org' }])[0]).toContain('did you mean "shop.example.com/"?');
    expect(mistakes([{}])[0]).toContain('routes: shop.example.com/, shop.example.com/api');
    expect(mistakes([{ ...HOST, to: 'api' }])[0]).toContain('expected nothing, or "web"');
    expect(mistakes([{ ...HOST, to: 'web' }])).toEqual([]);
    expect(mistakes([{ ...HOST, path: 'api' }])[0]).toContain('expected an absolute path');
    expect(mistakes([{ ...HOST, via: undefined, to: 'web' }])[0]).toContain(
      'expected only with "via": "ingress"',
    );
    expect(mistakes([{ via: undefined }])[0]).toContain('traffic[0].to: required');
  });

  it('needs a Service that is there, with that port', () => {
    const leadsTo = (name: string, port: object) => ({
      ...INGRESS,
      spec: { defaultBackend: backend(name, port) },
    });
    expect(mistakes([{}], leadsTo('wbe', { number: 80 }))[0]).toContain(
      'ingress/shop.spec: expected a Service named "wbe" in its namespace: all answers would be 503',
    );
    expect(mistakes([{}], leadsTo('web', { number: 8080 }))[0]).toContain(
      'expected the name or number of a port of service/web',
    );
    expect(mistakes([{}], leadsTo('web', {}))[0]).toContain(
      'expected either the name or the number of the port',
    );
    expect(mistakes([HOST], { ...INGRESS, spec: {} })[0]).toContain('expected rules or a defaultBackend');
    expect(mistakes([{}], leadsTo('web', { name: 'web' }))).toEqual([]);
  });
});

describe('an Ingress', () => {
  it('is modelled where traffic comes by it, and says what of it is not', () => {
    const of = (traffic: readonly object[]) =>
      load(traffic).coverage.find(({ object }) => object === 'ingress/shop')!;
    expect(of([HOST]).ignored.map(({ path, affectsRequests }) => [path, affectsRequests])).toEqual([
      ['metadata.annotations', true],
      ['spec.ingressClassName', false],
      ['spec.tls', true],
    ]);
    expect(of([HOST]).modelled).toContain('spec.rules[].host');
    expect(of([{ to: 'web' }]).ignored).toMatchObject([{ path: '', affectsRequests: false }]);
  });
});

import { describe, expect, it } from 'vitest';
import { formatIssue, ScenarioError } from '../base/errors.ts';
import { loadScenario, type LoadedScenario } from './load.ts';

const SLICE = {
  kind: 'EndpointSlice',
  metadata: { name: 'db-1', labels: { 'kubernetes.io/service-name': 'db' } },
  addressType: 'IPv4',
  ports: [{ port: 5432 }],
  endpoints: [{ addresses: ['203.0.113.1'] }, { addresses: ['203.0.113.2'], conditions: { ready: false } }],
};
const SERVICE = { kind: 'Service', metadata: { name: 'db' }, spec: { ports: [{ port: 5432 }] } };

function scenario(changes: object = {}): object {
  return {
    version: 1,
    resources: [SERVICE, SLICE],
    hosts: [{ name: 'db.example.com', addresses: ['203.0.113.1', '203.0.113.2'] }],
    traffic: [{ name: 'queries', to: 'db', from: 'cluster', arrivals: { poisson: { rate: '10/s' } } }],
    ...changes,
  };
}

function load(changes: object = {}): LoadedScenario {
  return loadScenario({ inputs: ['-'], stdin: JSON.stringify(scenario(changes)) });
}

function endpoints(...resources: object[]) {
  return load({ resources }).simulation.services[0]!.endpoints;
}

function mistakes(changes: object): string[] {
  try {
    load(changes);
  } catch (error) {
    if (error instanceof ScenarioError) return error.issues.map(formatIssue);
    throw error;
  }
  return [];
}

describe('endpoints written by hand', () => {
  it('are those of a slice with the label, its conditions with their defaults', () => {
    expect(endpoints(SERVICE, SLICE)).toEqual([
      { address: '203.0.113.1', ready: true, serving: true, terminating: false },
      { address: '203.0.113.2', ready: false, serving: false, terminating: false },
    ]);
    expect(endpoints(SERVICE, { ...SLICE, metadata: { name: 'db' } })).toEqual([]);
  });

  it('are those of the Endpoints of the same name as well, each address once', () => {
    const subsets = [
      {
        addresses: [{ ip: '203.0.113.3' }, { ip: '203.0.113.1' }],
        notReadyAddresses: [{ ip: '203.0.113.4' }],
        ports: [{ port: 5432 }],
      },
    ];
    const written = { kind: 'Endpoints', metadata: { name: 'db' }, subsets };
    const found = endpoints(SERVICE, SLICE, written)!;
    expect(found.map(({ address, ready }) => `${address} ${ready}`)).toEqual([
      '203.0.113.1 true',
      '203.0.113.2 false',
      '203.0.113.3 true',
      '203.0.113.4 false',
    ]);
  });

  it('count only for a port of the same name', () => {
    const named = { ...SERVICE, spec: { ports: [{ name: 'sql', port: 5432 }] } };
    expect(endpoints(named, SLICE)).toEqual([]);
    expect(endpoints(named, { ...SLICE, ports: [{ name: 'sql', port: 1 }] })).toHaveLength(2);
    expect(load({ resources: [named, SLICE] }).warnings.map(formatIssue)).toEqual([
      expect.stringContaining('the port of the Service is named "sql", and here are ""'),
      expect.stringContaining('nobody has written endpoints for service/db'),
    ]);
  });

  it('count only for a Service without a selector, and in its namespace', () => {
    const other = { ...SLICE, metadata: { ...SLICE.metadata, namespace: 'other' } };
    expect(endpoints(SERVICE, other)).toEqual([]);
    const why = load({ resources: [SERVICE, other] }).coverage[1]!.ignored;
    expect(why).toMatchObject([{ path: '', affectsRequests: true }]);
  });

  it('warn of addresses that no host has', () => {
    const hosts = [{ name: 'db.example.com', addresses: ['203.0.113.1'] }];
    expect(load({ hosts }).warnings.map(formatIssue)).toEqual([
      expect.stringMatching(/endpointslice\/db-1\.endpoints\[1]\.addresses\[0]: no host has this address/),
    ]);
    expect(load().warnings).toEqual([]);
  });

  it('survive the way through the complete scenario', () => {
    const first = load();
    const again = loadScenario({ inputs: ['-'], stdin: JSON.stringify(first.scenario) });
    expect(again.simulation).toEqual(first.simulation);
  });

  it.each<[changes: object, path: string, part: string]>([
    [{ hosts: [{ name: 'a', addresses: ['1.2.3'] }] }, 'hosts[0].addresses[0]', 'expected an IP address'],
    [{ hosts: [{ name: 'a', addresses: [] }] }, 'hosts[0].addresses', 'at least 1'],
    [
      {
        hosts: [
          { name: 'a', addresses: ['203.0.113.1'] },
          { name: 'a', addresses: ['203.0.113.2'] },
        ],
      },
      'hosts[1].name',
      'a name of its own',
    ],
    [
      { hosts: [{ name: 'a', addresses: ['203.0.113.1', '203.0.113.1'] }] },
      'hosts[0].addresses[1]',
      'that no host has yet',
    ],
    [
      {
        hosts: Array.from({ length: 14 }, (_, i) => ({
          name: `h${i}`,
          addresses: [`203.0.113.${i}`],
          delay: `${i}ms`,
        })),
      },
      'hosts[12].delay',
      'at most 12 different delays',
    ],
    [
      { resources: [SERVICE, { ...SLICE, addressType: 'FQDN' }] },
      'endpointslice/db-1.addressType',
      'not available in this version',
    ],
  ])('%o', (changes, path, part) => {
    const found = mistakes(changes);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(path);
    expect(found[0]).toContain(part);
  });
});

describe('names', () => {
  const HEADLESS = { ...SERVICE, spec: { clusterIP: 'None', ports: [{ port: 5432 }] } };
  const external = (externalName: string, name = 'db') => ({
    kind: 'Service',
    metadata: { name },
    spec: { type: 'ExternalName', externalName },
  });
  const source = (changes: object) => [
    { name: 'queries', to: 'db', from: 'cluster', arrivals: { poisson: { rate: '10/s' } }, ...changes },
  ];

  it('of headless Services lead to endpoints, looked up for every connection', () => {
    const { simulation } = load({ resources: [HEADLESS, SLICE] });
    expect(simulation.services).toMatchObject([{ headless: true, endpoints: [{}, {}] }]);
    expect(simulation.traffic[0]!.resolution).toEqual({
      refresh: 'perConnection',
      pick: 'first',
      ttlMs: null,
      negativeTtlMs: null,
    });
    expect(load().simulation.traffic[0]!.resolution).toBeUndefined();
  });

  it('take the ages of answers from the traffic and from the cluster', () => {
    const dns = { refresh: 'onTtl', pick: 'roundRobin', ttl: '30s', negativeTtl: '10s' };
    const cluster = { dns: { ttl: '5s' } };
    const { simulation } = load({ resources: [HEADLESS, SLICE], traffic: source({ dns }), cluster });
    expect(simulation.traffic[0]!.resolution).toEqual({
      refresh: 'onTtl',
      pick: 'roundRobin',
      ttlMs: 30_000,
      negativeTtlMs: 10_000,
    });
    expect(simulation.cluster.dns).toMatchObject({ ttlMs: 5000, negativeTtlMs: 5000, cacheMs: 0 });
  });

  it('lead out of the cluster, or to another Service', () => {
    const out = load({ resources: [external('db.example.com')] }).simulation;
    expect(out.services).toEqual([{ name: 'db', selector: {}, externalName: 0 }]);
    const chain = [external('two.default.svc.cluster.local'), external('three.default.svc', 'two')];
    const three = { ...SERVICE, metadata: { name: 'three' } };
    const slice = { ...SLICE, metadata: { name: 's', labels: { 'kubernetes.io/service-name': 'three' } } };
    const within = load({ resources: [...chain, three, slice] }).simulation;
    expect(within.services).toMatchObject([{ name: 'three' }]);
    expect(within.traffic[0]!.service).toBe(0);
    expect(within.traffic[0]!.resolution).toBeUndefined();
  });

  it('survive the way through the complete scenario', () => {
    for (const service of [HEADLESS, external('db.example.com')]) {
      const first = load({ resources: [service, SLICE] });
      const again = loadScenario({ inputs: ['-'], stdin: JSON.stringify(first.scenario) });
      expect(again.simulation).toEqual(first.simulation);
    }
  });

  it('that no traffic looks up are left alone, and told', () => {
    const idle = { ...HEADLESS, metadata: { name: 'idle' } };
    const { simulation, coverage } = load({ resources: [SERVICE, SLICE, idle] });
    expect(simulation.services).toHaveLength(1);
    expect(coverage[2]!.ignored).toMatchObject([{ path: '', affectsRequests: false }]);
  });

  it.each<[changes: object, path: string, part: string]>([
    [
      { resources: [HEADLESS, SLICE], traffic: source({ from: 'external' }) },
      'traffic[0].from',
      'service/db is headless, and only clients inside get its addresses',
    ],
    [
      { resources: [external('db.example.com')], traffic: source({ from: undefined }) },
      'traffic[0].from',
      'service/db is an ExternalName',
    ],
    [{ traffic: source({ from: 'external', dns: {} }) }, 'traffic[0].dns', 'only for clients inside'],
    [{ traffic: source({ dns: { refresh: 'onTTL' } }) }, 'traffic[0].dns.refresh', 'did you mean "onTtl"?'],
    [
      { resources: [external('db.exmaple.com')] },
      'service/db.spec.externalName',
      'did you mean "db.example.com"?',
    ],
    [{ resources: [external('')] }, 'service/db.spec.externalName', 'required'],
    [
      { resources: [external('other.default.svc.cluster.local')] },
      'service/db.spec.externalName',
      'or of a Service',
    ],
  ])('%o', (changes, path, part) => {
    const found = mistakes(changes);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(path);
    expect(found[0]).toContain(part);
  });
});

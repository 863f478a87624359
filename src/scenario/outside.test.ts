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

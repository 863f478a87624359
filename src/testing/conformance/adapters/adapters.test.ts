import { describe, expect, it } from 'vitest';
import { proxyAdapters } from './e-proxies.ts';
import { endpointAdapters } from './g-endpoints.ts';

const tables = { ...proxyAdapters.tables, ...endpointAdapters.tables };

/** An endpoint of this zone by its hints, or without any. */
const endpoint = (name: string, conditions: string, isLocal: boolean, zone?: string) => ({
  endpoint: `${name}:80`,
  ready: conditions.includes('R'),
  serving: conditions.includes('S'),
  terminating: conditions.includes('T'),
  isLocal,
  zoneHints: zone === undefined ? null : [zone],
});

// Rows of the tables in pkg/proxy/topology_test.go, pkg/proxy/iptables/proxier_test.go and endpointslice/utils_test.go.
describe('adapters', () => {
  const row = {
    nodeZone: 'zone-a',
    internalTrafficPolicyLocal: false,
    externalTrafficPolicyLocal: false,
    nodePort: 0,
  };

  it('e_categorize_endpoints: hints, and Local policies', () => {
    const hinted = [endpoint('a', 'RS', false, 'zone-a'), endpoint('b', 'RS', true, 'zone-b')];
    const near = {
      ...row,
      endpoints: hinted,
      expectedClusterEndpoints: ['a:80'],
      expectedLocalEndpoints: null,
      expectedAllEndpoints: ['a:80'],
      expectedHasAnyEndpoints: true,
    };
    const { actual, expected } = tables['e_categorize_endpoints.json'](near);
    expect(actual).toEqual(expected);
    const local = tables['e_categorize_endpoints.json']({
      ...near,
      internalTrafficPolicyLocal: true,
      nodePort: 8080,
      expectedLocalEndpoints: ['b:80'],
      expectedAllEndpoints: ['a:80', 'b:80'],
    });
    expect(local.actual).toEqual(local.expected);
    const wrong = tables['e_categorize_endpoints.json']({ ...near, expectedClusterEndpoints: ['b:80'] });
    expect(wrong.actual).not.toEqual(wrong.expected);
  });

  it('e_iptables_compute_probability', () => {
    for (const [remainingEndpoints, expectedProbabilityString] of [
      [1, '1.0000000000'],
      [10, '0.1000000000'],
      [100_001, '0.0000099999'],
    ] as const) {
      const found = tables['e_iptables_compute_probability.json']({
        remainingEndpoints,
        expectedProbabilityString,
      });
      expect(found.actual).toBe(found.expected);
    }
  });

  it('e_iptables_terminating_endpoints: drops where endpoints are elsewhere, rejects where there are none', () => {
    const elsewhere = { ip: '10.0.1.5', ready: false, serving: true, terminating: true, node: 'host-1' };
    const found = tables['e_iptables_terminating_endpoints.json']({
      externalTrafficPolicy: 'Local',
      endpoints: [elsewhere],
      flows: [
        { client: 'pod to clusterIP', expected: ['10.0.1.5:80'] },
        { client: 'external to LB', expected: 'DROP' },
      ],
    });
    expect(found.actual).toEqual(found.expected);
    const none = tables['e_iptables_terminating_endpoints.json']({
      externalTrafficPolicy: 'Local',
      endpoints: [],
      flows: [{ client: 'external to LB', expected: 'REJECT' }],
    });
    expect(none.actual).toEqual(none.expected);
  });

  it('g_pod_to_endpoint', () => {
    const pod = { podReady: false, podTerminating: true, publishNotReadyAddresses: true };
    const found = tables['g_pod_to_endpoint.json']({
      ...pod,
      expectedReady: true,
      expectedServing: false,
      expectedTerminating: true,
    });
    expect(found.actual).toEqual(found.expected);
  });
});

import { describe, expect, it } from 'vitest';
import { formatIssue, ScenarioError } from '../base/errors.ts';
import { describeScenario } from './describe.ts';
import { loadScenario, type LoadedScenario } from './load.ts';

interface Setting {
  readonly service?: object;
  readonly pod?: object;
  readonly source?: object;
  readonly applications?: object;
  readonly namespace?: string;
}

function load({ service, pod, source, applications = {}, namespace }: Setting = {}): LoadedScenario {
  const workload = (name: string, spec: object = {}) => ({
    kind: 'Deployment',
    metadata: { name },
    spec: {
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels: { app: name } }, spec: { containers: [{}], ...spec } },
    },
  });
  const db = {
    kind: 'Service',
    metadata: { name: 'db', ...(namespace !== undefined && { namespace }) },
    spec: { selector: { app: 'db' }, ports: [{ port: 80 }], ...service },
  };
  const behind = workload('db');
  const resources = [
    { ...behind, metadata: { ...behind.metadata, ...(namespace !== undefined && { namespace }) } },
    workload('shop', pod),
    db,
  ];
  const traffic = [
    {
      name: 'queries',
      to: 'db',
      from: 'shop',
      environment: { serviceCreated: 'afterPods' },
      arrivals: { poisson: { rate: '10/s' } },
      ...source,
    },
  ];
  const text = JSON.stringify({ version: 1, resources, applications, traffic });
  return loadScenario({ inputs: ['-'], stdin: text });
}

function mistakes(setting: Setting): string[] {
  try {
    load(setting);
  } catch (error) {
    if (error instanceof ScenarioError) return error.issues.map(formatIssue);
    throw error;
  }
  return [];
}

describe('environment', () => {
  it('is an option of traffic, told in words, and loaded again as it was written into the result', () => {
    const loaded = load();
    const environment = { serviceCreated: 'afterPods' };
    expect(loaded.simulation.traffic).toMatchObject([{ environment }]);
    expect(describeScenario(loaded).replaceAll(/\s+/g, ' ')).toContain(
      'from deployment/shop to service/db, its address from their environment, which containers of the beginning do not have,',
    );
    const again = loadScenario({ inputs: ['-'], stdin: JSON.stringify(loaded.scenario) });
    expect(again.simulation).toEqual(loaded.simulation);
  });

  it('is an option of calls; the Service is there before the pods unless they say otherwise', () => {
    const calls = [{ to: 'db', environment: {} }];
    const loaded = load({
      source: { from: 'cluster', environment: undefined },
      applications: { shop: { calls } },
    });
    expect(loaded.simulation.workloads[1]!.pod.application.calls).toMatchObject([
      { environment: { serviceCreated: 'beforePods' } },
    ]);
    expect(describeScenario(loaded).replaceAll(/\s+/g, ' ')).toContain(
      'service/db, its address from their environment',
    );
  });

  it.each<[setting: Setting, part: string]>([
    [{ source: { from: 'cluster' } }, 'expected only where "from" names a workload'],
    [{ service: { clusterIP: 'None' } }, 'service/db is headless, and no container has variables of it'],
    [
      { service: { type: 'ExternalName', externalName: 'shop.default.svc', selector: undefined } },
      'service/db is an ExternalName',
    ],
    [{ namespace: 'data' }, 'service/db is in "data", and containers have variables of their own namespace'],
    [{ pod: { enableServiceLinks: false } }, 'enableServiceLinks is false in the pods of "shop"'],
    [{ source: { dns: {} } }, 'expected either "environment" or "dns"'],
  ])('is refused: %o', (setting, part) => {
    expect(mistakes(setting)).toContainEqual(expect.stringContaining(`traffic[0].environment: `));
    expect(mistakes(setting)).toContainEqual(expect.stringContaining(part));
  });

  it('needs service links only of the pods that send', () => {
    expect(mistakes({ pod: { enableServiceLinks: true } })).toEqual([]);
    const spec = { pod: { enableServiceLinks: false }, source: { environment: undefined } };
    expect(mistakes(spec)).toEqual([]);
  });
});

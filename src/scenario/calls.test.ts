import { describe, expect, it } from 'vitest';
import { formatIssue, ScenarioError } from '../base/errors.ts';
import { describeScenario } from './describe.ts';
import { loadScenario, type LoadedScenario } from './load.ts';

function tier(name: string, spec: object = {}): object[] {
  const labels = { app: name };
  return [
    {
      kind: 'Deployment',
      metadata: { name },
      spec: {
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [{ ports: [{ containerPort: 80 }] }] } },
      },
    },
    { kind: 'Service', metadata: { name }, spec: { selector: labels, ports: [{ port: 80 }], ...spec } },
  ];
}

function load(
  applications: object,
  resources = ['a', 'b', 'c'].flatMap((name) => tier(name)),
): LoadedScenario {
  const traffic = [{ name: 'users', to: 'a', arrivals: { poisson: { rate: '10/s' } } }];
  const scenario = { version: 1, resources, applications, traffic };
  return loadScenario({ inputs: ['-'], stdin: JSON.stringify(scenario) });
}

function mistakes(applications: object): string[] {
  try {
    load(applications);
  } catch (error) {
    if (error instanceof ScenarioError) return error.issues.map(formatIssue);
    throw error;
  }
  return [];
}

const to = (...names: string[]) => ({ calls: names.map((name) => ({ to: name })) });

describe('calls', () => {
  it('have the defaults of traffic', () => {
    const { simulation } = load({ a: to('b') });
    expect(simulation.workloads[0]!.pod.application.calls).toEqual([
      {
        service: 1,
        probability: 1,
        mode: 'sequential',
        connections: { type: 'perRequest' },
        timeoutMs: 2000,
        retries: { attempts: 0, backoffMs: 0 },
      },
    ]);
    expect(simulation.workloads[1]!.pod.application.calls).toBeUndefined();
  });

  it('look up names that have no address of their own', () => {
    const resources = [...tier('a'), ...tier('b', { clusterIP: 'None' })];
    const first = load({ a: to('b') }, resources);
    expect(first.simulation.services).toMatchObject([{ name: 'a' }, { name: 'b', headless: true }]);
    expect(first.simulation.workloads[0]!.pod.application.calls).toMatchObject([
      { service: 1, resolution: { refresh: 'perConnection' } },
    ]);
    const again = loadScenario({ inputs: ['-'], stdin: JSON.stringify(first.scenario) });
    expect(again.simulation).toEqual(first.simulation);
  });

  it.each<[applications: object, path: string, part: string]>([
    [{ a: to('bb') }, 'applications.a.calls[0].to', 'expected the name of a Service'],
    [{ a: to('b', 'a') }, 'applications.a.calls[1].to', 'a → a is a circle'],
    [{ a: to('c', 'b'), b: to('c'), c: to('b') }, 'applications.b.calls[0].to', 'b → c → b is a circle'],
    [{ a: to('b'), b: to('c'), c: to('a') }, 'applications.a.calls[0].to', 'a → b → c → a is a circle'],
    [{ a: { calls: [{ to: 'b', mode: 'serial' }] } }, 'applications.a.calls[0].mode', 'expected one of'],
    [{ a: { calls: [{ to: 'b', probability: 2 }] } }, 'applications.a.calls[0].probability', 'expected'],
    [{ a: { calls: [{}] } }, 'applications.a.calls[0].to', 'required'],
  ])('%o', (applications, path, part) => {
    const found = mistakes(applications);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(`${path}: `);
    expect(found[0]).toContain(part);
  });

  it('may meet again without going round', () => {
    expect(mistakes({ a: to('b', 'c'), b: to('c') })).toEqual([]);
  });

  it('are told, and count in the load of what they call', () => {
    const parallel = { mode: 'parallel', probability: 0.5 };
    const text = describeScenario(load({ a: { calls: [{ to: 'b' }, { to: 'c', ...parallel }] } }));
    expect(text).toContain('calls, before it answers: service/b, then service/c (50 %)');
    expect(text).toContain('deployment/b: 10/s per pod');
    expect(text).toContain('deployment/c: 5/s per pod');
    expect(text).toContain('no closed form: other services call it');
    expect(text).toContain('no closed form: requests wait for calls to other services');
  });
});

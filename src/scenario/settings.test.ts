import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { formatIssue, ScenarioError } from '../base/errors.ts';
import type { SimulationOptions } from '../model/options.ts';
import { loadScenario } from './load.ts';
import type { LoadRequest } from './load.ts';

const WEB = readFileSync(new URL('fixtures/web.jsonc', import.meta.url), 'utf8');

function simulate(sets: readonly string[], request: Partial<LoadRequest> = {}): SimulationOptions {
  return loadScenario({ inputs: ['-'], stdin: WEB, sets, ...request }).simulation;
}

function mistakes(sets: readonly string[], request: Partial<LoadRequest> = {}): string[] {
  try {
    simulate(sets, request);
  } catch (error) {
    if (error instanceof ScenarioError) return error.issues.map(formatIssue);
    throw error;
  }
  return [];
}

describe('--set into the scenario', () => {
  it('reaches lists by number and by name', () => {
    expect(simulate(['traffic[0].timeout=1s']).traffic[0]!.timeoutMs).toBe(1000);
    expect(simulate(['traffic.users.timeout=null']).traffic[0]!.timeoutMs).toBeNull();
    expect(simulate(['events[0].at=1m']).events[0]!.atMs).toBe(60_000);
  });

  it('removes what is optional', () => {
    const without = (path: string) => simulate([`${path}=null`]).workloads[0]!.pod;
    expect(without('deployment/web.replicas').readinessProbe).not.toBeNull();
    expect(without('deployment/web.readinessProbe').readinessProbe).toBeNull();
    expect(without('applications.web').application.concurrency).toBe(4);
    expect(without('deployment/web.lifecycle.preStop').preStopMs).toBe(0);
    expect(mistakes(['deployment/web.template=null'])[0]).toMatch(/^deployment\/web.template: required/);
    expect(mistakes(['traffic.users.to=null'])[0]).toMatch(/^traffic.users.to: required/);
  });

  it('replaces one tag by another', () => {
    expect(simulate(['traffic.users.arrivals.constant.rate=5/s']).traffic[0]!.arrivals).toEqual({
      type: 'constant',
      ratePerSecond: 5,
    });
    expect(
      simulate(['applications.web.initialization.exponential.mean=2s']).workloads[0]!.pod.application
        .initialization,
    ).toEqual({
      type: 'exponential',
      mean: 2000,
    });
    expect(simulate(['traffic.users.connections.keepAlive.pool=3']).traffic[0]!.connections).toMatchObject({
      pool: 3,
    });
  });

  it('takes JSON, and text where it is none', () => {
    expect(simulate(['cluster.nodes=[{"name":"a","zone":"x"}]']).cluster.nodes).toEqual([
      { name: 'a', zone: 'x' },
    ]);
    expect(loadScenario({ inputs: ['-'], stdin: WEB, sets: ['title=a=b'] }).scenario.title).toBe('a=b');
  });

  it('writes what is not written yet', () => {
    expect(simulate(['cluster.network.deadAddress=unreachable']).cluster.network.deadAddress).toBe(
      'unreachable',
    );
  });

  it('counts from the last of several', () => {
    expect(simulate(['cluster.nodes=4', 'cluster.nodes=5']).cluster.nodes).toHaveLength(5);
  });
});

describe('--set into a Kubernetes object', () => {
  it.each([
    'deployment/web.spec.template.spec.containers[0].readinessProbe.periodSeconds=2',
    'deployment/web.containers[0].readinessProbe.periodSeconds=2',
    'deployment/web.readinessProbe.periodSeconds=2',
    'Deployment/web.readinessProbe.periodSeconds=2',
  ])('%s', (set) => {
    expect(simulate([set]).workloads[0]!.pod.readinessProbe!.periodSeconds).toBe(2);
  });

  it('knows the short forms', () => {
    const workload = simulate([
      'deployment/web.replicas=8',
      'deployment/web.maxSurge=50%',
      'deployment/web.maxUnavailable=1',
      'deployment/web.minReadySeconds=3',
      'deployment/web.terminationGracePeriodSeconds=60',
      'deployment/web.preStop.sleep.seconds=5',
    ]).workloads[0]!;
    expect(workload).toMatchObject({
      replicas: 8,
      strategy: { maxSurge: { percent: 50 }, maxUnavailable: 1 },
      minReadySeconds: 3,
      pod: { terminationGracePeriodSeconds: 60, preStopMs: 5000 },
    });
  });

  it('replaces the handler of a probe or hook', () => {
    expect(
      simulate(['deployment/web.readinessProbe.tcpSocket.port=8080']).workloads[0]!.pod.readinessProbe!
        .handler,
    ).toBe('tcpSocket');
    const sets = [
      'deployment/web.preStop.exec.command=["sleep","7"]',
      'deployment/web.preStop.sleep.seconds=5',
    ];
    expect(simulate(sets).workloads[0]!.pod.preStopMs).toBe(5000);
  });

  it('reaches quoted keys', () => {
    const key = '["app.kubernetes.io/name"]';
    const sets = [`deployment/web.spec.template.metadata.labels${key}=x`, `service/web.selector${key}=x`];
    expect(simulate(sets).services[0]!.selector).toEqual({ app: 'web', 'app.kubernetes.io/name': 'x' });
  });
});

describe('a --set that cannot be', () => {
  it.each([
    ['cluster.nodes', '--set: expected path=value', 'got "cluster.nodes"'],
    ['cluster.node=3', 'cluster.node: expected a path that exists', 'did you mean "nodes"?'],
    ['traffic.user.timeout=1s', 'traffic.user.timeout: expected a path that exists', 'did you mean "users"?'],
    [
      'traffic[3].timeout=1s',
      'traffic[3].timeout: expected a path that exists, but there is no element [3]',
      'users',
    ],
    ['applications.web.concurency=2', 'applications.web.concurency: ', 'did you mean "concurrency"?'],
    [
      'applications.wbe.concurrency=2',
      'applications.wbe.concurrency: expected the name of a workload',
      'did you mean "web"?',
    ],
    [
      'deployment/wbe.replicas=2',
      'deployment/wbe.replicas: expected an object',
      'did you mean "deployment/web"?',
    ],
    [
      'deployment/web.readinesProbe.periodSeconds=2',
      'there is no "readinesProbe"',
      'did you mean "readinessProbe"?',
    ],
    ['deployment/web.metadata.labels.a=b', 'describes the object itself', ''],
    ['cluster.nodes=0', 'cluster.nodes: expected a number of at least 1', 'got 0'],
    ['traffic.users.timeout=1', 'traffic.users.timeout: expected a duration', 'add a unit, such as "1s"'],
    ['deployment/web.replicas=many', 'deployment/web.replicas: expected a number', 'got "many"'],
    ['deployment/web=1', 'deployment/web: expected a path inside the object', 'deployment/web.replicas'],
    ['__proto__.polluted=1', 'expected a path that exists', ''],
    ['applications.__proto__.queue=1', 'expected a path that exists', ''],
  ])('%s', (set, beginning, end) => {
    const found = mistakes([set]);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(beginning);
    expect(found[0]).toContain(end);
    expect(found[0]).not.toMatch(/^-:/);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('options with names of their own', () => {
  it('replace fields of the scenario', () => {
    const overrides = { seed: '007', replications: 3, duration: '1m', warmup: '5s' };
    const loaded = loadScenario({ inputs: ['-'], stdin: WEB, overrides });
    expect(loaded).toMatchObject({
      seed: '007',
      replications: 3,
      simulation: { durationMs: 60_000, warmupMs: 5000 },
    });
  });

  it('are named in their mistakes', () => {
    expect(mistakes([], { overrides: { duration: '1 minute' } })[0]).toMatch(
      /^--duration: expected a duration/,
    );
  });

  it('for manifests alone are refused beside a scenario', () => {
    expect(mistakes([], { quick: { rate: '5/s' } })).toEqual([
      '--rate: is for manifests without a scenario (got 5/s); use --set traffic[0].arrivals.poisson.rate=…',
    ]);
  });
});

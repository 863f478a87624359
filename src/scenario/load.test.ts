import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { formatIssue, ScenarioError } from '../base/errors.ts';
import { loadScenario } from './load.ts';
import type { LoadedScenario, LoadRequest } from './load.ts';

/** The sample of the documentation: every part of the format at once. */
const WEB = readFileSync(new URL('fixtures/web.jsonc', import.meta.url), 'utf8');

function load(text: string, request: Partial<LoadRequest> = {}): LoadedScenario {
  return loadScenario({ inputs: ['-'], stdin: text, ...request });
}

function mistakes(text: string, request: Partial<LoadRequest> = {}): string[] {
  try {
    load(text, request);
  } catch (error) {
    if (error instanceof ScenarioError) return error.issues.map(formatIssue);
    throw error;
  }
  return [];
}

/** The sample with some of its text exchanged. */
function changed(...changes: readonly (readonly [string, string])[]): string {
  return changes.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`the sample has no ${from}`);
    return text.replace(from, to);
  }, WEB);
}

describe('the sample scenario', () => {
  it('loads into the simulation it describes', () => {
    const { simulation, seed, replications, scenario } = load(WEB);
    expect({ seed, replications, title: scenario.title }).toEqual({
      seed: 'rolling-restart',
      replications: 10,
      title: 'Rolling restart of a four-pod service',
    });
    expect(simulation).toMatchObject({
      durationMs: 300_000,
      warmupMs: 30_000,
      seriesIntervalMs: 1000,
      services: [{ name: 'web', selector: { app: 'web' } }],
      events: [{ type: 'rolloutRestart', atMs: 120_000, workload: 0 }],
    });
    expect(simulation.cluster.nodes.map(({ name, zone }) => `${name} ${zone}`)).toEqual([
      'node-1 a',
      'node-2 a',
      'node-3 a',
    ]);
    expect(simulation.cluster.network).toEqual({
      sameNodeMs: 0.05,
      sameZoneMs: 0.25,
      crossZoneMs: 1,
      externalMs: 10,
      deadAddress: 'timeout',
    });
    expect(simulation.traffic).toEqual([
      {
        name: 'users',
        service: 0,
        from: 'external',
        arrivals: { type: 'poisson', ratePerSecond: 200 },
        connections: { type: 'perRequest' },
        timeoutMs: 2000,
        retries: { attempts: 0, backoffMs: 0 },
      },
    ]);
    expect(simulation.workloads[0]).toMatchObject({
      name: 'web',
      replicas: 4,
      minReadySeconds: 0,
      strategy: { maxSurge: 1, maxUnavailable: 0 },
      labels: { app: 'web' },
      pod: {
        terminationGracePeriodSeconds: 30,
        preStopMs: 0,
        readinessProbe: {
          handler: 'httpGet',
          initialDelaySeconds: 0,
          periodSeconds: 5,
          timeoutSeconds: 1,
          successThreshold: 1,
          failureThreshold: 3,
        },
        application: {
          concurrency: 4,
          queue: 64,
          coldStart: { factor: 3, durationMs: 20_000 },
          onTerm: 'exit',
        },
      },
    });
  });

  it('has nothing to warn of', () => {
    expect(load(WEB).warnings).toEqual([]);
  });

  it('reports six mistakes as six issues, in the order of the file', () => {
    const text = changed(
      ['"duration": "5m"', '"duration": "5 min"'],
      ['"replications": 10', '"replicatons": 10'],
      ['"periodSeconds": 5', '"periodSecond": 5'],
      ['"mean": "20ms"', '"mean": 20'],
      ['"to": "web"', '"to": "wbe"'],
      ['"target": "deployment/web"', '"target": "deployment/webb"'],
    );
    const at = (part: string): string => {
      const lines = text.slice(0, text.indexOf(part)).split('\n');
      return `-:${lines.length}:${lines.at(-1)!.length + 1}`;
    };
    const probe = 'deployment/web.spec.template.spec.containers[0].readinessProbe';
    expect(mistakes(text)).toEqual([
      '-:6:15: duration: expected a duration such as "250ms", "10s" or "1m30s", above 0 (got "5 min")',
      '-:9:3: replicatons: unknown key (got "replicatons"); did you mean "replications"?',
      `${at('"periodSecond"')}: ${probe}.periodSecond: unknown key (got "periodSecond"); did you mean "periodSeconds"?`,
      `${at('20 }')}: applications.web.serviceTime.exponential.mean: expected a duration such as "250ms", "10s" or "1m30s", above 0 (got 20); add a unit, such as "20s"`,
      `${at('"wbe"')}: traffic[0].to: expected the name of a Service (got "wbe"); did you mean "web"?`,
      `${at('"deployment/webb"')}: events[0].target: expected a workload of the scenario (got "deployment/webb"); did you mean "deployment/web"?`,
    ]);
  });
});

describe('defaults', () => {
  const SMALL = `{
    "version": 1,
    "resources": [
      { "kind": "Deployment", "metadata": { "name": "web" }, "spec": { "selector": { "matchLabels": { "a": "b" } },
        "template": { "metadata": { "labels": { "a": "b" } }, "spec": { "containers": [{}] } } } },
      { "kind": "Service", "metadata": { "name": "web" }, "spec": { "selector": { "a": "b" }, "ports": [{ "port": 80 }] } }
    ],
    "traffic": [{ "name": "users", "to": "web", "arrivals": { "constant": { "rate": "5/s" } } }]
  }`;

  it('are written into a scenario of ten lines', () => {
    const { scenario, simulation, seed, warnings } = load(SMALL);
    expect(warnings).toEqual([]);
    expect(seed).toBe('0');
    expect(scenario).toMatchObject({
      title: 'standard input',
      duration: '5m',
      warmup: '30s',
      replications: 10,
      events: [],
    });
    expect(simulation.workloads[0]).toMatchObject({
      replicas: 1,
      minReadySeconds: 0,
      strategy: { maxSurge: { percent: 25 }, maxUnavailable: { percent: 25 } },
      pod: {
        terminationGracePeriodSeconds: 30,
        preStopMs: 0,
        readinessProbe: null,
        application: {
          concurrency: 4,
          queue: 64,
          serviceTime: { type: 'exponential', mean: 20 },
          coldStart: { factor: 1, durationMs: 0 },
          onTerm: 'exit',
          failureRatio: 0,
          health: { path: 'separate', serviceTime: { type: 'constant', value: 1 } },
        },
      },
    });
    expect(simulation.traffic[0]).toMatchObject({
      from: 'external',
      connections: { type: 'perRequest' },
      timeoutMs: 2000,
    });
    expect(simulation.cluster.kubeProxy.minSyncPeriodMs).toBe(1000);
  });

  it('shorten the warm-up of a short run', () => {
    expect(load(SMALL, { overrides: { duration: '1m' } }).simulation.warmupMs).toBe(15_000);
  });

  it('take the seed from the title', () => {
    expect(load(SMALL.replace('"version": 1,', '"version": 1, "title": "A title",')).seed).toBe('A title');
    expect(load(SMALL.replace('"version": 1,', '"version": 1, "seed": 7,')).seed).toBe('7');
  });

  it('warn of a service without pods', () => {
    const { warnings } = load(SMALL.replace('"spec": { "selector"', '"spec": { "replicas": 0, "selector"'));
    expect(warnings.map(formatIssue)).toEqual([
      expect.stringContaining('deployment/web has 0 replicas: every request is refused until it is scaled'),
    ]);
  });

  it('warn of an event after the end', () => {
    const events = '"events": [{ "at": "6m", "do": "scale", "target": "deployment/web", "replicas": 2 }]';
    const { warnings, simulation } = load(SMALL.replace('"version": 1,', `"version": 1, ${events},`));
    expect(warnings.map(({ path }) => path)).toEqual(['events[0].at']);
    expect(simulation.events).toEqual([{ type: 'scale', atMs: 360_000, workload: 0, replicas: 2 }]);
  });
});

describe('a scenario in YAML', () => {
  const YAML = `version: 1
duration: 2m
traffic:
  - {name: users, to: web, arrivals: {poisson: {rate: 10/s}}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web}]}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80}]}
---
`;

  it('may hold its manifests as further documents', () => {
    const { simulation, scenario } = load(YAML);
    expect(simulation.traffic).toHaveLength(1);
    expect(scenario.resources.map(({ kind }) => kind)).toEqual(['Deployment', 'Service']);
  });

  it('has its mistakes placed', () => {
    expect(mistakes(YAML.replace('10/s', '10').replace('2m', '.inf'))).toEqual([
      '-:2:11: duration: expected a duration such as "250ms", "10s" or "1m30s", above 0 (got Infinity)',
      '-:4:55: traffic[0].arrivals.poisson.rate: expected a rate above 0 such as "200/s", "30/m" or "100/h" (got 10); add a unit, such as "10/s"',
    ]);
  });
});

describe('several files', () => {
  it('reports a missing manifest where it is named, and no consequences of it', () => {
    const text =
      '{ "version": 1,\n "manifests": ["nowhere.yaml"],\n "traffic": [{ "name": "a", "to": "web", "arrivals": { "constant": { "rate": "1/s" } } }] }';
    expect(mistakes(text)).toEqual([
      '-:2:16: manifests[0]: expected a readable file, but nowhere.yaml does not exist',
    ]);
  });

  it('accepts one scenario only', () => {
    const both = 'version: 1\ntraffic: []\n---\nversion: 1\n';
    expect(mistakes(both)).toContain('-:4:1: expected only one scenario among the inputs');
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { formatIssue, ScenarioError } from '../base/errors.ts';
import { loadScenario } from './load.ts';

/** The sample of the documentation: every part of the format at once. */
const WEB = readFileSync(new URL('fixtures/web.jsonc', import.meta.url), 'utf8');

function mistakes(text: string): string[] {
  try {
    loadScenario({ inputs: ['-'], stdin: text });
  } catch (error) {
    if (error instanceof ScenarioError) return error.issues.map(formatIssue);
    throw error;
  }
  return [];
}

/** The sample with some of its text exchanged. */
function changed([from, to]: readonly [string, string]): string {
  if (!WEB.includes(from)) throw new Error(`the sample has no ${from}`);
  return WEB.replace(from, to);
}

describe('one mistake gives one issue', () => {
  it.each<[from: string, to: string, path: string, part: string]>([
    ['"version": 1', '"version": "1"', 'version', 'expected 1'],
    ['"version": 1,', '', 'version', 'required: expected 1'],
    ['"duration": "5m"', '"duration": 300', 'duration', 'add a unit, such as "300s"'],
    ['"duration": "5m"', '"duration": "-5m"', 'duration', 'expected a duration'],
    ['"duration": "5m"', '"duration": "0s"', 'duration', 'above 0'],
    ['"duration": "5m"', '"duration": "1000000h"', 'duration', 'at most 100 years'],
    ['"apiWrite": "10ms"', '"apiWrite": "1000000h"', 'cluster.controlPlane.apiWrite', 'at most 100 years'],
    ['"warmup": "30s"', '"warmup": "automatic"', 'warmup', 'or "auto"'],
    ['"warmup": "30s"', '"warmup": "5m"', 'warmup', 'shorter than the duration (5m)'],
    ['"replications": 10', '"replications": 0', 'replications', 'at least 1'],
    ['"replications": 10', '"replications": 1.5', 'replications', 'a whole number'],
    [
      '"mode": "iptables"',
      '"mode": "ipvs", "scheduler": "fo"',
      'cluster.kubeProxy.scheduler',
      'expected one of "rr"',
    ],
    [
      '"mode": "iptables"',
      '"mode": "nftables", "scheduler": "lc"',
      'cluster.kubeProxy.scheduler',
      'expected "mode": "ipvs" beside it',
    ],
    [
      '"from": "external"',
      '"from": "cluster", "clients": 3',
      'traffic[0].clients',
      'expected only with "from": "external"',
    ],
    ['"mode": "iptables"', '"mode": "iptabels"', 'cluster.kubeProxy.mode', 'did you mean "iptables"?'],
    [
      '"apiWrite": "10ms"',
      '"apiWrites": "10ms"',
      'cluster.controlPlane.apiWrites',
      'did you mean "apiWrite"?',
    ],
    ['"nodes": 3', '"nodes": "3"', 'cluster.nodes', 'expected a number of nodes'],
    ['"nodes": 3', '"nodes": 0', 'cluster.nodes', 'at least 1'],
    [
      '"nodes": 3',
      '"nodes": [{ "name": "a" }, { "name": "a" }]',
      'cluster.nodes[1].name',
      'a name of its own',
    ],
    ['"nodes": 3', '"nodes": [{ "nam": "a" }]', 'cluster.nodes[0].nam', 'did you mean "name"?'],
    [
      '{ "poisson": { "rate": "200/s" } }',
      '{ "closed": { "users": 10 } }',
      'traffic[0].arrivals.closed.thinkTime',
      'required: expected a duration',
    ],
    [
      '{ "poisson": { "rate": "200/s" } }',
      '{ "steps": [{ "at": "9s", "rate": "1/s" }, { "at": "9s", "rate": "2/s" }] }',
      'traffic[0].arrivals.steps',
      'expected steps in the order of their times',
    ],
    [
      '{ "poisson": { "rate": "200/s" } }',
      '{ "sine": { "rate": "1/s", "amplitude": "2/s", "period": "1m" } }',
      'traffic[0].arrivals.sine.amplitude',
      'expected at most the rate',
    ],
    [
      '{ "poisson": { "rate": "200/s" } }',
      '{ "mmpp": { "states": [{ "rate": "0/s", "mean": "1s" }, { "rate": "0/s", "mean": "1s" }] } }',
      'traffic[0].arrivals.mmpp.states',
      'expected a rate above 0 in one of the states',
    ],
    [
      '{ "poisson": { "rate": "200/s" } }',
      '{ "trace": { "counts": [1, 2] } }',
      'traffic[0].arrivals.trace.interval',
      'required: expected the length of an interval',
    ],
    [
      '{ "poisson": { "rate": "200/s" } }',
      '{ "trace": { "times": ["1s"], "file": "x.csv" } }',
      'traffic[0].arrivals.trace',
      'expected exactly one of file, times, counts',
    ],
    [
      '"do": "rolloutRestart", "target": "deployment/web"',
      '"do": "setTraffic", "target": "traffic/user", "arrivals": { "poisson": { "rate": "1/s" } }',
      'events[0].target',
      'did you mean "traffic/users"?',
    ],
    [
      '"do": "rolloutRestart", "target": "deployment/web"',
      '"do": "setTraffic", "target": "deployment/web", "arrivals": { "poisson": { "rate": "1/s" } }',
      'events[0].target',
      'expected a source of requests such as "traffic/users"',
    ],
    [
      '"do": "rolloutRestart", "target": "deployment/web"',
      '"do": "setTraffic", "target": "traffic/users", "arrivals": { "closed": { "users": 1, "thinkTime": "1s" } }',
      'events[0].arrivals',
      'expected open arrivals',
    ],
    [
      '{ "poisson": { "rate": "200/s" } }',
      '{ "poison": { "rate": "200/s" } }',
      'traffic[0].arrivals.poison',
      'did you mean "poisson"?',
    ],
    ['"rate": "200/s"', '"rate": 200', 'traffic[0].arrivals.poisson.rate', 'add a unit, such as "200/s"'],
    ['"rate": "200/s"', '"rate": "0/s"', 'traffic[0].arrivals.poisson.rate', 'above 0'],
    [
      '{ "perRequest": true }',
      '{ "http2": { "maxStreams": 3 } }',
      'traffic[0].connections.http2.maxStreams',
      'unknown key',
    ],
    [
      '{ "perRequest": true }',
      '{ "perRequest": false }',
      'traffic[0].connections.perRequest',
      'expected true',
    ],
    [
      '{ "perRequest": true }',
      '{ "keepAlive": { "pol": 3 } }',
      'traffic[0].connections.keepAlive.pol',
      'did you mean "pool"?',
    ],
    ['"timeout": "2s"', '"timeout": "0s"', 'traffic[0].timeout', 'above 0'],
    ['"from": "external"', '"from": "outside"', 'traffic[0].from', 'known: external, cluster, web'],
    [
      '"discipline": "fifo"',
      '"discipline": "lifo"',
      'applications.web.discipline',
      'expected one of "fifo", "processorSharing"',
    ],
    [
      '"calls": []',
      '"calls": [{ "to": "catalog" }]',
      'applications.web.calls[0].to',
      'expected the name of a Service',
    ],
    ['"failureRatio": 0', '"failureRatio": "120%"', 'applications.web.failureRatio', 'a share from 0 to 1'],
    [
      '"initialization": "1s"',
      '"initialization": { "exponental": { "mean": "1s" } }',
      'applications.web.initialization.exponental',
      'did you mean "exponential"?',
    ],
    [
      '"initialization": "1s"',
      '"initialization": { "normal": { "mean": "1s" } }',
      'applications.web.initialization',
      'an object with one of exponential',
    ],
    ['"p99": "10s"', '"p95": "10s"', 'applications.web.startup.lognormal.p95', 'did you mean "p99"?'],
    [
      '"p99": "10s"',
      '"p99": "3s"',
      'applications.web.startup.lognormal.p99',
      'expected more than the median',
    ],
    [', "p99": "10s"', '', 'applications.web.startup.lognormal.p99', 'required'],
    ['"rolloutRestart"', '"rolloutRestrat"', 'events[0].do', 'did you mean "rolloutRestart"?'],
    [
      '"target": "deployment/web"',
      '"target": "statefulset/web"',
      'events[0].target',
      'expected a workload of the scenario',
    ],
    [
      '"target": "deployment/web"',
      '"target": "web"',
      'events[0].target',
      'expected a target such as "deployment/web"',
    ],
    ['"rate < 0.1%"', '"rate = 0.1%"', 'thresholds.errors[0]', 'expected a threshold'],
    ['"latency": ["p99', '"latencies": ["p99', 'thresholds.latencies', 'did you mean "latency"?'],
    ['"replicas": 4', '"replica": 4', 'deployment/web.spec.replica', 'did you mean "replicas"?'],
    ['"replicas": 4', '"replicas": "4"', 'deployment/web.spec.replicas', 'write it without quotes'],
    ['"kind": "Service"', '"kind": "Servcie"', 'servcie/web.kind', 'did you mean "Service"?'],
    [
      '"maxSurge": 1',
      '"maxSurge": 0',
      'deployment/web.spec.strategy.rollingUpdate.maxUnavailable',
      'could not begin',
    ],
    [
      '"maxSurge": 1',
      '"maxSurge": "one"',
      'deployment/web.spec.strategy.rollingUpdate.maxSurge',
      'a percentage such as "25%"',
    ],
    [
      '"maxUnavailable": 0',
      '"maxUnavailable": "101%"',
      'deployment/web.spec.strategy.rollingUpdate.maxUnavailable',
      'at most "100%"',
    ],
    [
      '"ports": [{ "containerPort": 8080 }],',
      '"name": "__proto__", "ports": [{ "containerPort": 8080 }],',
      'deployment/web.spec.template.spec.containers[0].name',
      'lower-case letters, digits and "-"',
    ],
    [
      '"strategy": {',
      '"strategy": { "type": "Recreate",',
      'deployment/web.spec.strategy.rollingUpdate',
      'expected nothing, as strategy.type is "Recreate"',
    ],
    [
      '"matchLabels": { "app": "web" }',
      '"matchLabels": { "app": "wbe" }',
      'deployment/web.spec.selector.matchLabels',
      'selector does not match template labels',
    ],
    [
      '"httpGet": { "path": "/healthz", "port": 8080 }, ',
      '',
      'deployment/web.spec.template.spec.containers[0].readinessProbe',
      'exactly one of httpGet',
    ],
    [
      '"readinessProbe": {',
      '"livenessProbe": { "successThreshold": 2, "tcpSocket": { "port": 8080 } }, "readinessProbe": {',
      'deployment/web.spec.template.spec.containers[0].livenessProbe.successThreshold',
      'expected 1, as in every livenessProbe',
    ],
    [
      '"readinessProbe": {',
      '"readinessProbe": { "terminationGracePeriodSeconds": 5,',
      'deployment/web.spec.template.spec.containers[0].readinessProbe.terminationGracePeriodSeconds',
      'a readiness probe kills no container',
    ],
    [
      '"readinessProbe": {',
      '"startupProbe": { "periodSeconds": 1 }, "readinessProbe": {',
      'deployment/web.spec.template.spec.containers[0].startupProbe',
      'exactly one of httpGet',
    ],
    [
      '"selector": { "app": "web" }',
      '"selector": { "app": "wbe" }',
      'service/web.spec.selector',
      'the pods of deployment/web have app=web',
    ],
    [
      '"ports": [{ "port": 80, "targetPort": 8080 }]',
      '"ports": []',
      'service/web.spec.ports',
      'at least one port',
    ],
    [
      '"selector": { "app": "web" }',
      '"clusterIP": "None", "selector": { "app": "web" }',
      'traffic[0].from',
      'headless',
    ],
    ['"web": {\n      "startup"', '"wbe": {\n      "startup"', 'applications.wbe', 'did you mean "web"?'],
  ])('%s → %s', (from, to, path, part) => {
    const found = mistakes(changed([from, to])).filter(
      (line) => !(path === 'servcie/web.kind' && line.includes('traffic[0].to')),
    );
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(`: ${path}: `);
    expect(found[0]).toContain(part);
    expect(found[0]).toMatch(/^-:\d+:\d+: /);
  });
});

it('does not propose for an unknown key the key itself, which other events have', () => {
  const partition = '"do": "partition", "target": "node/node-1", "duration": "1s"';
  const [first] = mistakes(changed(['"do": "rolloutRestart", "target": "deployment/web"', partition]));
  expect(first).toMatch(/events\[0\]\.duration: unknown key \(got "duration"\)(?!; did you mean "duration")/);
});

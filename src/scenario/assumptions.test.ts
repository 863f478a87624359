import { describe, expect, it } from 'vitest';
import { loadScenario } from './load.ts';

const deployment = (name: string, app: string) =>
  `{apiVersion: apps/v1, kind: Deployment, metadata: {name: ${name}}, spec: {selector: {matchLabels: {app: ${app}}}, template: {metadata: {labels: {app: ${app}}}, spec: {containers: [{name: c, image: i}]}}}}`;
const service = (name: string, app: string) =>
  `{apiVersion: v1, kind: Service, metadata: {name: ${name}}, spec: {selector: {app: ${app}}, ports: [{port: 80}]}}`;

// One without a Service, whose program nobody asks.
const ONE = ['', deployment('web', 'a'), service('web', 'a'), deployment('batch', 'b')].join('\n---\n');
const TWO = [ONE, service('public', 'a')].join('\n---\n');

function assumptions(text: string, sets: readonly string[] = []): readonly string[] {
  const quick = { rate: '200/s', serviceTime: '10ms' };
  return loadScenario({ inputs: ['-'], stdin: text, sets, quick }).assumptions;
}

describe('assumptionsOf', () => {
  it('tells what manifests leave open, and how to change it', () => {
    expect(assumptions(ONE)).toEqual([
      'Assumed where nothing is set, because manifests do not say: start-up lognormal, median 2 s, mean 2.16 s; 4 requests at once per pod; a queue of 64; on SIGTERM a process exits at once; clients outside the cluster; a new connection per request; a timeout of 2 s. Change with --set applications.NAME.onTerm=drain and the like, or write a scenario.',
      'No scenario says what happens: taken as a rollout restart of deployment/web at 1m40s.',
    ]);
  });

  it('leaves out what an option has said', () => {
    const [first] = assumptions(ONE, ['applications.web.onTerm=drain', 'traffic.web.timeout=9s']);
    expect(first).toContain('a queue of 64');
    expect(first).not.toMatch(/SIGTERM|timeout|service time/);
  });

  it('adds up what several Services get', () => {
    expect(assumptions(TWO)[1]).toBe(
      'Each of 2 Services gets --rate, 400 requests/s in all; deployment/web is behind 2 of them. --to names one of them.',
    );
  });

  it('says nothing of a scenario', () => {
    const { scenario } = loadScenario({ inputs: ['-'], stdin: ONE, quick: { rate: '1/s' } });
    expect(loadScenario({ inputs: ['-'], stdin: JSON.stringify(scenario) }).assumptions).toEqual([]);
  });
});
